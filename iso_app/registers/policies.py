"""Who keeps the registers of an agency. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import Permission, Role
from iso_app.registers.models import FileState, RegisterFile

KEEP = Permission(
    "registers:keep",
    "Đặt mã biểu mẫu và nhập danh mục của cơ quan từ tệp",
    frozenset({Role.ISO_SECRETARY, Role.LEADER}),
)

ALL = (KEEP,)


def may_keep(actor: Actor, agency_id: int | None) -> Verdict:
    """Only an agency's own people."""
    held = actor.holds(KEEP)
    if not held or actor.scope.is_system:
        return held
    if agency_id is None or actor.agency_id != agency_id:
        return deny("Chỉ người của chính cơ quan giữ danh mục của cơ quan đó.")
    return ALLOWED


def may_finish(actor: Actor, file: RegisterFile, permission: Permission) -> Verdict:
    """Whether a previewed list may be stored or put aside."""
    if file.state is not FileState.PREVIEWED:
        return deny("Tệp này đã được lưu hoặc đã bỏ.")
    return may_keep(actor, file.agency_id) and actor.holds(permission)
