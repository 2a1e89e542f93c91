"""The register as the form "Danh mục tài liệu bên ngoài"."""

from collections.abc import Iterable
from typing import Any, Final

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.external_documents.kinds import CLASS_LABELS, FORCE_LABELS, Force
from iso_app.printing import ColumnHead, FormHead, PrintedCell, PrintedReport, PrintedRow

NAME: Final = "Danh mục tài liệu bên ngoài"
_COLUMNS: Final = (
    ColumnHead("stt", "STT", 6, "center"),
    ColumnHead("number", "Số/ký hiệu", 16),
    ColumnHead("title", "Tên văn bản", 34),
    ColumnHead("document_class", "Phân loại", 12),
    ColumnHead("issuer", "Cơ quan ban hành", 16),
    ColumnHead("effective_on", "Ngày hiệu lực", 11, "center"),
    ColumnHead("force", "Tình trạng", 15),
    ColumnHead("department", "Đơn vị theo dõi", 14),
    ColumnHead("last_checked_on", "Rà soát gần nhất", 11, "center"),
)


def standing_words(row: Any) -> str:
    """The state in the words of the form: "còn hiệu lực", "thay thế bởi …", with the day it ended or will end."""
    force = Force(row.force)
    day = show_day(row.document_ended_on)
    if force is Force.REPLACED:
        return f"Thay thế bởi {row.replaced_by}" + (f" từ {day}" if day else "")
    if force is Force.EXPIRED:
        return f"{FORCE_LABELS[force]}" + (f" từ {day}" if day else "")
    if force is Force.PARTLY:
        return FORCE_LABELS[force] + (f" (sửa bởi {row.replaced_by})" if row.replaced_by else "")
    if row.effective_on is not None and row.effective_on > today():
        return "Chưa có hiệu lực"
    return FORCE_LABELS[force] + (f" đến {day}" if day else "")


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
        "document_class": CLASS_LABELS[row.document_class],
        "issuer": row.issuer,
        "effective_on": show_day(row.effective_on),
        "force": standing_words(row),
        "department": row.department or "",
        "last_checked_on": show_day(row.last_checked_on),
    }
    return PrintedRow({key: PrintedCell(text) for key, text in texts.items()})
