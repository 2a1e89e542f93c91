"""A document file into passages or pictures, by a child process whose answer is checked."""

import base64
import binascii
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from iso_app.core.text import clean
from iso_app.sheets.child import Spoilt, TooMuch, ask
from iso_app.texts.office import require_document
from iso_app.texts.shapes import STYLES, Bounds, Extracted, Kind, Passage, Unreadable

SCRIPTS = {kind: Path(__file__).with_name(f"_{kind}.py") for kind in ("docx", "xlsx", "pdf")}
_WIDEST = 2_000
_PNG = b"\x89PNG\r\n\x1a\n"


def extract(path: Path, *, kind: Kind, bounds: Bounds | None = None) -> Extracted:
    """What the document at `path` says. A scanned PDF says nothing: no passages, and no error.

    Raises:
        Unreadable: broken, encrypted, with macros, a bomb, empty, or not of its kind.
    """
    limits = bounds or Bounds()
    return _extracted(_ask(path, kind, limits, limits.asked()))


def pictures(path: Path, *, pages: range, width: int, bounds: Bounds | None = None) -> list[bytes]:
    """Pages of a PDF as PNG pictures `width` pixels wide; `pages` count from 1, those beyond the end are left out.

    Raises:
        Unreadable: the file cannot be read or a page is too large to be drawn.
        ValueError: more pages or a wider picture than is ever needed side by side.
    """
    limits = bounds or Bounds()
    if len(pages) > limits.pictures or not 1 <= width <= _WIDEST or any(page < 1 for page in pages):
        raise ValueError(f"At most {limits.pictures} pages of at most {_WIDEST} pixels: {pages}, {width}")
    answer = _ask(path, "pdf", limits, limits.asked(draw=list(pages), width=width))
    try:
        drawn = [base64.b64decode(picture, validate=True) for picture in answer["pictures"]]
    except (KeyError, TypeError, ValueError, binascii.Error) as nonsense:
        raise _damaged() from nonsense
    if len(drawn) > len(pages) or not all(picture.startswith(_PNG) for picture in drawn):
        raise _damaged()
    return drawn


def _ask(path: Path, kind: Kind, bounds: Bounds, asked: Mapping[str, Any]) -> dict[str, Any]:
    if path.stat().st_size > bounds.size:
        raise Unreadable("Tệp lớn hơn {most} MB; hãy chia nhỏ.", most=bounds.size // 1_000_000)
    content = path.read_bytes()
    require_document(content, kind)
    try:
        answer = json.loads(ask(SCRIPTS[kind], content, asked, wall_seconds=bounds.wall_seconds))
        unfit = answer.get("unfit")
    except (Spoilt, ValueError, RecursionError, AttributeError) as spoilt:
        raise _damaged() from spoilt
    except TooMuch as much:
        raise _too_much() from much
    if unfit is not None:
        raise _unfit(str(unfit))
    return dict(answer)


def _extracted(answer: Mapping[str, Any]) -> Extracted:
    """The answer as promised by the child; one that a hostile file has taken over may say anything."""
    try:
        said = [(str(text), str(style), page) for text, style, page in answer["passages"]]
        pages = answer["pages"]
    except (KeyError, TypeError, ValueError) as nonsense:
        raise _damaged() from nonsense
    numbers = {type(number) for number in (pages, *(page for _, _, page in said))}
    if not numbers <= {int, type(None)} or not {style for _, style, _ in said} <= STYLES:
        raise _damaged()
    passages = (Passage(clean(text), style, page) for text, style, page in said)
    return Extracted(tuple(passage for passage in passages if passage.text), pages)


def _unfit(word: str) -> Unreadable:
    """In words; a new one each time, as an error carries where it was raised."""
    known = {
        "locked": Unreadable("Tệp được đặt mật khẩu; hãy bỏ mật khẩu rồi lưu lại."),
        "long": Unreadable("Văn bản quá dài để đọc tự động; hãy chia thành nhiều tệp."),
        "pages": Unreadable("Tệp PDF có quá nhiều trang; hãy chia thành nhiều tệp."),
        "size": Unreadable("Trang của tệp PDF có kích thước bất thường; hãy in lại thành PDF khổ A4."),
    }
    return known.get(word, _damaged())


def _damaged() -> Unreadable:
    return Unreadable("Tệp hỏng hoặc tải lên chưa hết; hãy lưu lại rồi tải lên lại.")


def _too_much() -> Unreadable:
    return Unreadable("Tệp quá lớn hoặc quá phức tạp để đọc tự động; hãy lưu lại gọn hơn hoặc chia nhỏ.")
