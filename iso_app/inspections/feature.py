from iso_app.inspections import policies
from iso_app.inspections.sheets import KE_HOACH, KIEM_TRA
from iso_app.web.feature import Feature

FEATURE = Feature(
    name="inspections",
    label="Kiểm tra",
    permissions=policies.ALL,
    imports=(KIEM_TRA, KE_HOACH),
)
