"""Who may record reorganisations, and who may read them. Pure questions."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role

READ = Permission("successions:read", "Xem việc sắp xếp cơ quan", EVERY_ROLE)
IMPORT = Permission("successions:import", "Nhập tệp sắp xếp cơ quan", AUTHORITY_ROLES)

LIST = Permission(
    "successions:list",
    "Xem các lần sắp xếp cơ quan của tỉnh",
    AUTHORITY_ROLES | {Role.LEADER},
    Reach.PROVINCE,
)

ALL = (READ, IMPORT, LIST)


def may_import(actor: Actor, province_id: int) -> Verdict:
    """Whether the actor may record what became of agencies of a province."""
    held = actor.holds(IMPORT)
    if not held or actor.scope.is_system:
        return held
    same = actor.scope.is_province and actor.province_id == province_id
    return ALLOWED if same else deny("Việc này do cơ quan quản lý của tỉnh ấy làm.")
