"""Which revision a person looked at last, so that they can be shown what changed since."""

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.documents import policies, queries
from iso_app.documents.models import Revision, RevisionLook


def look(actor: Actor, revision: Revision) -> None:
    """Remember that the actor has looked at exactly this content; only people of the agency have such a memory."""
    require(policies.may_read(actor, revision, queries.steps_of_round(revision)))
    if actor.person_id is None or actor.agency_id != revision.agency_id:
        return
    query = select(RevisionLook).where(
        RevisionLook.person_id == actor.person_id, RevisionLook.document_id == revision.document_id
    )
    found = db.session.scalars(query).one_or_none()
    passages, _ = queries.passages_of(revision)
    if found is None:
        found = RevisionLook(
            agency_id=revision.agency_id, person_id=actor.person_id, document_id=revision.document_id
        )
        db.session.add(found)
    found.revision_id, found.content_digest = revision.id, revision.content_digest
    found.passages, found.looked_at = passages, now()
