"""What the first page shows of periodic reports: what an agency still owes, and what waits for the authority."""

from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.periodic_reports import policies, queries, shown

MOST = 5


def on_home(actor: Actor, agency: Agency | None) -> str:
    """The open reports of the agency for whoever fills them in; for the authority the periods with reports waiting."""
    owed = queries.owed_by(agency) if agency is not None and actor.may(policies.FILL) else []
    lines = [line for line in shown.owed_lines(owed, agency.code) if line.urgent] if agency else []
    waiting = [
        line
        for line in (shown.period_lines() if actor.may(policies.DECIDE) else [])
        if line.counts.get("submitted")
    ]
    if not lines and not waiting:
        return ""
    return render_template("periodic_reports/on_home.html", lines=lines[:MOST], waiting=waiting[:MOST])
