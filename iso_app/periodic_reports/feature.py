from iso_app.notifications.kinds import NotificationKind
from iso_app.periodic_reports import panels, policies, subscribers
from iso_app.periodic_reports.views import BLUEPRINTS
from iso_app.periodic_reports.workflow import (
    DRAFT_STATE_LABELS,
    DRAFT_WORKFLOW,
    RETURN_WORKFLOW,
    STATE_LABELS,
)
from iso_app.successions.events import AgenciesReorganised
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem, Panel

words.add(
    verbs={
        "form_version.published": "Phát hành mẫu báo cáo {label}",
        "form_draft.begun": "Soạn mẫu báo cáo “{label}” từ {based_on}",
        "form_draft.changed": "Sửa phần đầu của mẫu báo cáo “{label}”",
        "form_draft.check_added": "Thêm phép kiểm tra “{check}” vào mẫu “{label}”",
        "form_draft.check_removed": "Bỏ phép kiểm tra “{check}” khỏi mẫu “{label}”",
        "form_draft.published": "Phát hành mẫu “{label}” thành phiên bản {version}",
        "form_draft.discarded": "Bỏ mẫu báo cáo đang soạn “{label}”",
        "form_draft_row.added": "Thêm dòng “{label}” vào mẫu đang soạn",
        "form_draft_row.changed": "Sửa dòng “{label}” của mẫu đang soạn",
        "form_draft_row.removed": "Bỏ dòng “{label}” khỏi mẫu đang soạn",
        "form_draft_row.moved": "Chuyển chỗ dòng “{label}” của mẫu đang soạn",
        "reporting_period.opened": "Mở kỳ báo cáo “{label}”, hạn nộp {due}",
        "reporting_period.due_day_moved": "Đổi hạn nộp của “{label}”: {reason}",
        "periodic_return.begun": "Bắt đầu nhập “{label}”",
        "periodic_return.saved": "Lưu {count} dòng của “{label}”: {rows}",
        "periodic_return.submitted": "Nộp “{label}” lần {round}",
        "periodic_return.sent_back": "Trả lại “{label}” với {remarks} nhận xét theo dòng. {note} {told}",
        "periodic_return.accepted": "Nhận “{label}”",
        "periodic_return.reopened": "Mở lại “{label}”: {reason}",
        "periodic_entry.overridden": "Ghi {value} thay cho số tự điền {computed} ở dòng {label}: {reason}",
        "periodic_entry.override_removed": "Dùng lại số tự điền ở dòng {label}",
        "periodic_return.remarked": "Ghi nhận xét chưa gửi cho “{label}”: dòng {rows}",
    },
    labels={
        "audience": "Đối tượng",
        "based_on": "Soạn từ",
        "begun_at": "Bắt đầu lúc",
        "changed_at": "Sửa lúc",
        "changed_by": "Người sửa",
        "checks": "Phép kiểm tra",
        "choices": "Các mục để chọn",
        "computed_number": "Số tự điền",
        "computed_text": "Số tự điền (chữ)",
        "decided_at": "Xét lúc",
        "decided_by": "Người xét",
        "decision_note": "Nhận xét chung",
        "draft_id": "Mẫu đang soạn",
        "due_on": "Hạn nộp",
        "explanations": "Giải trình",
        "explanations.*": "",
        "form_version_id": "Mẫu báo cáo",
        "half": "Kỳ trong năm",
        "heading": "Tên loại",
        "help": "Hướng dẫn",
        "key": "Khóa dòng",
        "label": "Tên chỉ tiêu",
        "maximum": "Số lớn nhất",
        "measure": "Phép đo tự điền",
        "minimum": "Số nhỏ nhất",
        "opened_at": "Mở lúc",
        "opened_by": "Người mở",
        "over": "Tự điền theo",
        "overrides": "Ghi thay số tự điền",
        "period_id": "Kỳ báo cáo",
        "periodic_entry.number": "Giá trị số",
        "published_at": "Phát hành lúc",
        "published_by": "Người phát hành",
        "published_id": "Phiên bản phát hành",
        "reason": "Lý do",
        "return_id": "Báo cáo",
        "round": "Lần nộp",
        "row_key": "Dòng",
        "saved_at": "Lưu lúc",
        "saved_by": "Người lưu",
        "stt": "STT",
        "subject": "Trích yếu",
        "submitted_at": "Nộp lúc",
        "submitted_by": "Người nộp",
        "summary": "Giới thiệu",
        "type": "Loại số liệu",
        "unit": "Đơn vị tính",
        "value_label": "Tên cột số liệu",
    },
    values=(STATE_LABELS, DRAFT_STATE_LABELS),
)

_WHERE = ("periodic_reports.show", ("period_id", "code"))
NOTIFICATIONS = (
    NotificationKind(
        "periodic_reports.submitted", "Báo cáo định kỳ đã nộp", "{agency} đã nộp {report}.", *_WHERE
    ),
    NotificationKind(
        "periodic_reports.sent_back",
        "Báo cáo định kỳ bị trả lại",
        "{report} của {agency} bị trả lại để sửa.",
        *_WHERE,
        at_once=True,
    ),
    NotificationKind(
        "periodic_reports.accepted",
        "Báo cáo định kỳ được nhận",
        "{report} của {agency} đã được nhận.",
        *_WHERE,
    ),
    NotificationKind(
        "periodic_reports.reopened",
        "Báo cáo định kỳ được mở lại",
        "{report} của {agency} được mở lại để sửa.",
        *_WHERE,
    ),
)

FEATURE = Feature(
    name="periodic_reports",
    label="Báo cáo định kỳ",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem("Báo cáo định kỳ", "periodic_reports.index", "clipboard-list", policies.READ, "Báo cáo", 20),
        MenuItem("Mẫu báo cáo", "periodic_forms.index", "columns-3", policies.OVERSEE, "Báo cáo", 21),
    ),
    panels=(Panel("home", policies.READ, panels.on_home, order=20),),
    workflows=(RETURN_WORKFLOW, DRAFT_WORKFLOW),
    notifications=NOTIFICATIONS,
    subscriptions=((AgenciesReorganised, subscribers.agencies_reorganised),),
)
