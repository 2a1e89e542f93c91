"""The register as the form "Danh mục hồ sơ"."""

from collections.abc import Iterable
from typing import Any, Final

from iso_app.printing import ColumnHead, FormHead, PrintedCell, PrintedReport, PrintedRow
from iso_app.records.kinds import Retention, RetentionUnit

NAME: Final = "Danh mục hồ sơ"
_COLUMNS: Final = (
    ColumnHead("stt", "STT", 6, "center"),
    ColumnHead("number", "Số hiệu", 13),
    ColumnHead("title", "Tên hồ sơ", 34),
    ColumnHead("department", "Đơn vị lưu", 15),
    ColumnHead("place", "Nơi lưu", 16),
    ColumnHead("retention", "Thời gian lưu", 11, "center"),
    ColumnHead("holder", "Người giữ", 14),
    ColumnHead("disposal_method", "Phương pháp hủy", 14),
    ColumnHead("state", "Tình trạng", 14),
)


def state_words(row: Any) -> str:
    """Whether records of this kind are made, and whether some wait to be destroyed."""
    if row.due:
        return f"Có {row.due} tập đến hạn hủy"
    if row.ended_on is not None:
        return "Ngừng lập, còn lưu" if row.kept else "Ngừng lập"
    return "Đang lưu"


def retention_words(row: Any) -> str:
    """How long it is kept: `5 năm`, `Vĩnh viễn`."""
    return Retention(RetentionUnit(row.retention_unit), row.retention_length).words


def printed(head: FormHead, rows: Iterable[Any]) -> PrintedReport:
    """The form with the rows of `queries.register`, in their order."""
    return PrintedReport(
        kind=NAME,
        title="",
        columns=_COLUMNS,
        rows=tuple(_row(number, row) for number, row in enumerate(rows, start=1)),
        landscape=True,
        form=head,
    )


def _row(number: int, row: Any) -> PrintedRow:
    texts = {
        "stt": str(number),
        "number": row.number,
        "title": row.title,
        "department": row.department or "",
        "place": row.place,
        "retention": retention_words(row),
        "holder": row.holder,
        "disposal_method": row.disposal_method,
        "state": state_words(row),
    }
    return PrintedRow({key: PrintedCell(text) for key, text in texts.items()})
