"""Everything that only reads for the board: the matrix, the evidence of a cell, an agency among its like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, reduce
from operator import add
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, literal, or_, select, union_all

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Applicability, Level
from iso_app.board import compute
from iso_app.compliance import measures
from iso_app.compliance.measures import Measure, Period
from iso_app.compliance.models import Fact, FactKind, Status
from iso_app.core.actor import Actor, Scope
from iso_app.core.errors import NotFound
from iso_app.core.roles import Reach
from iso_app.db import db
from iso_app.db.plain import plain_rows
from iso_app.db.scope import acting_in
from iso_app.imports.models import ImportBatch
from iso_app.jobs import queries as jobs
from iso_app.reports import evidence
from iso_app.reports import queries as reports
from iso_app.standards.models import AgencyEdition, StandardEdition

FEWEST_ALIKE = 5  # among fewer an agency could be told apart
YEARS_FILE = "board.years"  # the work that makes a file of several years
_MOST_FILES = 10
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
        return list(self.statuses.values()).count(status)


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
    """The matrix of a period."""
    return _board(wanted, reports.rule_of(reports.province_of(actor)))


def two_boards(actor: Actor, first: Period, second: Period) -> tuple[Board, Board]:
    """The matrices of two periods, under the one rule that the province has now."""
    rule = reports.rule_of(reports.province_of(actor))
    return _board(first, rule), _board(second, rule)


def _board(wanted: Period, rule: str) -> Board:
    """Two statements, whatever the number of agencies and obligations."""
    rows = plain_rows(_population(wanted.as_of))
    known = compute.told(plain_rows(compute.spoken(wanted)))
    has_list = any("planned" in of_one for of_one in known.values())
    places = {row.agency_id: row for row in rows}
    lines = [
        _line(row, known.get(row.agency_id, _NOTHING), rule, _district(row, places), has_list=has_list)
        for row in rows
    ]
    return Board(wanted, tuple(sorted(lines, key=lambda line: (line.sort_name, line.code))))


@lru_cache(maxsize=64)
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
            StandardEdition.names[0].as_string().label("edition_name"),
        )
    )


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
        row.edition or "", row.edition_name or "",
        district.agency_id if district is not None else None,
        district.name if district is not None else "",
        found, planned if has_list else inspected,
    )  # fmt: skip


def not_asked(applicability: Applicability, *, off_list: bool) -> tuple[str, ...]:
    """The obligations that nobody asks of an agency: there, nothing known is no lack."""
    if applicability is Applicability.OUT_OF_SCOPE:
        return tuple(compute.OBLIGATIONS)
    return compute.CAMPAIGN if off_list else ()


# -- files of several years --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearsFile:
    """A file of several years that somebody of the province has had made; its content by its digest."""

    key: str
    name: str
    digest: str
    years: tuple[int, ...]
    made_by: str
    made_at: datetime | None


def years_files(actor: Actor) -> list[YearsFile]:
    """The last files of the actor's province, the newest first."""
    return [_years_file(made) for made in jobs.made(actor, YEARS_FILE, most=_MOST_FILES)]


def years_file(actor: Actor, key: str) -> YearsFile:
    """One of them; NotFound for another province's, and for one that is gone or not made yet."""
    found = jobs.made_as(actor, YEARS_FILE, key)
    if found is None:
        raise NotFound("Không có tệp số liệu này, hoặc tệp đã hết thời gian được giữ; hãy lập lại.")
    return _years_file(found)


def _years_file(made: jobs.Made) -> YearsFile:
    told = made.arguments
    years = tuple(told["years"])
    return YearsFile(made.key, told["name"], told["digest"], years, made.made_by, made.ended_at)


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
    rule = reports.rule_of(reports.province_of(actor))
    line = _line_of(agency.id, wanted, rule)
    if line is None:
        raise NotFound("{agency} không tồn tại vào ngày lập bảng.", agency=agency.name)
    options = (("rule", rule),) if obligation == "maintains" else ()
    facts = db.session.execute(_facts_of_one(obligation, wanted, options), {"agency": agency.id}).one()
    return OpenedCell(line, measure, line.statuses[obligation], _proofs({id_ for id_ in facts if id_}))


def _line_of(agency_id: int, wanted: Period, rule: str) -> Line | None:
    """The line of one agency; None if it did not exist on the day. Of the others only their places are read."""
    rows = plain_rows(_population(wanted.as_of))
    row = next((row for row in rows if row.agency_id == agency_id), None)
    if row is None:
        return None
    known = compute.told(plain_rows(_spoken_of_one(wanted), {"agency": agency_id}))
    has_list = db.session.scalar(_first_planned(), {"year": wanted.year}) is not None
    district = _district(row, {row.agency_id: row for row in rows})
    return _line(row, known.get(agency_id, _NOTHING), rule, district, has_list=has_list)


@lru_cache(maxsize=64)
def _spoken_of_one(period: Period) -> Select[Any]:
    return compute.spoken_of(period, Fact.agency_id == bindparam("agency"))


@cache
def _first_planned() -> Select[Any]:
    """Any entry of the year's list: there is a list if there is one."""
    planned = Fact.kind == FactKind.PLAN
    return select(Fact.id).where(planned, Fact.counts, Fact.year == bindparam("year")).limit(1)


@lru_cache(maxsize=256)
def _facts_of_one(code: str, period: Period, options: tuple[tuple[str, str], ...]) -> Select[Any]:
    """The facts that made the status of one agency in a measure so."""
    answer = measures.statement(code, period, options).subquery()
    return select(answer.c.fact_id, answer.c.second_fact_id).where(answer.c.agency_id == bindparam("agency"))


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
    return Proof(evidence.words(fact), fact["file"], fact["line"], fact["batch"], by, at)


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
    kind = db.session.execute(_kind(wanted.as_of), {"agency": agency.id}).one_or_none()
    if kind is None:
        return None
    of = {"agency": agency.id, "level": kind.level, "group": kind.group_id}
    with acting_in(Scope(Reach.PROVINCE, province_id=agency.province_id)):
        counts = db.session.execute(_counts(wanted), of).one()
    if counts.done is None:
        return None
    return Standing(
        wanted, kind.level, kind.group_name, counts.done, counts.alike, counts.fewer, counts.equal
    )


@lru_cache(maxsize=64)
def _kind(day: date) -> Select[Any]:
    """What one agency was on a day."""
    return agencies.as_on(day).where(AgencyPeriod.agency_id == bindparam("agency"))


@lru_cache(maxsize=64)
def _counts(wanted: Period) -> Select[Any]:
    """One row of counts: `done` of an agency; `alike`, and of these `fewer` and `equal`.

    It reads the facts of those that are alike and of no others.
    """
    alike = (
        agencies.as_on(wanted.as_of)
        .where(AgencyPeriod.level == bindparam("level"), AgencyPeriod.group_id == bindparam("group"))
        .where(AgencyPeriod.applicability != Applicability.OUT_OF_SCOPE)
        .with_only_columns(AgencyPeriod.agency_id)
        .cte("alike")
    )
    known = compute.known_of(wanted, Fact.agency_id.in_(select(alike.c.agency_id))).subquery()
    score = reduce(add, [func.coalesce(known.c[code], 0) for code in compute.DUTIES])
    # Nought for each, and its score. Of a join PostgreSQL expects one row, and sorts the facts anew for each agency.
    done = union_all(
        select(alike.c.agency_id, literal(0).label("done")), select(known.c.agency_id, score)
    ).subquery()
    scored = (
        select(done.c.agency_id, func.sum(done.c.done).label("done")).group_by(done.c.agency_id).cte("scored")
    )
    own = select(scored.c.done).where(scored.c.agency_id == bindparam("agency")).scalar_subquery()
    return select(
        own.label("done"),
        func.count().label("alike"),
        func.count().filter(scored.c.done < own).label("fewer"),
        func.count().filter(scored.c.done == own).label("equal"),
    ).select_from(scored)
