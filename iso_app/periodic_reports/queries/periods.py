"""Periods, and who owes a report for them."""

from functools import cache
from typing import Any

from sqlalchemy import Row, Select, func, select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Province
from iso_app.compliance.measures import Period
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.periodic_reports.compute import period_of
from iso_app.periodic_reports.models import (
    ReportingPeriod,
)
from iso_app.periodic_reports.workflow import ReturnState

SETTLED = frozenset({ReturnState.SUBMITTED, ReturnState.ACCEPTED})


def own_agency(agency_id: int | None) -> Agency | None:
    """The agency of a post."""
    return agencies.by_id(agency_id) if agency_id else None


def groups_of(actor: Actor) -> list[AgencyGroup]:
    """The groups of agencies of the reader's province."""
    return agencies.groups(actor.province_id)


def province_of(actor: Actor) -> Province:
    """The reader's province."""
    return agencies.province_of(actor)


def year_now() -> int:
    """The year of today."""
    return today().year


def period(period_id: int) -> ReportingPeriod:
    """The period in scope with this id."""
    query = select(ReportingPeriod).where(ReportingPeriod.id == period_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy kỳ báo cáo này.")
    return found


def periods() -> list[ReportingPeriod]:
    """The periods in scope, the one that is due last first."""
    return list(db.session.scalars(_periods()))


@cache
def _periods() -> Select[Any]:
    """Built once: the first page of everybody asks it."""
    return select(ReportingPeriod).order_by(ReportingPeriod.due_on.desc(), ReportingPeriod.id.desc())


def span(found: ReportingPeriod) -> Period:
    """The days that a period is about."""
    return period_of(found.year, found.half)


def members_statement(found: ReportingPeriod) -> Select[Any]:
    """The agencies that owe a report for a period: those that existed on its last day and are of its audience.

    Columns: those of `as_on`, and `valid_to`, the last day of an agency that ends.
    """
    statement = agencies.as_on(span(found).as_of).where(Agency.province_id == found.province_id)
    statement = statement.add_columns(Agency.valid_to)
    if found.level is not None:
        statement = statement.where(AgencyPeriod.level == found.level)
    if found.group_id is not None:
        statement = statement.where(AgencyPeriod.group_id == found.group_id)
    if found.applicability is not None:
        statement = statement.where(AgencyPeriod.applicability == found.applicability)
    return statement


def members(found: ReportingPeriod) -> list[Row[Any]]:
    """Those agencies in scope, by name."""
    statement = members_statement(found).order_by(AgencyPeriod.sort_name, AgencyPeriod.agency_id)
    return list(db.session.execute(statement))


def is_gone(member: Row[Any]) -> bool:
    """Whether one of them has ended meanwhile: nobody is there to report."""
    return member.valid_to is not None and member.valid_to < today()


def member(found: ReportingPeriod, code: str) -> Row[Any]:
    """One of them; NotFound for an agency out of scope or not asked for this report."""
    statement = members_statement(found).where(func.lower(Agency.code) == code.lower())
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("Cơ quan {code} không thuộc kỳ báo cáo này.", code=code)
    return row
