"""Pages of a PDF put into frames, in a process of its own: `python -I _child.py LIMITS < file > json`.

The file is `frame` then `source`, the length of the first in LIMITS. Nothing of the source comes along but what
its pages show: no script, no form, no link, no attachment, no signature that would no longer hold.
"""

import base64
import io
import runpy
from pathlib import Path
from typing import Any, BinaryIO

_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""
_NARROWEST, _WIDEST = 20.0, 14_400.0
"""Points: what PDF allows at most, and less than a stamp."""


class Unfit(Exception):
    """The PDF is well-formed but cannot be taken; the first argument is a word that the parent knows."""


def parse(file: BinaryIO, limits: dict[str, Any]) -> dict[str, Any]:
    """The sizes of the pages as they are seen, or the framed file in base64."""
    frame = file.read(limits["frame"])
    source = _opened(file.read(), limits)
    if not frame:
        return {"sizes": [_size(source, place) for place in range(len(source))]}
    return {"framed": base64.b64encode(_framed(source, frame, limits["rooms"])).decode("ascii")}


def _opened(content: bytes, limits: dict[str, Any]) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise Unfit("locked" if getattr(fault, "err_code", None) == _PASSWORD else "damaged") from fault
    if not 1 <= len(document) <= limits["pages"]:
        raise Unfit("pages" if len(document) else "damaged")
    return document


def _size(source: Any, place: int) -> tuple[float, float]:
    """Width and height in points, turned as the page is shown."""
    width, height = source.get_page_size(place)
    if not (_NARROWEST <= width <= _WIDEST and _NARROWEST <= height <= _WIDEST):
        raise Unfit("size")
    return width, height


def _framed(source: Any, frame: bytes, rooms: list[list[float]]) -> bytes:
    import pypdfium2

    frames = pypdfium2.PdfDocument(frame)
    target = pypdfium2.PdfDocument.new()
    for place, room in enumerate(rooms):
        sheet = target.new_page(*frames.get_page_size(place))
        _flatten(source, place)
        shown = source.page_as_xobject(place, target).as_pageobject()
        shown.set_matrix(_placed(source, place, room))
        sheet.insert_obj(shown)
        sheet.insert_obj(frames.page_as_xobject(place, target).as_pageobject())
        sheet.gen_content()
        sheet.close()
    written = io.BytesIO()
    target.save(written)
    return written.getvalue()


def _flatten(source: Any, place: int) -> None:
    """Put what lies on the page (remarks, fields that were filled in) into the page itself."""
    from pypdfium2 import raw

    page = source[place]
    raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
    page.close()


def _placed(source: Any, place: int, room: list[float]) -> Any:
    """Scale and move the page into the middle of its room (points: left, bottom, width, height).

    PDFium hands a page over turned as it is shown, its lower left corner at the origin.
    """
    import pypdfium2

    width, height = source.get_page_size(place)
    scale = min(room[2] / width, room[3] / height)
    right_by = room[0] + (room[2] - width * scale) / 2
    up_by = room[1] + (room[3] - height * scale) / 2
    return pypdfium2.PdfMatrix(scale, 0, 0, scale, right_by, up_by)


if __name__ == "__main__":
    bounded = Path(__file__).parents[2] / "sheets" / "_bounded.py"
    runpy.run_path(str(bounded))["answer"](parse, Unfit)
