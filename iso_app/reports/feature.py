from iso_app.notifications.kinds import NotificationKind
from iso_app.reports import policies
from iso_app.reports.sheets import SO_IN
from iso_app.reports.views import bp
from iso_app.reports.workflow import SNAPSHOT_WORKFLOW, STATE_LABELS
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem

words.add(
    verbs={
        "snapshot.drafted": "Lập bảng {label}",
        "snapshot.frozen": "Chốt số liệu bảng {label}",
        "snapshot.issued": "Ký ban hành bảng {label}",
        "snapshot.explained": "Giải trình phép kiểm tra “{check}” của bảng {label}",
        "snapshot.explanation_removed": "Xóa giải trình phép kiểm tra “{check}” của bảng {label}",
        "explanation.written": "Viết giải trình “{label}”",
        "explanation.removed": "Xóa giải trình “{label}”",
        "province.notes_written": "Ghi chú cho các bảng năm {year}",
        "printed_table.figures_kept": "Lưu {number} số in của bảng {label} theo {source}",
        "template_draft.cloned": "Nhân bản mẫu {base} (phiên bản {base_version}) thành “{label}”",
        "template_draft.edited": "Sửa mẫu “{label}”: {part}",
        "template_draft.published": "Ban hành mẫu “{label}”, phiên bản {number}",
    },
    labels={
        "template_code": "Mẫu bảng",
        "table_id": "Bảng in",
        "source": "Nguồn",
        "row_key": "Dòng",
        "column_key": "Cột",
        "base_code": "Mẫu gốc",
        "base_version": "Phiên bản mẫu gốc",
        "published_version": "Phiên bản đã ban hành",
        "published_at": "Ban hành lúc",
        "body": "Nội dung mẫu",
        "body.checks": "Phép kiểm tra",
        "body.code": "Mã",
        "body.columns": "Các cột",
        "body.heading": "Tên loại",
        "body.lists": "Danh sách kèm theo",
        "body.rows": "Các dòng",
        "body.subject": "Trích yếu",
        "body.summary": "Tóm tắt",
        "body.title": "Tên gọi",
        "body.version": "Phiên bản",
    },
    values=(STATE_LABELS,),
)

FEATURE = Feature(
    name="reports",
    label="Phụ lục",
    blueprints=(bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Phụ lục", "reports.index", "file-text", policies.READ, "Báo cáo", 10),),
    workflows=(SNAPSHOT_WORKFLOW,),
    imports=(SO_IN,),
    notifications=(
        NotificationKind(
            "reports.frozen", "Bảng Phụ lục chờ ký", "Bảng {number} đã chốt số liệu và chờ ký ban hành.",
            "reports.snapshot", ("number",), at_once=True,
        ),
        NotificationKind(
            "reports.issued", "Bảng Phụ lục đã ban hành", "Bảng {number} đã được ký ban hành.",
            "reports.snapshot", ("number",),
        ),
    ),
)  # fmt: skip
