"""Who may read what the authority opened of an agency."""

from iso_app.core.roles import Permission, Role

READ = Permission(
    "oversight:read",
    "Xem nhật ký xem của cơ quan cấp trên",
    frozenset({Role.PROVINCE_ADMIN, Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR}),
)
ALL = (READ,)
