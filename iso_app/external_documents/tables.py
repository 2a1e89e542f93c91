"""The lists: an agency's register, the shared one, what agencies make of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.external_documents.kinds import CLASS_LABELS, FORCE_LABELS, DocumentClass, Force
from iso_app.external_documents.models import ExternalDocument, Subscription
from iso_app.external_documents.queries import lists
from iso_app.external_documents.shown import DUE_SOON, late_days, standing, tone_of
from iso_app.registers.tables import by_department
from iso_app.web.filters import being, choice_of, having_words, naming
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, badge


def _due(value: str) -> ColumnElement[bool] | None:
    day = today()
    if value == "late":
        return Subscription.next_check_on < day
    if value == "soon":
        return Subscription.next_check_on.between(day, day + timedelta(days=DUE_SOON))
    return Subscription.last_checked_on.is_(None) if value == "never" else None


_DUE = (
    ("late", "Quá hạn rà soát"),
    ("soon", "Đến hạn trong 30 ngày"),
    ("never", "Chưa rà soát lần nào"),
)


def _next_check(row: AnyRow) -> object:
    late = late_days(row.next_check_on)
    if not late:
        return show_day(row.next_check_on)
    words = say("quá hạn {days} ngày", days=late)
    return Markup("{}<br>{}").format(show_day(row.next_check_on), badge("danger", words))


def register(agency_id: int | None, *, ended: bool, link: Callable[[AnyRow], str] | None = None) -> Table:
    """An agency's register of external documents."""
    return Table(
        label="Danh mục tài liệu bên ngoài",
        columns=(
            Column("number", "Số/ký hiệu", lambda row: row.number, sort=lists.SORT_NUMBER, nowrap=True),
            Column("title", "Tên văn bản", lambda row: row.title),
            Column("class", "Phân loại", lambda row: say(CLASS_LABELS[row.document_class]), optional=True),
            Column("issuer", "Cơ quan ban hành", lambda row: row.issuer, optional=True),
            Column(
                "effective", "Ngày hiệu lực", lambda row: show_day(row.effective_on),
                sort=lists.EFFECTIVE_ORDER, export=lambda row: row.effective_on, optional=True,
            ),
            Column("force", "Tình trạng", standing),
            Column("department", "Đơn vị theo dõi", lambda row: row.department),
            Column(
                "checked", "Rà soát gần nhất", lambda row: show_day(row.last_checked_on),
                sort=lists.CHECKED_ORDER, export=lambda row: row.last_checked_on,
            ),
            Column("by", "Người rà soát", lambda row: row.last_checked_by, optional=True),
            Column(
                "next", "Rà soát kế tiếp", _next_check,
                sort=Subscription.next_check_on.expression, export=lambda row: row.next_check_on,
            ),
            Column("own", "Nguồn", _source, optional=True),
        ),
        identity=Subscription.id.expression,
        default_sort="next",
        filters=(
            Filter("q", "Tìm số, tên, cơ quan ban hành", having_words(lists.SEARCHED)),
            Filter("force", "Tình trạng", being(lists.FORCE, Force), choice_of(FORCE_LABELS)),
            Filter("due", "Rà soát", _due, lambda: _DUE),
            Filter("class", "Phân loại", being(lists.CLASS, DocumentClass), choice_of(CLASS_LABELS)),
            by_department("Đơn vị theo dõi", agency_id),
            Filter("follow", "Theo dõi", lambda _: None, lambda: [("ended", "Đã thôi theo dõi")]),
        ),
        empty=Empty(
            "Không có văn bản nào đã thôi theo dõi" if ended else "Danh mục chưa có văn bản nào",
            "Chọn văn bản trong danh mục dùng chung của tỉnh, thêm văn bản riêng của cơ quan, "
            "hoặc nhập cả danh mục từ tệp Excel đang có.",
            "Chọn từ danh mục dùng chung",
            "external_documents.follow",
        ),
        link=link or (lambda row: url_for("external_documents.show", subscription_id=row.id)),
        tone=_tone,
    )  # fmt: skip


def _source(row: AnyRow) -> str:
    return say("Riêng của cơ quan") if row.is_own else say("Dùng chung của tỉnh")


def _tone(row: AnyRow) -> str | None:
    return "danger" if late_days(row.next_check_on) else tone_of(row.force)


def shared(*, counted: bool) -> Table:
    """The shared register; `counted`: with how many agencies follow each."""
    following = (
        Column("followers", "Số cơ quan theo dõi", lambda row: row.followers, align="right")
        if counted
        else Column("own", "Cơ quan bạn", _followed)
    )
    return Table(
        label="Văn bản dùng chung",
        columns=(
            Column(
                "number",
                "Số/ký hiệu",
                lambda row: row.number,
                sort=ExternalDocument.sort_number.expression,
                nowrap=True,
            ),
            Column("title", "Tên văn bản", lambda row: row.title),
            Column("class", "Phân loại", lambda row: say(CLASS_LABELS[row.document_class])),
            Column("issuer", "Cơ quan ban hành", lambda row: row.issuer),
            Column(
                "effective", "Ngày hiệu lực", lambda row: show_day(row.effective_on),
                sort=lists.SHARED_EFFECTIVE_ORDER, export=lambda row: row.effective_on,
            ),
            Column("force", "Tình trạng", standing),
            following,
        ),
        identity=ExternalDocument.id.expression,
        default_sort="number",
        filters=(
            Filter("q", "Tìm số, tên, cơ quan ban hành", having_words(ExternalDocument.searched)),
            Filter("force", "Tình trạng", being(ExternalDocument.force, Force), choice_of(FORCE_LABELS)),
            Filter(
                "class", "Phân loại", being(ExternalDocument.document_class, DocumentClass),
                choice_of(CLASS_LABELS),
            ),
        ),
        empty=Empty(
            "Danh mục dùng chung chưa có văn bản nào",
            "Cơ quan quản lý của tỉnh thêm các văn bản mà mọi cơ quan phải theo; cơ quan chỉ cần chọn để theo dõi.",
        ),
        link=lambda row: url_for("shared_documents.show", external_document_id=row.id),
        tone=lambda row: tone_of(row.force),
    )  # fmt: skip


def _followed(row: AnyRow) -> object:
    if row.subscription_id is None:
        return ""
    return badge("success", say("Đang theo dõi"))


def by_agency(base: Select[Any]) -> Table:
    """Agencies with what they follow and how late they are; `base` is `queries.by_agency`."""
    names = base.selected_columns
    counts = (
        ("followed", "Đang theo dõi"),
        ("overdue", "Quá hạn rà soát"),
        ("ended", "Đã hết hiệu lực, còn theo dõi"),
    )
    return Table(
        label="Tài liệu bên ngoài của các cơ quan",
        columns=(
            Column("name", "Cơ quan", lambda row: row.name, sort=Agency.sort_name.expression),
            Column("group", "Loại cơ quan", lambda row: row.group_name),
            *(
                Column(key, label, _count(key), sort=names[key], align="right", export=_exact(key))
                for key, label in counts
            ),
            Column(
                "checked", "Rà soát gần nhất", lambda row: show_day(row.last_checked_on),
                export=lambda row: row.last_checked_on,
            ),
        ),
        identity=Agency.id.expression,
        default_sort="-overdue",
        filters=(
            Filter("q", "Tên cơ quan", having_words(Agency.folded)),
            Filter("group", "Loại cơ quan", naming(Agency.group_id), agencies.names_of_groups),
            Filter("late", "Tình hình", _late(names), lambda: _STATES),
        ),
        empty=Empty("Chưa có cơ quan nào", "Nhập danh sách cơ quan của tỉnh trước."),
        link=lambda row: url_for("shared_documents.of_agency", code=row.code),
    )  # fmt: skip


_STATES = (
    ("late", "Có văn bản quá hạn rà soát"),
    ("ended", "Còn theo dõi văn bản đã hết hiệu lực"),
    ("none", "Chưa theo dõi văn bản nào"),
)


def _late(names: Any) -> Callable[[str], ColumnElement[bool] | None]:
    conditions = {"late": names["overdue"] > 0, "ended": names["ended"] > 0, "none": names["followed"] == 0}
    return conditions.get


def _count(key: str) -> Callable[[AnyRow], object]:
    # Of an agency that follows nothing only that is said: there is nothing that could be late.
    return lambda row: getattr(row, key) if row.followed or key == "followed" else "–"


def _exact(key: str) -> Callable[[AnyRow], object]:
    return lambda row: getattr(row, key)
