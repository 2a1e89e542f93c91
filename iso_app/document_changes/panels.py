"""What the pages of documents show: requests about them, the last review, what may be asked."""

from flask import render_template

from iso_app.core.actor import Actor
from iso_app.core.dates import show_day, show_moment
from iso_app.document_changes import policies, queries
from iso_app.document_changes.kinds import KIND_LABELS, VERDICT_LABELS, ChangeKind
from iso_app.document_changes.tables import TONES
from iso_app.document_changes.workflow import REQUEST_LABELS
from iso_app.documents.models import Document, Revision


def on_document(actor: Actor, document: Document) -> str:
    """Requests and the last review of a document; the way to ask for its change, and to review it."""
    may_ask = policies.may_ask(actor, document.agency_id, ChangeKind.REVISE, document)
    requests = queries.of_document(document.id)
    last = queries.last_of(document.id)
    if not may_ask and not requests and last is None:
        return ""
    return render_template(
        "document_changes/on_document.html",
        document=document,
        requests=requests,
        last=last,
        may_ask=may_ask,
        may_review=policies.may_review(actor, document),
        kind_labels=KIND_LABELS,
        state_labels=REQUEST_LABELS,
        verdict_labels=VERDICT_LABELS,
        tones=TONES,
        show_day=show_day,
        show_moment=show_moment,
    )


def on_revision(_actor: Actor, revision: Revision) -> str:
    """The request that a revision carries out."""
    requests = queries.carried_out_by(revision.id)
    if not requests:
        return ""
    return render_template("document_changes/on_revision.html", requests=requests, kind_labels=KIND_LABELS)
