"""The daily round: reviews that are due within the next weeks become tasks, a few statements a portion."""

from collections import Counter
from datetime import timedelta
from typing import Final

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Sentence, require
from iso_app.core.roles import Role
from iso_app.document_changes import policies, queries
from iso_app.document_changes.kinds import NOTICE_DAYS, review_key
from iso_app.documents.models import Document
from iso_app.notifications.services import notify_agencies
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given

PORTION: Final = 500
DUE: Final = "document_changes.reviews_due"


def remind_portion(actor: Actor, *, after: int = 0) -> int | None:
    """Open the tasks for the next documents after the id `after`; where to go on, None at the end.

    A document has one task for each day by which it has to be looked at, whatever became of the task.
    """
    require(actor.holds(policies.REVIEW))
    found = queries.without_task(today() + timedelta(days=NOTICE_DAYS), after=after, limit=PORTION)
    tasks.open_each(actor, given=[(each.agency_id, _given(each)) for each in found])
    due = Counter(each.agency_id for each in found)
    facts = {agency_id: {"count": count} for agency_id, count in sorted(due.items())}
    notify_agencies(actor, DUE, roles=(Role.ISO_SECRETARY,), facts=facts)
    return found[-1].id if len(found) == PORTION else None


def _given(document: Document) -> Given:
    due_on = document.next_review_on
    if due_on is None:
        raise ValueError("only what is due is reminded of")
    return Given(
        Sentence("Soát xét định kỳ tài liệu {document}", document=document),
        due_on,
        role=Role.ISO_SECRETARY,
        key=review_key(document.id, due_on),
        endpoint="document_reviews.record",
        values={"chon": document.id},
        subject=document,
        by_hand=False,
    )
