"""Who may look at the board. Pure questions: no database, no request."""

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
