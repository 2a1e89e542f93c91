"""What periodic reports ask people to do: fill in by a day, check what was submitted."""

from collections.abc import Collection
from datetime import date

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Sentence
from iso_app.core.roles import Role
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.models import PeriodicReturn, ReportingPeriod
from iso_app.tasks import queries as tasks_queries
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given

PAGE = "periodic_reports.show"
DAYS_TO_CHECK, DAYS_TO_MEND = 10, 5  # working days; either is moved by an extension


def ask_all(actor: Actor, period: ReportingPeriod, *, of: Collection[int] | None = None) -> None:
    """Every agency of a period's audience that is still there has its report to submit; only those `of` these ids, if
    they are given.
    """
    members = [
        row
        for row in queries.members(period)
        if not queries.is_gone(row) and (of is None or row.agency_id in of)
    ]
    given = Given(
        _to_submit(period), period.due_on, key=_fill_key(period.id, 1), endpoint=PAGE, by_hand=False
    )
    values = {row.agency_id: {"period_id": period.id, "code": row.code} for row in members}
    tasks.open_many(actor, list(values), given=given, values=values)


def move_day(actor: Actor, period: ReportingPeriod, *, reason: str) -> None:
    """The day of a period was moved: so is the day of whoever has not submitted yet."""
    tasks.move_all(actor, key=_fill_key(period.id, 1), due_on=period.due_on, reason=reason)


def submitted(actor: Actor, report: PeriodicReturn) -> None:
    """The agency has done its part; the authority has to look at it."""
    tasks.settle(actor, report.agency_id, key=_fill_key(report.period_id, report.round))
    given = Given(
        Sentence("Xét “{period}”", period=report.period.called),
        _working_day(report, DAYS_TO_CHECK),
        role=Role.INSPECTOR,
        by_authority=True,
        key=_check_key(report),
        endpoint=PAGE,
        values=_page_of(report),
        subject=report,
        by_hand=False,
    )
    tasks.open_task(actor, report.agency_id, given=given)


def decided(actor: Actor, report: PeriodicReturn) -> None:
    """The authority has looked at it."""
    tasks.settle(actor, report.agency_id, key=_check_key(report))


def ask_again(actor: Actor, report: PeriodicReturn) -> None:
    """Sent back or opened again: the agency has it to mend and submit once more."""
    given = Given(
        Sentence("Sửa và nộp lại “{period}”", period=report.period.called),
        max(report.period.due_on, _working_day(report, DAYS_TO_MEND)),
        key=_fill_key(report.period_id, report.round + 1),
        detail=report.decision_note,
        endpoint=PAGE,
        values=_page_of(report),
        subject=report,
        by_hand=False,
    )
    tasks.open_task(actor, report.agency_id, given=given)


def _to_submit(period: ReportingPeriod) -> Sentence:
    return Sentence("Nộp “{period}”", period=period.called)


def _fill_key(period_id: int, number: int) -> str:
    return f"periodic-return:{period_id}:{number}"


def _check_key(report: PeriodicReturn) -> str:
    return f"periodic-check:{report.period_id}:{report.round}"


def _page_of(report: PeriodicReturn) -> dict[str, object]:
    agency: Agency = report.agency
    return {"period_id": report.period_id, "code": agency.code}


def _working_day(report: PeriodicReturn, days: int) -> date:
    day = today()
    return tasks_queries.working_days(day.year, report.period.province_id).after(day, days)
