"""What is said of a line of the list: what storing it would do, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class LineVerdict(StrEnum):
    NEW = "new"
    REVISION = "revision"
    SAME = "same"
    WRONG = "wrong"


class LineResult(StrEnum):
    STORED = "stored"
    LEFT_OUT = "left_out"


VERDICT_LABELS = {
    LineVerdict.NEW: "Tài liệu mới",
    LineVerdict.REVISION: "Thêm lần ban hành",
    LineVerdict.SAME: "Đã có",
    LineVerdict.WRONG: "Sai",
}
VERDICT_TONES = {
    LineVerdict.NEW: "success",
    LineVerdict.REVISION: "info",
    LineVerdict.SAME: "neutral",
    LineVerdict.WRONG: "danger",
}
RESULT_LABELS = {LineResult.STORED: "Đã lưu", LineResult.LEFT_OUT: "Không lưu"}
RESULT_TONES = {LineResult.STORED: "success", LineResult.LEFT_OUT: "warning"}
TO_STORE = (LineVerdict.NEW, LineVerdict.REVISION)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell of a line: its column ("" for the line as a whole), its value, what would be right."""

    column: str
    value: str
    advice: str

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"column": self.column, "value": self.value, "advice": self.advice}
