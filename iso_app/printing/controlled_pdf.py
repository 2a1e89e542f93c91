"""Controlled documents as PDF: written ones whole, a cover for a Word or Excel file, a frame for the pages of a PDF."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from iso_app.printing import layout as sheet
from iso_app.printing.controlled import (
    AMENDMENT_HEADS,
    AMENDMENTS_HEAD,
    BLANK_AMENDMENTS,
    CONTENTS_HEAD,
    STEP_HEADS,
    ControlBox,
    ControlledDocument,
    CopyMark,
    Mark,
    cleaned,
)
from iso_app.printing.metrics import bold
from iso_app.printing.paragraphs import blocks
from iso_app.printing.typesetting import typeset
from iso_app.printing.wording import PAGE_HEAD

FACTS_HEAD: Final = "TỆP KÈM THEO TỜ BÌA"
QR_SAYS: Final = "Mã QR mở trang cho biết bản in còn hiệu lực hay không"
FRAME_TOP: Final = 18.0
FRAME_FOOT: Final = 22.0
FRAME_SIDE: Final = 8.0
_BOX_SHARES: Final = (0.29, 0.42, 0.29)
_BOX_SIZE: Final = 11.0
_BOX_LINE: Final = 4.9  # mm of a line of 11 points with its leading
_BOX_AIR: Final = 12.0  # mm above the box and between it and the text
_LONGEST_TITLE: Final = 150
_LONGEST_STRIP: Final = 90
_FOOT: Final = 20.0
_FOOT_WITH_COPY: Final = 30.0
_ACROSS: Final = 60.0
_MM_PER_POINT: Final = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a frame, in millimetres."""

    width: float
    height: float

    @property
    def room(self) -> tuple[float, float, float, float]:
        """What is left for the page inside: left, bottom (from the lower edge), width, height."""
        width, height = self.width - 2 * FRAME_SIDE, self.height - FRAME_TOP - FRAME_FOOT
        return FRAME_SIDE, FRAME_FOOT, width, height


def document_pdf(document: ControlledDocument) -> bytes:
    """The document as PDF/A-2a; the same document, the same bytes."""
    whole: ControlledDocument = cleaned(document)
    box = _box(whole.box)
    return typeset(
        "document.typ",
        {
            "name": whole.name,
            "box": box,
            "copy": _copy(whole.copy),
            "kind": whole.box.kind,
            "title": whole.box.title,
            "code": f"Mã hiệu: {whole.box.code}",
            "basis": whole.basis,
            "top": _BOX_AIR + _box_height(box),
            "bottom": _FOOT_WITH_COPY if _has_foot(whole.copy) else _FOOT,
            "signing": [asdict(column) for column in whole.signing],
            "facts_head": FACTS_HEAD,
            "facts": whole.facts,
            "contents_head": CONTENTS_HEAD,
            "amendments_head": AMENDMENTS_HEAD,
            "amendment_heads": AMENDMENT_HEADS,
            "amendments": amendment_rows(whole),
            "step_heads": STEP_HEADS,
            "sections": [
                {
                    "heading": section.heading,
                    "blocks": [block._asdict() for block in blocks(section.text)],
                    "steps": section.steps,
                }
                for section in whole.sections
            ],
        },
    )


def frame_pdf(box: ControlBox, copy: CopyMark, sheets: Sequence[Sheet]) -> bytes:
    """A frame for each of `sheets`, to be laid over the pages of a file."""
    known: ControlBox = cleaned(box)
    _, revision, effective = known.lines
    strip = {
        "agency": shortened(known.agency.upper(), _LONGEST_STRIP),
        "code": known.code,
        "title": shortened(known.title, _LONGEST_STRIP),
        "revision_line": revision,
        "effective_line": effective,
        "page": PAGE_HEAD,
    }
    return typeset(
        "frame.typ",
        {
            "name": f"{known.code} - {known.title}",
            "box": strip,
            "copy": _copy(cleaned(copy)),
            "sheets": [asdict(page) for page in sheets],
            "top": FRAME_TOP,
            "bottom": FRAME_FOOT,
            "side": FRAME_SIDE,
        },
    )


def amendment_rows(document: ControlledDocument) -> tuple[tuple[str, ...], ...] | None:
    """The rows of the table of amendments; blank ones for the pen while there are none."""
    if document.amendments is None:
        return None
    return document.amendments or (("",) * len(AMENDMENT_HEADS),) * BLANK_AMENDMENTS


def shortened(text: str, letters: int) -> str:
    """`text` on one line, cut at a word where it is longer than `letters`."""
    words = " ".join(text.split())
    if len(words) <= letters:
        return words
    return f"{words[:letters].rsplit(' ', 1)[0]}…"


def box_widths() -> list[float]:
    """The columns of the box, in millimetres."""
    width = sheet.A4_SHORT - sheet.MARGIN_LEFT - sheet.MARGIN_RIGHT
    return [width * share for share in _BOX_SHARES]


def _box(box: ControlBox) -> dict[str, Any]:
    return {
        "parent": box.parent.upper(),
        "agency": box.agency.upper(),
        "kind": box.kind.upper(),
        "title": shortened(box.title, _LONGEST_TITLE),
        "lines": box.lines,
        "page": PAGE_HEAD,
        "widths": box_widths(),
    }


def _box_height(box: dict[str, Any]) -> float:
    """About how high the box is: as many lines as its fullest cell takes."""
    left, middle, right = (width - 2 * sheet.CELL_PADDING for width in box["widths"])
    lines = max(
        _lines(box["parent"], left) + _lines(box["agency"], left),
        _lines(box["kind"], middle) + _lines(box["title"], middle),
        sum(_lines(line, right) for line in (*box["lines"], PAGE_HEAD)),
    )
    return lines * _BOX_LINE + 2.4


def _lines(text: str, width: float) -> int:
    return 1 + int(bold().width(text, _BOX_SIZE) * _MM_PER_POINT * 1.08 / width) if text else 0


def _has_foot(copy: CopyMark) -> bool:
    return bool(copy.address or copy.notes or copy.mark is Mark.CONTROLLED)


def _copy(copy: CopyMark) -> dict[str, Any]:
    size = _ACROSS
    room = sheet.A4_SHORT * 0.85
    if width := bold().width(copy.mark, size) * _MM_PER_POINT:
        size = min(size, size * room / width)
    return {
        "mark": str(copy.mark),
        "across": copy.mark.is_across,
        "red": copy.mark is Mark.ENDED,
        "across_size": size,
        "below": copy.below,
        "notes": copy.notes,
        "qr": qr_svg(copy.address),
        "qr_says": QR_SAYS,
        "address": copy.address,
    }


def qr_svg(address: str) -> str:
    """The QR code of an address as a picture of lines; nothing for no address."""
    if not address:
        return ""
    import segno  # Here: few answers have a code, and every process would keep it in memory.

    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode("ascii")
