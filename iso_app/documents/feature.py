"""Controlled documents: kinds, revisions, review and approval, effective by themselves, found by their words."""

from iso_app.core.roles import ROLE_LABELS
from iso_app.documents import policies
from iso_app.documents.jobs import JOBS
from iso_app.documents.kinds import CLASS_LABELS, SOURCE_LABELS, STEP_LABELS
from iso_app.documents.models import Document, Revision
from iso_app.documents.shown import hits
from iso_app.documents.views import BLUEPRINTS
from iso_app.documents.workflow import (
    DOCUMENT_LABELS,
    DOCUMENT_WORKFLOW,
    REVISION_WORKFLOW,
    STATE_LABELS,
)
from iso_app.trail import veils, words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, SearchSource

words.add(
    verbs={
        "document.opened": "Lập {label}",
        "document.edited": "Sửa thông tin của {label}",
        "document.in_force": "Tài liệu {label} có hiệu lực, lần ban hành {number}",
        "document.review_set": "Đặt hạn soát xét tài liệu {label}: {reason}",
        "document.withdrawn": "Hủy bỏ tài liệu {label}: {reason}",
        "revision.begun": "Bắt đầu soạn {label}",
        "revision.saved": "Lưu bản soạn {label}",
        "revision.submitted": "Trình {label}, lần trình {round}",
        "revision.recalled": "Rút lại {label} để sửa",
        "revision.sent_back": "Trả lại {label}, lần trình {round}",
        "revision.remarked": "Góp ý cho {label}",
        "revision.remark_answered": "Trả lời góp ý về {label}",
        "revision.approved": "Phê duyệt {label}, hiệu lực từ {effective}",
        "revision.taken_effect": "{label} có hiệu lực từ {effective}",
        "revision.brought_in": "Ghi bản đã ban hành trên giấy {label}, hiệu lực từ {effective}, theo {basis}",
        "revision.superseded": "{label} được thay bằng lần ban hành {by}",
        "revision.discarded": "Bỏ bản soạn {label}: {reason}",
        "document_kind.added": "Thêm loại tài liệu “{label}”",
        "document_kind.edited": "Sửa loại tài liệu “{label}”",
        "kind_setting.set": "Đặt thiết lập riêng của cơ quan cho loại “{label}”",
        "kind_setting.given_up": "Dùng lại thiết lập của tỉnh cho loại “{label}”",
    },
    labels={
        "approval_step.done_at": "Ký lúc",
        "approval_step.done_by": "Người ký",
        "approval_step.order": "Thứ tự",
        "approval_step.signature_id": "Chữ ký",
        "approved_at": "Duyệt lúc",
        "approved_by": "Người duyệt",
        "author_id": "Người soạn",
        "author_name": "Người soạn",
        "change_summary": "Tóm tắt thay đổi",
        "code_pattern": "Cách đặt mã hiệu",
        "content_digest": "Mã kiểm nội dung",
        "document_class": "Nhóm loại",
        "document_clause.clause_id": "Điều khoản",
        "document_id": "Tài liệu",
        "ended_on": "Hết hiệu lực ngày",
        "file_digest": "Mã kiểm tệp",
        "file_name": "Tên tệp",
        "file_size": "Dung lượng tệp",
        "in_force_at": "Có hiệu lực lúc",
        "is_used": "Đang dùng",
        "kind_id": "Loại",
        "made_at": "Lập lúc",
        "media_type": "Loại tệp",
        "model_item": "Mục của mô hình khung",
        "must_be_read_again": "Phải đọc lại",
        "next_review_on": "Hạn soát xét",
        "paper_basis": "Quyết định ban hành trên giấy",
        "retention": "Thời gian lưu",
        "review_months": "Chu kỳ soát xét (tháng)",
        "revision.effective_on": "Ngày hiệu lực",
        "revision.number": "Lần ban hành",
        "revision.round": "Lần trình",
        "source": "Nguồn nội dung",
        "steps": "Các bước phê duyệt",
        "steps.meaning": "",
        "steps.order": "bước",
        "steps.post_id": "",
        "steps.role": "",
        "tthc_code": "Mã thủ tục hành chính",
        "tthc_name": "Tên thủ tục hành chính",
        "withdrawn_by": "Người hủy bỏ",
        "withdrawn_on": "Hủy bỏ ngày",
        "withdrawn_reason": "Lý do hủy bỏ",
        "written": "Nội dung soạn",
    },
    values=(STATE_LABELS, DOCUMENT_LABELS, CLASS_LABELS, SOURCE_LABELS, STEP_LABELS),
    codes={"steps.meaning": STEP_LABELS, "steps.post_id": "post", "steps.role": ROLE_LABELS},
)

veils.add("document", called="tài liệu chưa có hiệu lực", found=veils.within(Document))
veils.add("revision", called="tài liệu chưa có hiệu lực", found=veils.within(Revision))

FEATURE = Feature(
    name="documents",
    label="Tài liệu",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem("Tài liệu nội bộ", "documents.index", "files", policies.READ, DOCUMENTS, order=10),
        MenuItem(
            "Các loại tài liệu", "document_kinds.index", "layers", policies.READ_KINDS, DOCUMENTS, order=19
        ),
    ),
    searches=(SearchSource("Tài liệu", policies.READ, hits),),
    workflows=(REVISION_WORKFLOW, DOCUMENT_WORKFLOW),
    jobs=JOBS,
)
