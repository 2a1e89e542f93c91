from iso_app.reports import policies
from iso_app.reports.views import bp
from iso_app.reports.workflow import SNAPSHOT_WORKFLOW
from iso_app.web.feature import Feature, MenuItem

FEATURE = Feature(
    name="reports",
    label="Phụ lục",
    blueprints=(bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Phụ lục", "reports.index", "file-text", policies.READ, "Báo cáo", 10),),
    workflows=(SNAPSHOT_WORKFLOW,),
)
