"""What a PDF says or shows, in a process of its own: `python -I _pdf.py LIMITS < file > json`.

PDFium gives lines; which of them make one paragraph is judged by where they stand. A document made twice from
one source gives the same passages, and that is what a comparison needs.
"""

import base64
import re
import runpy
import statistics
import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

_OPENS = re.compile(
    r"(?:(?:Điều|Chương|Mục|Phần|Phụ lục|PHỤ LỤC|CHƯƠNG|MỤC|PHẦN)\s+[\dIVXLC]+|\d+(?:\.\d+)*[.)]\s|[IVX]+\.\s"
    r"|[a-zđ]\)\s|[-+–•*▪]\s)"
)
_LISTED = re.compile(r"[-+–•*▪]\s|[a-zđ]\)\s")
_ENDED = re.compile(r"[.;:!?…”\"]$")
_FAR = 1.2
"""Of the page's usual pitch of lines: more is a gap between paragraphs."""
_SPACE = 6.0
"""Points between two words, at most: where the next line's first word had room, a paragraph ended."""
_INDENT = 8.0
"""Points that a first line stands to the right of the others, at least."""
_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""
_WITH_FOURTH = 4
"""Bytes of a pixel of a page with transparency."""


class Unfit(Exception):
    """The PDF is well-formed but cannot be taken; the first argument is a word that the parent knows."""


@dataclass
class _Line:
    """A line of a page; points from the left and the bottom. PDFium takes lines that a hyphen parts as one, so
    it may begin higher (`begins`) than it ends (`ends`). `word` is how wide its first word is."""

    text: str
    left: float
    right: float
    begins: float
    ends: float
    word: float


def parse(file: BinaryIO, limits: dict[str, Any]) -> dict[str, Any]:
    """Passages as [text, style, page], or the asked pages as PNG in base64."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as fault:
        raise Unfit("locked" if getattr(fault, "err_code", None) == _PASSWORD else "damaged") from fault
    if len(document) > limits["pages"]:
        raise Unfit("pages")
    if "draw" in limits:
        asked = [number for number in limits["draw"] if number <= len(document)]
        return {"pictures": [_drawn(document[number - 1], limits) for number in asked]}
    return {"passages": _passages(document, limits), "pages": len(document)}


def _passages(document: Any, limits: dict[str, Any]) -> list[tuple[str, str, int]]:
    passages: list[tuple[str, str, int]] = []
    letters = 0
    for place in range(len(document)):
        page = document[place]
        textpage = page.get_textpage()
        told = _paragraphs(_lines(textpage), place + 1)
        textpage.close()
        page.close()
        if passages and told and _goes_on(passages[-1][0], told[0]):
            text, style, number = passages[-1]
            passages[-1] = (f"{text} {told.pop(0)}", style, number)
        for text in told:
            passages.append((text, "list" if _LISTED.match(text) else "paragraph", place + 1))
            letters += len(text)
        if letters > limits["letters"] or len(passages) > limits["passages"]:
            raise Unfit("long")
    return passages


def _lines(textpage: Any) -> list[_Line]:
    """The lines of a page in the order of the file."""
    from pypdfium2 import raw

    lines: list[_Line] = []
    start = 0
    box = raw.FS_RECTF()

    def seen(place: int) -> tuple[float, float, float]:
        raw.FPDFText_GetLooseCharBox(textpage, place, box)
        return box.left, box.right, box.bottom

    for piece in textpage.get_text_range().split("\r\n"):
        text = piece.strip()
        if text:
            first = start + piece.index(text[0])
            left, _, begins = seen(first)
            _, right, ends = seen(first + len(text) - 1)
            _, word, _ = seen(first + len(text.split(maxsplit=1)[0]) - 1)
            # U+FFFE is PDFium's hyphen at the end of a line that it took as one with the next.
            lines.append(_Line(text.replace("\ufffe", "-"), left, right, begins, ends, word - left))
        start += len(piece) + 2
    return lines


def _paragraphs(lines: list[_Line], number: int) -> list[str]:
    """Lines put together; a line that is nothing but the page's number is left out."""
    lines = [
        line for line in lines if not (line is lines[0] or line is lines[-1]) or line.text != str(number)
    ]
    if not lines:
        return []
    pitches = [above.ends - line.begins for above, line in pairwise(lines)]
    usual = statistics.median([pitch for pitch in pitches if pitch > 1] or [0.0])
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    told = [lines[0].text]
    for (above, line), pitch in zip(pairwise(lines), pitches, strict=True):
        if (
            _OPENS.match(line.text)
            or not 0 < pitch <= _FAR * usual
            or above.right + _SPACE + line.word < right
            or (line.left > left + _INDENT and line.left > above.left + _INDENT)
        ):
            told.append(line.text)
        else:
            # A number such as 30/2020/NĐ-CP may be parted behind its signs.
            told[-1] += line.text if told[-1][-1] in "-/" and told[-1][-2:-1] != " " else f" {line.text}"
    return told


def _goes_on(text: str, more: str) -> bool:
    """Whether a paragraph runs over the end of its page."""
    return more[0].islower() and not _ENDED.search(text) and not _OPENS.match(more)


def _drawn(page: Any, limits: dict[str, Any]) -> str:
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise Unfit("size")
    scale = (limits["width"] - 0.5) / width  # PDFium rounds up.
    if scale * height * limits["width"] > limits["pixels"]:
        raise Unfit("size")
    bitmap = page.render(scale=scale, rev_byteorder=True)
    png = _png(memoryview(bitmap.buffer), bitmap)
    bitmap.close()
    page.close()
    return base64.b64encode(png).decode("ascii")


def _png(pixels: memoryview, bitmap: Any) -> bytes:
    """Rows of grey, or of red, green, blue (and a fourth byte, left out), as a PNG, without a library for pictures."""
    width, channels = bitmap.width, bitmap.n_channels
    packer = zlib.compressobj(6)
    data = bytearray()
    for start in range(0, bitmap.height * bitmap.stride, bitmap.stride):
        row = bytes(pixels[start : start + width * channels])
        if channels == _WITH_FOURTH:
            wide = bytearray(3 * width)
            for colour in range(3):
                wide[colour::3] = row[colour::channels]
            row = bytes(wide)
        data += packer.compress(b"\0" + row)
    data += packer.flush()
    head = struct.pack(">IIBBBBB", width, bitmap.height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", bytes(data)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


if __name__ == "__main__":
    bounded = Path(__file__).parents[1] / "sheets" / "_bounded.py"
    runpy.run_path(str(bounded))["answer"](parse, Unfit)
