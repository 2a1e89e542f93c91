"""Hồ sơ: the kinds of evidence an agency keeps, for how long, and how they are disposed of."""

from iso_app.notifications.kinds import NotificationKind
from iso_app.records import policies, services, shown
from iso_app.records.jobs import JOBS
from iso_app.records.kinds import UNIT_LABELS
from iso_app.records.sheets import CODE, OWN
from iso_app.records.views import BLUEPRINTS
from iso_app.records.workflow import DISPOSAL_LABELS, DISPOSAL_WORKFLOW, FOLDER_LABELS
from iso_app.registers import kinds as registers
from iso_app.trail import words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, SearchSource

words.add(
    verbs={
        "record_kind.added": "Thêm loại hồ sơ {label}",
        "record_kind.edited": "Sửa loại hồ sơ {label}",
        "record_kind.ended": "Ngừng lập hồ sơ {label}: {reason}",
        "record_kind.resumed": "Lập lại hồ sơ {label}",
        "record_folder.added": "Thêm tập “{label}” vào {kind}",
        "record_folder.day_moved": "Đổi ngày hết hạn lưu của tập “{label}”, {kind}",
        "record_folder.proposed": "Đề nghị hủy tập “{label}”, {kind}",
        "record_folder.kept_on": "Tiếp tục lưu tập “{label}”",
        "record_folder.disposed": "Hủy tập “{label}” theo quyết định {decision}",
        "record_disposal.proposed": "Đề nghị hủy {count} tập hồ sơ: {reason}",
        "record_disposal.decision_kept": "Đính kèm quyết định “{filename}”",
        "record_disposal.approved": "Ký phê duyệt, hủy {count} tập hồ sơ",
        "record_disposal.declined": "Không phê duyệt hủy: {reason}",
        "record_disposal.withdrawn": "Rút đề nghị hủy",
    },
    labels={
        "closed_on": "Ngày kết thúc hồ sơ",
        "record_disposal.content": "Hồ sơ được hủy",
        "record_disposal.decided_at": "Quyết định lúc",
        "record_disposal.decided_by": "Người quyết định",
        "record_disposal.decision_number": "Số quyết định",
        "record_disposal.decision_on": "Ngày quyết định",
        "record_disposal.decision_reason": "Lý do quyết định",
        "disposal_id": "Đề nghị hủy",
        "disposal_method": "Phương pháp hủy",
        "disposed_on": "Hủy ngày",
        "record_folder.due_on": "Lưu đến ngày",
        "record_kind.end_reason": "Lý do",
        "record_kind.ended_on": "Ngừng lập từ ngày",
        "holder": "Người giữ",
        "record_folder.label": "Tên tập hồ sơ",
        "record_disposal.method": "Cách hủy",
        "record_kind.number": "Số hiệu",
        "record_kind.place": "Nơi lưu",
        "record_folder.place": "Nơi lưu",
        "record_kind.title": "Tên hồ sơ",
        "record_disposal.proposed_at": "Đề nghị lúc",
        "record_disposal.proposed_by": "Người đề nghị",
        "record_disposal.proposed_by_id": "Người đề nghị",
        "record_disposal.reason": "Lý do",
        "record_kind_id": "Loại hồ sơ",
        "retention_length": "Thời gian lưu",
        "retention_unit": "Đơn vị của thời gian lưu",
    },
    values=(DISPOSAL_LABELS, FOLDER_LABELS, UNIT_LABELS),
)
registers.add(registers.RegisterKind(CODE, "Danh mục hồ sơ", "records.index", own=OWN))

FEATURE = Feature(
    name="records",
    label="Hồ sơ",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(MenuItem("Hồ sơ lưu", "records.index", "inbox", policies.READ, DOCUMENTS, order=14),),
    workflows=(DISPOSAL_WORKFLOW,),
    jobs=JOBS,
    notifications=(
        NotificationKind(
            services.DUE,
            "Hồ sơ hết thời hạn lưu",
            "{count} tập hồ sơ hết thời hạn lưu, cần xét hủy hoặc lưu tiếp.",
            "records.due",
        ),
    ),
    searches=(SearchSource("Hồ sơ", policies.READ, shown.found),),
)
