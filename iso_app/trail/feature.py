from iso_app.trail import policies, words
from iso_app.trail.cli import anchor_trail, verify_trail
from iso_app.trail.views import bp
from iso_app.web.feature import Feature, MenuItem

# What stands above the features and has no declaration of its own to say it in.
words.add(verbs={"backup.restored": "Khôi phục dữ liệu từ bản sao lưu {label}"})

FEATURE = Feature(
    name="trail",
    label="Nhật ký",
    blueprints=(bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Nhật ký", "trail.entries", "history", policies.READ, "Quản trị", order=90),),
    commands=(verify_trail, anchor_trail),
)
