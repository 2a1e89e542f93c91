"""What the form "Danh mục tài liệu bên ngoài" says of a row of `queries.register`."""

from typing import Any, Final

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.external_documents.kinds import CLASS_LABELS, FORCE_LABELS, Force
from iso_app.registers.printed import FormColumn

NAME: Final = "Danh mục tài liệu bên ngoài"


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


COLUMNS: Final = (
    FormColumn("number", "Số/ký hiệu", 16, lambda row: row.number),
    FormColumn("title", "Tên văn bản", 34, lambda row: row.title),
    FormColumn("document_class", "Phân loại", 12, lambda row: CLASS_LABELS[row.document_class]),
    FormColumn("issuer", "Cơ quan ban hành", 16, lambda row: row.issuer),
    FormColumn("effective_on", "Ngày hiệu lực", 11, lambda row: show_day(row.effective_on), "center"),
    FormColumn("force", "Tình trạng", 15, standing_words),
    FormColumn("department", "Đơn vị theo dõi", 14, lambda row: row.department or ""),
    FormColumn(
        "last_checked_on", "Rà soát gần nhất", 11, lambda row: show_day(row.last_checked_on), "center"
    ),
)
