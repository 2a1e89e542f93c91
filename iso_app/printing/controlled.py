"""What is printed of a controlled document: its box, its mark, its sections, who signed it. Values only."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from iso_app.core.dates import show_day
from iso_app.core.text import clean

CONTENTS_HEAD: Final = "MỤC LỤC"
AMENDMENTS_HEAD: Final = "SỬA ĐỔI TÀI LIỆU"
AMENDMENT_HEADS: Final = ("Lần sửa đổi", "Vị trí", "Nội dung sửa đổi", "Ngày sửa đổi", "Ghi chú")
STEP_HEADS: Final = ("TT", "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả")
BLANK_AMENDMENTS: Final = 3  # rows left to the pen where nothing was amended yet
_PEN: Final = "…" * 6


class Mark(StrEnum):
    """What is stamped on every page; the words are the mark."""

    NONE = ""
    DRAFT = "BẢN NHÁP"
    NOT_YET = "CHƯA CÓ HIỆU LỰC"
    CONTROLLED = "BẢN KIỂM SOÁT"
    ENDED = "HẾT HIỆU LỰC"

    @property
    def is_across(self) -> bool:
        """Whether it lies across the page, so that nobody overlooks it; else it is a stamp in the foot."""
        return self not in {Mark.NONE, Mark.CONTROLLED}


@dataclass(frozen=True, slots=True)
class ControlBox:
    """Whose document it is, which one, its revision and the day from which it is in force."""

    agency: str
    kind: str
    title: str
    code: str
    revision: str
    effective_on: date | None = None
    parent: str = ""

    @property
    def lines(self) -> tuple[str, str, str]:
        """What stands beside the name, but for the page."""
        return (
            f"Mã hiệu: {self.code}",
            f"Lần ban hành: {self.revision}",
            f"Ngày hiệu lực: {show_day(self.effective_on) or _PEN}",
        )


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What makes a sheet of paper a copy: its mark, a line below it, notes in the foot, the address of its QR code."""

    mark: Mark = Mark.NONE
    below: str = ""
    notes: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who signed: name, post, and how and when."""

    name: str
    post: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SigningColumn:
    """A column of the box Soạn thảo | Xem xét | Phê duyệt; without hands it is left to the pen."""

    label: str
    hands: tuple[Hand, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A section with its number; `steps` are rows of four: what, who, time, forms and results."""

    heading: str
    text: str = ""
    steps: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ControlledDocument:
    """A whole document. Without sections it is a cover: `facts` tell of the file that belongs behind it.

    `amendments` are rows of five as `AMENDMENT_HEADS`; None leaves the table away.
    """

    box: ControlBox
    copy: CopyMark
    signing: tuple[SigningColumn, ...]
    sections: tuple[PrintedSection, ...] = ()
    amendments: tuple[tuple[str, ...], ...] | None = None
    facts: tuple[tuple[str, str], ...] = ()
    basis: str = ""

    @property
    def name(self) -> str:
        """What the file calls itself in its properties, on one line."""
        return f"{self.box.code} - {self.box.title}"


def cleaned(value: Any) -> Any:
    """The same values with every text in NFC and without characters that are not seen."""
    if isinstance(value, Mark):
        return value
    if isinstance(value, str):
        return clean(value, lines=True)
    if isinstance(value, tuple):
        return tuple(cleaned(item) for item in value)
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    return replace(value, **{name: cleaned(getattr(value, name)) for name in fields})
