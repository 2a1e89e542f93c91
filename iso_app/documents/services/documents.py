"""The register's side of a document: entered, its facts mended, withdrawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iso_app.agencies.models import Department
from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.core.text import clean, fold, sort_key
from iso_app.db import db
from iso_app.documents import policies, queries
from iso_app.documents.events import DocumentOpened, DocumentWithdrawn
from iso_app.documents.kinds import require_months
from iso_app.documents.models import Document, DocumentClause, Revision, RevisionText
from iso_app.documents.reading import words_of
from iso_app.documents.services import tasking
from iso_app.documents.workflow import (
    DOCUMENT_WORKFLOW,
    HANDED_IN,
    REVISION_WORKFLOW,
    DocumentAction,
    RevisionAction,
    RevisionState,
)
from iso_app.standards.models import Clause
from iso_app.trail.services import explain, record


@dataclass(frozen=True)
class DocumentFacts:
    """What the register says of a document. `review_months` None: as its kind says; `clauses` are ids."""

    kind_id: int
    code: str
    title: str
    department_id: int | None = None
    clauses: Collection[int] = ()
    model_item: str | None = None
    tthc_code: str = ""
    tthc_name: str = ""
    review_months: int | None = None


def open_document(actor: Actor, agency_id: int, *, facts: DocumentFacts) -> Document:
    """Enter a document; its first revision is begun by `begin_revision` or `bring_in`."""
    require(policies.may_open(actor, agency_id))
    queries.kind(facts.kind_id)
    document = entered(actor, agency_id, facts)
    refuse_taken(agency_id, [document])
    db.session.add(document)
    record(actor, "document.opened", document, label=str(document))
    _link_clauses(document, facts.clauses)
    announce(DocumentOpened(agency_id, document.id))
    return document


def entered(actor: Actor, agency_id: int, facts: DocumentFacts) -> Document:
    """A new document with these facts; not in the session yet."""
    document = Document(
        agency_id=agency_id, author_id=actor.person_id, author_name=actor.name[:200], opened_at=now()
    )
    _fill(document, facts)
    return document


def edit_document(actor: Actor, document: Document, *, facts: DocumentFacts) -> None:
    """Mend what the register says; the kind of a document that was in force stays."""
    queries.lock(document)
    require(policies.may_edit(actor, document))
    if facts.kind_id != document.kind_id and document.in_force_at is not None:
        raise DomainError("Tài liệu đã ban hành không đổi loại được.", field="kind_id")
    queries.kind(facts.kind_id)
    named = document.kind_id, document.code, document.title
    _fill(document, facts)
    if (document.kind_id, document.code, document.title) != named:
        _require_nameable(actor, document)
    refuse_taken(document.agency_id, [document])
    record(actor, "document.edited", document)
    _link_clauses(document, facts.clauses)
    head = words_of(str(document))
    texts = select(RevisionText).join(Revision, Revision.id == RevisionText.revision_id)
    for text in db.session.scalars(texts.where(Revision.document_id == document.id)):
        text.head = head


def answer_item(actor: Actor, document: Document, *, item: str | None) -> None:
    """Say which item of the model set the document answers, if any."""
    require(policies.may_edit(actor, document))
    document.model_item = item
    record(actor, "document.edited", document)


def _require_nameable(actor: Actor, document: Document) -> None:
    """Whoever signs sees the kind, which says who has to sign, and code and title: they stay until all have."""
    require(policies.may_rename(actor, document))
    with db.session.no_autoflush:
        query = select(Revision.number).where(
            Revision.document_id == document.id, Revision.state.in_(HANDED_IN)
        )
        number = db.session.scalar(query)
    if number is not None:
        raise DomainError(
            "Lần ban hành {number:02} đang xem xét hoặc chờ ngày hiệu lực; chưa đổi được loại, mã hiệu, tên.",
            field="title",
            number=number,
        )


def _fill(document: Document, facts: DocumentFacts) -> None:
    code, title = clean(facts.code), clean(facts.title)
    if not fold(code):
        raise DomainError("Hãy ghi mã hiệu.", field="code")
    if not title:
        raise DomainError("Hãy ghi tên tài liệu.", field="title")
    if facts.review_months is not None:
        require_months(facts.review_months)
    _require_department(document.agency_id, facts.department_id)
    document.kind_id = facts.kind_id
    document.code, document.code_folded, document.sort_code = code, fold(code), sort_key(code)
    document.title, document.sort_title = title, sort_key(title)
    document.folded = fold(f"{code} {title}")
    document.department_id = facts.department_id
    document.model_item = clean(facts.model_item) or None if facts.model_item else None
    document.tthc_code, document.tthc_name = clean(facts.tthc_code), clean(facts.tthc_name)
    document.review_months = facts.review_months


def _require_department(agency_id: int, department_id: int | None) -> None:
    if department_id is None:
        return
    query = select(Department.id).where(Department.id == department_id, Department.agency_id == agency_id)
    if db.session.scalar(query) is None:
        raise NotFound("Không có đơn vị này trong cơ quan.", field="department_id")


def refuse_taken(agency_id: int, documents: Sequence[Document]) -> None:
    """Refuse codes that other documents of the agency have."""
    with db.session.no_autoflush:
        codes = [document.code_folded for document in documents]
        query = select(Document.code_folded, Document.id).where(
            Document.agency_id == agency_id, Document.code_folded.in_(codes)
        )
        known = {row.code_folded: row.id for row in db.session.execute(query)}
    for document in documents:
        if known.get(document.code_folded, document.id) != document.id:
            raise DomainError(
                "Mã hiệu {code} đã dùng cho tài liệu khác của cơ quan; hãy chọn mã hiệu khác.",
                field="code",
                code=document.code,
            )


def _link_clauses(document: Document, wanted: Collection[int]) -> None:
    known = {link.clause_id: link for link in document.clause_links}
    new = set(wanted) - set(known)
    if new and len(set(db.session.scalars(select(Clause.id).where(Clause.id.in_(new))))) != len(new):
        raise NotFound("Không có điều khoản này.", field="clauses")
    for clause_id in sorted(new):
        link = DocumentClause(agency_id=document.agency_id, document_id=document.id, clause_id=clause_id)
        document.clause_links.append(link)
        explain(link)
    for clause_id in set(known) - set(wanted):
        document.clause_links.remove(known[clause_id])
        explain(known[clause_id])


def set_next_review(actor: Actor, document: Document, *, day: date | None, reason: str) -> None:
    """Say by when the document has to be looked at anew (None: no more); the periodic review judges who may."""
    if document.is_withdrawn:
        raise DomainError("Tài liệu đã hủy bỏ.")
    document.next_review_on = day
    record(actor, "document.review_set", document, reason=reason)


def withdraw_document(actor: Actor, document: Document, *, reason: str) -> None:
    """Take a document out of force from today, with what is being prepared of it; it stays to be read."""
    queries.lock(document)
    require(policies.may_withdraw(actor, document))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do hủy bỏ.", field="reason")
    ended = _end_revisions(actor, document)
    document.state = DOCUMENT_WORKFLOW.after(document.state, DocumentAction.WITHDRAW)
    document.withdrawn_on, document.withdrawn_reason = today(), because
    document.withdrawn_by, document.next_review_on = actor.name[:200], None
    record(actor, "document.withdrawn", document, reason=because)
    announce(DocumentWithdrawn(document.agency_id, document.id, ended.id if ended else None, because))


def _end_revisions(actor: Actor, document: Document) -> Revision | None:
    """End what is in force and what is being prepared; gives the one that was in force."""
    query = select(Revision).where(Revision.document_id == document.id)
    ended = None
    query = query.order_by(Revision.id).with_for_update().execution_options(populate_existing=True)
    for revision in db.session.scalars(query):
        if revision.state is RevisionState.EFFECTIVE:
            revision.state = REVISION_WORKFLOW.after(revision.state, RevisionAction.WITHDRAW)
            revision.ended_on = today()
            ended = revision
        elif revision.state is RevisionState.IN_REVIEW:
            raise DomainError(
                "Lần ban hành {number:02} đang xem xét; hãy rút lại trước.", number=revision.number
            )
        elif revision.is_open:
            revision.state = REVISION_WORKFLOW.after(revision.state, RevisionAction.DISCARD)
            tasking.nothing_to_mend(actor, revision)
        else:
            continue
        explain(revision)
    return ended
