"""Periodic review: documents in force are kept, or their change or withdrawal is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from iso_app.core.actor import Actor
from iso_app.core.checks import require_short
from iso_app.core.clock import now, today
from iso_app.core.dates import months_later, show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.document_changes import policies, queries
from iso_app.document_changes.kinds import ASKED_BY_VERDICT, MOST_AT_ONCE, VERDICT_LABELS, Verdict
from iso_app.document_changes.models import ChangeRequest, DocumentReview
from iso_app.document_changes.services import tasking
from iso_app.document_changes.services.asking import LONGEST_TEXT, Asked, ask
from iso_app.documents import queries as documents_queries
from iso_app.documents import services as documents
from iso_app.documents.kinds import KindTerms
from iso_app.documents.models import Document
from iso_app.tasks.services.acts import who
from iso_app.trail.services import record


@dataclass(frozen=True)
class Outcome:
    """What a verdict leads to for one document: its next day, or a request (`request`: one that is open already)."""

    document: Document
    next_on: date | None
    request: ChangeRequest | None


def outcomes(actor: Actor, found: Sequence[Document], *, verdict: Verdict) -> list[Outcome]:
    """What recording a verdict on these documents would do; nothing is changed."""
    _require_some(found)
    for document in found:
        require(policies.may_review(actor, document))
    if verdict is Verdict.KEEP:
        terms = documents_queries.terms_of_all(found[0].agency_id)
        return [Outcome(document, _next(document, terms), None) for document in found]
    kind = ASKED_BY_VERDICT[verdict]
    asked = {document.id: queries.open_about(document.id, kind) for document in found}
    return [Outcome(each, None, asked[each.id][0] if asked[each.id] else None) for each in found]


def _require_some(found: Sequence[Document]) -> None:
    if not found:
        raise DomainError("Hãy chọn ít nhất một tài liệu đang có hiệu lực.")
    if len(found) > MOST_AT_ONCE:
        raise DomainError("Mỗi lần soát xét nhiều nhất {most} tài liệu.", most=MOST_AT_ONCE)


def _next(document: Document, terms: Mapping[int, KindTerms]) -> date | None:
    months = document.review_months
    if months is None and document.kind_id in terms:
        months = terms[document.kind_id].review_months
    elif months is None:
        months = documents_queries.terms_of(document.agency_id, document.kind).review_months
    return months_later(today(), months) if months else None


def review(actor: Actor, found: Sequence[Document], *, verdict: Verdict, words: str) -> list[DocumentReview]:
    """Record one verdict on these documents, with its reason: all of them or none.

    Kept, the next review moves by the kind's interval. To be changed or withdrawn, a request is made that somebody
    else decides; an open one of the same kind is taken instead.
    """
    said = clean(words, lines=True)
    if not said:
        raise DomainError("Hãy ghi nhận xét, lý do.", field="words")
    require_short(said, most=LONGEST_TEXT, field="words")
    foreseen = outcomes(actor, found, verdict=verdict)
    numbers = queries.numbers_in_force([document.id for document in found])
    return [_record(actor, each, verdict, said, numbers.get(each.document.id, 0)) for each in foreseen]


def _record(actor: Actor, outcome: Outcome, verdict: Verdict, words: str, number: int) -> DocumentReview:
    document, due_on = outcome.document, outcome.document.next_review_on
    request = outcome.request
    if verdict is not Verdict.KEEP and request is None:
        asked = Asked(ASKED_BY_VERDICT[verdict], f"Soát xét định kỳ: {words}", document)
        request = ask(actor, document.agency_id, asked=asked)
    made = DocumentReview(
        agency_id=document.agency_id,
        document_id=document.id,
        document=document,
        number=number,
        verdict=verdict,
        words=words,
        due_on=due_on,
        next_on=outcome.next_on,
        request_id=request.id if request is not None else None,
        by=who(actor),
        by_id=actor.person_id,
        at=now(),
    )
    db.session.add(made)
    record(actor, "document_review.recorded", made, verdict=VERDICT_LABELS[verdict], words=words)
    if verdict is Verdict.KEEP:
        documents.set_next_review(actor, document, day=outcome.next_on, reason=_kept(outcome.next_on))
    tasking.reviewed(actor, document.agency_id, document_id=document.id)
    return made


def _kept(next_on: date | None) -> str:
    return f"soát xét, giữ nguyên đến {show_day(next_on)}" if next_on else "soát xét, không đặt hạn nữa"
