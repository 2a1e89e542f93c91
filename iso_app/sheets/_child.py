"""Parses one workbook in a process of its own: `python -I _child.py LIMITS < file > json`.

Run by path, so that only calamine is imported; `_bounded.py` sets the limits. LIMITS is JSON.
"""

import re
import runpy
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

PIECE = 1 << 20
MOST_MARKS = 20_000
# Compiled by the first cell that asks: most workbooks have none, and compiling takes as long as reading 500 lines.
_CELL = rb"<(?:[\w.-]+:)?c\s([^<>]*)>\s*"
_FORMULA = _CELL + rb"<(?:[\w.-]+:)?f(\s[^<>]*|/)?>"
_ERROR = _CELL + rb"<(?:[\w.-]+:)?v>([^<]{1,20})<"
_ADDRESS = rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']"""
_SPILL = rb"""\bt\s*=\s*["'](?:array|dataTable)["']"""
_RANGE = rb"""\bref\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})["']"""
_IS_ERROR = rb"""\bt\s*=\s*["']e["']"""
Marks = dict[tuple[int, int], tuple[str, str]]


class Unfit(Exception):
    """The workbook is well-formed but cannot be taken; the first argument is a word that the parent knows."""


def parse(file: BinaryIO, limits: dict[str, Any]) -> dict[str, Any]:
    """The first visible worksheet: rows from line 1 and column A, and the cells not to be trusted."""
    import python_calamine

    with zipfile.ZipFile(file) as archive:
        part = _sheet_part(archive)
        marks = find_marks(archive, part, limits["rows"] + 2)
    file.seek(0)
    book = python_calamine.CalamineWorkbook.from_filelike(file)
    wanted = [
        (place, sheet.name)
        for place, sheet in enumerate(book.sheets_metadata)
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if not wanted:
        raise Unfit("no sheet")
    place, name = wanted[0]
    sheet = book.get_sheet_by_index(place)
    height, width = sheet.total_height, sheet.total_width
    if min(height, limits["rows"] + 2) * width > limits["cells"]:
        raise Unfit("far")
    rows = sheet.to_python(skip_empty_area=False, nrows=limits["rows"] + 2)
    return {
        "sheet": name,
        "sheets": len(wanted),
        "height": height,
        "rows": [_plain(row) for row in rows],
        "marks": [[*at, *what] for at, what in sorted(marks.items())],
        "merged": [[*start, *end] for start, end in sheet.merged_cell_ranges or []][:MOST_MARKS],
    }


def _plain(row: list[Any]) -> list[Any] | None:
    """The row without trailing blanks; None where nothing is left. Booleans become the words Excel shows."""
    if bool in set(map(type, row)):
        row = [("TRUE" if cell else "FALSE") if isinstance(cell, bool) else cell for cell in row]
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end] if end else None


def _tagged(cell: Any) -> str:
    """A date or time as Excel shows it in Vietnamese, after a sign that no text of a sheet begins with."""
    if isinstance(cell, datetime):
        return f"\x01{cell.day:02}/{cell.month:02}/{cell.year:04} {cell.hour:02}:{cell.minute:02}"
    if isinstance(cell, date):
        return f"\x01{cell.day:02}/{cell.month:02}/{cell.year:04}"
    return f"\x01{cell}"


def _sheet_part(archive: zipfile.ZipFile) -> str:
    """The name of the part that holds the first visible worksheet."""
    sheets: list[dict[str, str]] = []
    relations: dict[str, str] = {}
    for name, attributes in _elements(archive.read("xl/workbook.xml")):
        if name == "sheet":
            sheets.append(attributes)
    for name, attributes in _elements(archive.read("xl/_rels/workbook.xml.rels")):
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            relations[attributes.get("Id", "")] = attributes.get("Target", "")
    for sheet in sheets:
        target = relations.get(sheet.get("id", ""))
        if target is not None and sheet.get("state", "visible") == "visible":
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part not in archive.namelist():
                raise Unfit("damaged")
            return part
    raise Unfit("no sheet")


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """Local names and attributes of all elements of a small part."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): value for key, value in attributes.items()}))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def find_marks(archive: zipfile.ZipFile, part: str, rows: int) -> Marks:
    """Cells with formulas and with error values within the first `rows` rows: (row, cell) → (kind, text).

    Calamine gives the cached value of the one and an empty text for the other, so neither can be told from a
    typed value; the XML is read by pieces, cut before the last cell that may be incomplete.
    """
    marks: Marks = {}
    waiting = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            waiting += piece
            cut = max(waiting.rfind(b"<c "), waiting.rfind(b":c "))
            cut = waiting.rfind(b"<", 0, cut + 1) if cut > 0 else -1
            if cut <= 0:
                cut = max(0, len(waiting) - PIECE)
            _mark(waiting[:cut], rows, marks)
            waiting = waiting[cut:]
    _mark(waiting, rows, marks)
    return marks


def _mark(xml: bytes, rows: int, marks: Marks) -> None:
    if b'"e"' in xml or b"'e'" in xml:
        for found in re.finditer(_ERROR, xml):
            if re.search(_IS_ERROR, found[1]) and (at := _at(found[1])):
                marks[at] = ("error", found[2].decode("utf-8", "replace"))
    if b"<f" in xml or b":f" in xml:
        for found in re.finditer(_FORMULA, xml):
            _mark_formula(found[1], found[2] or b"", rows, marks)


def _mark_formula(cell: bytes, formula: bytes, rows: int, marks: Marks) -> None:
    at = _at(cell)
    if at is None:
        raise Unfit("formula without address")
    reach = re.search(_RANGE, formula) if re.search(_SPILL, formula) else None
    top, left = bottom, right = at
    if reach:
        top, left = _place(reach[1], reach[2])
        bottom, right = _place(reach[3], reach[4])
    if top >= rows:
        return
    bottom = min(bottom, rows)
    if len(marks) + (bottom - top + 1) * (right - left + 1) > MOST_MARKS:
        raise Unfit("formulas")
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            marks[row, column] = ("formula", "")


def _at(attributes: bytes) -> tuple[int, int] | None:
    found = re.search(_ADDRESS, attributes)
    return _place(found[1], found[2]) if found else None


def _place(letters: bytes, digits: bytes) -> tuple[int, int]:
    """Row and column, from 0, of an address such as B5."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


if __name__ == "__main__":
    runpy.run_path(str(Path(__file__).with_name("_bounded.py")))["answer"](parse, Unfit, _tagged)
