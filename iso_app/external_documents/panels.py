"""What the page of a document shows: the laws and standards it cites."""

from flask import render_template

from iso_app.core.actor import Actor
from iso_app.documents.models import Document
from iso_app.external_documents import policies, queries
from iso_app.external_documents.kinds import CITATION_LABELS, Force
from iso_app.external_documents.shown import force_badge


def on_document(actor: Actor, document: Document) -> str:
    """The numbers found in its text in force, with what each names and what a person said of it."""
    rows = queries.cited_in(document.id)
    return render_template(
        "external_documents/on_document.html",
        lines=[(row, _standing(row)) for row in rows],
        may_keep=policies.may_keep(actor, document.agency_id),
        labels=CITATION_LABELS,
    )


def _standing(row: object) -> object:
    force = getattr(row, "shared_force", None) or getattr(row, "own_force", None)
    if force is None:
        return ""
    by = getattr(row, "shared_by", None) or getattr(row, "own_by", None) or ""
    return force_badge(Force(force), by=by)
