"""What pages of lower floors show of the yearly facts."""

from datetime import date

from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.compliance import queries
from iso_app.compliance.models import FactKind
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.imports import policies as imports
from iso_app.tasks.models import Task


def on_agency(actor: Actor, agency: Agency) -> str:
    """The years of an agency, each obligation with its source."""
    return render_template(
        "compliance/years.html",
        years=queries.years_of(agency.id),
        labels=queries.KIND_LABELS,
        linked=actor.may(imports.LINES),
    )


def on_successor(actor: Actor, agency: Agency) -> str:
    """The years of those an agency was made of; nothing for one that has always been itself."""
    return render_template(
        "compliance/years_before.html",
        former=queries.years_before(agency.id),
        labels=queries.KIND_LABELS,
        linked=actor.may(imports.LINES) and actor.sees_province,
        show_day=show_day,
    )


def on_reorganisation(_actor: Actor, day: date) -> str:
    """Which of the agencies that began with a reorganisation have declared their system since, and which not."""
    begun = queries.declared_since(day)
    waiting = [agency for agency in begun if agency.declared_on is None]
    return render_template("compliance/to_declare.html", begun=len(begun), waiting=waiting)


def on_task(_actor: Actor, task: Task) -> str:
    """Whether the year's facts say that what the task asks for was done."""
    evidence = task.obligation.evidence if task.obligation is not None else ""
    if evidence not in set(FactKind):
        return ""
    kind, year = FactKind(evidence), int((task.period or "0")[:4])
    known = {found.year: found.facts for found in queries.years_of(task.agency_id)}
    return render_template(
        "compliance/on_task.html",
        fact=known.get(year, {}).get(kind),
        year=year,
        kind=queries.KIND_LABELS.get(kind, ""),
        show_day=show_day,
    )
