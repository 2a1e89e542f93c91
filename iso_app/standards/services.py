"""Editions are loaded once and never changed; agencies move from one to another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.standards import policies, queries, reading
from iso_app.standards.models import AgencyEdition, Clause, ClauseMapping, StandardEdition
from iso_app.standards.timeline import Stretch, adopt
from iso_app.trail.bulk import Written, insert_all, update_all
from iso_app.trail.services import record

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What a file brought: titles of the edition and of the mapping, and whether anything was new."""

    edition: str
    mapping: str
    is_new: bool


def load_editions(actor: Actor) -> list[Loaded]:
    """Load every edition and mapping that comes with the product; those already there stay as they are."""
    files = [reading.read(path.read_bytes()) for path in sorted(DATA.glob("*.yaml"))]
    return [_load(actor, file) for file in sorted(files, key=lambda file: file.edition is None)]


def load_edition_file(actor: Actor, path: Path) -> Loaded:
    """Load a further edition, a mapping, or both. Raises DomainError with what is wrong in the file.

    The same file again changes nothing; another content under a known code is refused: an edition that
    is used is never changed.
    """
    try:
        with path.open("rb") as source:
            content = source.read(reading.MOST_BYTES + 1)
    except OSError as error:
        raise DomainError("Không đọc được tệp “{name}”. Hãy xem lại đường dẫn.", name=path.name) from error
    return _load(actor, reading.read(content))


def _load(actor: Actor, file: reading.EditionFile) -> Loaded:
    require(policies.may_load(actor))
    new_edition = file.edition is not None and _load_edition(actor, file.edition)
    new_mapping = file.mapping is not None and _load_mapping(actor, file.mapping)
    return Loaded(
        edition=file.edition.title_vi if file.edition else "",
        mapping=f"{file.mapping.from_code} → {file.mapping.to_code}" if file.mapping else "",
        is_new=new_edition or new_mapping,
    )


def _load_edition(actor: Actor, text: reading.EditionText) -> bool:
    stored = db.session.scalar(select(StandardEdition).where(StandardEdition.code == text.code))
    if stored is not None:
        if stored.digest != text.digest:
            raise DomainError(
                "Phiên bản “{code}” đã được nạp với nội dung khác. Phiên bản đã nạp không được sửa: "
                "hãy đặt mã khác cho nội dung mới.",
                code=text.code,
            )
        return False
    _refuse_taken_names(text)
    edition = StandardEdition(
        code=text.code,
        title_vi=text.title_vi,
        title_en=text.title_en,
        year=text.year,
        names=list(text.names),
        digest=text.digest,
    )
    db.session.add(edition)
    db.session.flush()
    rows = [
        {"edition_id": edition.id, "number": c.number, "position": place, "words_vi": c.vi, "words_en": c.en}
        for place, c in enumerate(text.clauses, start=1)
    ]
    db.session.execute(insert(Clause), rows)
    queries.forget_names()
    record(actor, "edition.loaded", edition, label=text.title_vi, clauses=len(rows), digest=text.digest)
    return True


def _refuse_taken_names(text: reading.EditionText) -> None:
    taken = queries.edition_names()
    if name := next((name for name in text.names if fold(name) in taken), None):
        raise DomainError(
            "Tên gọi “{name}” đã là tên của một phiên bản khác. Hãy bỏ tên này khỏi mục “names”.", name=name
        )


def _load_mapping(actor: Actor, text: reading.MappingText) -> bool:
    before, after = _edition(text.from_code), _edition(text.to_code)
    known = select(ClauseMapping.from_number, ClauseMapping.to_number, ClauseMapping.kind).where(
        ClauseMapping.from_edition_id == before.id, ClauseMapping.to_edition_id == after.id
    )
    stored = {tuple(row) for row in db.session.execute(known)}
    wanted = [(pair.from_number, pair.to_number, pair.kind) for pair in text.pairs]
    if stored:
        if stored != set(wanted):
            raise DomainError(
                "Bảng đối chiếu {from_code} → {to_code} đã được nạp với nội dung khác và không được sửa.",
                from_code=text.from_code,
                to_code=text.to_code,
            )
        return False
    _refuse_unknown_clauses(before, [pair.from_number for pair in text.pairs])
    _refuse_unknown_clauses(after, [pair.to_number for pair in text.pairs])
    ends = {"from_edition_id": before.id, "to_edition_id": after.id}
    rows = [ends | {"from_number": f, "to_number": t, "kind": kind} for f, t, kind in wanted]
    db.session.execute(insert(ClauseMapping), rows)
    record(actor, "edition.mapped", after, label=after.title_vi, pairs=len(rows), former=before.title_vi)
    return True


def _edition(code: str) -> StandardEdition:
    found = db.session.scalar(select(StandardEdition).where(StandardEdition.code == code))
    if found is None:
        raise DomainError("Chưa nạp phiên bản “{code}” mà bảng đối chiếu nói tới.", code=code)
    return found


def _refuse_unknown_clauses(edition: StandardEdition, numbers: Iterable[str | None]) -> None:
    known = set(db.session.scalars(select(Clause.number).where(Clause.edition_id == edition.id)))
    if strange := next((number for number in numbers if number is not None and number not in known), None):
        raise DomainError(
            "Bảng đối chiếu nhắc điều khoản “{number}” mà phiên bản “{code}” không có.",
            number=strange,
            code=edition.code,
        )


# Agencies and their editions


def set_edition(actor: Actor, agency_id: int, *, edition_id: int, from_day: date) -> bool:
    """The agency works to an edition from a day on; the former edition ends the day before.

    Gives whether anything changed. Raises NotPermitted, NotFound (agency), DomainError (edition, day).
    """
    require(policies.may_transition(actor))
    agency = queries.agency(agency_id)
    if not agency.exists_on(from_day):
        raise DomainError(
            "Cơ quan “{agency}” không hoạt động vào ngày {day}. Hãy chọn ngày trong thời gian hoạt động.",
            field="from_day",
            agency=agency.name,
            day=show_day(from_day),
        )
    return set_editions(actor, [(agency_id, edition_id, from_day)]) > 0


def set_editions(actor: Actor, rows: Sequence[tuple[int, int, date]]) -> int:
    """Say of many agencies (agency id, edition id, day) what each works to from its day on; for files.

    A fixed number of statements, whatever the number of rows. Gives for how many agencies anything changed.
    Raises NotFound if an agency is not there for the actor, DomainError if an edition is not.
    """
    _refuse_unknown({row[0] for row in rows}, {row[1] for row in rows})
    timelines = _timelines({row[0] for row in rows})
    before = {s.id: s.columns() for line in timelines.values() for s in line if s.id is not None}
    for agency_id, edition_id, day in sorted(rows, key=lambda row: row[2]):
        adopt(timelines.setdefault(agency_id, []), edition_id, day)
    _change(actor, timelines, before)
    _begin(actor, timelines)
    for loaded in list(db.session.identity_map.values()):
        if isinstance(loaded, AgencyEdition):
            db.session.expire(loaded)  # what was read before is no longer so
    return sum(any(s.touched or s.id is None for s in line) for line in timelines.values())


def _refuse_unknown(agency_ids: set[int], edition_ids: set[int]) -> None:
    # Through the scope: what follows is written by plain statements that no scope narrows.
    seen = set(db.session.scalars(select(Agency.id).where(Agency.id.in_(agency_ids))))
    if agency_ids - seen:
        raise NotFound("Không có cơ quan này trong phạm vi bạn được xem.")
    known = set(db.session.scalars(select(StandardEdition.id).where(StandardEdition.id.in_(edition_ids))))
    if edition_ids - known:
        raise DomainError("Không có phiên bản tiêu chuẩn này.", field="edition")


def _timelines(agency_ids: set[int]) -> dict[int, list[Stretch]]:
    query = select(AgencyEdition).where(AgencyEdition.agency_id.in_(agency_ids))
    timelines: dict[int, list[Stretch]] = {}
    for row in db.session.scalars(query.execution_options(populate_existing=True)):
        known = Stretch(row.edition_id, row.valid_from, row.valid_to, id=row.id)
        timelines.setdefault(row.agency_id, []).append(known)
    return timelines


def _change(actor: Actor, timelines: dict[int, list[Stretch]], before: dict[int, dict[str, Any]]) -> None:
    """Write the stretches that were cut, moved or corrected; before others begin, as one may be open."""
    editions = _editions()
    changed = [
        _written(agency_id, stretch, before[stretch.id], editions[stretch.edition_id])
        for agency_id, line in timelines.items()
        for stretch in line
        if stretch.touched and stretch.id is not None
    ]
    update_all(actor, "agency_edition.changed", AgencyEdition, changed)


def _begin(actor: Actor, timelines: dict[int, list[Stretch]]) -> None:
    editions = _editions()
    begun = [
        _written(agency_id, stretch, {}, editions[stretch.edition_id])
        for agency_id, line in timelines.items()
        for stretch in line
        if stretch.id is None
    ]
    insert_all(actor, "agency_edition.begun", AgencyEdition, begun)


def _editions() -> dict[int, StandardEdition]:
    return {edition.id: edition for edition in db.session.scalars(select(StandardEdition))}


def _written(agency_id: int, stretch: Stretch, before: dict[str, Any], edition: StandardEdition) -> Written:
    after = stretch.columns()
    changes = {
        name: [_shown(before.get(name)), _shown(value)]
        for name, value in after.items()
        if before.get(name) != value
    }
    key = {} if stretch.id is None else {"id": stretch.id}
    return Written(
        values=key | {"agency_id": agency_id} | after,
        label=edition.title_vi,
        changes=changes,
        facts={"edition": edition.code, "day": stretch.valid_from.isoformat()},
    )


def _shown(value: object) -> str | None:
    return None if value is None else str(value)
