"""The few WordprocessingML elements a report is made of, with units converted: mm, points in; twips out."""

from collections.abc import Sequence
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_TWIPS_PER_MM: Final = 1440 / 25.4
_EIGHTHS_PER_POINT: Final = 8


def twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS_PER_MM)


def element(tag: str, *children: Any, **attributes: str | int) -> Any:
    """`<w:tag w:attribute="…">` with its children; a child that is None is left out."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def run(
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    raised: bool = False,
    grey: bool = False,
) -> Any:
    """A run of literal text; each newline becomes a line break."""
    properties = element(
        "rPr",
        element("b") if bold else None,
        element("i") if italic else None,
        element("color", val="5A5A5A") if grey else None,
        element("sz", val=round(size * 2)),
        element("szCs", val=round(size * 2)),
        element("vertAlign", val="superscript") if raised else None,
    )
    made = element("r", properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        written = element("t")
        written.text = line
        written.set(qn("xml:space"), "preserve")
        made.append(written)
    return made


def paragraph(
    *runs: Any, align: str = "left", before: float = 0, after: float = 0, keep_next: bool = False
) -> Any:
    """A paragraph; `before` and `after` in points. `align` is left, center, right or both."""
    properties = element(
        "pPr",
        element("keepNext") if keep_next else None,
        element("keepLines"),
        element("spacing", before=round(before * 20), after=round(after * 20), line=240, lineRule="auto"),
        element("jc", val=align),
    )
    return element("p", properties, *runs)


def rule(length: float, room: float, *, keep_next: bool = False) -> Any:
    """A line `length` mm long in the middle of `room` mm: the upper border of a very low paragraph."""
    indent = twips(max(room - length, 0) / 2)
    properties = element(
        "pPr",
        element("keepNext") if keep_next else None,
        element("pBdr", element("top", val="single", sz=6, space=1, color="000000")),
        element("spacing", before=20, after=0, line=60, lineRule="exact"),
        element("ind", left=indent, right=indent),
        element("jc", val="center"),
    )
    return element("p", properties)


def page_field(size: float) -> Any:
    """A run that shows the number of its page."""
    return element("fldSimple", run("2", size), instr=" PAGE ")


def pages_field(size: float) -> Any:
    """A run that shows how many pages there are."""
    return element("fldSimple", run("2", size), instr=" NUMPAGES ")


def table(
    widths: Sequence[float], rows: Sequence[Any], *, bordered: bool, padding: float, full: float
) -> Any:
    """A table of fixed column widths (mm), with all rules or with none."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    style: dict[str, str | int] = (
        {"val": "single", "sz": _EIGHTHS_PER_POINT // 2, "space": 0, "color": "000000"}
        if bordered
        else {"val": "nil"}
    )
    margins = element(
        "tblCellMar",
        element("left", w=twips(padding), type="dxa"),
        element("right", w=twips(padding), type="dxa"),
    )
    properties = element(
        "tblPr",
        element("tblW", w=twips(full), type="dxa"),
        element("jc", val="left"),
        element("tblInd", w=twips(padding), type="dxa"),
        element("tblBorders", *(element(edge, **style) for edge in edges)),
        element("tblLayout", type="fixed"),
        margins,
    )
    grid = element("tblGrid", *(element("gridCol", w=twips(width)) for width in widths))
    return element("tbl", properties, grid, *rows)


def row(cells: Sequence[Any], *, head: bool = False, whole: bool = True) -> Any:
    """A table row; `whole` is never parted between pages, `head` is repeated on each."""
    properties = element(
        "trPr", element("cantSplit") if whole else None, element("tblHeader") if head else None
    )
    return element("tr", properties, *cells)


def cell(width: float, *paragraphs: Any, middle: bool = False) -> Any:
    properties = element(
        "tcPr",
        element("tcW", w=twips(width), type="dxa"),
        element("vAlign", val="center") if middle else None,
    )
    return element("tc", properties, *paragraphs)
