"""The lists: documents with their reading, who has read, copies on paper, what I have to read."""

from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, Select

from iso_app.accounts.models import Person
from iso_app.agencies.models import Department
from iso_app.core.actor import Actor
from iso_app.core.clock import VIETNAM, today
from iso_app.core.dates import show_day, show_moment
from iso_app.distribution import queries
from iso_app.distribution.kinds import WAY_LABELS
from iso_app.distribution.models import PaperCopy
from iso_app.distribution.workflow import COPY_LABELS, STILL_OUT, CopyState
from iso_app.documents.models import Document
from iso_app.web.filters import being, choice_of, having_words, naming
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, badge, chosen_id

READ, UNREAD = "read", "unread"


def _issue(row: AnyRow) -> str:
    return f"{row.number:02}" if row.number is not None else ""


_CODE = Column("code", "Mã hiệu", lambda row: row.code, sort=Document.sort_code.expression)
_TITLE = Column("title", "Tên tài liệu", lambda row: row.title, sort=Document.sort_title.expression)
_ISSUE = Column("number", "Lần ban hành", _issue, align="right", export=lambda row: row.number)
_SINCE = Column(
    "effective",
    "Ngày hiệu lực",
    lambda row: show_day(row.effective_on),
    export=lambda row: row.effective_on,
)
_SEARCH = Filter("q", "Tìm theo mã, tên", having_words(Document.folded))


# -- documents with their reading ------------------------------------------------------------------------------


def _reading(row: AnyRow) -> str:
    if not row.lines:
        return say("Chưa phân phối")
    return f"{row.read}/{row.must}" if row.must else "–"


def _out(row: AnyRow) -> str:
    if row.back:
        return say("{out} bản, {back} phải thu hồi", out=row.out, back=row.back)
    return str(row.out or "")


def _state(value: str) -> ColumnElement[bool] | None:
    if value == "unread":
        return queries.somebody_missing(Document.id)
    if value == "collect":
        return queries.copies_out(Document.id, to_collect=True) > 0
    return None


STATES = (("unread", "Còn người chưa đọc"), ("collect", "Còn bản giấy phải thu hồi"))


def documents(actor: Actor) -> Table:
    """Documents in force with how far they are read; across agencies for whoever sees a province."""
    agency = Column("agency", "Cơ quan", lambda row: row.agency)
    of_agency = Filter(
        "agency",
        "Cơ quan",
        naming(Document.agency_id),
        queries.agencies_with_documents,
    )
    wide = actor.sees_province
    return Table(
        label="Phân phối tài liệu",
        columns=(
            _CODE,
            _TITLE,
            *((agency,) if wide else ()),
            _ISSUE,
            _SINCE,
            Column("reading", "Đã đọc", _reading, align="right"),
            Column("out", "Bản giấy đang giữ", _out, align="right"),
        ),
        identity=Document.id.expression,
        default_sort="code",
        filters=(
            _SEARCH,
            Filter("state", "Tình trạng", _state, lambda: STATES),
            *((of_agency,) if wide else ()),
        ),
        empty=Empty(
            "Chưa có tài liệu nào có hiệu lực",
            "Tài liệu có hiệu lực hiện ở đây: phân phối cho ai, ai đã đọc, bản giấy nào phải thu hồi.",
        ),
        link=lambda row: url_for("distribution.show", document_id=row.id),
        tone=lambda row: "danger" if row.back else None,
    )


# -- who has read ---------------------------------------------------------------------------------------------


def _how(row: AnyRow) -> str:
    return say(WAY_LABELS[row.way]) if row.way is not None else ""


def _said(row: AnyRow) -> object:
    if row.has_read:
        return say("Đã đọc")
    if row.deputies:
        return say("Chưa đọc; người thay mặt đã đọc: {who}", who=row.deputies)
    return say("Chưa đọc")


def readers(document_id: int, base: Select[Any]) -> Table:
    """Everybody who has to read a document; `base` is `queries.readers`."""
    has_read = base.selected_columns["has_read"]
    departments = [
        (str(row.department_id or 0), row.name or "Không thuộc đơn vị nào")
        for row in queries.by_department(document_id)
    ]

    def of_department(value: str) -> ColumnElement[bool]:
        return Department.id == chosen_id(value) if chosen_id(value) else Department.id.is_(None)

    def of_state(value: str) -> ColumnElement[bool] | None:
        return has_read == (1 if value == READ else 0) if value in {READ, UNREAD} else None

    return Table(
        label="Ký nhận đã đọc",
        columns=(
            Column("name", "Họ tên", lambda row: row.full_name, sort=Person.sort_name.expression),
            Column("post", "Vị trí", lambda row: row.post),
            Column("department", "Đơn vị", lambda row: row.department or ""),
            Column("state", "Tình trạng", _said),
            Column("number", "Lần ban hành đã đọc", _issue, align="right", export=lambda row: row.number),
            Column(
                "at",
                "Ký nhận lúc",
                lambda row: show_moment(row.at) if row.at else "",
                export=lambda row: row.at.astimezone(VIETNAM) if row.at else "",
            ),
            Column("way", "Cách ký nhận", _how),
            Column("digest", "Mã kiểm nội dung đã đọc", lambda row: row.content_digest or "", optional=True),
        ),
        identity=Person.id.expression,
        default_sort="name",
        filters=(
            Filter("q", "Tìm theo tên", having_words(Person.folded)),
            Filter("department", "Đơn vị", of_department, lambda: departments),
            Filter("state", "Tình trạng", of_state, lambda: ((UNREAD, "Chưa đọc"), (READ, "Đã đọc"))),
        ),
        empty=Empty(
            "Chưa có ai phải đọc",
            "Thêm đơn vị hoặc vị trí vào phân phối của tài liệu; người giữ vị trí ở đó hiện ở đây.",
        ),
        tone=lambda row: None if row.has_read else "warning",
    )


# -- copies on paper ------------------------------------------------------------------------------------------


def _copy_state(row: AnyRow) -> str:
    if row.state is CopyState.TO_COLLECT:
        return say("Phải thu hồi từ {day}", day=show_day(row.called_back_on))
    if row.state is CopyState.WITHDRAWN and row.stamped:
        return say("Đã thu hồi, đóng dấu HẾT HIỆU LỰC")
    return say(COPY_LABELS[row.state])


def _copy_filter(value: str) -> ColumnElement[bool] | None:
    if value == "held":
        return PaperCopy.state.in_(STILL_OUT)
    return being(PaperCopy.state, CopyState)(value)


def _copy_moves(row: AnyRow) -> object:
    where = {"document_id": row.document_id, "copy_id": row.id}
    found = []
    if row.state in {CopyState.TO_COLLECT, CopyState.LOST}:
        found.append((url_for("distribution.withdraw_copy", **where), say("Thu hồi")))
    if row.state is CopyState.OUT:
        found.append((url_for("distribution.take_back_copy", **where), say("Nhận lại")))
    if row.state in STILL_OUT:
        found.append((url_for("distribution.lose_copy", **where), say("Báo mất")))
    return Markup(" · ").join(Markup('<a href="{}">{}</a>').format(url, label) for url, label in found)


def copies(*, may_keep: bool) -> Table:
    """The copies of a document."""
    moves = Column("moves", "Việc làm được", _copy_moves, export=lambda _: "")
    return Table(
        label="Các bản giấy",
        columns=(
            Column("issue", "Lần ban hành", lambda row: f"{row.revision:02}", align="right"),
            Column(
                "number",
                "Bản số",
                lambda row: f"{row.number:02}",
                sort=PaperCopy.id.expression,
                align="right",
            ),
            Column("holder", "Người, đơn vị giữ", lambda row: row.holder),
            Column("state", "Tình trạng", _copy_state),
            Column(
                "handed", "Ngày giao", lambda row: show_day(row.handed_on), export=lambda row: row.handed_on
            ),
            Column(
                "ended", "Ngày thu hồi", lambda row: show_day(row.ended_on), export=lambda row: row.ended_on
            ),
            Column("by", "Người giao", lambda row: row.handed_by, optional=True),
            Column("note", "Ghi chú", lambda row: row.note),
            *((moves,) if may_keep else ()),
        ),
        identity=PaperCopy.id.expression,
        default_sort="-number",
        filters=(
            Filter(
                "state",
                "Tình trạng",
                _copy_filter,
                lambda: (("held", "Còn người giữ"), *choice_of(COPY_LABELS)()),
            ),
        ),
        empty=Empty(
            "Chưa giao bản giấy nào",
            "Bản giấy giao cho đơn vị hoặc cá nhân được đánh số; khi có lần ban hành mới phải thu hồi.",
        ),
        tone=lambda row: {CopyState.TO_COLLECT: "danger", CopyState.LOST: "warning"}.get(
            row.state, None if row.state is CopyState.OUT else "muted"
        ),
    )


# -- what I have to read ---------------------------------------------------------------------------------------


def _my_state(row: AnyRow) -> tuple[str, str]:
    if row.has_read:
        return "success", say("Đã đọc")
    if row.due_on is not None and row.due_on < today():
        return "danger", say("Quá hạn {days} ngày", days=(today() - row.due_on).days)
    return "warning", say("Chưa đọc")


def my_documents(actor: Actor) -> Table:
    """What the actor has to read, the unread first."""
    first = queries.unread_first(actor)

    def narrow(value: str) -> ColumnElement[bool] | None:
        return first == (1 if value == READ else 0) if value in {READ, UNREAD} else None

    return Table(
        label="Tài liệu tôi phải đọc",
        columns=(
            _CODE,
            _TITLE,
            _ISSUE,
            _SINCE,
            Column("changes", "Nội dung thay đổi", lambda row: _short(row.change_summary), optional=True),
            Column("due", "Hạn đọc", lambda row: show_day(row.due_on), export=lambda row: row.due_on),
            Column(
                "state",
                "Tình trạng",
                lambda row: badge(*_my_state(row)),
                sort=first,
                export=lambda row: _my_state(row)[1],
            ),
        ),
        identity=Document.id.expression,
        default_sort="state",
        filters=(
            _SEARCH,
            Filter("state", "Tình trạng", narrow, lambda: ((UNREAD, "Chưa đọc"), (READ, "Đã đọc"))),
        ),
        empty=Empty(
            "Không có tài liệu nào bạn phải đọc",
            "Khi tài liệu được phân phối cho vị trí hoặc đơn vị của bạn, tài liệu hiện ở đây.",
        ),
        link=lambda row: url_for("documents.revision", document_id=row.id, number=row.number),
        tone=lambda row: "muted" if row.has_read else ("danger" if _late(row) else None),
    )


def _late(row: AnyRow) -> bool:
    return row.due_on is not None and row.due_on < today()


def _short(words: str) -> object:
    return escape(words if len(words) <= 120 else f"{words[:119]}…")  # noqa: PLR2004
