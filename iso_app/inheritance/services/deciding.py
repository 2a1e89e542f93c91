"""A successor decides of documents: takes them over into drafts of its own, leaves them behind, takes that back."""

from collections.abc import Callable, Collection

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotFound, Stale
from iso_app.core.policy import Verdict, require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.documents import queries as document_queries
from iso_app.documents import services as documents
from iso_app.documents.content import written_of
from iso_app.documents.kinds import Source
from iso_app.documents.models import Revision
from iso_app.documents.services import Body, DocumentFacts, FileBody, NewDocument, Plan
from iso_app.inheritance import policies, queries
from iso_app.inheritance.kinds import Decision
from iso_app.inheritance.models import InheritedDocument
from iso_app.inheritance.queries import Former
from iso_app.inheritance.services import following, tasking
from iso_app.trail.services import record


def take_over(actor: Actor, agency_id: int, *, document_ids: Collection[int]) -> list[Revision]:
    """Enter a document of the agency's own for each, with a draft that says the same; it goes the way of any draft."""
    require(policies.may_decide(actor, agency_id))
    found = queries.formers(agency_id, document_ids, lock=True)
    known = _judged(agency_id, document_ids, found, policies.may_take)
    codes = document_queries.codes_for(agency_id, [(each.kind_id, each.code) for each in found])
    new = [
        NewDocument(_facts(each, code), _body(each), _plan(each))
        for each, code in zip(found, codes, strict=True)
    ]
    drafts = documents.open_all(actor, agency_id, documents=new)
    for each, draft in zip(found, drafts, strict=True):
        row = known.get(each.id) or _row(agency_id, each)
        row.decision, row.new_document_id = Decision.TAKEN, draft.document_id
        _note(actor, row)
    db.session.flush()
    for row in queries.decisions_of(agency_id, [each.id for each in found]).values():
        record(actor, "inherited_document.taken", row, agency=row.former_agency)
    tasking.follow(actor, agency_id)
    return drafts


def decline(actor: Actor, agency_id: int, *, document_ids: Collection[int], reason: str) -> int:
    """Leave documents behind, with the reason; how many. Those that every successor left are withdrawn with it."""
    require(policies.may_decide(actor, agency_id))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do không tiếp nhận.", field="reason")
    found = queries.formers(agency_id, document_ids, lock=True)
    _judged(agency_id, document_ids, found, policies.may_decline)
    rows = [_row(agency_id, each) for each in found]
    for row in rows:
        row.decision, row.reason = Decision.DECLINED, because
        _note(actor, row)
    db.session.flush()
    for row in rows:
        record(actor, "inherited_document.declined", row, agency=row.former_agency, reason=because)
    following.end_what_all_decided(actor, [each.id for each in found])
    tasking.follow(actor, agency_id)
    return len(rows)


def take_back(actor: Actor, agency_id: int, *, document_id: int, reason: str) -> None:
    """Let a decision be open again; the document that was begun with it is given up."""
    row = queries.decision_of(agency_id, document_id)
    if row is None:
        raise NotFound("Tài liệu này chưa được quyết định.")
    began = row.new_document_id
    if began is not None:  # a document is locked before what hangs on it
        document_queries.lock(document_queries.document(actor, began))
    lock(row)
    former = queries.former(agency_id, document_id)
    became = queries.state_of(row.new_document_id)
    require(
        policies.may_take_back(actor, agency_id, row.decision, became=became, in_force=former.is_in_force)
    )
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do.", field="reason")
    following.undo(actor, row, reason=because)
    if began is not None:
        documents.withdraw_document(actor, document_queries.document(actor, began), reason=because)


def _judged(
    agency_id: int,
    ids: Collection[int],
    found: list[Former],
    may: Callable[[Decision | None], Verdict],
) -> dict[int, InheritedDocument]:
    """What was decided of them before. Raises NotFound for what is nobody's whom the agency carries on, Stale for what
    somebody decided meanwhile."""
    if not found or len(found) != len(set(ids)):
        raise NotFound("Không có tài liệu này, hoặc tài liệu đã hết hiệu lực; hãy mở lại danh sách.")
    known = queries.decisions_of(agency_id, ids)
    for each in found:
        row = known.get(each.id)
        if not may(row.decision if row is not None else None):
            raise Stale("“{title}” đã có người khác quyết định; hãy mở lại danh sách.", title=each.called)
    return known


def _row(agency_id: int, each: Former) -> InheritedDocument:
    row = InheritedDocument(
        agency_id=agency_id, document_id=each.id, former_agency=each.agency, former_code=each.code,
        former_title=each.title, former_number=each.number,
    )  # fmt: skip
    db.session.add(row)
    return row


def _note(actor: Actor, row: InheritedDocument) -> None:
    row.decided_by, row.decided_by_id, row.decided_at = actor.name[:200], actor.person_id, now()


def _facts(each: Former, code: str) -> DocumentFacts:
    return DocumentFacts(
        each.kind_id, code, each.title, clauses=each.clauses, model_item=each.model_item, tthc_code=each.tthc_code,
        tthc_name=each.tthc_name, review_months=each.review_months,
    )  # fmt: skip


def _body(each: Former) -> Body:
    if each.source is Source.WRITTEN:
        return written_of(each.written)
    passages = tuple(dict(passage) for passage in each.passages)
    return FileBody(each.file_digest, each.file_name, each.media_type, each.file_size, passages, each.trouble)


def _plan(each: Former) -> Plan:
    since = f", hiệu lực từ {show_day(each.effective_on)}" if each.effective_on else ""
    return Plan(f"Tiếp nhận từ {each.agency}: {each.code}, lần ban hành {each.number:02}{since}.")
