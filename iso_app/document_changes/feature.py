"""Requests to write, change or withdraw documents, and their periodic review."""

from iso_app.document_changes import panels, policies, services, subscribers
from iso_app.document_changes.jobs import JOBS
from iso_app.document_changes.kinds import FORM, FORM_NAME, KIND_LABELS, SIDE_LABELS, VERDICT_LABELS
from iso_app.document_changes.views import BLUEPRINTS
from iso_app.document_changes.workflow import REQUEST_LABELS, REQUEST_WORKFLOW
from iso_app.documents.events import DocumentWithdrawn, RevisionEffective
from iso_app.notifications.kinds import NotificationKind
from iso_app.registers import kinds as registers
from iso_app.trail import words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, Panel

words.add(
    verbs={
        "change_request.asked": "Lập đề nghị {label}: {kind}",
        "change_opinion.given": "{side} về đề nghị {request}: {label}",
        "change_request.accepted": "Chấp nhận đề nghị {label}",
        "change_request.refused": "Không chấp nhận đề nghị {label}: {reason}",
        "change_request.taken_back": "Rút đề nghị {label}: {reason}",
        "change_request.linked": "Gắn đề nghị {label} với {revision}",
        "change_request.done": "Đã thực hiện đề nghị {label}",
        "document_review.recorded": "Soát xét {label}: {verdict}. {words}",
    },
    labels={
        "agrees": "Đồng ý",
        "asked_post": "Vị trí của người đề nghị",
        "asked_post_id": "Vị trí của người đề nghị",
        "asked_role": "Vai trò của người đề nghị",
        "change_opinion.at": "Cho ý kiến lúc",
        "change_opinion.by": "Người cho ý kiến",
        "change_opinion.side": "Mục ý kiến",
        "change_opinion.words": "Ý kiến",
        "change_request.ended_at": "Kết thúc lúc",
        "change_request.number": "Số phiếu",
        "change_request.revision_id": "Lần ban hành thực hiện",
        "change_request.title": "Tên tài liệu",
        "change_request.code": "Mã hiệu",
        "decided_by_id": "Người quyết định",
        "decision_words": "Ý kiến quyết định",
        "document_kind_id": "Loại tài liệu",
        "document_review.at": "Soát xét lúc",
        "document_review.by": "Người soát xét",
        "document_review.due_on": "Hạn soát xét",
        "document_review.number": "Lần ban hành",
        "document_review.words": "Nhận xét, lý do",
        "by_id": "Người ghi",
        "next_on": "Hạn soát xét kế tiếp",
        "request_id": "Đề nghị",
        "summary": "Tóm tắt nội dung",
        "verdict": "Kết quả soát xét",
        "wanted_on": "Hạn mong muốn",
    },
    values=(KIND_LABELS, SIDE_LABELS, VERDICT_LABELS, REQUEST_LABELS),
    choices={
        "change_request.asked": ("kind",),
        "change_opinion.given": ("side",),
        "document_review.recorded": ("verdict",),
    },
)
registers.add(registers.RegisterKind(FORM, FORM_NAME, "document_changes.index"))

_WHERE = ("document_changes.show", ("request_id",))
NOTIFICATIONS = (
    NotificationKind(
        services.ACCEPTED,
        "Đề nghị về tài liệu được chấp nhận",
        "Đề nghị {number} ({title}) được chấp nhận.",
        *_WHERE,
    ),
    NotificationKind(
        services.REFUSED,
        "Đề nghị về tài liệu không được chấp nhận",
        "Đề nghị {number} ({title}) không được chấp nhận: {reason}",
        *_WHERE,
    ),
    NotificationKind(
        services.DONE,
        "Đề nghị về tài liệu đã thực hiện",
        "Đề nghị {number} ({title}) đã được thực hiện.",
        *_WHERE,
    ),
    NotificationKind(
        services.DUE,
        "Tài liệu sắp đến hạn soát xét",
        "{count} tài liệu sắp đến hạn soát xét hoặc đã quá hạn.",
        "document_reviews.index",
    ),
)

FEATURE = Feature(
    name="document_changes",
    label="Đề nghị và soát xét tài liệu",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem(
            "Đề nghị về tài liệu",
            "document_changes.index",
            "message-square",
            policies.READ,
            DOCUMENTS,
            order=32,
        ),
        MenuItem(
            "Soát xét tài liệu", "document_reviews.index", "rotate-ccw", policies.FOLLOW, DOCUMENTS, order=33
        ),
    ),
    panels=(
        Panel("documents.document", policies.READ, panels.on_document, order=50),
        Panel("documents.revision", policies.READ, panels.on_revision, order=50),
    ),
    subscriptions=(
        (RevisionEffective, subscribers.revision_effective),
        (DocumentWithdrawn, subscribers.document_withdrawn),
    ),
    workflows=(REQUEST_WORKFLOW,),
    jobs=JOBS,
    notifications=NOTIFICATIONS,
)
