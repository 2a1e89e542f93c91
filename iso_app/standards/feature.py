from iso_app.standards import cli, panels, policies, views
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem, Panel, SearchSource

words.add(
    verbs={
        "edition.loaded": "Nạp phiên bản tiêu chuẩn {label}",
        "edition.mapped": "Nạp bảng đối chiếu {label}",
    },
)

FEATURE = Feature(
    name="standards",
    label="Tiêu chuẩn",
    blueprints=(views.bp,),
    permissions=policies.ALL,
    menu=(
        MenuItem("Tiêu chuẩn", "standards.index", "book-open", policies.READ, "Tài liệu tham khảo", order=80),
    ),
    panels=(Panel("agency.record", policies.READ, panels.on_agency, order=40),),
    searches=(SearchSource("Điều khoản tiêu chuẩn", policies.READ, panels.found_clauses),),
    commands=(cli.load_edition,),
)
