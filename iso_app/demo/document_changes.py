"""Requests for documents in every state, and reviews, in the agencies that have a full set of documents."""

from datetime import timedelta

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db.scope import acting_in
from iso_app.demo.accounts import AUTHORITY, OFFICE, SUCCESSOR
from iso_app.demo.documents import LEADER, SECRETARY, SETS, STAFF, person, revise, sign_all
from iso_app.document_changes import queries, services
from iso_app.document_changes.kinds import ChangeKind, OpinionSide, Verdict
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.services import Asked
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.models import Document
from iso_app.documents.services import Plan

AUDITOR, OF_COMMUNE = "danhgia@snv.example", "thuky@xa.example"
OF_AUTHORITY, HEAD_OF_AUTHORITY = "chuyenvien@soctrang.example", "lanhdao@soctrang.example"
# Document -> days from today by which it has to be reviewed.
DUE = {"MT-01": -12, "QT-06": -3, "QT-TTHC-02": 6, "HD-01": 15, "BM-01": 24, "BM-03": 28}
KEPT = ("CS-01", "MH-01", "QT-04")


def build_document_changes(actor: Actor) -> None:
    """The days of reviews, what reviews found, requests; the tasks of what is due."""
    for code in SETS:
        _set_days(actor, _sets(code))
    _of_office(_sets(OFFICE))
    _of_authority(_sets(AUTHORITY))
    _of_commune(_sets(SUCCESSOR))
    services.remind_portion(actor)


def _sets(code: str) -> dict[str, Document]:
    agency = agencies.by_code(code)
    if agency is None:
        raise NotFound("Dữ liệu minh họa không có cơ quan {code}.", code=code)
    return {document.code: document for document, _ in documents.in_force(agency.id)}


def _set_days(actor: Actor, known: dict[str, Document]) -> None:
    for code, days in DUE.items():
        if code in known:
            day = today() + timedelta(days=days)
            document_services.set_next_review(
                actor, known[code], day=day, reason="theo kế hoạch soát xét của năm"
            )


def _ask(email: str, asked: Asked) -> ChangeRequest:
    who = person(email)
    with acting_in(who.scope):
        return services.ask(who, who.agency_id or 0, asked=asked)


def _accept(email: str, request: ChangeRequest, words: str = "") -> None:
    who = person(email)
    with acting_in(who.scope):
        services.accept(who, request, words=words)


def _opine(email: str, request: ChangeRequest, side: OpinionSide, words: str) -> None:
    who = person(email)
    with acting_in(who.scope):
        services.give_opinion(who, request, side=side, words=words, agrees=True)


def _review(email: str, found: list[Document], verdict: Verdict, words: str) -> None:
    who = person(email)
    with acting_in(who.scope):
        services.review(who, found, verdict=verdict, words=words)


def _of_office(known: dict[str, Document]) -> None:
    """One request in each state, one that a review asked for."""
    _done(known["QT-03"])
    new = _ask(AUDITOR, Asked(
        ChangeKind.NEW, "Đánh giá nội bộ năm nay thấy mỗi phòng ghi phản ánh một cách, không theo dõi được đến cùng.",
        title="Quy trình tiếp nhận, xử lý phản ánh, kiến nghị của người dân", code="QT-07",
        wanted_on=today() + timedelta(days=45), summary="Tiếp nhận, phân công, trả lời, đo lường sự hài lòng.",
    ))  # fmt: skip
    _opine(SECRETARY, new, OpinionSide.BOARD, "Cần thiết, đáp ứng điều khoản 9.1.2.")
    _accept(LEADER, new, "Giao Văn phòng soạn, xong trước cuối quý.")
    waiting = _ask(STAFF, Asked(
        ChangeKind.REVISE, "Biểu mẫu phiếu tiếp nhận chưa có số định danh, người dân phải khai hai lần.",
        document=known["QT-TTHC-01"], wanted_on=today() + timedelta(days=20),
        summary="Bổ sung số định danh cá nhân vào biểu mẫu ở mục 6; bỏ bản sao chứng thực.",
    ))  # fmt: skip
    _opine(AUDITOR, waiting, OpinionSide.BOARD, "Đồng ý, nên sửa cùng lúc QT-TTHC-02.")
    refused = _ask(
        STAFF, Asked(ChangeKind.WITHDRAW, "Ít dùng, trùng với hướng dẫn của phần mềm.", known["HD-01"])
    )
    leader = person(LEADER)
    with acting_in(leader.scope):
        services.refuse(
            leader, refused, reason="Công chức mới vẫn cần; giữ đến khi phần mềm có phần trợ giúp."
        )
    taken = _ask(STAFF, Asked(ChangeKind.REVISE, "Sai số điện thoại liên hệ ở mục 7.", known["QT-05"]))
    staff = person(STAFF)
    with acting_in(staff.scope):
        services.take_back(staff, taken, reason="Số điện thoại đúng, tôi xem nhầm bản cũ.")
    _review(
        SECRETARY, [known[code] for code in KEPT], Verdict.KEEP,
        "Đã đối chiếu với quyết định chức năng, nhiệm vụ và luật hiện hành; nội dung vẫn đúng.",
    )  # fmt: skip
    _review(
        SECRETARY, [known["BM-03"]], Verdict.WITHDRAW, "Biểu mẫu đã có trên một cửa điện tử, bản giấy không dùng nữa."
    )  # fmt: skip


def _done(document: Document) -> None:
    """Asked, accepted, drafted, signed: in force, so that the request is done by itself."""
    request = _ask(AUDITOR, Asked(
        ChangeKind.REVISE, "Đánh giá chéo cho thấy chưa quy định ai theo dõi kết luận của lãnh đạo.", document,
        summary="Thêm trách nhiệm theo dõi kết luận.",
    ))  # fmt: skip
    _accept(SECRETARY, request, "Đồng ý, sửa trong tháng.")
    plan = Plan("Thêm trách nhiệm theo dõi kết luận của lãnh đạo.")
    revision = revise(document, plan, ("Trách nhiệm", "Thư ký ISO", "Thư ký ISO và Văn phòng"))
    secretary = person(SECRETARY)
    with acting_in(secretary.scope):
        services.link(secretary, queries.request(request.id), revision=revision)
    sign_all(revision)


def _of_authority(known: dict[str, Document]) -> None:
    request = _ask(OF_AUTHORITY, Asked(
        ChangeKind.REVISE, "Kế hoạch kiểm tra có thêm hình thức qua hồ sơ, quy trình chưa nói tới.", known["QT-02"],
        wanted_on=today() + timedelta(days=30),
    ))  # fmt: skip
    _accept(HEAD_OF_AUTHORITY, request)
    kept = [known[code] for code in KEPT if code in known]
    _review(HEAD_OF_AUTHORITY, kept, Verdict.KEEP, "Soát xét sáu tháng; không có văn bản mới ảnh hưởng.")


def _of_commune(known: dict[str, Document]) -> None:
    _ask(OF_COMMUNE, Asked(
        ChangeKind.NEW, "Sau sắp xếp, xã nhận thêm thủ tục đất đai mà chưa có quy trình nội bộ.",
        title="Quy trình tiếp nhận hồ sơ đất đai tại trung tâm phục vụ hành chính công", code="QT-TTHC-10",
    ))  # fmt: skip
    kept = [known[code] for code in KEPT if code in known]
    _review(
        OF_COMMUNE,
        kept,
        Verdict.KEEP,
        "Đã sửa tên đơn vị sau sắp xếp từ lần ban hành này; nội dung giữ nguyên.",
    )
