"""Who may do what about changes of documents. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Role
from iso_app.document_changes.kinds import ChangeKind, OpinionSide, deciders
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.workflow import REQUEST_WORKFLOW, RequestAction, RequestState
from iso_app.documents import policies as documents
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import DocumentState, RevisionState

READ = Permission("document-changes:read", "Xem đề nghị về tài liệu", EVERY_ROLE)
ASK = Permission("document-changes:ask", "Đề nghị ban hành, sửa đổi, hủy bỏ tài liệu", EVERY_ROLE)
OPINE = Permission("document-changes:opine", "Cho ý kiến về đề nghị", EVERY_ROLE)
DECIDE = Permission(
    "document-changes:decide",
    "Quyết định đề nghị về tài liệu",
    frozenset({Role.LEADER, Role.ISO_SECRETARY}),
)
FOLLOW = Permission(
    "document-changes:follow",
    "Theo dõi việc soát xét định kỳ tài liệu",
    AUTHORITY_ROLES | {Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR},
)
REVIEW = Permission(
    "document-changes:review", "Soát xét định kỳ tài liệu", frozenset({Role.ISO_SECRETARY, Role.LEADER})
)
ALL = (READ, ASK, OPINE, DECIDE, FOLLOW, REVIEW)

_SPEAKS_FOR = {
    OpinionSide.BOARD: frozenset({Role.ISO_SECRETARY, Role.AUDITOR}),
    OpinionSide.LEADER: frozenset({Role.LEADER}),
}
_OWN_ONLY = "Bạn là người đề nghị; hãy để người khác xem xét."


def is_asker(actor: Actor, request: ChangeRequest) -> bool:
    """Whether the actor, or whom they stand in for, asked for it."""
    asker = request.asked_by_id
    return asker is not None and asker in {actor.person_id, actor.for_person_id}


def may_ask(actor: Actor, agency_id: int, kind: ChangeKind, document: Document | None) -> Verdict:
    """Anybody of the agency, of a document in force or for a new one."""
    held = actor.holds_in(ASK, agency_id)
    if not held or kind is ChangeKind.NEW:
        return held
    if document is None or document.state is not DocumentState.IN_FORCE:
        return deny("Chỉ đề nghị sửa đổi hoặc hủy bỏ được tài liệu đang có hiệu lực.")
    return ALLOWED


def may_opine(
    actor: Actor, request: ChangeRequest, side: OpinionSide, *, department_id: int | None
) -> Verdict:
    """Before the decision, whoever speaks for the side; `department_id` is the unit of the actor's post."""
    held = actor.holds_in(OPINE, request.agency_id)
    if not held:
        return held
    if request.state is not RequestState.ASKED:
        return deny("Đề nghị này đã được quyết định hoặc đã rút.")
    if is_asker(actor, request):
        return deny(_OWN_ONLY)
    if side is OpinionSide.HEAD:
        same = request.department_id is not None and department_id == request.department_id
        return ALLOWED if same else deny("Chỉ người của bộ phận đề nghị cho ý kiến ở mục này.")
    if actor.scope.is_system or actor.role in _SPEAKS_FOR[side]:
        return ALLOWED
    return deny("Vị trí của bạn không cho ý kiến ở mục này.")


def may_decide(actor: Actor, request: ChangeRequest) -> Verdict:
    """The leader, on a revision the ISO secretary too; never who asked."""
    held = actor.holds_in(DECIDE, request.agency_id)
    if not held:
        return held
    if not REQUEST_WORKFLOW.allows(request.state, RequestAction.ACCEPT):
        return deny("Đề nghị này đã được quyết định hoặc đã rút.")
    if is_asker(actor, request):
        return deny("Người đề nghị không tự quyết định; hãy để người khác xem xét.")
    if actor.scope.is_system or actor.role in deciders(request.kind, request.asked_role):
        return ALLOWED
    return deny("Đề nghị soạn mới hoặc hủy bỏ tài liệu do lãnh đạo quyết định.")


def may_take_back(actor: Actor, request: ChangeRequest) -> Verdict:
    """The asker; once accepted, who could decide it as well; not while its draft is on its way."""
    held = actor.holds_in(ASK, request.agency_id)
    if not held:
        return held
    if not REQUEST_WORKFLOW.allows(request.state, RequestAction.TAKE_BACK):
        return deny("Đề nghị này đã kết thúc.")
    if _is_under_way(request.revision):
        return deny("Bản soạn theo đề nghị này đang được làm; hãy bỏ bản soạn trước.")
    accepted = request.state is RequestState.ACCEPTED
    decides = accepted and actor.role in deciders(request.kind, request.asked_role)
    if actor.scope.is_system or is_asker(actor, request) or decides:
        return ALLOWED
    return deny("Chỉ người đề nghị rút được đề nghị.")


def may_carry_out(actor: Actor, request: ChangeRequest) -> Verdict:
    """Begin the draft that an accepted request asks for, or name the one that is there."""
    held = actor.holds_in(documents.DRAFT, request.agency_id)
    if not held:
        return held
    if request.kind is ChangeKind.WITHDRAW or not REQUEST_WORKFLOW.allows(
        request.state, RequestAction.CARRY_OUT
    ):
        return deny("Chỉ soạn theo đề nghị soạn mới, sửa đổi đã được chấp nhận.")
    if _is_under_way(request.revision):
        return deny("Đã có bản soạn theo đề nghị này.")
    return ALLOWED


def _is_under_way(revision: Revision | None) -> bool:
    return revision is not None and revision.state is not RevisionState.DISCARDED


def may_review(actor: Actor, document: Document) -> Verdict:
    """Say of a document in force what is to become of it."""
    held = actor.holds_in(REVIEW, document.agency_id)
    if not held:
        return held
    if document.state is not DocumentState.IN_FORCE:
        return deny("Chỉ soát xét tài liệu đang có hiệu lực.")
    return ALLOWED
