from iso_app.board import policies
from iso_app.board.jobs import JOBS
from iso_app.board.panels import own_standing
from iso_app.board.views import bp
from iso_app.web.feature import Feature, MenuItem, Panel

FEATURE = Feature(
    name="board",
    label="Bảng theo dõi",
    blueprints=(bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Bảng theo dõi", "board.index", "gauge", policies.READ, "Báo cáo", 5),),
    panels=(Panel("agency.record", policies.STANDING, own_standing, order=15),),
    jobs=JOBS,
)
