"""Who may do what to inspections. Pure questions: no database, no request."""

from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach

READ = Permission("inspections:read", "Xem kết quả kiểm tra", EVERY_ROLE)
LIST = Permission("inspections:list", "Xem kết quả kiểm tra toàn tỉnh", EVERY_ROLE, Reach.PROVINCE)
IMPORT = Permission("inspections:import", "Nhập kết quả kiểm tra từ tệp", AUTHORITY_ROLES)

ALL = (READ, LIST, IMPORT)
