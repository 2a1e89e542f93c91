"""The lists: change requests, documents due for review, what reviews found."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, and_

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import day_of, today
from iso_app.core.dates import show_day
from iso_app.document_changes import queries
from iso_app.document_changes.kinds import KIND_LABELS, NOTICE_DAYS, VERDICT_LABELS, ChangeKind, Verdict
from iso_app.document_changes.models import ChangeRequest, DocumentReview
from iso_app.document_changes.workflow import OPEN_REQUESTS, REQUEST_LABELS, RequestState
from iso_app.documents import queries as documents
from iso_app.documents.models import Document, DocumentKind
from iso_app.documents.tables import whose as whose_document
from iso_app.web.filters import being, choice_of, having_words, naming
from iso_app.web.languages import say
from iso_app.web.picking import picks
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, badge

TONES = {
    RequestState.ASKED: "warning",
    RequestState.ACCEPTED: "info",
    RequestState.REFUSED: "danger",
    RequestState.TAKEN_BACK: "neutral",
    RequestState.DONE: "success",
}
OPEN, LATE, MINE = "open", "late", "mine"
OVERDUE, SOON, ASKED = "overdue", "soon", "asked"


def _number_shown(row: AnyRow) -> str:
    return f"{row.number:02}" if row.number else ""


def _bare(name: str) -> Any:
    return lambda row: getattr(row, name) or ""


def _unbroken(name: str) -> Any:
    return lambda row: Markup('<span class="nowrap">{}</span>').format(getattr(row, name) or "")


def _day(name: str) -> Any:
    return lambda row: show_day(getattr(row, name))


def _day_of(name: str) -> Any:
    """The day of a moment by the clocks of Viet Nam."""

    def day(row: AnyRow) -> Any:
        moment = getattr(row, name)
        return day_of(moment) if moment is not None else None

    return day


def _shown_day_of(name: str) -> Any:
    find = _day_of(name)
    return lambda row: show_day(find(row))


def _agencies() -> Filter:
    return Filter(
        "agency",
        "Cơ quan",
        naming(ChangeRequest.agency_id),
        queries.agencies_with_requests,
    )


# -- requests ---------------------------------------------------------------------------------------------------


def requests(actor: Actor) -> Table:
    """The requests of one's agency, or of a province's with a column of whose they are."""
    wide = actor.sees_province
    whose = (Column("agency", "Cơ quan", _bare("agency"), sort=Agency.sort_name.expression),)
    return Table(
        label="Đề nghị về tài liệu",
        columns=(
            Column(
                "number", "Số phiếu", _unbroken("number"), sort=ChangeRequest.number.expression,
                export=_bare("number"),
            ),
            Column("title", "Tài liệu", lambda row: f"{row.code} {row.title}".strip()),
            Column("kind", "Hình thức", lambda row: say(KIND_LABELS[row.kind])),
            *(whose if wide else ()),
            Column("asked_by", "Người đề xuất", _bare("asked_by"), optional=wide),
            Column("department", "Đơn vị", _bare("department"), optional=True),
            Column(
                "asked_at", "Ngày đề nghị", _shown_day_of("asked_at"), sort=ChangeRequest.asked_at.expression,
                export=_day_of("asked_at"),
            ),
            Column("wanted_on", "Hạn", _day("wanted_on"), export=_bare("wanted_on"), optional=True),
            Column("state", "Tình trạng", _request_badge, export=_request_state),
            Column("decided_by", "Người quyết định", _bare("decided_by"), optional=True),
            Column("reason", "Lý do", _bare("reason"), optional=True),
        ),
        identity=ChangeRequest.id.expression,
        default_sort="-asked_at",
        filters=(
            Filter("q", "Số phiếu, mã hiệu, tên tài liệu", having_words(ChangeRequest.folded)),
            Filter("kind", "Hình thức", being(ChangeRequest.kind, ChangeKind), choice_of(KIND_LABELS)),
            Filter("state", "Tình trạng", lambda value: _state(actor, value), _states),
            *((_agencies(),) if wide else ()),
        ),
        empty=Empty(
            "Chưa có đề nghị nào",
            "Thấy tài liệu chưa đúng, còn thiếu hoặc không còn dùng: hãy đề nghị. Ai trong cơ quan cũng đề nghị được,"
            " từ trang của tài liệu hoặc ở đây.",
            "Đề nghị soạn tài liệu mới",
            "document_changes.ask",
        ),
        link=lambda row: url_for("document_changes.show", request_id=row.id),
        tone=_request_tone,
    )  # fmt: skip


def _is_late(row: AnyRow) -> bool:
    return row.state in OPEN_REQUESTS and row.wanted_on is not None and row.wanted_on < today()


def _request_state(row: AnyRow) -> str:
    words = say(REQUEST_LABELS[row.state])
    return say("{state}, quá hạn", state=words) if _is_late(row) else words


def _request_badge(row: AnyRow) -> Markup:
    return badge("danger" if _is_late(row) else TONES[row.state], _request_state(row))


def _request_tone(row: AnyRow) -> str | None:
    if row.state not in OPEN_REQUESTS:
        return "muted"
    return "danger" if _is_late(row) else None


def _state(actor: Actor, value: str) -> ColumnElement[bool] | None:
    if value == OPEN:
        return ChangeRequest.state.in_(OPEN_REQUESTS)
    if value == LATE:
        return and_(ChangeRequest.state.in_(OPEN_REQUESTS), ChangeRequest.wanted_on < today())
    if value == MINE:
        return ChangeRequest.asked_by_id == actor.person_id
    return being(ChangeRequest.state, RequestState)(value)


def _states() -> Sequence[tuple[str, str]]:
    return (
        (OPEN, "Chưa xong"),
        (LATE, "Quá hạn"),
        (MINE, "Của tôi"),
        *choice_of(REQUEST_LABELS)(),
    )


# -- reviews ----------------------------------------------------------------------------------------------------


def reviews(actor: Actor, *, picking: bool) -> Table:
    """Documents in force by the day of their next review; with `picking` each can be ticked."""
    wide = actor.sees_province
    pick = (picks(),) if picking else ()
    whose = (Column("agency", "Cơ quan", _bare("agency"), sort=Agency.sort_name.expression),)
    return Table(
        label="Soát xét định kỳ tài liệu",
        columns=(
            Column("code", "Mã hiệu", _bare("code"), sort=Document.sort_code.expression),
            Column("title", "Tên tài liệu", _bare("title"), sort=Document.sort_title.expression),
            *pick,
            *(whose if wide else ()),
            Column("kind", "Loại", _bare("kind"), sort=DocumentKind.position.expression),
            Column("department", "Đơn vị soạn thảo", _bare("department"), optional=True),
            Column("number", "Lần ban hành", _number_shown, align="right", optional=True),
            Column(
                "due", "Hạn soát xét", _day("next_review_on"), sort=Document.next_review_on.expression,
                export=_bare("next_review_on"),
            ),
            Column("state", "Tình trạng", _review_state),
            Column("last", "Lần trước", _last),
        ),
        identity=Document.id.expression,
        default_sort="due",
        filters=(
            Filter("q", "Mã hiệu, tên tài liệu", having_words(Document.folded)),
            Filter("due", "Tình trạng", _due, _dues),
            Filter("kind", "Loại", naming(Document.kind_id), documents.names_of_kinds),
            whose_document(actor),
        ),
        empty=Empty(
            "Chưa có tài liệu nào phải soát xét",
            "Tài liệu đang hiệu lực có hạn soát xét theo chu kỳ của loại tài liệu; đến hạn thì có việc giao cho Thư ký"
            " ISO.",
        ),
        link=lambda row: url_for("documents.show", document_id=row.id),
        tone=_review_tone,
    )  # fmt: skip


def _review_state(row: AnyRow) -> str:
    if row.asked:
        return say("Đã có đề nghị {number}", number=row.asked)
    days = (row.next_review_on - today()).days
    if days < 0:
        return say("Quá hạn {days} ngày", days=-days)
    return say("Còn {days} ngày", days=days) if days <= NOTICE_DAYS else say("Chưa đến hạn")


def _review_tone(row: AnyRow) -> str | None:
    if row.asked:
        return "muted"
    days = (row.next_review_on - today()).days
    return "danger" if days < 0 else "warning" if days <= NOTICE_DAYS else None


def _last(row: AnyRow) -> str:
    if row.verdict is None:
        return ""
    day = show_day(day_of(row.reviewed_at))
    return f"{day}: {say(VERDICT_LABELS[row.verdict])}"


def _due(value: str) -> ColumnElement[bool] | None:
    if value == OVERDUE:
        return queries.is_due(today() - timedelta(days=1))
    if value == SOON:
        return queries.is_due(today() + timedelta(days=NOTICE_DAYS))
    return queries.is_asked_for() if value == ASKED else None


def _dues() -> Sequence[tuple[str, str]]:
    return ((SOON, "Đến hạn và quá hạn"), (OVERDUE, "Quá hạn"), (ASKED, "Đã có đề nghị sửa, hủy"))


def found(actor: Actor) -> Table:
    """What reviews found, the newest first."""
    wide = actor.sees_province
    whose = (Column("agency", "Cơ quan", _bare("agency"), sort=Agency.sort_name.expression),)
    return Table(
        label="Kết quả soát xét",
        columns=(
            Column("code", "Mã hiệu", _bare("code"), sort=Document.sort_code.expression),
            Column("title", "Tên tài liệu", _bare("title")),
            *(whose if wide else ()),
            Column(
                "at", "Ngày soát xét", _shown_day_of("at"), sort=DocumentReview.at.expression, export=_day_of("at")
            ),
            Column("verdict", "Kết quả", lambda row: say(VERDICT_LABELS[row.verdict])),
            Column("words", "Nhận xét, lý do", _bare("words")),
            Column("next", "Hạn kế tiếp", _day("next_on"), export=_bare("next_on")),
            Column("request", "Đề nghị", _bare("request"), optional=True),
            Column("by", "Người soát xét", _bare("by"), optional=True),
            Column("number", "Lần ban hành", _number_shown, align="right", optional=True),
            Column("due", "Hạn khi soát xét", _day("due_on"), export=_bare("due_on"), optional=True),
        ),
        identity=DocumentReview.id.expression,
        default_sort="-at",
        filters=(
            Filter("q", "Mã hiệu, tên tài liệu", having_words(Document.folded)),
            Filter(
                "verdict",
                "Kết quả",
                being(DocumentReview.verdict, Verdict),
                choice_of(VERDICT_LABELS),
            ),
        ),
        empty=Empty(
            "Chưa có lần soát xét nào",
            "Mỗi lần soát xét được ghi lại ở đây với kết quả, lý do và người soát xét; không sửa, không xóa được.",
        ),
        link=lambda row: url_for("documents.show", document_id=row.document_id),
    )  # fmt: skip
