"""Whoever came to a post lately is asked to read what is distributed to it."""

from datetime import timedelta

from sqlalchemy import select

from iso_app.accounts.models import PostHolding
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.distribution.models import DistributionLine
from iso_app.distribution.queries.duties import duties, read_themself
from iso_app.distribution.services import tasking
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState

LATELY = timedelta(days=14)
AT_ONCE = 100  # documents


def ask_newcomers(actor: Actor, *, after: int = 0) -> int | None:
    """Ask of the next documents after one (by id); the last document looked at, None when there are no more."""
    concerned = (
        duties(DistributionLine.document_id)
        .where(
            PostHolding.held_from >= today() - LATELY,
            DistributionLine.document_id > after,
            ~read_themself(),
        )
        .distinct()
        .order_by(DistributionLine.document_id)
        .limit(AT_ONCE)
    )
    ids = list(db.session.scalars(concerned))
    query = (
        select(Document, Revision)
        .join(Revision, Revision.document_id == Document.id)
        .where(Document.id.in_(ids), Revision.state == RevisionState.EFFECTIVE)
        .order_by(Document.id)
    )
    for document, revision in db.session.execute(query).all():
        tasking.follow_readers(actor, document, revision)
    return ids[-1] if ids else None
