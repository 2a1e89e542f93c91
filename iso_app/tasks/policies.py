"""Who may do what to tasks and to the province's calendar. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role
from iso_app.tasks.models import Task, TaskExtension
from iso_app.tasks.workflow import TASK_WORKFLOW, ExtensionState, TaskAction

READ = Permission("tasks:read", "Xem việc và lịch", EVERY_ROLE)
FOLLOW = Permission(
    "tasks:follow", "Theo dõi việc của cơ quan", AUTHORITY_ROLES | {Role.LEADER, Role.ISO_SECRETARY}
)
GIVE = Permission("tasks:give", "Giao việc", AUTHORITY_ROLES | {Role.LEADER, Role.ISO_SECRETARY})
EXTEND = Permission("tasks:extend", "Quyết định gia hạn việc", AUTHORITY_ROLES | {Role.LEADER})
OVERSEE = Permission(
    "tasks:oversee", "Theo dõi việc của toàn tỉnh", AUTHORITY_ROLES | {Role.LEADER}, Reach.PROVINCE
)
PLAN = Permission(
    "tasks:plan",
    "Lập lịch nghĩa vụ và lịch làm việc của tỉnh",
    frozenset({Role.PROVINCE_ADMIN}),
    Reach.PROVINCE,
)
OWN_DATES = Permission("tasks:own-dates", "Đặt ngày riêng của cơ quan", AUTHORITY_ROLES | {Role.LEADER})
ALL = (READ, FOLLOW, GIVE, EXTEND, OVERSEE, PLAN, OWN_DATES)

_ANSWERABLE = frozenset({Role.LEADER, Role.ISO_SECRETARY})
_NOT_YOURS = "Việc này của vị trí khác."


def is_for(actor: Actor, task: Task) -> bool:
    """Whether the task waits for the actor's post."""
    if task.by_authority and not actor.sees_province:
        return False
    if not task.by_authority and task.agency_id != actor.agency_id:
        return False
    return task.post_id == actor.post_id if task.post_id is not None else task.role is actor.role


def _answers_for(actor: Actor, task: Task) -> bool:
    """Leader and secretary answer for what their agency has to do, the authority's people for what is theirs."""
    if task.by_authority:
        return actor.sees_province and actor.role in AUTHORITY_ROLES | {Role.LEADER}
    return task.agency_id == actor.agency_id and actor.role in _ANSWERABLE


def _open_to(task: Task, action: TaskAction) -> Verdict:
    if TASK_WORKFLOW.allows(task.state, action):
        return ALLOWED
    return deny("Việc này đã kết thúc." if not task.is_open else "Việc này đang mở.")


def may_finish(actor: Actor, task: Task) -> Verdict:
    """Whoever it waits for, or whoever answers for it."""
    stands = _open_to(task, TaskAction.FINISH)
    if not stands or actor.scope.is_system:
        return stands
    if not task.by_hand:
        return deny("Việc này tự hoàn thành khi bạn làm xong ở trang của nó.")
    return ALLOWED if is_for(actor, task) or _answers_for(actor, task) else deny(_NOT_YOURS)


def may_hand_on(actor: Actor, task: Task) -> Verdict:
    """To another post of the same office; it stays open."""
    stands = _open_to(task, TaskAction.HAND_ON)
    if not stands or actor.scope.is_system:
        return stands
    return ALLOWED if is_for(actor, task) or _answers_for(actor, task) else deny(_NOT_YOURS)


def may_refuse(actor: Actor, task: Task) -> Verdict:
    """Only whoever was asked; what the province's calendar asks for cannot be refused."""
    stands = _open_to(task, TaskAction.REFUSE)
    if not stands:
        return stands
    if task.is_of_province or not task.by_hand:
        return deny("Nghĩa vụ theo lịch của tỉnh không từ chối được; hãy xin gia hạn nếu chưa kịp làm.")
    return ALLOWED if is_for(actor, task) else deny(_NOT_YOURS)


def may_withdraw(actor: Actor, task: Task) -> Verdict:
    """Whoever gave it; the authority, if the province's calendar asks for it; else the agency's leader."""
    stands = _open_to(task, TaskAction.WITHDRAW)
    if not stands or actor.scope.is_system:
        return stands
    return _may_undo(actor, task)


def may_reopen(actor: Actor, task: Task) -> Verdict:
    """As withdrawing; who answers for the task may also take back that it was done."""
    stands = _open_to(task, TaskAction.REOPEN)
    if not stands or actor.scope.is_system:
        return stands
    return ALLOWED if _answers_for(actor, task) else _may_undo(actor, task)


def _may_undo(actor: Actor, task: Task) -> Verdict:
    if task.is_of_province:
        if actor.sees_province and actor.role in AUTHORITY_ROLES:
            return ALLOWED
        return deny("Việc theo lịch của tỉnh do cơ quan quản lý của tỉnh rút hoặc mở lại.")
    given = actor.person_id is not None and task.opened_by_id == actor.person_id
    leads = task.agency_id == actor.agency_id and actor.role is Role.LEADER
    return ALLOWED if given or leads else deny("Chỉ người giao việc hoặc lãnh đạo cơ quan làm được việc này.")


def may_ask_extension(actor: Actor, task: Task, request: TaskExtension | None) -> Verdict:
    """While it is open and no other request waits (`request`: the last one)."""
    if not task.is_open:
        return deny("Việc này đã kết thúc.")
    if request is not None and request.state is ExtensionState.ASKED:
        return deny("Đã có một đề nghị gia hạn đang chờ quyết định.")
    return ALLOWED if is_for(actor, task) or _answers_for(actor, task) else deny(_NOT_YOURS)


def may_decide(actor: Actor, task: Task, request: TaskExtension | None) -> Verdict:
    """The authority on what the province asks for, the leader on what is the agency's own; nobody on their own
    request, but for a leader, who has nobody above in the agency."""
    if request is None or request.state is not ExtensionState.ASKED:
        return deny("Không có đề nghị gia hạn nào đang chờ.")
    held = actor.holds(EXTEND)
    if not held or actor.scope.is_system:
        return held
    if not task.is_of_province:
        own = task.agency_id == actor.agency_id and actor.role is Role.LEADER
        return ALLOWED if own else deny("Việc nội bộ do lãnh đạo cơ quan quyết định gia hạn.")
    if not actor.sees_province:
        return deny("Việc theo lịch của tỉnh do cơ quan quản lý của tỉnh quyết định gia hạn.")
    if request.asked_by_id is not None and request.asked_by_id in {actor.person_id, actor.for_person_id}:
        return deny("Người đề nghị không tự quyết định: hãy để người khác xem xét.")
    return ALLOWED


def may_give(actor: Actor, agency_id: int) -> Verdict:
    """Tasks by hand are given inside one's own agency."""
    held = actor.holds(GIVE)
    if not held or actor.scope.is_system:
        return held
    return ALLOWED if actor.agency_id == agency_id else deny("Bạn chỉ giao việc trong cơ quan mình.")


def may_set_own_date(actor: Actor, agency_id: int) -> Verdict:
    """The agency's leader, or the authority."""
    held = actor.holds(OWN_DATES)
    if not held or actor.scope.is_system or actor.sees_province:
        return held
    return ALLOWED if actor.agency_id == agency_id else deny("Bạn chỉ đặt ngày của cơ quan mình.")
