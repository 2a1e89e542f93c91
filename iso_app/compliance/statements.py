"""The statements of the measures: set-based, one a measure, whatever the number of agencies.

Each gives the columns `agency_id`, `status`,
`fact_id` and `second_fact_id` (the evidence; null where there is none).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, Applicability
from iso_app.compliance.models import Fact, FactKind, Status
from iso_app.db import db
from iso_app.standards.models import AgencyEdition, StandardEdition


@dataclass(frozen=True)
class Period:
    """The period of a table: from the first day of the year to the day it is drawn up for."""

    year: int
    start: date
    as_of: date

    @classmethod
    def of_year(cls, year: int, as_of: date | None = None) -> "Period":
        """A year's period; without a day the last one of the year."""
        return cls(year, date(year, 1, 1), as_of or date(year, 12, 31))


Options = Mapping[str, Any]
Statement = Select[Any]


# -- parts ---------------------------------------------------------------------------------------------------------


def population(day: date) -> Subquery:
    """The agencies that exist on a day, as they were then."""
    return agencies.as_on(day).subquery("population")


def _best(
    kind: FactKind, *conditions: ColumnElement[bool], prefer: tuple[ColumnElement[Any], ...]
) -> Subquery:
    """At most one fact of a kind an agency: the most preferred of those that fit."""
    place = func.row_number().over(partition_by=Fact.agency_id, order_by=(*prefer, Fact.id.desc()))
    ranked = (
        select(Fact.agency_id, Fact.id, Fact.status, Fact.happened_on, Fact.value, place.label("place"))
        .where(Fact.kind == kind, Fact.counts, *conditions)
        .subquery()
    )
    return select(ranked).where(ranked.c.place == 1).subquery()


def _of_year(kind: FactKind, year: int) -> Subquery:
    """The fact of a kind in a year: there is one an agency at most."""
    return (
        select(Fact.agency_id, Fact.id, Fact.status, Fact.happened_on, Fact.value)
        .where(Fact.kind == kind, Fact.counts, Fact.year == year)
        .subquery()
    )


def _in_period(kind: FactKind, period: Period) -> Subquery:
    """The fact that speaks for the period: one that happened in it, else what the year's record says."""
    happened = Fact.happened_on.between(period.start, period.as_of)
    inside = case((happened, 0), else_=1)
    return _best(kind, or_(happened, Fact.year == period.year), prefer=(inside, Fact.happened_on.desc()))


def _until(kind: FactKind, day: date) -> Subquery:
    """The latest fact of a kind up to a day, whatever its year."""
    known = or_(Fact.happened_on <= day, and_(Fact.status == Status.NO, Fact.year <= day.year))
    return _best(kind, known, prefer=(case((Fact.status == Status.YES, 0), else_=1), Fact.happened_on.desc()))


def _yes_in(found: Subquery, period: Period) -> ColumnElement[bool]:
    return and_(found.c.status == Status.YES, found.c.happened_on.between(period.start, period.as_of))


def _status(yes: ColumnElement[bool], known: ColumnElement[bool]) -> ColumnElement[str]:
    return case((yes, Status.YES.value), (known, Status.NO.value), else_=Status.NOT_REPORTED.value)


def _answer(
    people: Subquery, status: ColumnElement[str], fact: Any = None, second: Any = None
) -> Select[Any]:
    return select(
        people.c.agency_id,
        status.label("status"),
        (null() if fact is None else fact).label("fact_id"),
        (null() if second is None else second).label("second_fact_id"),
    )


def _single(found: Subquery, people: Subquery, yes: ColumnElement[bool]) -> Statement:
    answer = _answer(people, _status(yes, found.c.id.is_not(None)), found.c.id)
    return answer.outerjoin_from(people, found, found.c.agency_id == people.c.agency_id)


# -- the measures --------------------------------------------------------------------------------------------------

_SCOPES = {
    "mandatory": (Applicability.MANDATORY,),
    "voluntary": (Applicability.VOLUNTARY,),
    "both": (Applicability.MANDATORY, Applicability.VOLUNTARY),
}


def applies(period: Period, options: Options) -> Statement:
    """In the scope that `scope` names (mandatory where it names none); the others are not applicable."""
    people = population(period.as_of)
    wanted = _SCOPES[options.get("scope", "mandatory")]
    inside = people.c.applicability.in_(wanted)
    return _answer(people, case((inside, Status.YES.value), else_=Status.NOT_APPLICABLE.value)).select_from(
        people
    )


def exists_on_day(period: Period, _options: Options) -> Statement:
    """Every agency that exists on the day: what everything else is counted out of."""
    people = population(period.as_of)
    return _answer(people, literal(Status.YES.value)).select_from(people)


def declared(period: Period, _options: Options) -> Statement:
    """Declared by the day, in whatever year; who is said not to have declared counts as no."""
    found = _until(FactKind.DECLARATION, period.as_of)
    return _single(found, population(period.as_of), found.c.status == Status.YES)


def redeclared(period: Period, _options: Options) -> Statement:
    """Declared within the period, and not for the first time."""
    found = _in_period(FactKind.DECLARATION, period)
    earlier = aliased(Fact)
    before = exists().where(
        earlier.agency_id == found.c.agency_id,
        earlier.kind == FactKind.DECLARATION,
        earlier.happened_on < found.c.happened_on,
    )
    return _single(found, population(period.as_of), and_(_yes_in(found, period), before))


def dated(kind: FactKind) -> Callable[[Period, Options], Statement]:
    """Did, on a day within the period, what the kind of fact tells of."""

    def statement(period: Period, _options: Options) -> Statement:
        found = _in_period(kind, period)
        return _single(found, population(period.as_of), _yes_in(found, period))

    return statement


def maintains(period: Period, options: Options) -> Statement:
    """Has declared, and did in the period what the province's `rule` asks for: audit, review, both, one of them."""
    people = population(period.as_of)
    declared = _until(FactKind.DECLARATION, period.as_of)
    audit = _in_period(FactKind.INTERNAL_AUDIT, period)
    review = _in_period(FactKind.MANAGEMENT_REVIEW, period)
    audited, reviewed = _yes_in(audit, period), _yes_in(review, period)
    has_declared = declared.c.status == Status.YES
    kept, lacking = _kept(options.get("rule", "audit_or_review"), (audited, audit), (reviewed, review))
    status = case(
        (and_(has_declared, kept), Status.YES.value),
        (or_(declared.c.status == Status.NO, lacking), Status.NO.value),
        else_=Status.NOT_REPORTED.value,
    )
    evidence = case(
        (audited, audit.c.id), (reviewed, review.c.id), else_=func.coalesce(audit.c.id, review.c.id)
    )
    answer = _answer(people, status, declared.c.id, evidence).select_from(people)
    for part in (declared, audit, review):
        answer = answer.outerjoin(part, part.c.agency_id == people.c.agency_id)
    return answer


def _kept(
    rule: str, audit: tuple[ColumnElement[bool], Subquery], review: tuple[ColumnElement[bool], Subquery]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether what the rule asks for was done, and whether it is known not to have been."""
    audited, reviewed = func.coalesce(audit[0], False), func.coalesce(review[0], False)
    no_audit = and_(audit[1].c.id.is_not(None), ~audited)
    no_review = and_(review[1].c.id.is_not(None), ~reviewed)
    rules = {
        "audit": (audited, no_audit),
        "review": (reviewed, no_review),
        "audit_and_review": (and_(audited, reviewed), or_(no_audit, no_review)),
        "audit_or_review": (or_(audited, reviewed), and_(no_audit, no_review)),
    }
    return rules[rule]


def e_qms(period: Period, _options: Options) -> Statement:
    """Does it electronically (ISO điện tử), as the year's record says."""
    found = _of_year(FactKind.E_QMS, period.year)
    return _single(found, population(period.as_of), found.c.status == Status.YES)


def inspected(period: Period, options: Options) -> Statement:
    """Was inspected within the period; with `mode` in that way."""
    found = _of_year(FactKind.INSPECTION, period.year)
    yes = _yes_in(found, period)
    if mode := options.get("mode"):
        yes = and_(yes, found.c.value == mode)
    return _single(found, population(period.as_of), yes)


def compliant(period: Period, _options: Options) -> Statement:
    """Was found to comply, by a conclusion of a day within the period."""
    found = _of_year(FactKind.CONCLUSION, period.year)
    return _single(found, population(period.as_of), _yes_in(found, period))


def planned(period: Period, options: Options) -> Statement:
    """On the year's own list if there is one; else on the campaign's (`campaign`) or in scope (`applies`)."""
    people = population(period.as_of)
    listed = _of_year(FactKind.PLAN, period.year)
    # One list for the whole province: an agency belongs to its province's list or, where there is none, to the rule.
    entry, agency = aliased(Fact), aliased(Agency)
    with_list = (
        select(agency.province_id)
        .join(entry, entry.agency_id == agency.id)
        .where(entry.kind == FactKind.PLAN, entry.year == period.year)
    )
    has_list = people.c.province_id.in_(with_list)
    inspection = _of_year(FactKind.INSPECTION, period.year)
    mode = options.get("mode")
    on_list = and_(listed.c.id.is_not(None), _of_mode(listed, inspection, mode))
    if options.get("otherwise", "applies") == "campaign":
        otherwise = and_(inspection.c.id.is_not(None), _of_mode(inspection, inspection, mode))
    else:
        otherwise = people.c.applicability == Applicability.MANDATORY
    status = case(
        (and_(has_list, on_list), Status.YES.value),
        (and_(~has_list, otherwise), Status.YES.value),
        else_=Status.NOT_APPLICABLE.value,
    )
    answer = _answer(people, status, func.coalesce(listed.c.id, inspection.c.id)).select_from(people)
    for part in (listed, inspection):
        answer = answer.outerjoin(part, part.c.agency_id == people.c.agency_id)
    return answer


def _of_mode(entry: Subquery, inspection: Subquery, mode: str | None) -> ColumnElement[bool]:
    """Planned in a mode; a list without modes takes the one in which the inspection was done."""
    if mode is None:
        return literal(True)
    return func.coalesce(func.nullif(entry.c.value, ""), inspection.c.value) == mode


def edition(period: Period, options: Options) -> Statement:
    """Holds on the day the edition of the code `edition`; of whom none is known is not reported."""
    people = population(period.as_of)
    held = (
        select(AgencyEdition.agency_id, AgencyEdition.id, StandardEdition.code)
        .join(StandardEdition, StandardEdition.id == AgencyEdition.edition_id)
        .where(
            AgencyEdition.valid_from <= period.as_of,
            or_(AgencyEdition.valid_to.is_(None), AgencyEdition.valid_to >= period.as_of),
        )
        .subquery()
    )
    status = _status(held.c.code == options["edition"], held.c.id.is_not(None))
    return _answer(people, status).outerjoin_from(people, held, held.c.agency_id == people.c.agency_id)


def inspection_class(period: Period, options: Options) -> Statement:
    """Concluded inspections whose counts of findings (`facts.of_inspection`) are among `findings`: one class."""
    found = _of_year(FactKind.CONCLUSION, period.year)
    inside = found.c.happened_on.between(period.start, period.as_of)
    yes = and_(inside, found.c.value.in_(options["findings"]))
    return _single(found, population(period.as_of), yes)


def findings_of(year: int) -> list[str]:
    """The different counts of findings that inspections of a year ended with, as facts write them."""
    query = (
        select(Fact.value).where(Fact.kind == FactKind.CONCLUSION, Fact.counts, Fact.year == year).distinct()
    )
    return list(db.session.scalars(query))
