"""The report of one agency: what is stored, what fills itself in, what was reported before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_

from iso_app.agencies.models import Agency, AgencyPeriod
from iso_app.core.clock import day_of, today
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.periodic_reports.compute import Computed, computed_rows
from iso_app.periodic_reports.content import Column, cells_of
from iso_app.periodic_reports.models import (
    PeriodicEntry,
    PeriodicReturn,
    ReportingPeriod,
    RowRemark,
)
from iso_app.periodic_reports.queries.periods import SETTLED, periods, span
from iso_app.periodic_reports.template import FormTemplate
from iso_app.periodic_reports.workflow import NOT_BEGUN


def report_of(found: ReportingPeriod, agency_id: int) -> PeriodicReturn | None:
    """The report of an agency for a period, if it has begun one."""
    query = select(PeriodicReturn).where(
        PeriodicReturn.period_id == found.id, PeriodicReturn.agency_id == agency_id
    )
    return db.session.scalars(query).one_or_none()


def begun(found: ReportingPeriod, agency_id: int) -> PeriodicReturn:
    """The report of an agency; NotFound if nothing of it has been filled in."""
    report = report_of(found, agency_id)
    if report is None:
        raise NotFound("Cơ quan này chưa nhập gì cho kỳ báo cáo.")
    return report


def entries_of(report: PeriodicReturn | None) -> dict[str, PeriodicEntry]:
    """Row -> what is stored of it."""
    if report is None:
        return {}
    query = select(PeriodicEntry).where(PeriodicEntry.return_id == report.id)
    return {entry.row_key: entry for entry in db.session.scalars(query)}


def remarks_of(report: PeriodicReturn | None) -> list[RowRemark]:
    """What the authority remarked, the last round first."""
    if report is None or not report.round:
        return []
    query = select(RowRemark).where(RowRemark.return_id == report.id)
    return list(db.session.scalars(query.order_by(RowRemark.round.desc(), RowRemark.id)))


def computed_now(found: ReportingPeriod, form: FormTemplate) -> dict[int, dict[str, Computed]]:
    """Agency -> row -> what the measures say today for a period."""
    return computed_rows(form, found.province_id, span(found))


def column_of(
    form: FormTemplate,
    who: Any,
    report: PeriodicReturn | None,
    entries: Mapping[str, PeriodicEntry],
    computed: Mapping[str, Computed],
) -> Column:
    """The figures of one agency; `who` has its code and name."""
    settled = report is not None and report.state in SETTLED
    cells = cells_of(form, entries, computed, settled=settled)
    return Column(who.code, who.name, cells, report.state.value if report else "")


@dataclass(frozen=True)
class Before:
    """The report before this one: its texts by row."""

    texts: Mapping[str, str] | None = None

    def text(self, key: str) -> str:
        return (self.texts or {}).get(key, "")


def before(found: ReportingPeriod, agency_id: int) -> Before:
    """What the agency reported for the last period before this one under the same code."""
    query = (
        select(PeriodicReturn)
        .join(ReportingPeriod, ReportingPeriod.id == PeriodicReturn.period_id)
        .where(
            PeriodicReturn.agency_id == agency_id,
            ReportingPeriod.code == found.code,
            tuple_(ReportingPeriod.year, ReportingPeriod.half) < tuple_(found.year, found.half),
        )
        .order_by(ReportingPeriod.year.desc(), ReportingPeriod.half.desc())
        .limit(1)
    )
    report = db.session.scalars(query).one_or_none()
    if report is None:
        return Before()
    return Before({key: entry.text for key, entry in entries_of(report).items()})


@dataclass(frozen=True)
class Owed:
    """A period as one agency sees it."""

    period: ReportingPeriod
    report: PeriodicReturn | None

    @property
    def state(self) -> str:
        return self.report.state.value if self.report else NOT_BEGUN

    @property
    def days_late(self) -> int:
        return days_late(self.period, self.report)

    @property
    def is_open(self) -> bool:
        """Whether something is left for the agency to do."""
        return self.report is None or self.report.state not in SETTLED


def days_late(found: ReportingPeriod, report: Any) -> int:
    """How many days after the due day the last submission came, or how many it is overdue; 0 if it is in time."""
    if report is not None and report.state in SETTLED and report.submitted_at is not None:
        end = day_of(report.submitted_at)
    else:
        end = today()
    days: int = (end - found.due_on).days
    return max(days, 0)


def owed_by(agency: Agency) -> list[Owed]:
    """Every period an agency owes a report for, the newest first."""
    query = select(PeriodicReturn).where(PeriodicReturn.agency_id == agency.id)
    reports = {report.period_id: report for report in db.session.scalars(query)}
    known = [found for found in periods() if found.province_id == agency.province_id]
    days = {span(found).as_of for found in known}
    lived = _lives(agency.id, days)
    return [
        Owed(found, reports.get(found.id))
        for found in known
        if _is_member(found, lived.get(span(found).as_of))
    ]


def _lives(agency_id: int, days: Iterable[date]) -> dict[date, AgencyPeriod]:
    stretches = db.session.scalars(select(AgencyPeriod).where(AgencyPeriod.agency_id == agency_id)).all()
    return {
        day: stretch
        for day in days
        for stretch in stretches
        if stretch.valid_from <= day and (stretch.valid_to is None or day <= stretch.valid_to)
    }


def _is_member(found: ReportingPeriod, lived: AgencyPeriod | None) -> bool:
    return lived is not None and all(
        wanted is None or wanted == given
        for wanted, given in (
            (found.level, lived.level),
            (found.group_id, lived.group_id),
            (found.applicability, lived.applicability),
        )
    )
