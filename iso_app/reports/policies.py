"""Who may do what to the tables that are sent up. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import Permission, Reach, Role
from iso_app.reports.models import Snapshot
from iso_app.reports.workflow import SNAPSHOT_WORKFLOW, SnapshotAction, SnapshotState

OFFICERS = frozenset({Role.PROVINCE_ADMIN, Role.INSPECTOR})

READ = Permission("reports:read", "Xem bảng Phụ lục", OFFICERS | {Role.LEADER}, Reach.PROVINCE)
COMPILE = Permission("reports:compile", "Lập, giải trình và chốt bảng Phụ lục", OFFICERS, Reach.PROVINCE)
SIGN = Permission("reports:sign", "Ký ban hành bảng Phụ lục", frozenset({Role.LEADER}), Reach.PROVINCE)

TEMPLATES = Permission(
    "reports:templates",
    "Lập và ban hành mẫu bảng riêng của tỉnh",
    frozenset({Role.PROVINCE_ADMIN}),
    Reach.PROVINCE,
)

ALL = (READ, COMPILE, SIGN, TEMPLATES)


def may_explain(actor: Actor, snapshot: Snapshot) -> Verdict:
    """Explanations are part of what is frozen."""
    if snapshot.state is not SnapshotState.DRAFT:
        return deny("Bảng đã chốt; giải trình không sửa được nữa. Cần thay đổi thì lập bảng mới.")
    return actor.holds(COMPILE)


def may_freeze(actor: Actor, snapshot: Snapshot) -> Verdict:
    if not SNAPSHOT_WORKFLOW.allows(snapshot.state, SnapshotAction.FREEZE):
        return deny("Bảng này đã chốt số liệu.")
    return actor.holds(COMPILE)


def may_issue(actor: Actor, snapshot: Snapshot) -> Verdict:
    """Whoever froze a table does not sign it."""
    if snapshot.state is SnapshotState.DRAFT:
        return deny("Phải chốt số liệu trước khi ký ban hành.")
    if snapshot.state is SnapshotState.ISSUED:
        return deny("Bảng này đã ký ban hành.")
    held = actor.holds(SIGN)
    if not held:
        return held
    if snapshot.frozen_by_id is not None and snapshot.frozen_by_id == actor.person_id:
        return deny("Người chốt số liệu không tự ký ban hành; cần một lãnh đạo khác ký.")
    return ALLOWED
