"""Who may bring files in, and who may look at what was brought in."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role
from iso_app.imports.models import ImportBatch, ImportState

READ = Permission("imports:read", "Xem các lần nhập tệp", AUTHORITY_ROLES | {Role.LEADER}, Reach.PROVINCE)
MAKE = Permission("imports:make", "Nhập số liệu từ tệp", AUTHORITY_ROLES, Reach.PROVINCE)
LINES = Permission("imports:lines", "Xem dòng gốc của số liệu nhập từ tệp", EVERY_ROLE)

ALL = (READ, MAKE, LINES)


def may_import(actor: Actor, permission: Permission) -> Verdict:
    """Whether the actor may bring in a kind of file that asks for `permission`."""
    return actor.holds(MAKE) and actor.holds(permission)


def may_finish(actor: Actor, batch: ImportBatch, permission: Permission) -> Verdict:
    """Whether a previewed file may be stored or put aside."""
    if batch.state is not ImportState.PREVIEWED:
        return deny("Tệp này đã được lưu hoặc đã bỏ.")
    return may_import(actor, permission)


def may_download(actor: Actor, batch: ImportBatch) -> Verdict:
    """Whether the file itself may be taken out again: by whoever may see the batch."""
    seen = actor.scope.is_system or (actor.may(READ) and actor.province_id == batch.province_id)
    return ALLOWED if seen else deny("Chỉ cơ quan quản lý của tỉnh được tải tệp gốc.")
