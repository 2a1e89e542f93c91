"""Many documents entered at once, each with its first draft: `open_document`, `begin_revision` with few statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.documents import policies
from iso_app.documents.events import DocumentOpened
from iso_app.documents.models import DocumentClause, Revision
from iso_app.documents.services.documents import DocumentFacts, entered, refuse_taken
from iso_app.documents.services.drafting import Body, Plan, drafted, text_of
from iso_app.trail.services import explain, record


@dataclass(frozen=True)
class NewDocument:
    """What the register says of a document, what it says itself, and what is said of that."""

    facts: DocumentFacts
    body: Body
    plan: Plan


def open_all(actor: Actor, agency_id: int, *, documents: Sequence[NewDocument]) -> list[Revision]:
    """Enter the documents; gives the draft of each, in their order.

    The caller has judged that the kinds and clauses are there and that the codes differ. Contents are kept by `files`.
    """
    require(policies.may_open(actor, agency_id))
    opened = [entered(actor, agency_id, new.facts) for new in documents]
    refuse_taken(agency_id, opened)
    db.session.add_all(opened)
    db.session.flush()
    links = [
        DocumentClause(agency_id=agency_id, document_id=document.id, clause_id=clause_id)
        for document, new in zip(opened, documents, strict=True)
        for clause_id in sorted(new.facts.clauses)
    ]
    drafts = [
        drafted(actor, document, number=1, body=new.body, plan=new.plan)
        for document, new in zip(opened, documents, strict=True)
    ]
    db.session.add_all([*links, *drafts])
    db.session.flush()
    db.session.add_all([text_of(draft, new.body) for draft, new in zip(drafts, documents, strict=True)])
    for link in links:
        explain(link)
    for draft in drafts:
        record(actor, "document.opened", draft.document)
        record(actor, "revision.begun", draft)
        announce(DocumentOpened(agency_id, draft.document_id))
    return drafts
