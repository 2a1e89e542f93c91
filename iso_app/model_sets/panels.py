"""What other pages show: what an agency still lacks, and which template a document stands on."""

from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.documents.models import Document
from iso_app.model_sets import policies, queries, shown


def on_home(actor: Actor, agency: Agency | None) -> str:  # noqa: ARG001 - as every panel
    """How many documents of its model set the reader's agency lacks."""
    standing = shown.home_line(agency) if agency is not None else None
    return render_template("model_sets/on_home.html", standing=standing) if standing is not None else ""


def on_document(actor: Actor, document: Document) -> str:
    """The template that a document was begun from, and whether there is a newer version; or that it was unlinked."""
    mine = queries.mine_of_document(document.id)
    if mine is None:
        return ""
    return render_template(
        "model_sets/on_document.html",
        mine=mine,
        may_take=actor.may(policies.TAKE),
        may_unlink=shown.unlinking(actor, mine),
        show_day=show_day,
    )
