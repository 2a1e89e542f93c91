"""Everything that only reads: editions, clauses, mappings, and who stands on which edition."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from iso_app.agencies.models import Agency, AgencyPeriod
from iso_app.core.errors import NotFound
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.standards.kinds import MappingKind
from iso_app.standards.models import AgencyEdition, Clause, ClauseMapping, StandardEdition

_NAMES = "edition_names"

Words = tuple[str, str]


@dataclass(frozen=True)
class ClauseLine:
    """A clause in its tree: depth 0 is a chapter; `hit` is false where it only leads to a hit."""

    number: str
    vi: str
    en: str
    depth: int
    hit: bool = True


@dataclass(frozen=True)
class MappingLine:
    """One clause of the former edition and where it went; `from_number` is None for a new clause."""

    from_number: str | None
    kind: MappingKind
    to_numbers: tuple[str, ...]


@dataclass(frozen=True)
class MappingPage:
    """Two editions side by side, with the words of every clause by number."""

    before: StandardEdition
    after: StandardEdition
    lines: tuple[MappingLine, ...]
    words_before: dict[str, Words]
    words_after: dict[str, Words]


# Editions


def editions() -> list[Row[Any]]:
    """Every edition with the number of its clauses, the newest first."""
    clauses = select(func.count(Clause.id)).where(Clause.edition_id == StandardEdition.id).scalar_subquery()
    query = select(StandardEdition, clauses.label("clauses")).order_by(StandardEdition.year.desc())
    return list(db.session.execute(query))


def mappings() -> list[tuple[StandardEdition, StandardEdition]]:
    """The pairs of editions that a mapping connects, from the former to the later."""
    before, after = aliased(StandardEdition), aliased(StandardEdition)
    query = (
        select(before, after)
        .join(ClauseMapping, ClauseMapping.from_edition_id == before.id)
        .join(after, after.id == ClauseMapping.to_edition_id)
        .where(
            ClauseMapping.id.in_(
                select(func.min(ClauseMapping.id)).group_by(
                    ClauseMapping.from_edition_id, ClauseMapping.to_edition_id
                )
            )
        )
        .order_by(after.year.desc(), before.year.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def edition_of_code(code: str) -> StandardEdition:
    """Raises NotFound."""
    found = db.session.scalar(select(StandardEdition).where(StandardEdition.code == code))
    if found is None:
        raise NotFound("Không có phiên bản tiêu chuẩn này.")
    return found


def edition_names() -> dict[str, int]:
    """Every folded name of every edition and the edition's id; read once a transaction, for use in bulk."""
    transaction = db.session().get_transaction()
    known = db.session.info.get(_NAMES)
    if known is not None and transaction is not None and known[0] is transaction:
        names: dict[str, int] = known[1]
        return names
    rows = db.session.execute(select(StandardEdition.id, StandardEdition.names)).all()
    names = {fold(name): id_ for id_, own in rows for name in own}
    db.session.info[_NAMES] = (db.session().get_transaction(), names)
    return names


def forget_names() -> None:
    """To be called when an edition was loaded in this transaction."""
    db.session.info.pop(_NAMES, None)


def edition_by_name(text: str) -> StandardEdition | None:
    """The edition that people call `text`, whatever its case and diacritics; None if nobody calls one so."""
    id_ = edition_names().get(fold(text))
    return None if id_ is None else db.session.get(StandardEdition, id_)


def choices() -> list[tuple[str, str]]:
    """(id, title) of every edition, the newest first, for a field."""
    query = select(StandardEdition.id, StandardEdition.title_vi).order_by(StandardEdition.year.desc())
    return [(str(id_), title) for id_, title in db.session.execute(query)]


# Clauses


def clauses(edition: StandardEdition, *, words: str = "") -> list[ClauseLine]:
    """The clause tree in its order; with `words` only those that have them, and what they stand under."""
    query = (
        select(Clause.number, Clause.words_vi, Clause.words_en)
        .where(Clause.edition_id == edition.id)
        .order_by(Clause.position)
    )
    rows: list[Row[Any]] = list(db.session.execute(query))
    sought = fold(words).split()
    hits = {r.number for r in rows if all(_says(r, word) for word in sought)}
    kept = hits | {parent for number in hits for parent in _parents(number)}
    return [
        ClauseLine(r.number, r.words_vi, r.words_en, r.number.count("."), hit=r.number in hits)
        for r in rows
        if r.number in kept
    ]


def _says(row: Row[Any], word: str) -> bool:
    number: str = row.number
    return number == word or number.startswith(f"{word}.") or word in _folded(row.words_vi, row.words_en)


@lru_cache(maxsize=2048)
def _folded(vietnamese: str, english: str) -> str:
    """Clauses never change: each is folded once."""
    return fold(f"{vietnamese} {english}")


def _parents(number: str) -> list[str]:
    parts = number.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def found_clauses(folded: str, *, most: int) -> list[Row[Any]]:
    """Clauses with all the folded words, newest edition first, each with its edition's code and titles.

    All editions together hold a few hundred clauses: they are folded and looked through here.
    """
    sought = folded.split()
    found: Iterable[Row[Any]] = db.session.execute(_every_clause())
    rows = (row for row in found if all(_says(row, word) for word in sought))
    return [row for _, row in zip(range(most), rows, strict=False)] if sought else []


@cache
def _every_clause() -> Select[Any]:
    """Built once: every search asks it."""
    query: Any = (
        select(
            StandardEdition.code,
            StandardEdition.title_vi,
            StandardEdition.title_en,
            Clause.number,
            Clause.words_vi,
            Clause.words_en,
        )
        .join(StandardEdition, StandardEdition.id == Clause.edition_id)
        .order_by(StandardEdition.year.desc(), Clause.position)
    )
    found: Select[Any] = query
    return found


# Mappings


def mapping(from_code: str, to_code: str) -> MappingPage:
    """The mapping between two editions, in the order of the former, then what is new; NotFound if none."""
    before, after = edition_of_code(from_code), edition_of_code(to_code)
    query = (
        select(ClauseMapping.from_number, ClauseMapping.to_number, ClauseMapping.kind)
        .where(ClauseMapping.from_edition_id == before.id, ClauseMapping.to_edition_id == after.id)
        .order_by(ClauseMapping.id)
    )
    lines: dict[object, MappingLine] = {}
    for from_number, to_number, kind in db.session.execute(query):
        key = from_number or ("new", to_number)
        known = lines.get(key, MappingLine(from_number, kind, ()))
        lines[key] = MappingLine(from_number, kind, (*known.to_numbers, *((to_number,) if to_number else ())))
    if not lines:
        raise NotFound("Không có bảng đối chiếu giữa hai phiên bản này.")
    return MappingPage(before, after, tuple(lines.values()), _words_of(before), _words_of(after))


def _words_of(edition: StandardEdition) -> dict[str, Words]:
    query = select(Clause.number, Clause.words_vi, Clause.words_en).where(Clause.edition_id == edition.id)
    return {number: (vi, en) for number, vi, en in db.session.execute(query)}


# Agencies


def agency(agency_id: int) -> Agency:
    """The agency, if the actor may know of it; NotFound if not."""
    found = db.session.get(Agency, agency_id)
    if found is None:
        raise NotFound("Không có cơ quan này trong phạm vi bạn được xem.")
    return found


def stretches(agency_id: int) -> list[AgencyEdition]:
    """The editions of an agency over time, the latest first."""
    query = (
        select(AgencyEdition)
        .where(AgencyEdition.agency_id == agency_id)
        .order_by(AgencyEdition.valid_from.desc())
    )
    return list(db.session.scalars(query))


def edition_on(day: date, agency_ids: Collection[int] | None = None) -> dict[int, int]:
    """Agency id -> id of the edition in force on a day, for all agencies in scope or those given."""
    query = select(AgencyEdition.agency_id, AgencyEdition.edition_id).where(_in_force(AgencyEdition, day))
    if agency_ids is not None:
        query = query.where(AgencyEdition.agency_id.in_(agency_ids))
    return dict(db.session.execute(query).all())


def standing(day: date) -> list[tuple[str, str, int]]:
    """(code, name, agencies) of each edition that agencies in scope stand on; "" where none is known."""
    query = (
        select(AgencyEdition.edition_id, func.count(AgencyPeriod.id))
        .select_from(AgencyPeriod)
        .outerjoin(
            AgencyEdition,
            and_(AgencyEdition.agency_id == AgencyPeriod.agency_id, _in_force(AgencyEdition, day)),
        )
        .where(_in_force(AgencyPeriod, day))
        .group_by(AgencyEdition.edition_id)
    )
    counts: dict[int | None, int] = {row[0]: row[1] for row in db.session.execute(query)}
    known = [(row[0].code, row[0].names[0], counts[row[0].id]) for row in editions() if row[0].id in counts]
    return [*known, *([("", "", counts[None])] if None in counts else [])]


def standing_rows(day: date) -> Select[Any]:
    """One row an agency that exists on the day, with the edition it stands on (or nulls), for a table."""
    query: Any = (
        select(
            Agency.id,
            Agency.code,
            AgencyPeriod.name,
            AgencyPeriod.level,
            StandardEdition.names.label("edition_names"),
            AgencyEdition.valid_from,
        )
        .select_from(AgencyPeriod)
        .join(Agency, Agency.id == AgencyPeriod.agency_id)
        .outerjoin(AgencyEdition, and_(AgencyEdition.agency_id == Agency.id, _in_force(AgencyEdition, day)))
        .outerjoin(StandardEdition, StandardEdition.id == AgencyEdition.edition_id)
        .where(_in_force(AgencyPeriod, day))
    )
    rows: Select[Any] = query
    return rows


def _in_force(model: type[AgencyEdition | AgencyPeriod], day: date) -> ColumnElement[bool]:
    return and_(model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to >= day))
