"""What other pages show: how far an agency is, where a document comes from, what became of an old one."""

from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.documents.models import Document
from iso_app.inheritance import queries
from iso_app.inheritance.kinds import DECISION_LABELS, DECISION_TONES


def on_agency(actor: Actor, agency: Agency) -> str:
    """How many documents of those that an agency was made of are decided; nothing where there are none."""
    progress = queries.progress(agency.id)
    if not progress.total:
        return ""
    return render_template("inheritance/on_agency.html", progress=progress, own=actor.agency_id == agency.id)


def on_document(actor: Actor, document: Document) -> str:
    """Where a document was taken over from; of one of a former agency what was decided of it."""
    found = queries.decisions_about(document.id)
    if not found:
        return ""
    came = next((row for row, _ in found if row.new_document_id == document.id), None)
    about = [(row, heir) for row, heir in found if row is not came]
    return render_template(
        "inheritance/on_document.html",
        came=came,
        about=about,
        own=actor.agency_id == document.agency_id,
        labels=DECISION_LABELS,
        tones=DECISION_TONES,
    )
