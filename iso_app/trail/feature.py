from iso_app.trail import policies
from iso_app.trail.cli import anchor_trail, verify_trail
from iso_app.trail.views import bp
from iso_app.web.feature import Feature, MenuItem

FEATURE = Feature(
    name="trail",
    label="Nhật ký",
    blueprints=(bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Nhật ký", "trail.entries", "history", policies.READ, "Quản trị", order=90),),
    commands=(verify_trail, anchor_trail),
)
