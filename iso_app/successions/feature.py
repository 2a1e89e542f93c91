from iso_app.successions import panels, policies, views
from iso_app.successions.jobs import JOBS
from iso_app.successions.models import KIND_LABELS
from iso_app.successions.sheets import SAP_XEP
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem, Panel

words.add(
    verbs={
        "succession.paper_kept": "Đính kèm quyết định “{label}”",
        "succession.recorded": "Ghi nhận sắp xếp cơ quan “{label}” từ ngày {day}",
        "agency.succession_begun": "Lập cơ quan “{label}” từ ngày {day} theo dòng {line} của tệp sắp xếp",
        "agency.succession_changed": "Thay đổi cơ quan “{label}” từ ngày {day} theo dòng {line} của tệp sắp xếp",
        "agency.succession_ended": "Kết thúc cơ quan “{label}” sau ngày {day} theo dòng {line} của tệp sắp xếp",
    },
    labels={
        "succession.kind": "Hình thức sắp xếp",
        "day": "Ngày hiệu lực",
        "decision_number": "Số quyết định",
        "import_line_id": "Dòng của tệp nhập",
        "made_by_id": "Người lập",
        "predecessor_code": "Mã cơ quan cũ",
        "predecessor_id": "Cơ quan cũ",
        "predecessor_name": "Tên cơ quan cũ",
        "successor_code": "Mã cơ quan mới",
        "successor_id": "Cơ quan mới",
        "successor_name": "Tên cơ quan mới",
    },
    values=(KIND_LABELS,),
)

FEATURE = Feature(
    name="successions",
    label="Sắp xếp cơ quan",
    blueprints=(views.bp,),
    permissions=policies.ALL,
    menu=(
        MenuItem("Sắp xếp cơ quan", "successions.index", "arrow-up-down", policies.LIST, "Cơ quan", order=33),
    ),
    panels=(
        Panel("agency.record", policies.READ, panels.on_agency, order=10),
        Panel("imports.batch", policies.LIST, panels.on_batch, order=10),
    ),
    imports=(SAP_XEP,),
    jobs=JOBS,
)
