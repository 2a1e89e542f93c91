"""Who may look at the board. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import Verdict
from iso_app.core.roles import AUTHORITY_ROLES, Permission, Reach, Role

READ = Permission(
    "board:read", "Xem bảng theo dõi toàn tỉnh", AUTHORITY_ROLES | {Role.LEADER}, Reach.PROVINCE
)
STANDING = Permission(
    "board:standing",
    "Xem cơ quan mình đứng ở đâu giữa các cơ quan cùng loại",
    AUTHORITY_ROLES | {Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR},
)

ALL = (READ, STANDING)


def may_export(actor: Actor) -> Verdict:
    """Whether somebody may have the boards of several years as a file: whoever may look at them, no one else."""
    return actor.holds(READ)
