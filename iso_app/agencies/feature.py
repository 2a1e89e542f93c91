from iso_app.agencies import policies
from iso_app.agencies.models import APPLICABILITY_LABELS, LEVEL_LABELS, MAINTAINS_LABELS
from iso_app.agencies.panels import found_agencies
from iso_app.agencies.sheets import CO_QUAN
from iso_app.agencies.views import BLUEPRINTS
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem, SearchSource

words.add(
    verbs={
        "province.founded": "Lập tỉnh “{label}”",
        "province.settled": "Sửa thiết lập của tỉnh “{label}”",
        "agency.created": "Thêm cơ quan “{label}”",
        "agency.edited": "Sửa thông tin cơ quan “{label}”",
        "agency.closed": "Kết thúc cơ quan “{label}”",
        "agency.imported": "Thêm cơ quan “{label}” từ dòng {line} của tệp nhập",
        "agency.import_changed": "Sửa cơ quan “{label}” theo dòng {line} của tệp nhập",
        "agency.authority_set": "Chọn “{label}” làm cơ quan quản lý của tỉnh",
        "agency.authority_ended": "“{label}” thôi làm cơ quan quản lý của tỉnh",
        "agency_group.created": "Thêm loại cơ quan “{label}”",
        "agency_group.renamed": "Đổi tên loại cơ quan thành “{label}”",
        "agency_group.moved": "Đổi thứ tự loại cơ quan “{label}”",
        "department.created": "Thêm phòng, bộ phận “{label}”",
        "department.renamed": "Đổi tên phòng, bộ phận thành “{label}”",
        "department.ended": "Kết thúc phòng, bộ phận “{label}”",
        "department.reopened": "Bỏ ngày kết thúc của phòng, bộ phận “{label}”",
    },
    labels={"province.settings.maintains": "Duy trì hệ thống quản lý chất lượng nghĩa là đã công bố và có"},
    values=(LEVEL_LABELS, APPLICABILITY_LABELS),
    codes={"province.settings.maintains": MAINTAINS_LABELS},
)

FEATURE = Feature(
    name="agencies",
    label="Cơ quan",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem("Cơ quan của tôi", "agencies.own", "landmark", policies.OWN, "Của tôi", order=20),
        MenuItem("Danh sách cơ quan", "agencies.index", "building-2", policies.LIST, "Cơ quan", order=30),
        MenuItem("Sơ đồ cơ quan", "agency_tree.tree", "git-branch", policies.LIST, "Cơ quan", order=31),
        MenuItem("Các loại cơ quan", "agency_groups.index", "layers", policies.WRITE, "Quản trị", order=70),
        MenuItem(
            "Thiết lập của tỉnh", "province.settings", "settings", policies.SETTINGS, "Quản trị", order=72
        ),
    ),
    searches=(SearchSource("Cơ quan", policies.READ, found_agencies),),
    imports=(CO_QUAN,),
)
