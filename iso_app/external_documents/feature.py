"""Tài liệu bên ngoài: the laws and standards an agency must follow, and the documents that cite them."""

from iso_app.documents.events import DocumentWithdrawn, RevisionEffective
from iso_app.external_documents import panels, policies, services, shown, subscribers
from iso_app.external_documents.jobs import JOBS
from iso_app.external_documents.kinds import CITATION_LABELS, CLASS_LABELS, FORCE_LABELS
from iso_app.external_documents.sheets import CODE, OWN, SHARED
from iso_app.external_documents.views import BLUEPRINTS
from iso_app.notifications.kinds import NotificationKind
from iso_app.registers import kinds as registers
from iso_app.trail import words
from iso_app.web.feature import DOCUMENTS, CalendarSource, Feature, MenuItem, Panel, SearchSource

_DOCUMENT_VERBS = {
    "added": "Thêm văn bản {label}",
    "edited": "Sửa thông tin văn bản {label}",
    "replaced": "Ghi {label} được thay thế bởi {by}",
    "standing_set": "Ghi tình trạng của {label}: {force}",
    "file_kept": "Đính kèm tệp “{filename}” vào {label}",
}
words.add(
    verbs={
        **{f"external_document.{verb}": sentence for verb, sentence in _DOCUMENT_VERBS.items()},
        **{f"own_external_document.{verb}": sentence for verb, sentence in _DOCUMENT_VERBS.items()},
        "external_subscription.begun": "Bắt đầu theo dõi {label}",
        "external_subscription.terms_changed": "Đổi cách theo dõi {label}",
        "external_subscription.checked": "Rà soát {label}, lần tới ngày {next}",
        "external_subscription.checked_with_remark": "Rà soát {label}, lần tới ngày {next}: {remark}",
        "external_subscription.ended": "Thôi theo dõi {label}: {reason}",
        "external_subscription.resumed": "Theo dõi lại {label}",
        "external_subscription.told": "Được báo tình trạng mới của {label}: {force}",
        "citation.found": "Tìm thấy viện dẫn {label}",
        "citation.gone": "Không còn viện dẫn {label}",
        "citation.confirmed": "Xác nhận viện dẫn {label}",
        "citation.rejected": "Ghi rằng {label} không phải là viện dẫn",
    },
    labels={
        "external_document.number": "Số, ký hiệu",
        "own_external_document.number": "Số, ký hiệu",
        "external_document.title": "Tên văn bản",
        "own_external_document.title": "Tên văn bản",
        "external_document.document_class": "Phân loại",
        "own_external_document.document_class": "Phân loại",
        "citation.number": "Số, ký hiệu",
        "citation.document_id": "Tài liệu",
        "citation.revision_id": "Lần ban hành",
        "citation.passage": "Đoạn văn",
        "citation.decided_at": "Xét lúc",
        "citation.decided_by": "Người xét",
        "effective_on": "Ngày hiệu lực",
        "external_subscription.end_reason": "Lý do",
        "external_document.ended_on": "Ngày hết hiệu lực",
        "own_external_document.ended_on": "Ngày hết hiệu lực",
        "external_subscription.ended_on": "Thôi theo dõi từ ngày",
        "external_document_id": "Văn bản dùng chung",
        "followed_by": "Người ghi theo dõi",
        "followed_since": "Theo dõi từ",
        "force": "Tình trạng",
        "found_at": "Tìm thấy lúc",
        "interval_months": "Chu kỳ rà soát (tháng)",
        "is_cited": "Còn viện dẫn",
        "issued_on": "Ngày ban hành",
        "issuer": "Cơ quan ban hành",
        "last_checked_by": "Người rà soát gần nhất",
        "last_checked_on": "Rà soát gần nhất",
        "link": "Liên kết",
        "next_check_on": "Rà soát kế tiếp",
        "own_document_id": "Văn bản riêng",
        "replaced_by": "Thay thế bởi",
        "times": "Số lần",
        "told_of": "Đã được báo",
    },
    values=(FORCE_LABELS, CLASS_LABELS, CITATION_LABELS),
    choices={
        "external_document.standing_set": ("force",),
        "own_external_document.standing_set": ("force",),
    },
)
registers.add(
    registers.RegisterKind(CODE, "Danh mục tài liệu bên ngoài", "external_documents.index", own=OWN)
)

_WHERE = ("external_documents.show", ("subscription_id",))
NOTIFICATIONS = (
    NotificationKind(
        services.REPLACED,
        "Văn bản đang theo dõi bị thay thế",
        "{number} đã được thay thế bởi {by}. Cơ quan bạn đang theo dõi văn bản này.",
        *_WHERE,
        at_once=True,
    ),
    NotificationKind(
        services.EXPIRED,
        "Văn bản đang theo dõi hết hiệu lực",
        "{number} đã hết hiệu lực. Cơ quan bạn đang theo dõi văn bản này.",
        *_WHERE,
        at_once=True,
    ),
    NotificationKind(
        services.RESTORED,
        "Văn bản đang theo dõi có hiệu lực trở lại",
        "{number} không còn được ghi là hết hiệu lực. Việc xem xét tài liệu viện dẫn văn bản này đã được rút.",
        *_WHERE,
    ),
    NotificationKind(
        services.REVIEWS,
        "Tài liệu viện dẫn văn bản đã hết hiệu lực",
        "{number} không còn hiệu lực: {count} tài liệu của cơ quan bạn viện dẫn văn bản này cần được xem xét.",
        "external_documents.citing",
        ("citation_id",),
    ),
)

FEATURE = Feature(
    name="external_documents",
    label="Tài liệu bên ngoài",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem(
            "Tài liệu bên ngoài", "external_documents.index", "scale", policies.READ, DOCUMENTS, order=12
        ),
        MenuItem(
            "Văn bản dùng chung", "shared_documents.index", "landmark", policies.SHARE, DOCUMENTS, order=13
        ),
    ),
    subscriptions=(
        (RevisionEffective, subscribers.revision_effective),
        (DocumentWithdrawn, subscribers.document_withdrawn),
    ),
    panels=(
        Panel("home", policies.READ, shown.on_home, order=30),
        Panel("documents.document", policies.READ, panels.on_document, order=30),
    ),
    searches=(SearchSource("Tài liệu bên ngoài", policies.READ, shown.found),),
    calendar=(CalendarSource("Rà soát tài liệu bên ngoài", policies.CHECK, shown.due_checks),),
    imports=(SHARED,),
    jobs=JOBS,
    notifications=NOTIFICATIONS,
)
