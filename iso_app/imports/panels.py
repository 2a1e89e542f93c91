"""What an agency's record shows of this feature: the lines of files that spoke of it."""

from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.imports import queries


def on_agency(actor: Actor, agency: Agency) -> str:  # noqa: ARG001 - as every panel
    """The newest lines; nothing for an agency no file ever spoke of."""
    return render_template("imports/on_agency.html", lines=queries.lines_of_agency(agency.id, limit=8))
