"""The lists: the register of records, the disposals."""

from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import Select

from iso_app.core.clock import day_of
from iso_app.core.dates import show_day
from iso_app.records.kinds import RetentionUnit
from iso_app.records.models import RecordDisposal, RecordKind
from iso_app.records.workflow import DISPOSAL_LABELS, DisposalState
from iso_app.registers.tables import by_department
from iso_app.web.filters import being, choice_of, having_words
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, badge

TONES = {
    DisposalState.PROPOSED: "warning",
    DisposalState.APPROVED: "success",
    DisposalState.DECLINED: "danger",
    DisposalState.WITHDRAWN: "neutral",
}
_STATES = (("due", "Có hồ sơ đến hạn hủy"), ("used", "Đang lập"), ("ended", "Ngừng lập"))


def retention_of(row: Any) -> str:
    """The time to keep in the reader's language."""
    if row.retention_length is None:
        return say("Vĩnh viễn")
    if row.retention_unit == RetentionUnit.YEARS:
        return say("{count} năm", count=row.retention_length)
    return say("{count} tháng", count=row.retention_length)


def _state(row: AnyRow) -> Markup:
    if row.due:
        return badge("warning", say("{count} tập đến hạn hủy", count=row.due))
    if row.ended_on is not None:
        return badge("neutral", say("Ngừng lập, còn lưu") if row.kept else say("Ngừng lập"))
    return badge("success", say("Đang lưu"))


def register(base: Select[Any], agency_id: int | None) -> Table:
    """The register of records of an agency; `base` is `queries.register`."""
    names = base.selected_columns

    conditions = {
        "due": names["due"] > 0,
        "used": RecordKind.ended_on.is_(None),
        "ended": RecordKind.ended_on.is_not(None),
    }
    return Table(
        label="Danh mục hồ sơ",
        columns=(
            Column("number", "Số hiệu", lambda row: row.number, sort=RecordKind.sort_number.expression),
            Column("title", "Tên hồ sơ", lambda row: row.title, sort=RecordKind.sort_title.expression),
            Column("department", "Đơn vị lưu", lambda row: row.department),
            Column("place", "Nơi lưu", lambda row: row.place),
            Column("retention", "Thời gian lưu", retention_of),
            Column("holder", "Người giữ", lambda row: row.holder),
            Column("method", "Phương pháp hủy", lambda row: row.disposal_method, optional=True),
            Column("kept", "Số tập đang lưu", lambda row: row.kept, sort=names["kept"], align="right", optional=True),
            Column("state", "Tình trạng", _state),
        ),
        identity=RecordKind.id.expression,
        default_sort="number",
        filters=(
            Filter("q", "Tìm số hiệu, tên, nơi lưu, người giữ", having_words(RecordKind.searched)),
            Filter("state", "Tình trạng", conditions.get, lambda: _STATES),
            by_department("Đơn vị lưu", agency_id),
        ),
        empty=Empty(
            "Danh mục chưa có loại hồ sơ nào",
            "Thêm từng loại hồ sơ phải lưu, hoặc nhập cả danh mục từ tệp Excel đang có.",
            "Nhập từ tệp",
            "records.bring_in",
        ),
        link=lambda row: url_for("records.show", record_kind_id=row.id),
        tone=lambda row: "muted" if row.ended_on is not None and not row.kept else None,
    )  # fmt: skip


def _day(row: AnyRow) -> str:
    return show_day(day_of(row.proposed_at))


def _disposal_state(row: AnyRow) -> Markup:
    return badge(TONES[row.state], say(DISPOSAL_LABELS[row.state]))


DISPOSALS = Table(
    label="Hủy hồ sơ",
    columns=(
        Column("reason", "Lý do hủy", lambda row: row.reason),
        Column("count", "Số tập", lambda row: len(row.content), align="right"),
        Column("decision", "Quyết định", lambda row: row.decision_number),
        Column("by", "Người đề nghị", lambda row: row.proposed_by),
        Column("at", "Đề nghị ngày", _day, sort=RecordDisposal.proposed_at.expression),
        Column("decided", "Người quyết định", lambda row: row.decided_by, optional=True),
        Column("state", "Tình trạng", _disposal_state),
    ),
    identity=RecordDisposal.id.expression,
    default_sort="-at",
    filters=(
        Filter("state", "Tình trạng", being(RecordDisposal.state, DisposalState), choice_of(DISPOSAL_LABELS)),
    ),
    empty=Empty(
        "Chưa đề nghị hủy hồ sơ nào",
        "Hồ sơ hết thời gian lưu hiện ở trang Đến hạn hủy; chọn ở đó rồi đề nghị lãnh đạo phê duyệt.",
        "Xem hồ sơ đến hạn hủy",
        "records.due",
    ),
    link=lambda row: url_for("records.disposal", disposal_id=row.id),
)
