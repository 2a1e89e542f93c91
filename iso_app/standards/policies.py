"""Who may do what with editions of the standard. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import EVERY_ROLE, Permission, Reach, Role

READ = Permission("standards:read", "Xem phiên bản tiêu chuẩn", EVERY_ROLE)
STANDING = Permission(
    "standards:standing", "Xem phiên bản tiêu chuẩn của các cơ quan trong tỉnh", EVERY_ROLE, Reach.PROVINCE
)
TRANSITION = Permission(
    "standards:transition",
    "Ghi nhận chuyển đổi phiên bản tiêu chuẩn",
    frozenset({Role.PROVINCE_ADMIN, Role.INSPECTOR, Role.ISO_SECRETARY}),
)

ALL = (READ, STANDING, TRANSITION)


def may_load(actor: Actor) -> Verdict:
    """Editions are the same for the whole country: only the operator of the product loads them."""
    if actor.scope.is_system:
        return ALLOWED
    return deny("Chỉ người vận hành phần mềm nạp được phiên bản tiêu chuẩn, bằng dòng lệnh.")


def may_transition(actor: Actor) -> Verdict:
    """Whether the actor may say which edition an agency stands on; which agencies is a matter of scope."""
    return actor.holds(TRANSITION)
