"""A document has ended, or is in force again: agencies are told, what cites it is looked at, or need not be any more.

Twice is as once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import update

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.clock import today
from iso_app.core.policy import Sentence
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.external_documents import queries
from iso_app.external_documents.events import CitedDocumentEnded
from iso_app.external_documents.facts import AnyDocument, standing_of
from iso_app.external_documents.kinds import FORCE_LABELS, Force, number_key
from iso_app.external_documents.models import Citation, ExternalDocument, Subscription
from iso_app.notifications.services import notify_agencies
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given
from iso_app.trail.services import note

BATCH: Final = 200  # agencies
DAYS_TO_REVIEW: Final = 30
REPLACED, EXPIRED = "external_documents.replaced", "external_documents.expired"
REVIEWS: Final = "external_documents.reviews"
RESTORED: Final = "external_documents.restored"
_LONGEST_KEY: Final = 115
_ANEW: Final = "#"  # then how often it was given up before
_NOW: Final = "Tình trạng văn bản đã đổi: {words}."
_CHANGED: Final = _NOW.partition("{")[0]
_STANDS: Final = {
    Force.IN_FORCE: "{number} – còn hiệu lực",
    Force.PARTLY: "{number} – hết hiệu lực một phần",
    Force.REPLACED: "{number} – thay thế bởi văn bản khác",
    Force.EXPIRED: "{number} – hết hiệu lực",
}
_TOLD: Final = (Role.ISO_SECRETARY, Role.LEADER)


def tell_batch(actor: Actor, document: ExternalDocument, *, after: int) -> list[int]:
    """Tell the next agencies after the id `after`, open and end reviews; gives those agencies, none at the end."""
    found = queries.agencies_concerned(document, after=after, limit=BATCH)
    _tell(actor, document, queries.to_tell(document, found, standing_of(document).key))
    end_reviews(actor, document, agency_ids=found)
    open_reviews(actor, document, agency_ids=found)
    return found


def end_reviews(actor: Actor, document: AnyDocument, *, agency_ids: Sequence[int]) -> int:
    """End the looks that were asked for because of what the document no longer is; how many were open.

    Back in force, nothing has to be looked at; replaced by another one than was said, that one is looked at.
    """
    over = [
        task
        for task, citing_id in queries.open_reviews(document.folded, agency_ids)
        if not document.is_ended or (task.key or "").partition(_ANEW)[0] != _key(document, citing_id)
    ]
    return tasks.withdraw_each(actor, over, reason=Sentence(_NOW, words=_words(document)))


def open_reviews(actor: Actor, document: AnyDocument, *, agency_ids: Sequence[int]) -> int:
    """A task for each document of these agencies that cites it; known ones stay as they are. How many cite it."""
    if not document.is_ended:
        return 0
    citing = queries.citations_of(document.folded, agency_ids)
    given_up = queries.times_withdrawn(document.folded, agency_ids, _CHANGED)
    given = [(one.agency_id, _review(document, one, times=given_up[one.id])) for one in citing]
    opened = tasks.open_each(actor, given=given)
    first = {citation.agency_id: citation.id for citation in reversed(citing)}
    facts = {
        agency_id: {"number": document.number, "count": count, "citation_id": first[agency_id]}
        for agency_id, count in sorted(Counter(opened).items())
    }
    if facts:
        notify_agencies(actor, REVIEWS, roles=(Role.ISO_SECRETARY,), facts=facts)
    for agency_id in {citation.agency_id for citation in citing}:
        ids = tuple(sorted(c.document_id for c in citing if c.agency_id == agency_id))
        announce(CitedDocumentEnded(agency_id, document.number, document.replaced_by, ids))
    return len(citing)


def review_citation(actor: Actor, citation: Citation) -> None:
    """A citation that came later: if what it names has ended already, it is looked at as well."""
    document = queries.document_cited(citation)
    if document is not None and document.is_ended:
        given_up = queries.times_withdrawn(citation.folded, [citation.agency_id], _CHANGED)
        given = _review(document, citation, times=given_up[citation.id])
        tasks.open_task(actor, citation.agency_id, given=given)


def settle_reviews(actor: Actor, citation: Citation) -> None:
    """It is no citation, or no longer one: there is nothing left to look at."""
    for key in queries.review_keys(citation):
        tasks.settle(actor, citation.agency_id, key=key)


def _review(document: AnyDocument, citation: Citation, *, times: int) -> Given:
    """The look at what cites the document; `times` it was asked for and given up before, as the document changed."""
    cited = citation.document
    return Given(
        Sentence(
            "Xem xét sửa {code} {title}: {words}", code=cited.code, title=cited.title, words=_words(document)
        ),
        today() + timedelta(days=DAYS_TO_REVIEW),
        role=Role.ISO_SECRETARY,
        detail=Sentence(
            "Tài liệu này viện dẫn {number} ({title}).\n\n“{passage}”",
            number=document.number,
            title=document.title,
            passage=citation.passage,
        ),
        key=_key(document, citation.document_id) + (f"{_ANEW}{times}" if times else ""),
        endpoint="external_documents.citing",
        values={"citation_id": citation.id},
        subject=citation,
    )


def _words(document: AnyDocument) -> Sentence:
    number = document.number
    if document.is_ended and document.replaced_by:
        return Sentence("{number} đã được thay thế bởi {by}", number=number, by=document.replaced_by)
    return Sentence(_STANDS[Force(document.force)], number=number)


def _key(document: AnyDocument, citing_id: int) -> str:
    """What the first look at a citing document is called that is asked for as the document stands now."""
    by = number_key(document.replaced_by)
    return f"external-review:{citing_id}:{number_key(document.number)}:{by}"[:_LONGEST_KEY]


def _tell(actor: Actor, document: ExternalDocument, told: Sequence[Subscription]) -> None:
    """Each agency once of each state, its secretary and its leader; noted on its own chain."""
    if not told:
        return
    about = {"number": document.number, "by": document.replaced_by, "title": document.title[:200]}
    facts = {one.agency_id: {"subscription_id": one.id, **about} for one in told}
    ended = REPLACED if document.replaced_by else EXPIRED
    notify_agencies(actor, ended if document.is_ended else RESTORED, roles=_TOLD, facts=facts)
    db.session.execute(
        update(Subscription)
        .where(Subscription.id.in_([one.id for one in told]))
        .values(told_of=standing_of(document).key, version=Subscription.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    words = FORCE_LABELS[Force(document.force)]
    note(actor, "external_subscription.told", [(one, document.number, {}, {"force": words}) for one in told])
