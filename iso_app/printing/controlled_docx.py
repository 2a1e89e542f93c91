"""A controlled document as Word, in the layout of its PDF: for going on writing, and so without stamp and QR code."""

from typing import Any, Final

from docx.oxml.ns import qn
from docx.shared import Mm

from iso_app.printing import layout as sheet
from iso_app.printing.controlled import (
    AMENDMENT_HEADS,
    AMENDMENTS_HEAD,
    CONTENTS_HEAD,
    STEP_HEADS,
    ControlBox,
    ControlledDocument,
    Hand,
    PrintedSection,
    SigningColumn,
    cleaned,
)
from iso_app.printing.controlled_pdf import amendment_rows, box_widths
from iso_app.printing.metrics import bold
from iso_app.printing.paragraphs import Block, blocks
from iso_app.printing.watermark import watermark_paragraph
from iso_app.printing.wordfile import fill, new_document, packed
from iso_app.printing.wording import PAGE_HEAD
from iso_app.printing.wordxml import (
    cell,
    element,
    page_field,
    pages_field,
    paragraph,
    row,
    rule,
    run,
    table,
    twips,
)

_BOX_SIZE: Final = 11.0
_TABLE_SIZE: Final = 12.0
_AMENDMENT_WIDTHS: Final = (17.0, 28.0, 68.0, 26.0, 26.0)
_STEP_WIDTHS: Final = (11.0, 59.0, 31.0, 27.0, 37.0)
_INDENT: Final = 10.0  # mm of a first line
_PROPERTIES: Final = qn("w:pPr")
_AIR: Final = 2.0  # points above and below the text of a cell
_ROOM_FOR_SIGNATURE: Final = 28.0  # points above and below the note
_ACROSS_SIZE: Final = 60.0
_MM_PER_POINT: Final = 25.4 / 72


def document_docx(document: ControlledDocument) -> bytes:
    """The document as Word; the same document gives the same bytes."""
    whole: ControlledDocument = cleaned(document)
    file = new_document(title=whole.name, author=whole.box.agency)
    _set_page(file.sections[0], whole)
    end = file.element.body[-1]  # sectPr stays last
    for part in _parts(whole):
        end.addprevious(part)
    return packed(file)


def _set_page(section: Any, document: ControlledDocument) -> None:
    section.page_width, section.page_height = Mm(sheet.A4_SHORT), Mm(sheet.A4_LONG)
    section.top_margin, section.bottom_margin = Mm(sheet.MARGIN_TOP), Mm(sheet.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Mm(sheet.MARGIN_LEFT), Mm(sheet.MARGIN_RIGHT)
    section.header_distance = section.footer_distance = Mm(sheet.PAGE_NUMBER_FROM_EDGE)
    mark = str(document.copy.mark) if document.copy.mark.is_across else ""
    fill(section.header, [], watermark_paragraph(mark, _mark_size(mark), "other") if mark else None)
    section.header._element.insert(0, _box(document.box))  # noqa: SLF001 python-docx has no public way to this XML
    fill(section.footer, [], None)


def _mark_size(mark: str) -> float:
    width = bold().width(mark, _ACROSS_SIZE) * _MM_PER_POINT
    return min(_ACROSS_SIZE, _ACROSS_SIZE * sheet.A4_SHORT * 0.9 / width)


def _box(box: ControlBox) -> Any:
    left, middle, right = widths = box_widths()
    agency = [_centred(box.agency.upper(), _BOX_SIZE, bold=True)]
    if box.parent:
        agency.insert(0, _centred(box.parent.upper(), _BOX_SIZE))
    name = [_centred(box.title, _BOX_SIZE, bold=True)]
    if box.kind:
        name.insert(0, _centred(box.kind.upper(), _BOX_SIZE))
    page = paragraph(
        run(f"{PAGE_HEAD} ", _BOX_SIZE), page_field(_BOX_SIZE), run("/", _BOX_SIZE), pages_field(_BOX_SIZE)
    )
    lines = [*(paragraph(run(line, _BOX_SIZE)) for line in box.lines), page]
    cells = [
        cell(left, *agency, middle=True),
        cell(middle, *name, middle=True),
        cell(right, *lines, middle=True),
    ]
    return table(widths, [row(cells)], bordered=True, padding=sheet.CELL_PADDING, full=sum(widths))


def _centred(text: str, size: float, **look: bool) -> Any:
    return paragraph(run(text, size, **look), align="center")


def _parts(document: ControlledDocument) -> list[Any]:
    parts = [*_title(document), _signing(document.signing), *_contents(document.sections)]
    rows = amendment_rows(document)
    if rows is not None:
        parts += [_caption(AMENDMENTS_HEAD), _ruled(AMENDMENT_HEADS, rows, _AMENDMENT_WIDTHS, centred=(0, 3))]
    if document.sections:
        parts.append(element("p", element("r", element("br", type="page"))))
    for number, section in enumerate(document.sections):
        parts += _section(section, number)
    parts.append(paragraph(run("", 1)))  # Word wants a paragraph after a table
    return parts


def _title(document: ControlledDocument) -> list[Any]:
    lines = [
        (document.box.kind.upper(), sheet.TITLE_SIZE, True, False),
        (document.box.title, sheet.TITLE_SIZE, True, False),
        (f"Mã hiệu: {document.box.code}", sheet.BODY_SIZE, False, False),
        (document.basis, sheet.BODY_SIZE, False, True),
    ]
    shown = [
        paragraph(run(text, size, bold=heavy, italic=leaning), align="center", after=2, keep_next=True)
        for text, size, heavy, leaning in lines
        if text
    ]
    width = sheet.A4_SHORT - sheet.MARGIN_LEFT - sheet.MARGIN_RIGHT
    return [
        paragraph(run("", 8)),
        *shown,
        rule(sheet.SUBTITLE_RULE, width, keep_next=True),
        paragraph(run("", 8)),
    ]


def _signing(columns: tuple[SigningColumn, ...]) -> Any:
    width = (sheet.A4_SHORT - sheet.MARGIN_LEFT - sheet.MARGIN_RIGHT) / len(columns)
    head = row(
        [cell(width, _centred(column.label, sheet.BODY_SIZE, bold=True), middle=True) for column in columns]
    )
    hands = row([cell(width, *_hands(column.hands)) for column in columns])
    return table(
        [width] * len(columns),
        [head, hands],
        bordered=True,
        padding=sheet.CELL_PADDING,
        full=width * len(columns),
    )


def _hands(hands: tuple[Hand, ...]) -> list[Any]:
    if not hands:
        return [paragraph(run("", sheet.BODY_SIZE), before=_ROOM_FOR_SIGNATURE, after=_ROOM_FOR_SIGNATURE)]
    lines: list[Any] = []
    for hand in hands:
        note = run(hand.note, sheet.SMALL_SIZE, italic=True)
        lines.append(
            paragraph(note, align="center", before=_ROOM_FOR_SIGNATURE / 2, after=_ROOM_FOR_SIGNATURE / 2)
        )
        lines.append(_centred(hand.name, sheet.BODY_SIZE, bold=True))
        if hand.post:
            lines.append(_centred(hand.post, _TABLE_SIZE))
    return lines


def _contents(sections: tuple[PrintedSection, ...]) -> list[Any]:
    """Each heading with the page on which Word finds it."""
    if not sections:
        return []
    edge = twips(sheet.A4_SHORT - sheet.MARGIN_LEFT - sheet.MARGIN_RIGHT)
    lines = []
    for number, section in enumerate(sections):
        page = element(
            "fldSimple", run("2", sheet.BODY_SIZE), instr=f" PAGEREF muc_{number} \\h ", dirty="true"
        )
        tabs = element("tabs", element("tab", val="right", leader="dot", pos=edge))
        properties = element("pPr", tabs, element("spacing", before=40, after=0, line=240, lineRule="auto"))
        heading, gap = run(section.heading, sheet.BODY_SIZE), element("r", element("tab"))
        lines.append(element("p", properties, heading, gap, page))
    return [_caption(CONTENTS_HEAD), *lines]


def _caption(words: str) -> Any:
    return paragraph(
        run(words, sheet.BODY_SIZE, bold=True), align="center", before=14, after=6, keep_next=True
    )


def _section(section: PrintedSection, number: int) -> list[Any]:
    heading = paragraph(run(section.heading, sheet.BODY_SIZE, bold=True), before=10, after=4, keep_next=True)
    heading.find(_PROPERTIES).append(element("outlineLvl", val=0))
    heading.insert(1, element("bookmarkStart", id=number, name=f"muc_{number}"))
    heading.append(element("bookmarkEnd", id=number))
    parts = [heading, *(_line(block) for block in blocks(section.text))]
    if section.steps:
        rows = tuple((str(place), *step) for place, step in enumerate(section.steps, start=1))
        parts += [paragraph(run("", 4), keep_next=True), _ruled(STEP_HEADS, rows, _STEP_WIDTHS, centred=(0,))]
    return parts


def _line(block: Block) -> Any:
    if block.style == "heading":
        words = run(block.text, sheet.BODY_SIZE, bold=True, italic=True)
        return paragraph(words, before=6, after=2, keep_next=True)
    line = paragraph(run(block.text, sheet.BODY_SIZE), align="both", after=3)
    line.find(_PROPERTIES).insert(-1, element("ind", firstLine=twips(_INDENT)))
    return line


def _ruled(
    heads: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[float, ...],
    *,
    centred: tuple[int, ...],
) -> Any:
    def line(text: str, place: int, *, heavy: bool = False) -> Any:
        align = "center" if heavy or place in centred else "left"
        return paragraph(run(text, _TABLE_SIZE, bold=heavy), align=align, before=_AIR, after=_AIR)

    def cells(texts: tuple[str, ...], *, heavy: bool = False) -> list[Any]:
        pairs = zip(texts, widths, strict=True)
        return [
            cell(width, line(text, place, heavy=heavy), middle=True)
            for place, (text, width) in enumerate(pairs)
        ]

    drawn = [row(cells(heads, heavy=True), head=True), *(row(cells(texts)) for texts in rows)]
    return table(widths, drawn, bordered=True, padding=sheet.CELL_PADDING, full=sum(widths))
