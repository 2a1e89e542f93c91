"""Who may do what to agencies. Pure questions: no database, no request."""

from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role

READ = Permission("agencies:read", "Xem cơ quan", EVERY_ROLE)
LIST = Permission("agencies:list", "Xem danh sách cơ quan của tỉnh", EVERY_ROLE, Reach.PROVINCE)
WRITE = Permission("agencies:write", "Thêm, sửa cơ quan", frozenset({Role.PROVINCE_ADMIN}))
IMPORT = Permission("agencies:import", "Nhập danh sách cơ quan từ tệp", AUTHORITY_ROLES)
DEPARTMENTS = Permission(
    "agencies:departments", "Sửa phòng, bộ phận", frozenset({Role.PROVINCE_ADMIN, Role.ISO_SECRETARY})
)
SETTINGS = Permission("agencies:settings", "Thiết lập của tỉnh", frozenset({Role.PROVINCE_ADMIN}))

ALL = (READ, LIST, WRITE, IMPORT, DEPARTMENTS, SETTINGS)
