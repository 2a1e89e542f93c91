"""Rounds of review: what was handed in, who has to sign, what was remarked, what a person has looked at."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.documents.models import ApprovalStep, ReviewRound, Revision, RevisionComment, RevisionLook
from iso_app.documents.workflow import RevisionState


def rounds_of(of: Revision) -> list[ReviewRound]:
    """Every handing-in, the last one first."""
    query = select(ReviewRound).where(ReviewRound.revision_id == of.id)
    return list(db.session.scalars(query.order_by(ReviewRound.number.desc())))


def round_of(of: Revision) -> ReviewRound | None:
    """The last handing-in."""
    query = select(ReviewRound).where(ReviewRound.revision_id == of.id, ReviewRound.number == of.round)
    return db.session.scalars(query).one_or_none()


def steps_of_round(of: Revision) -> list[ApprovalStep]:
    """The steps of the last handing-in in their order; none before the first."""
    if not of.round:
        return []
    query = (
        select(ApprovalStep)
        .where(ApprovalStep.revision_id == of.id, ApprovalStep.round == of.round)
        .order_by(ApprovalStep.order, ApprovalStep.position)
    )
    return list(db.session.scalars(query))


def steps_of_revisions(ids: Collection[int]) -> list[ApprovalStep]:
    """The steps of several revisions, of every round, in their order."""
    query = select(ApprovalStep).where(ApprovalStep.revision_id.in_(ids))
    return list(
        db.session.scalars(query.order_by(ApprovalStep.round, ApprovalStep.order, ApprovalStep.position))
    )


def step(of: Revision, step_id: int) -> ApprovalStep:
    """A step of a revision; NotFound if it is another one's."""
    query = select(ApprovalStep).where(ApprovalStep.id == step_id, ApprovalStep.revision_id == of.id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Bản này không có bước phê duyệt đó.")
    return found


def comments_of(of: Revision) -> list[RevisionComment]:
    """What was remarked, in the order of the passages, the remarks on the whole first."""
    query = select(RevisionComment).where(RevisionComment.revision_id == of.id)
    found = db.session.scalars(query.order_by(RevisionComment.id)).all()
    return sorted(
        found, key=lambda comment: (-comment.round, -1 if comment.passage is None else comment.passage)
    )


def comment(of: Revision, comment_id: int) -> RevisionComment:
    """A remark on a revision; NotFound if it is another one's."""
    query = select(RevisionComment).where(
        RevisionComment.id == comment_id, RevisionComment.revision_id == of.id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không có góp ý này.")
    return found


def look_of(actor: Actor, document_id: int) -> RevisionLook | None:
    """What the actor looked at last of a document."""
    query = select(RevisionLook).where(
        RevisionLook.person_id == actor.person_id, RevisionLook.document_id == document_id
    )
    return db.session.scalars(query).one_or_none()


def due_to_take_effect(day: date, *, after: int, most: int) -> list[Revision]:
    """Approved revisions whose day has come, by their ids and after one of them: those of a document in their order."""
    query = (
        select(Revision)
        .where(Revision.state == RevisionState.APPROVED, Revision.effective_on <= day, Revision.id > after)
        .order_by(Revision.id)
        .limit(most)
    )
    return list(db.session.scalars(query))
