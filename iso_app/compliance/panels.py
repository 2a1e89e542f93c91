"""What pages of lower floors show of the yearly facts."""

from datetime import date

from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.compliance import queries
from iso_app.core.actor import Actor
from iso_app.imports import policies as imports


def on_agency(actor: Actor, agency: Agency) -> str:
    """The years of an agency, each obligation with its source."""
    return render_template(
        "compliance/years.html",
        years=queries.years_of(agency.id),
        labels=queries.KIND_LABELS,
        linked=actor.may(imports.LINES),
    )


def on_reorganisation(_actor: Actor, day: date) -> str:
    """Which of the agencies that began with a reorganisation have declared their system since, and which not."""
    begun = queries.declared_since(day)
    waiting = [agency for agency in begun if agency.declared_on is None]
    return render_template("compliance/to_declare.html", begun=len(begun), waiting=waiting)
