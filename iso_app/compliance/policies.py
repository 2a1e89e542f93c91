"""Who may do what to the yearly facts. Pure questions: no database, no request."""

from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach

READ = Permission("compliance:read", "Xem tình hình áp dụng của cơ quan", EVERY_ROLE)
LIST = Permission("compliance:list", "Xem tình hình áp dụng toàn tỉnh", EVERY_ROLE, Reach.PROVINCE)
IMPORT = Permission("compliance:import", "Nhập tình hình áp dụng từ tệp", AUTHORITY_ROLES)

ALL = (READ, LIST, IMPORT)
