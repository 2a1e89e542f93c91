"""Distribution and reading: who must have a document, copies on paper, who has read which revision."""

from iso_app.distribution import panels, policies, subscribers
from iso_app.distribution.jobs import JOBS
from iso_app.distribution.kinds import END_LABELS, FORM_LABELS, REGISTER, WAY_LABELS
from iso_app.distribution.models import DistributionLine
from iso_app.distribution.printed import NAME
from iso_app.distribution.services import TO_READ
from iso_app.distribution.views import BLUEPRINTS
from iso_app.distribution.workflow import COPY_LABELS, COPY_WORKFLOW
from iso_app.documents.events import DocumentWithdrawn, RevisionEffective
from iso_app.notifications.kinds import NotificationKind
from iso_app.registers import kinds as registers
from iso_app.registers.kinds import RegisterKind
from iso_app.trail import veils, words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, Panel

words.add(
    verbs={
        "distribution_line.added": "Phân phối {document} cho {label}",
        "distribution_line.edited": "Sửa dòng phân phối {document} cho {label}",
        "distribution_line.removed": "Bỏ {label} khỏi phân phối {document}",
        "distribution.carried_over": "Chuyển {count} dòng phân phối của {label} sang lần ban hành {number}",
        "distribution.withdrawn": "Kết thúc {count} dòng phân phối của {label}: tài liệu đã hủy bỏ",
        "distribution.called_back": "Yêu cầu thu hồi {count} bản giấy hết hiệu lực của {label}",
        "distribution.asked_to_read": "Giao {count} vị trí đọc {label}, lần ban hành {number}, hạn {due}",
        "paper_copy.handed_out": "Giao {label} của {document} ngày {day}",
        "paper_copy.withdrawn": "Thu hồi {label} của {document} ngày {day}",
        "paper_copy.returned": "Nhận lại {label} của {document} ngày {day}",
        "paper_copy.lost": "Ghi thất lạc {label} của {document}: {reason}",
        "acknowledgement.given": "{label} ký nhận đã đọc {document}",
        "acknowledgement.registered": "Ghi {label} đã ký nhận trên giấy: {document}, lần ban hành {number}",
        "paper_list.registered": "Ghi danh sách {count} người ký giấy ngày {signed}: {document}, lần ban hành {number}",
    },
    labels={
        "acknowledgement.at": "Ký nhận lúc",
        "acknowledgement.number": "Lần ban hành",
        "called_back_on": "Phải thu hồi từ ngày",
        "copies": "Số bản giấy",
        "duty_of_id": "Người phải đọc",
        "ended_why": "Lý do kết thúc",
        "distribution_line.ended_on": "Kết thúc ngày",
        "distribution_line.form": "Hình thức",
        "distribution_line.note": "Ghi chú",
        "distribution_line.target": "Nơi nhận",
        "handed_by": "Người giao",
        "handed_on": "Ngày giao",
        "holder": "Người, đơn vị giữ",
        "line_id": "Dòng phân phối",
        "must_read": "Phải đọc và ký nhận",
        "paper_copy.ended_by": "Người thu hồi",
        "paper_copy.ended_on": "Ngày thu hồi",
        "paper_copy.note": "Ghi chú",
        "paper_copy.number": "Bản số",
        "paper_list.people": "Số người ký",
        "paper_list_id": "Danh sách ký giấy",
        "acknowledgement.person_name": "Người đọc",
        "reading_days": "Đọc trong (ngày làm việc)",
        "shown_at": "Mở để đọc lúc",
        "signed_on": "Ngày ký",
        "stamped": "Đã đóng dấu HẾT HIỆU LỰC",
        "way": "Cách ký nhận",
    },
    values=(FORM_LABELS, WAY_LABELS, END_LABELS, COPY_LABELS),
)

veils.add("distribution_line", called="nơi nhận", found=veils.within(DistributionLine))

registers.add(RegisterKind(REGISTER, NAME, "distribution.index"))

FEATURE = Feature(
    name="distribution",
    label="Phân phối tài liệu",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem(
            "Tài liệu tôi phải đọc",
            "reading.mine",
            "book-open",
            policies.ACKNOWLEDGE,
            "Công việc",
            order=4,
        ),
        MenuItem("Phân phối tài liệu", "distribution.index", "send", policies.FOLLOW, DOCUMENTS, order=11),
    ),
    panels=(
        Panel("home", policies.ACKNOWLEDGE, panels.on_home, order=6),
        Panel("documents.document", policies.ACKNOWLEDGE, panels.own_duty_on_document, order=5),
        Panel("documents.document", policies.FOLLOW, panels.on_document, order=40),
        Panel("documents.revision", policies.ACKNOWLEDGE, panels.on_revision, order=5),
    ),
    subscriptions=(
        (RevisionEffective, subscribers.revision_effective),
        (DocumentWithdrawn, subscribers.document_withdrawn),
    ),
    workflows=(COPY_WORKFLOW,),
    jobs=JOBS,
    notifications=(
        NotificationKind(
            TO_READ,
            "Tài liệu phải đọc",
            "Bạn phải đọc và ký nhận tài liệu {title}, lần ban hành {issue}, hạn {due}.",
            "documents.revision",
            ("document_id", "number"),
        ),
    ),
)
