"""A request is decided, and carried out: a draft is named, what comes into force or ends makes it done."""

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, require
from iso_app.core.text import clean
from iso_app.document_changes import policies, queries
from iso_app.document_changes.kinds import ChangeKind
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.services import tasking
from iso_app.document_changes.services.asking import end, wait_anew
from iso_app.document_changes.workflow import REQUEST_WORKFLOW, RequestAction, RequestState
from iso_app.documents import services as documents
from iso_app.documents.models import Revision
from iso_app.documents.workflow import RevisionState
from iso_app.tasks.services.acts import who
from iso_app.trail.services import record

ENDED_OTHERWISE = Sentence("Tài liệu đã hết hiệu lực.")


def accept(actor: Actor, request: ChangeRequest, *, words: str = "") -> None:
    """Say yes: a withdrawal is done at once, for the rest somebody has a draft to write."""
    require(policies.may_decide(actor, request))
    _decide(actor, request, RequestAction.ACCEPT, clean(words, lines=True))
    record(actor, "change_request.accepted", request)
    tasking.decided(actor, request)
    tasking.tell_asker(actor, tasking.ACCEPTED, request)
    if request.kind is ChangeKind.WITHDRAW:
        _withdraw(actor, request)
    else:
        tasking.ask_to_draft(actor, request)


def refuse(actor: Actor, request: ChangeRequest, *, reason: str) -> None:
    """Say no, with the reason; the asker is told."""
    require(policies.may_decide(actor, request))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do không chấp nhận.", field="words")
    _decide(actor, request, RequestAction.REFUSE, because)
    request.ended_at = now()
    record(actor, "change_request.refused", request, reason=because)
    tasking.decided(actor, request)
    tasking.tell_asker(actor, tasking.REFUSED, request)
    wait_anew(actor, request, reason=because)


def _decide(actor: Actor, request: ChangeRequest, action: RequestAction, words: str) -> None:
    request.state = REQUEST_WORKFLOW.after(request.state, action)
    request.decided_by, request.decided_by_id, request.decided_at = who(actor), actor.person_id, now()
    request.decision_words = words


def _withdraw(actor: Actor, request: ChangeRequest) -> None:
    if request.document is None:
        raise ValueError("a withdrawal is about a document")
    reason = f"Theo đề nghị {request.number}: {request.reason}"
    documents.withdraw_document(actor, request.document, reason=reason)


def link(actor: Actor, request: ChangeRequest, *, revision: Revision) -> None:
    """Name the revision that carries out an accepted request; one that is in force by now makes it done."""
    require(policies.may_carry_out(actor, request))
    if revision.agency_id != request.agency_id:
        raise DomainError("Bản soạn này của cơ quan khác.")
    if request.kind is ChangeKind.REVISE and revision.document_id != request.document_id:
        raise DomainError("Bản soạn này của tài liệu khác.")
    request.revision_id, request.revision = revision.id, revision
    request.document_id, request.document = revision.document_id, revision.document
    record(actor, "change_request.linked", request, revision=f"lần ban hành {revision.number:02}")
    if revision.state is RevisionState.EFFECTIVE:
        carry_out(actor, request)


def carry_out(actor: Actor, request: ChangeRequest) -> None:
    """What was asked for has come to be (the caller has seen that): the asker is told."""
    request.state = REQUEST_WORKFLOW.after(request.state, RequestAction.CARRY_OUT)
    request.ended_at = now()
    record(actor, "change_request.done", request)
    tasking.drafted(actor, request)
    tasking.tell_asker(actor, tasking.DONE, request)


def revision_came_into_force(actor: Actor, *, agency_id: int, document_id: int, revision_id: int) -> None:
    """What it carries out is done, and a look at the document before it is no longer due."""
    for request in queries.carried_out_by(revision_id):
        if request.state is RequestState.ACCEPTED:
            carry_out(actor, request)
    reason = Sentence("Tài liệu đã có lần ban hành mới.")
    tasking.need_not_be_reviewed(actor, agency_id, document_id=document_id, reason=reason)


def document_ended(actor: Actor, *, agency_id: int, document_id: int) -> None:
    """An accepted withdrawal is done; there is nothing left that the other requests are about."""
    for request in queries.open_about(document_id):
        if request.kind is ChangeKind.WITHDRAW and request.state is RequestState.ACCEPTED:
            carry_out(actor, request)
        else:
            end(actor, request, reason=ENDED_OTHERWISE)
    tasking.need_not_be_reviewed(actor, agency_id, document_id=document_id, reason=ENDED_OTHERWISE)
