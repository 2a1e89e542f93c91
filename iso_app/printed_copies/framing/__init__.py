"""A PDF that somebody brought, each page within a frame of ours; parsed by a child process, the original untouched."""

import base64
import binascii
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from iso_app.core.errors import DomainError
from iso_app.printing.controlled import ControlBox, CopyMark
from iso_app.printing.controlled_pdf import Sheet, frame_pdf
from iso_app.sheets.child import Spoilt, TooMuch, ask

_SCRIPT: Final = Path(__file__).with_name("_child.py")
_MM_PER_POINT: Final = 25.4 / 72
_A4: Final = (210.0, 297.0)
_A3: Final = (297.0, 420.0)
_LARGER: Final = 1.12  # a page so much longer than A4 is printed on A3
_LIMITS: Final = {"memory": 900_000_000, "cpu_seconds": 20, "output": 140_000_000, "pages": 600}
_WALL_SECONDS: Final = 60.0
_PDF: Final = b"%PDF-"


class Unprintable(DomainError):
    """The file cannot be printed with its frame; the sentence says what to do."""


def framed_pdf(content: bytes, box: ControlBox, copy: CopyMark) -> bytes:
    """Every page of `content` (PDF) a little smaller within a frame that bears box, mark and QR code.

    Raises:
        Unprintable: broken, locked, too long, or of odd sizes.
    """
    sizes = _sizes(_asked(b"", content, {}))
    sheets = [_sheet(width * _MM_PER_POINT, height * _MM_PER_POINT) for width, height in sizes]
    frame = frame_pdf(box, copy, sheets)
    rooms = [[part / _MM_PER_POINT for part in sheet.room] for sheet in sheets]
    answer = _asked(frame, content, {"rooms": rooms})
    try:
        framed = base64.b64decode(answer["framed"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as nonsense:
        raise _damaged() from nonsense
    if not framed.startswith(_PDF):
        raise _damaged()
    return framed


def _sheet(width: float, height: float) -> Sheet:
    """The paper a page is printed on: A4, or A3 for what is much larger, upright or lying as the page is."""
    short, long = _A3 if max(width, height) > _A4[1] * _LARGER else _A4
    return Sheet(long, short) if width > height else Sheet(short, long)


def _sizes(answer: Mapping[str, Any]) -> list[tuple[float, float]]:
    """The answer as promised; a child that a hostile file has taken over may say anything."""
    try:
        sizes = [(float(width), float(height)) for width, height in answer["sizes"]]
    except (KeyError, TypeError, ValueError) as nonsense:
        raise _damaged() from nonsense
    if not 1 <= len(sizes) <= _LIMITS["pages"]:
        raise _damaged()
    return sizes


def _asked(frame: bytes, content: bytes, more: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        told = ask(
            _SCRIPT, frame + content, {**_LIMITS, "frame": len(frame), **more}, wall_seconds=_WALL_SECONDS
        )
        answer = json.loads(told)
        unfit = answer.get("unfit")
    except (Spoilt, ValueError, RecursionError, AttributeError) as spoilt:
        raise _damaged() from spoilt
    except TooMuch as much:
        raise Unprintable("Tệp PDF quá lớn hoặc quá phức tạp để in kèm khung; hãy lưu lại gọn hơn.") from much
    if unfit is not None:
        raise _unfit(str(unfit))
    return dict(answer)


def _unfit(word: str) -> Unprintable:
    known = {
        "locked": Unprintable("Tệp PDF được đặt mật khẩu; hãy bỏ mật khẩu rồi tải lên lại."),
        "pages": Unprintable("Tệp PDF có quá nhiều trang; hãy chia thành nhiều tệp."),
        "size": Unprintable("Trang của tệp PDF có kích thước bất thường; hãy in lại thành PDF khổ A4."),
    }
    return known.get(word, _damaged())


def _damaged() -> Unprintable:
    return Unprintable("Tệp PDF hỏng; hãy lưu lại rồi tải lên lại.")
