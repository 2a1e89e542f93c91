"""Agencies that a reorganisation made or changed owe the periods that end after it."""

from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.services import tasking
from iso_app.successions.events import AgenciesReorganised


def agencies_reorganised(event: AgenciesReorganised) -> None:
    """Those of the audience of a period that is not over have its report to submit, as if it were opened now."""
    for period in queries.periods():
        if period.province_id == event.province_id and period.due_on >= max(today(), event.since):
            tasking.ask_all(operator("Hệ thống"), period, of=event.agency_ids)
