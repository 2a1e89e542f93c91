"""Who may do what to agencies. Pure questions: no database, no request."""

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role

READ = Permission("agencies:read", "Xem cơ quan", EVERY_ROLE)
OWN = Permission("agencies:own", "Xem cơ quan của mình", EVERY_ROLE, Reach.AGENCY)
LIST = Permission("agencies:list", "Xem danh sách cơ quan của tỉnh", EVERY_ROLE, Reach.PROVINCE)
WRITE = Permission("agencies:write", "Thêm, sửa cơ quan", frozenset({Role.PROVINCE_ADMIN}))
IMPORT = Permission("agencies:import", "Nhập danh sách cơ quan từ tệp", AUTHORITY_ROLES)
DEPARTMENTS = Permission(
    "agencies:departments", "Sửa phòng, bộ phận", frozenset({Role.PROVINCE_ADMIN, Role.ISO_SECRETARY})
)
SETTINGS = Permission("agencies:settings", "Thiết lập của tỉnh", frozenset({Role.PROVINCE_ADMIN}))

ALL = (READ, OWN, LIST, WRITE, IMPORT, DEPARTMENTS, SETTINGS)


def may_write(actor: Actor, province_id: int) -> Verdict:
    """Whether the actor may add and mend agencies and groups of a province."""
    return _in_province(actor, WRITE, province_id)


def may_import(actor: Actor, province_id: int | None) -> Verdict:
    """Whether the actor may bring in a list of agencies; only the operator founds a province."""
    if province_id is None:
        return ALLOWED if actor.scope.is_system else deny("Chỉ người vận hành hệ thống được lập tỉnh mới.")
    return _in_province(actor, IMPORT, province_id)


def may_settle(actor: Actor, province_id: int) -> Verdict:
    """Whether the actor may change what the province has settled for itself."""
    return _in_province(actor, SETTINGS, province_id)


def may_edit_departments(actor: Actor, agency: Agency) -> Verdict:
    """The agency's own secretary, or the province's administrator."""
    held = actor.holds(DEPARTMENTS)
    if not held or actor.scope.is_system:
        return held
    own = actor.agency_id == agency.id or (
        actor.scope.is_province and actor.province_id == agency.province_id
    )
    return ALLOWED if own else deny("Chỉ sửa được phòng, bộ phận của cơ quan mình.")


def _in_province(actor: Actor, permission: Permission, province_id: int) -> Verdict:
    held = actor.holds(permission)
    if not held or actor.scope.is_system:
        return held
    same = actor.scope.is_province and actor.province_id == province_id
    return ALLOWED if same else deny("Việc này do cơ quan quản lý của tỉnh ấy làm.")
