"""What other pages show of distribution: on a document, on a revision, on the first page."""

from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.distribution import queries, shown
from iso_app.distribution.kinds import FORM_LABELS
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState


def on_document(actor: Actor, document: Document) -> str:
    """Who must have it and how far it is read, to whoever follows that."""
    page = shown.of_document(actor, document)
    if page.revision is None:
        return ""
    return render_template(
        "distribution/on_document.html", page=page, document=document, form_labels=FORM_LABELS
    )


def on_revision(actor: Actor, revision: Revision) -> str:
    """The reader's own duty, with the button; nothing of a revision that is not in force."""
    if revision.state is not RevisionState.EFFECTIVE:
        return ""
    duty = shown.own_duty(actor, revision)
    if not duty.owes:
        return ""
    sealed = shown.seal(actor, revision) if duty.waits else ""
    return render_template(
        "distribution/on_revision.html", revision=revision, duty=duty, sealed=sealed, show_moment=show_moment
    )


def own_duty_on_document(actor: Actor, document: Document) -> str:
    """Where to read it, to whoever has still to."""
    if actor.agency_id != document.agency_id:
        return ""
    revision = queries.to_read(actor, document.id)
    if revision is None:
        return ""
    return render_template("distribution/to_read.html", revision=revision)


def on_home(actor: Actor, agency: Agency | None) -> str:  # noqa: ARG001 - as every panel
    """How many documents wait to be read."""
    count = queries.unread_by(actor)
    return render_template("distribution/on_home.html", count=count) if count else ""
