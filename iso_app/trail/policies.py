"""Who may read the trail of an agency or of the province."""

from iso_app.core.roles import Permission, Role

READ = Permission(
    "trail:read", "Xem nhật ký", frozenset({Role.PROVINCE_ADMIN, Role.LEADER, Role.ISO_SECRETARY})
)
ALL = (READ,)
