"""What other pages show of this feature: where an agency stands among those of its kind."""

from flask import render_template

from iso_app.agencies.models import LEVEL_LABELS, Agency
from iso_app.board import compute, queries
from iso_app.compliance.measures import Period
from iso_app.core.actor import Actor
from iso_app.core.clock import today


def own_standing(actor: Actor, agency: Agency) -> str:  # noqa: ARG001 - as every panel
    """The slot of the agency's record page; nothing before anything is known of a year."""
    years = queries.years()
    if not years:
        return ""
    whole = Period.of_year(years[0])
    found = queries.standing(agency, Period.of_year(years[0], min(whole.as_of, max(today(), whole.start))))
    if found is None:
        return ""
    return render_template(
        "board/standing.html",
        standing=found,
        level=LEVEL_LABELS[found.level],
        duties=[compute.OBLIGATIONS[code].label for code in compute.DUTIES],
        fewest=queries.FEWEST_ALIKE,
    )
