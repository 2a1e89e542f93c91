"""Numbers found in the texts of documents in force, and what people say of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.external_documents import policies, queries
from iso_app.external_documents.facts import LONGEST, LONGEST_KEY
from iso_app.external_documents.kinds import CitationState, number_key
from iso_app.external_documents.models import Citation, ExternalDocument
from iso_app.external_documents.services.following import Terms, begin, follow_again
from iso_app.external_documents.services.telling import review_citation, settle_reviews
from iso_app.tasks.services.acts import who
from iso_app.texts import find_citations
from iso_app.trail.services import record

_AROUND = 160  # letters kept before and after a number


@dataclass
class _Found:
    number: str
    passage: str
    times: int = 1


def look_for_citations(actor: Actor, *, agency_id: int, document_id: int, revision_id: int) -> int:
    """Compare what a revision in force cites with what was known of its document. How many numbers it cites.

    What a person has said of a number stays; a number that is cited no longer is kept, and marked so.
    """
    found = _numbers(queries.passages_of(revision_id))
    own = queries.code_key(document_id)
    known = {citation.folded: citation for citation in queries.citations_in(document_id)}
    for key, hit in found.items():
        if key == own:
            continue
        citation = known.pop(key, None)
        if citation is None:
            citation = Citation(
                agency_id=agency_id, document_id=document_id, number=hit.number, folded=key, found_at=now()
            )
            db.session.add(citation)
            citation.state = CitationState.FOUND
        citation.revision_id, citation.passage = revision_id, hit.passage
        citation.times, citation.is_cited = hit.times, True
        record(actor, "citation.found", citation)
        if citation.state is not CitationState.REJECTED:
            review_citation(actor, citation)
    let_go(actor, known.values())
    return len(found)


def let_go(actor: Actor, citations: Iterable[Citation]) -> None:
    """These numbers are cited no longer: they are kept, and nothing is asked for their sake any more."""
    for citation in citations:
        if citation.is_cited:
            citation.is_cited = False
            record(actor, "citation.gone", citation)
            settle_reviews(actor, citation)


def _numbers(passages: list[str]) -> Mapping[str, _Found]:
    found: dict[str, _Found] = {}
    for text in passages:
        for hit in find_citations(text):
            key = number_key(hit.number)
            if len(hit.number) > LONGEST["number"] or len(key) > LONGEST_KEY:
                continue
            if key in found:
                found[key].times += 1
            else:
                around = text[max(0, hit.start - _AROUND) : hit.end + _AROUND].strip()
                found[key] = _Found(hit.number, around)
    return found


def confirm_citation(actor: Actor, citation: Citation) -> None:
    """It is a citation. What the shared register knows by that number is followed from now on."""
    require(policies.may_keep(actor, citation.agency_id))
    if citation.state is CitationState.CONFIRMED:
        raise DomainError("Viện dẫn này đã được xác nhận.")
    _decide(actor, citation, CitationState.CONFIRMED)
    record(actor, "citation.confirmed", citation)
    _follow(actor, citation)
    review_citation(actor, citation)


def reject_citation(actor: Actor, citation: Citation) -> None:
    """The number names something else; nothing is asked for its sake any more."""
    require(policies.may_keep(actor, citation.agency_id))
    if citation.state is CitationState.REJECTED:
        raise DomainError("Đã ghi rằng đây không phải là viện dẫn.")
    _decide(actor, citation, CitationState.REJECTED)
    record(actor, "citation.rejected", citation)
    settle_reviews(actor, citation)


def _decide(actor: Actor, citation: Citation, state: CitationState) -> None:
    citation.state, citation.decided_by, citation.decided_at = state, who(actor), now()


def _follow(actor: Actor, citation: Citation) -> None:
    document = queries.document_cited(citation)
    if not isinstance(document, ExternalDocument):
        return  # an own one is followed since it was entered; an unknown number has nothing to follow yet
    there = queries.subscriptions_to(citation.agency_id, [document.id]).get(document.id)
    if there is None:
        begin(actor, citation.agency_id, document=document, terms=Terms())
    elif not there.is_followed:
        follow_again(actor, there)
