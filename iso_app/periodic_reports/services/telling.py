"""Telling the other side: the authority that a report came in, the agency what was decided."""

from typing import Any

from iso_app.core.actor import Actor
from iso_app.notifications.services import notify_those_who_may
from iso_app.periodic_reports import policies
from iso_app.periodic_reports.models import PeriodicReturn


def tell_authority(actor: Actor, report: PeriodicReturn) -> None:
    """Those who judge reports are told that one has been handed in."""
    notify_those_who_may(
        actor, "periodic_reports.submitted", permission=policies.DECIDE,
        province_id=report.agency.province_id, **_facts(report),
    )  # fmt: skip


def tell_agency(actor: Actor, report: PeriodicReturn, *, kind: str) -> None:
    """Those who fill the report in for the agency are told what the authority has decided."""
    notify_those_who_may(
        actor, kind, permission=policies.FILL, province_id=report.agency.province_id,
        agency_id=report.agency_id, **_facts(report),
    )  # fmt: skip


def _facts(report: PeriodicReturn) -> dict[str, Any]:
    return {
        "report": str(report.period),
        "agency": report.agency.name,
        "period_id": report.period_id,
        "code": report.agency.code,
    }
