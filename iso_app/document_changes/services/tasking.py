"""What change requests and reviews ask people to do: decide, draft, look at a document again."""

from datetime import date

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Sentence
from iso_app.core.roles import Role
from iso_app.document_changes.kinds import ChangeKind, asked_to_decide, review_key, review_keys
from iso_app.document_changes.models import ChangeRequest
from iso_app.documents import policies as documents_policies
from iso_app.documents import queries as documents
from iso_app.notifications.services import notify
from iso_app.tasks import queries as tasks_queries
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given
from iso_app.tasks.workflow import TaskState

PAGE = "document_changes.show"
ACCEPTED, REFUSED, DONE = (
    "document_changes.accepted",
    "document_changes.refused",
    "document_changes.done",
)
TO_DECIDE = {
    ChangeKind.NEW: "Quyết định đề nghị {number}: soạn mới {about}",
    ChangeKind.REVISE: "Quyết định đề nghị {number}: sửa đổi {about}",
    ChangeKind.WITHDRAW: "Quyết định đề nghị {number}: hủy bỏ {about}",
}
TO_DRAFT = {  # a withdrawal is done as soon as it is accepted
    ChangeKind.NEW: "Soạn {about} theo đề nghị {number}",
    ChangeKind.REVISE: "Soạn lần ban hành mới của {about} theo đề nghị {number}",
}
DAYS_TO_DECIDE, DAYS_TO_DRAFT = 5, 20  # working days


def ask_to_decide(actor: Actor, request: ChangeRequest) -> None:
    """A request waits for whoever decides on it."""
    given = Given(
        Sentence(TO_DECIDE[request.kind], number=request.number, about=request.about),
        _working_day(request, DAYS_TO_DECIDE),
        role=asked_to_decide(request.kind, request.asked_role),
        detail=request.reason,
        key=_decide_key(request),
        endpoint=PAGE,
        values={"request_id": request.id},
        subject=request,
        by_hand=False,
    )
    tasks.open_task(actor, request.agency_id, given=given)


def ask_to_draft(actor: Actor, request: ChangeRequest) -> None:
    """An accepted request waits for its draft: from the document's author, else from who asked, else the secretary."""
    role, post_id = _drafter(request)
    given = Given(
        Sentence(TO_DRAFT[request.kind], about=request.about, number=request.number),
        max(request.wanted_on or _working_day(request, DAYS_TO_DRAFT), today()),
        role=role,
        post_id=post_id,
        detail=request.summary or request.reason,
        key=_draft_key(request),
        endpoint=PAGE,
        values={"request_id": request.id},
        subject=request,
        by_hand=False,
    )
    tasks.open_task(actor, request.agency_id, given=given)


def _drafter(request: ChangeRequest) -> tuple[Role, int | None]:
    """Whoever may draft it: role and post."""
    holders = documents.holders(request.agency_id)
    author = request.document.author_id if request.document is not None else request.asked_by_id
    able = [held for held in holders if held.role in documents_policies.DRAFT.roles]
    found = next((held for held in able if author is not None and held.person_id == author), None)
    return (found.role, found.post_id) if found is not None else (Role.ISO_SECRETARY, None)


def decided(actor: Actor, request: ChangeRequest) -> None:
    """Nobody has to decide on it any more."""
    tasks.settle(actor, request.agency_id, key=_decide_key(request))


def drafted(actor: Actor, request: ChangeRequest) -> None:
    """It has been carried out, or will not be."""
    tasks.settle(actor, request.agency_id, key=_draft_key(request))


def tell_asker(actor: Actor, kind: str, request: ChangeRequest) -> None:
    """What became of a request, to whoever asked; never of their own act."""
    if request.asked_by_id is not None:
        notify(
            actor, kind, person_id=request.asked_by_id, request_id=request.id, number=request.number,
            title=request.about[:200], reason=request.decision_words[:300],
        )  # fmt: skip


# -- periodic review ------------------------------------------------------------------------------------------


def reviewed(actor: Actor, agency_id: int, *, document_id: int) -> None:
    """Somebody has looked at the document: whatever asked for that is done."""
    keys = tasks.open_keys(actor, agency_id, begins=review_keys(document_id))
    for key in keys:
        tasks.settle(actor, agency_id, key=key)


def need_not_be_reviewed(actor: Actor, agency_id: int, *, document_id: int, reason: str) -> None:
    """A document has changed or ended: the looks that were due are no longer wanted."""
    keys = tasks.open_keys(actor, agency_id, begins=review_keys(document_id))
    tasks.end_by_keys(actor, agency_id, keys=list(keys), state=TaskState.WITHDRAWN, reason=reason)


def is_due_again(actor: Actor, agency_id: int, *, document_id: int, due_on: date, reason: str) -> None:
    """What a review asked for will not be: the document waits for a review anew."""
    task = tasks.by_key(actor, agency_id, key=review_key(document_id, due_on))
    if task is not None and not task.is_open:
        tasks.reopen(actor, task, reason=reason)


def _working_day(request: ChangeRequest, days: int) -> date:
    day = today()
    return tasks_queries.working_days(day.year, request.agency.province_id).after(day, days)


def _decide_key(request: ChangeRequest) -> str:
    return f"document-change:{request.id}"


def _draft_key(request: ChangeRequest) -> str:
    return f"document-change-draft:{request.id}"
