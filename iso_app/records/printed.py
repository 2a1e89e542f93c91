"""What the form "Danh mục hồ sơ" says of a row of `queries.register`."""

from typing import Any, Final

from iso_app.records.kinds import Retention, RetentionUnit
from iso_app.registers.printed import FormColumn

NAME: Final = "Danh mục hồ sơ"


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


COLUMNS: Final = (
    FormColumn("number", "Số hiệu", 13, lambda row: row.number),
    FormColumn("title", "Tên hồ sơ", 34, lambda row: row.title),
    FormColumn("department", "Đơn vị lưu", 15, lambda row: row.department or ""),
    FormColumn("place", "Nơi lưu", 16, lambda row: row.place),
    FormColumn("retention", "Thời gian lưu", 11, retention_words, "center"),
    FormColumn("holder", "Người giữ", 14, lambda row: row.holder),
    FormColumn("disposal_method", "Phương pháp hủy", 14, lambda row: row.disposal_method),
    FormColumn("state", "Tình trạng", 14, state_words),
)
