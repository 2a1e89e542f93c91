from iso_app.imports import panels, policies, views
from iso_app.imports.jobs import JOBS
from iso_app.imports.tables import OUTCOME_LABELS
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem, Panel

words.add(
    verbs={
        "import.previewed": "Tải lên tệp “{label}” để xem trước",
        "import.stored": "Lưu tệp “{label}”: {new} dòng mới, {changed} thay đổi, {same} như cũ, {wrong} sai",
        "import.discarded": "Bỏ tệp “{label}”, không lưu gì",
    },
    labels={
        "enclosed_name": "Tệp kèm theo",
        "enclosed_digest": "Mã kiểm tệp kèm theo",
        "enclosed_size": "Dung lượng tệp kèm theo",
    }
    | {f"counts.{outcome}": label for outcome, label in OUTCOME_LABELS.items()},
)

FEATURE = Feature(
    name="imports",
    label="Nhập số liệu",
    blueprints=(views.bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Nhập số liệu", "imports.index", "upload", policies.READ, "Cơ quan", order=35),),
    jobs=JOBS,
    panels=(Panel("agency.record", policies.LINES, panels.on_agency, order=90),),
)
