from iso_app.dashboard import views
from iso_app.web.feature import Feature, MenuItem
from iso_app.web.guard import SIGNED_IN

FEATURE = Feature(
    name="dashboard",
    label="Trang chủ",
    blueprints=(views.bp,),
    menu=(MenuItem("Trang chủ", "dashboard.home", "house", SIGNED_IN, "", order=1),),
)
