"""A revision comes into force: by itself on its day, at once if that is today; the one before it ends."""

from datetime import date

import structlog
from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.clock import now, today
from iso_app.core.dates import months_later, show_day
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.documents import queries
from iso_app.documents.events import RevisionEffective
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import (
    DOCUMENT_WORKFLOW,
    REVISION_WORKFLOW,
    DocumentAction,
    RevisionAction,
    RevisionState,
)
from iso_app.trail.services import record

AT_ONCE = 100
log = structlog.get_logger()


def take_effect_due(actor: Actor, *, after: int = 0) -> int | None:
    """Put into force what is approved and whose day has come: AT_ONCE revisions after the id `after`.

    Gives where to go on, None at the end. One that meets a refusal is told to the operator and waits: the documents of
    everybody else do not, however many there are like it.
    """
    due = queries.due_to_take_effect(today(), after=after, most=AT_ONCE)
    for revision in due:
        queries.lock(revision)
        if revision.state is not RevisionState.APPROVED:
            continue  # another worker was first, or somebody gave it up
        try:
            with db.session.begin_nested():
                take_effect(actor, revision)
        except DomainError:
            log.exception("documents.not_taken_into_force", revision=revision.id)
    return due[-1].id if len(due) == AT_ONCE else None


def take_effect(actor: Actor, revision: Revision) -> None:
    """Its day has come (the caller has judged that): effective from today."""
    put_into_force(actor, revision, on=today(), action=RevisionAction.TAKE_EFFECT)
    record(actor, "revision.taken_effect", revision, effective=show_day(today()))


def put_into_force(actor: Actor, revision: Revision, *, on: date, action: RevisionAction) -> None:
    """The one door to being in force: end the one before, count the next review, announce."""
    document = revision.document
    queries.lock(document)
    target = REVISION_WORKFLOW.after(revision.state, action)
    before = _end_before(actor, revision, on)
    revision.state, revision.effective_on, revision.in_force_at = target, on, now()
    document.state = DOCUMENT_WORKFLOW.after(document.state, DocumentAction.COME_INTO_FORCE)
    document.in_force_at = document.in_force_at or now()
    document.next_review_on = _next_review(document, on)
    record(actor, "document.in_force", document, number=revision.number)
    announce(RevisionEffective(document.agency_id, document.id, revision.id, before.id if before else None))


def _end_before(actor: Actor, revision: Revision, on: date) -> Revision | None:
    query = select(Revision).where(
        Revision.document_id == revision.document_id, Revision.state == RevisionState.EFFECTIVE
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    before = db.session.scalars(query).one_or_none()
    if before is not None:
        before.state = REVISION_WORKFLOW.after(before.state, RevisionAction.SUPERSEDE)
        before.ended_on = on
        record(actor, "revision.superseded", before, by=revision.number)
    return before


def _next_review(document: Document, on: date) -> date | None:
    months = document.review_months
    if months is None:
        months = queries.terms_of(document.agency_id, document.kind).review_months
    return months_later(on, months) if months else None
