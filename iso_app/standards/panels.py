"""What other pages show of this feature: the edition on an agency's record, clauses in the search."""

from typing import Any

from flask import render_template, url_for

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.standards import policies, queries
from iso_app.web.feature import Hit
from iso_app.web.languages import locale


def on_agency(actor: Actor, agency: Agency) -> str:
    """The editions of an agency over time, with the way to record a transition for whoever may."""
    return render_template(
        "standards/on_agency.html",
        agency=agency,
        stretches=queries.stretches(agency.id),
        may_transition=policies.may_transition(actor),
    )


def found_clauses(actor: Actor, folded: str, most: int) -> list[Hit]:  # noqa: ARG001 - as every search source
    """Clauses by their number or our words."""
    return [_hit(row) for row in queries.found_clauses(folded, most=most)]


def _hit(row: Any) -> Hit:
    english = locale() == "en"
    words, title = (row.words_en, row.title_en) if english else (row.words_vi, row.title_vi)
    url = url_for("standards.edition", edition_code=row.code, loc=row.number)
    return Hit(f"{row.number} {words}", url, title)
