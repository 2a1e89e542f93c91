"""The statuses of all agencies in all obligations of a year, read from the facts in one pass.

`compliance.statements` asks one question of every agency; a board asks ten at once, and ten statements would go
through the same facts ten times. The answers here are theirs: `tests/board` holds each of them equal to its measure.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

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
def known(period: Period) -> Select[Any]:
    """One row an agency of which something is known: `agency_id` and, by measure, 1, 0 or null (`Known`)."""
    return known_of(period, true())


def known_of(period: Period, agencies: ColumnElement[bool]) -> Select[Any]:
    """`known` of the agencies whose facts a condition takes: of no others is anything read."""
    best = _best(period, agencies)
    columns = [
        func.max(case((best.c.kind == kind, best.c.yes))).label(code) for code, kind in TOLD_BY.items()
    ]
    query: Select[Any] = select(best.c.agency_id, *columns)
    return query.where(best.c.place == 1).group_by(best.c.agency_id)


def _best(period: Period, agencies: ColumnElement[bool]) -> Any:
    """The facts that speak for the period, with their place among those of the same agency and kind."""
    declaration = Fact.kind == FactKind.DECLARATION
    inside = Fact.happened_on.between(period.start, period.as_of)
    by_status = case((Fact.status == Status.YES, 0), else_=1)
    preferred = case((declaration, by_status), (inside, 0), else_=1)
    place = func.row_number().over(
        partition_by=(Fact.agency_id, Fact.kind),
        order_by=(preferred, Fact.happened_on.desc(), Fact.id.desc()),
    )
    undated = Fact.kind.in_((FactKind.DECLARATION, FactKind.E_QMS, FactKind.PLAN))
    yes = and_(Fact.status == Status.YES, or_(undated, inside))
    return (
        select(Fact.agency_id, Fact.kind, case((yes, 1), else_=0).label("yes"), place.label("place"))
        .where(Fact.counts, _speaks(period, inside), agencies)
        .subquery()
    )


def _speaks(period: Period, inside: ColumnElement[bool]) -> ColumnElement[bool]:
    of_year = Fact.year == period.year
    not_declared = and_(Fact.status == Status.NO, Fact.year <= period.as_of.year)
    return or_(
        and_(Fact.kind == FactKind.DECLARATION, or_(Fact.happened_on <= period.as_of, not_declared)),
        and_(Fact.kind.in_(DATED.values()), or_(inside, of_year)),
        and_(Fact.kind.in_(YEARLY.values()), of_year),
    )


def statuses(row: Mapping[str, Known], rule: str) -> dict[str, Status]:
    """Measure -> status, of one row of `known` (empty: an agency nothing is known of)."""
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
