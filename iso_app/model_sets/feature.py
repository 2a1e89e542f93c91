"""Model sets and templates of the province; who lacks what; agencies' copies and new versions, three ways."""

from iso_app.documents.events import DocumentWithdrawn, RevisionDiscarded, RevisionEffective
from iso_app.model_sets import panels, policies, subscribers
from iso_app.model_sets.jobs import JOBS
from iso_app.model_sets.kinds import NECESSITY_LABELS, OUTCOME_LABELS
from iso_app.model_sets.views import BLUEPRINTS
from iso_app.model_sets.workflow import STATE_LABELS, TEMPLATE_WORKFLOW
from iso_app.trail import words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, Panel

words.add(
    verbs={
        "model_set.added": "Thêm mô hình khung “{label}”",
        "model_set.edited": "Sửa mô hình khung “{label}”",
        "model_item.added": "Thêm mục “{label}” vào mô hình khung “{set}”",
        "model_item.edited": "Sửa mục “{label}” của mô hình khung “{set}”",
        "model_item.retired": "Ngừng dùng mục “{label}” của mô hình khung: {reason}",
        "model_item.resumed": "Dùng lại mục “{label}” của mô hình khung",
        "document_template.opened": "Lập mẫu tài liệu {label}",
        "document_template.edited": "Sửa thông tin mẫu tài liệu {label}",
        "document_template.published": "Phát hành mẫu tài liệu {label}, phiên bản {number}",
        "document_template.pushed": "Gửi mẫu tài liệu {label}, phiên bản {number}, hạn {due}",
        "document_template.copies_asked": "Giao các cơ quan đã lấy mẫu {label} xem phiên bản {number}, hạn {due}",
        "document_template.retired": "Ngừng dùng mẫu tài liệu {label}: {reason}",
        "document_template_draft.begun": "Bắt đầu soạn mẫu tài liệu {label}",
        "document_template_draft.saved": "Lưu bản soạn của mẫu tài liệu {label}",
        "template_copy.taken": "Soạn tài liệu từ mẫu {label}, phiên bản {number}",
        "template_copy.merged": "Ghép phiên bản {number} của mẫu {label} vào bản soạn",
        "template_copy.kept": "Giữ bản của mình, không theo phiên bản {number} của mẫu {label}: {reason}",
        "template_copy.in_force": "Tài liệu theo mẫu {label} có hiệu lực theo phiên bản {number}",
        "template_copy.linked": "Gắn tài liệu đã có với mẫu {label}, phiên bản {number}",
        "template_copy.unlinked": "Bỏ liên kết với tài liệu mẫu {label}: {reason}",
        "document.template_linked": "Gắn {label} với mẫu {template}, phiên bản {number}",
        "document.template_unlinked": "Bỏ liên kết {label} với mẫu {template}: {reason}",
        "template_copy.adopted": "Ghi rằng tệp đang soạn theo phiên bản {number} của mẫu {label}",
        "template_copy.given_up": "Bản soạn theo mẫu {label} bị bỏ, còn theo phiên bản {number}",
        "template_copy.ended": "Tài liệu theo mẫu {label} đã hủy bỏ",
    },
    labels={
        "audience": "Áp dụng cho",
        "changed_at": "Lần sửa gần nhất",
        "clauses": "Điều khoản",
        "digest": "Mã kiểm nội dung",
        "document_id": "Tài liệu",
        "group_id": "Loại cơ quan",
        "in_force_version_id": "Phiên bản mẫu đã ban hành theo",
        "item_code": "Mục của mô hình khung",
        "kind_id": "Loại tài liệu",
        "latest": "Phiên bản mới nhất",
        "many": "Mỗi thủ tục một tài liệu",
        "necessity": "Mức độ",
        "note": "Căn cứ và ghi chú",
        "outcome": "Việc làm gần nhất",
        "retired_on": "Ngừng dùng từ",
        "saved_at": "Lưu lúc",
        "saved_by": "Người lưu",
        "set_id": "Mô hình khung",
        "template_id": "Mẫu tài liệu",
        "version_id": "Theo phiên bản",
        "written": "Nội dung soạn",
    },
    values=(STATE_LABELS, NECESSITY_LABELS, OUTCOME_LABELS),
)

FEATURE = Feature(
    name="model_sets",
    label="Mô hình khung và mẫu tài liệu",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem("Mô hình khung", "model_sets.index", "list-checks", policies.OWN, DOCUMENTS, order=14),
        MenuItem(
            "Mô hình khung toàn tỉnh",
            "model_sets.province",
            "list-checks",
            policies.OVERSEE,
            DOCUMENTS,
            order=14,
        ),
        MenuItem(
            "Mẫu tài liệu của tỉnh", "document_templates.index", "layers", policies.READ, DOCUMENTS, order=15
        ),
    ),
    panels=(
        Panel("home", policies.OWN, panels.on_home, order=30),
        Panel("documents.document", policies.READ, panels.on_document, order=20),
    ),
    subscriptions=(
        (RevisionEffective, subscribers.revision_effective),
        (RevisionDiscarded, subscribers.revision_discarded),
        (DocumentWithdrawn, subscribers.document_withdrawn),
    ),
    workflows=(TEMPLATE_WORKFLOW,),
    jobs=JOBS,
)
