"""Everything that only reads for the board: the matrix, the evidence of a cell, an agency among its like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Applicability, Level
from iso_app.board import compute
from iso_app.compliance.measures import Measure, Period
from iso_app.compliance.models import Status
from iso_app.core.actor import Actor, Scope
from iso_app.core.errors import NotFound
from iso_app.core.roles import Reach
from iso_app.db import db
from iso_app.db.scope import acting_in
from iso_app.imports.models import ImportBatch
from iso_app.reports import evidence
from iso_app.reports import queries as reports
from iso_app.standards.models import AgencyEdition, StandardEdition

FEWEST_ALIKE = 5  # among fewer an agency could be told apart
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """An agency as it was on the day, and its status in every obligation."""

    id: int
    code: str
    name: str
    sort_name: str
    level: Level
    group_id: int
    group: str
    group_position: int
    applicability: Applicability
    edition: str
    edition_name: str
    district_id: int | None
    district: str
    statuses: Mapping[str, Status]
    planned: bool

    def count(self, status: Status) -> int:
        return sum(found is status for found in self.statuses.values())


@dataclass(frozen=True)
class Board:
    """The agencies of the scope in a period, in the order of their names."""

    period: Period
    lines: tuple[Line, ...]


def period(year: int, as_of: date | None) -> Period:
    """The period of a board, under the rules of every table."""
    return reports.period(year, as_of)


def years() -> list[int]:
    """The years of which something is known, newest first."""
    return reports.years_with_facts()


def board(actor: Actor, wanted: Period) -> Board:
    """The matrix: two statements, whatever the number of agencies and obligations."""
    rows = db.session.execute(_population(wanted.as_of)).all()
    found = db.session.execute(compute.known(wanted))
    known = {row[0]: dict(zip(compute.TOLD_BY, row[1:], strict=True)) for row in found}
    has_list = any(row["planned"] is not None for row in known.values())
    rule = _rule(actor)
    places = {row.agency_id: row for row in rows}
    lines = [
        _line(row, known.get(row.agency_id, _NOTHING), rule, _district(row, places), has_list=has_list)
        for row in rows
    ]
    return Board(wanted, tuple(sorted(lines, key=lambda line: (line.sort_name, line.code))))


def _population(day: date) -> Select[Any]:
    """`as_on` with the place of the group among the province's groups and the edition in force."""
    held = and_(
        AgencyEdition.agency_id == AgencyPeriod.agency_id,
        AgencyEdition.valid_from <= day,
        or_(AgencyEdition.valid_to.is_(None), AgencyEdition.valid_to >= day),
    )
    return (
        agencies.as_on(day)
        .outerjoin(AgencyEdition, held)
        .outerjoin(StandardEdition, StandardEdition.id == AgencyEdition.edition_id)
        .add_columns(
            AgencyGroup.position.label("group_position"),
            StandardEdition.code.label("edition"),
            StandardEdition.names.label("edition_names"),
        )
    )


def _rule(actor: Actor) -> str:
    """What the province asks of an agency that maintains its system."""
    province = reports.province_of(actor)
    return str(province.settings.get("maintains", "audit_or_review")) if province else "audit_or_review"


def _district(row: Any, places: Mapping[int, Row[Any]]) -> Row[Any] | None:
    """The agency of the district an agency belongs to on the day; none above it, none."""
    seen: set[int] = set()
    at: Any = row
    while at is not None and at.level is not Level.DISTRICT and at.agency_id not in seen:
        seen.add(at.agency_id)
        at = places.get(at.parent_id)
    return at if at is not None and at.level is Level.DISTRICT else None


def _line(
    row: Any, known: Mapping[str, Any], rule: str, district: Row[Any] | None, *, has_list: bool
) -> Line:
    planned = known.get("planned") is not None
    found = compute.statuses(known, rule)
    for code in not_asked(row.applicability, off_list=has_list and not planned):
        if found[code] is Status.NOT_REPORTED:
            found[code] = Status.NOT_APPLICABLE
    inspected = known.get("inspected") is not None
    return Line(
        row.agency_id, row.code, row.name, row.sort_name, row.level, row.group_id, row.group_name,
        row.group_position, row.applicability,
        row.edition or "", str(row.edition_names[0]) if row.edition_names else "",
        district.agency_id if district is not None else None,
        district.name if district is not None else "",
        found, planned if has_list else inspected,
    )  # fmt: skip


def not_asked(applicability: Applicability, *, off_list: bool) -> tuple[str, ...]:
    """The obligations that nobody asks of an agency: there, nothing known is no lack."""
    if applicability is Applicability.OUT_OF_SCOPE:
        return tuple(compute.OBLIGATIONS)
    return compute.CAMPAIGN if off_list else ()


# -- what stands behind a cell -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """A fact as a sentence, and the file, line and person that brought it in (None: born in the product)."""

    sentence: str
    filename: str | None
    line: int | None
    batch_id: int | None
    by: str
    at: datetime | None


@dataclass(frozen=True)
class OpenedCell:
    """One agency in one obligation: the status, what it means, and every fact that made it so."""

    line: Line
    measure: Measure
    status: Status
    proofs: tuple[Proof, ...]


def cell(actor: Actor, wanted: Period, code: str, obligation: str) -> OpenedCell:
    """The evidence of one cell; NotFound for another's agency, one that did not exist, or no such obligation."""
    agency = agencies.get(code)
    measure = compute.OBLIGATIONS.get(obligation)
    if measure is None:
        raise NotFound("Bảng theo dõi không có việc “{code}”.", code=obligation)
    line = next((line for line in board(actor, wanted).lines if line.id == agency.id), None)
    if line is None:
        raise NotFound("{agency} không tồn tại vào ngày lập bảng.", agency=agency.name)
    options = {"rule": _rule(actor)} if obligation == "maintains" else {}
    answer = measure.statement(wanted, options).subquery()
    facts = db.session.execute(
        select(answer.c.fact_id, answer.c.second_fact_id).where(answer.c.agency_id == agency.id)
    ).one()
    return OpenedCell(line, measure, line.statuses[obligation], _proofs({id_ for id_ in facts if id_}))


def _proofs(fact_ids: set[int]) -> tuple[Proof, ...]:
    told = evidence.load(fact_ids)
    wanted = {fact["batch"] for fact in told.values() if fact["batch"] is not None}
    query = select(ImportBatch.id, ImportBatch.made_by, ImportBatch.stored_at).where(
        ImportBatch.id.in_(wanted)
    )
    batches = {row.id: row for row in db.session.execute(query)} if wanted else {}
    return tuple(_proof(told[id_], batches.get(told[id_]["batch"])) for id_ in sorted(told))


def _proof(fact: Mapping[str, Any], batch: Any) -> Proof:
    by, at = (batch.made_by, batch.stored_at) if batch is not None else ("", None)
    return Proof(fact["sentence"], fact["file"], fact["line"], fact["batch"], by, at)


# -- an agency among its like ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where an agency stands among those of its level and group: four numbers, and nothing of any other agency."""

    period: Period
    level: Level
    group: str
    done: int
    alike: int
    fewer: int
    equal: int

    @property
    def shown(self) -> bool:
        """Whether there are enough of them that none can be told apart."""
        return self.alike >= FEWEST_ALIKE

    @property
    def more(self) -> int:
        return self.alike - self.fewer - self.equal

    @property
    def percentile(self) -> int:
        """How many of a hundred agencies of its kind did as much as it or less, itself among them."""
        return round(100 * (self.fewer + self.equal) / self.alike)


def standing(agency: Agency, wanted: Period) -> Standing | None:
    """Where an agency stands in a period; None if it did not exist at its end or nothing is asked of it.

    The one statement that counts agencies runs in the scope of the agency's own province, because the people of an
    agency may not read the others. It answers with counts alone; nothing of a single agency leaves it.
    """
    kind = db.session.execute(
        agencies.as_on(wanted.as_of).where(AgencyPeriod.agency_id == agency.id)
    ).one_or_none()
    if kind is None:
        return None
    with acting_in(Scope(Reach.PROVINCE, province_id=agency.province_id)):
        counts = db.session.execute(_counts(agency.id, kind, wanted)).one()
    if counts.done is None:
        return None
    return Standing(
        wanted, kind.level, kind.group_name, counts.done, counts.alike, counts.fewer, counts.equal
    )


def _counts(agency_id: int, kind: Row[Any], wanted: Period) -> Select[Any]:
    """One row of counts: `done` of the agency; `alike`, and of these `fewer` and `equal`."""
    known = compute.known(wanted).subquery()
    done = [func.coalesce(known.c[code], 0) for code in compute.DUTIES]
    score = reduce(add, done)
    alike = (
        agencies.as_on(wanted.as_of)
        .where(AgencyPeriod.level == kind.level, AgencyPeriod.group_id == kind.group_id)
        .where(AgencyPeriod.applicability != Applicability.OUT_OF_SCOPE)
        .outerjoin(known, known.c.agency_id == AgencyPeriod.agency_id)
        .with_only_columns(AgencyPeriod.agency_id, score.label("done"))
        .cte("alike")
    )
    own = select(alike.c.done).where(alike.c.agency_id == agency_id).scalar_subquery()
    return select(
        own.label("done"),
        func.count().label("alike"),
        func.count().filter(alike.c.done < own).label("fewer"),
        func.count().filter(alike.c.done == own).label("equal"),
    ).select_from(alike)
