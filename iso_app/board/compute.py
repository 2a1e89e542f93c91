"""The statuses of all agencies in all obligations of a year, read from the facts in one pass.

`compliance.statements` asks one question of every agency; a board asks ten at once, and ten statements would go
through the same facts ten times. The answers here are theirs: `tests/board` holds each of them equal to its measure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, or_, select, true, type_coerce

from iso_app.compliance.measures import MEASURES, Measure
from iso_app.compliance.models import Fact, FactKind, Status
from iso_app.compliance.statements import Period
from iso_app.core.numbers import percent

Known = int | None  # 1: yes, 0: known not to be, None: nothing known

# Measure -> the kind of fact that tells it.
DATED = {
    "internal_audit": FactKind.INTERNAL_AUDIT,
    "management_review": FactKind.MANAGEMENT_REVIEW,
    "objectives_set": FactKind.OBJECTIVES_SET,
    "objectives_reported_half": FactKind.OBJECTIVES_HALF,
    "objectives_reported_year": FactKind.OBJECTIVES_YEAR,
}
YEARLY = {
    "e_qms": FactKind.E_QMS,
    "inspected": FactKind.INSPECTION,
    "compliant": FactKind.CONCLUSION,
    "planned": FactKind.PLAN,
}
TOLD_BY = {"declared": FactKind.DECLARATION} | DATED | YEARLY
_TELLS = {kind.value: code for code, kind in TOLD_BY.items()}

# What an agency itself has to do in a year; its standing among its like counts these.
DUTIES = ("declared", *DATED)

OBLIGATIONS: Mapping[str, Measure] = {
    code: MEASURES[code] for code in (*DUTIES, "maintains", "e_qms", "inspected", "compliant")
}
CAMPAIGN = ("inspected", "compliant")  # asked only of agencies on the year's list, where there is one

STATUS_LABELS = {
    Status.YES: "Có",
    Status.NO: "Không",
    Status.NOT_REPORTED: "Chưa có số liệu",
    Status.NOT_APPLICABLE: "Không áp dụng",
}


@lru_cache(maxsize=64)  # to build it takes longer than a province's answer to it
def spoken(period: Period) -> Select[Any]:
    """The facts that speak for a period: `agency_id`, the kind, and 1 or 0; those that count for more come later."""
    return spoken_of(period, true())


def spoken_of(period: Period, agencies: ColumnElement[bool]) -> Select[Any]:
    """`spoken` of the agencies whose facts a condition takes: of no others is anything read."""
    weight = (order.asc() for order in _weight(period))
    # A province has thousands of them, and nobody asks for more of a kind than its name.
    kind = type_coerce(Fact.kind, String)
    facts: Any = select(Fact.agency_id, kind, _yes(period)).where(_speak(period), agencies)
    found: Select[Any] = facts.order_by(*weight)
    return found


def told(facts: Iterable[Sequence[Any]]) -> dict[int, dict[str, Known]]:
    """Agency -> what is known of it, by measure, of the rows of `spoken`; nothing of agencies without any."""
    found: dict[int, dict[str, Known]] = defaultdict(dict)
    for agency_id, kind, yes in facts:
        found[agency_id][_TELLS[kind]] = yes
    return found


def known_of(period: Period, agencies: ColumnElement[bool]) -> Select[Any]:
    """What `told` says, for statements that go on counting: one row an agency, and by measure 1, 0 or null."""
    place = func.row_number().over(
        partition_by=(Fact.agency_id, Fact.kind), order_by=[order.desc() for order in _weight(period)]
    )
    best = (
        select(Fact.agency_id, Fact.kind, _yes(period).label("yes"), place.label("place"))
        .where(_speak(period), agencies)
        .subquery()
    )
    columns = [
        func.max(case((best.c.kind == kind, best.c.yes))).label(code) for code, kind in TOLD_BY.items()
    ]
    query: Select[Any] = select(best.c.agency_id, *columns)
    return query.where(best.c.place == 1).group_by(best.c.agency_id)


def _inside(period: Period) -> ColumnElement[bool]:
    return Fact.happened_on.between(period.start, period.as_of)


def _weight(period: Period) -> tuple[Any, ...]:
    """By what one fact counts for more than another of the same agency and kind."""
    affirmed = case((Fact.status == Status.YES, 1), else_=0)
    preferred = case((Fact.kind == FactKind.DECLARATION, affirmed), (_inside(period), 1), else_=0)
    return preferred, Fact.happened_on, Fact.id


def _yes(period: Period) -> ColumnElement[int]:
    undated = Fact.kind.in_((FactKind.DECLARATION, FactKind.E_QMS, FactKind.PLAN))
    return case((and_(Fact.status == Status.YES, or_(undated, _inside(period))), 1), else_=0)


def _speak(period: Period) -> ColumnElement[bool]:
    of_year = Fact.year == period.year
    not_declared = and_(Fact.status == Status.NO, Fact.year <= period.as_of.year)
    speaks = or_(
        and_(Fact.kind == FactKind.DECLARATION, or_(Fact.happened_on <= period.as_of, not_declared)),
        and_(Fact.kind.in_(DATED.values()), or_(_inside(period), of_year)),
        and_(Fact.kind.in_(YEARLY.values()), of_year),
    )
    return and_(Fact.counts, speaks)


def statuses(row: Mapping[str, Known], rule: str) -> dict[str, Status]:
    """Measure -> status, of what is known of an agency (empty: an agency nothing is known of)."""
    found = {code: _STATUS[row.get(code)] for code in _TOLD}
    found["maintains"] = _maintains(rule, *(row.get(code) for code in _MAINTAINS))
    return found


_TOLD = tuple(code for code in OBLIGATIONS if code != "maintains")
_STATUS: Mapping[Known, Status] = {1: Status.YES, 0: Status.NO, None: Status.NOT_REPORTED}
_MAINTAINS = ("declared", "internal_audit", "management_review")


@cache
def _maintains(rule: str, declared: Known, audit: Known, review: Known) -> Status:
    asked = {"audit": (audit,), "review": (review,)}.get(rule, (audit, review))
    enough, spoilt = (all, any) if rule == "audit_and_review" else (any, all)
    if declared == 1 and enough(done == 1 for done in asked):
        return Status.YES
    if declared == 0 or spoilt(done == 0 for done in asked):
        return Status.NO
    return Status.NOT_REPORTED


# -- counts of statuses ------------------------------------------------------------------------------------------


def asked_of(counts: Mapping[Status, int]) -> int:
    """Of how many it is asked: all but those it does not apply to. The percentage is of these."""
    return sum(counts.values()) - counts[Status.NOT_APPLICABLE]


def share_of(counts: Mapping[Status, int]) -> Decimal | None:
    """Of a hundred asked, how many do it; None where nothing is known of any: a blank is no zero."""
    known = counts[Status.YES] + counts[Status.NO]
    return percent(counts[Status.YES], asked_of(counts)) if known else None
