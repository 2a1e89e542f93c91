"""Which column of a file is which column of the sheet, by the words of its first row."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from iso_app.core.policy import Sentence
from iso_app.core.text import clean, fold
from iso_app.sheets.delimited import normal_head
from iso_app.sheets.shapes import SHOWN, Column, Sheet, Table
from iso_app.sheets.workbook import shown

_NEAR = 0.75
_SEARCHED_ROWS = 20


@dataclass
class Heads:
    """`places`: where each wanted column stands; `faults` are (column, value, advice) in the head's line."""

    places: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)


def wanted_heads(sheet: Sheet) -> dict[str, Column]:
    """Every head and alias, as heads are compared, with its column."""
    return {normal_head(head): column for column in sheet.columns for head in (column.head, *column.aliases)}


def find_heads(sheet: Sheet, table: Table) -> Heads:
    """Match the first row with the sheet's heads; what is missing is named with the nearest one found."""
    found = Heads()
    wanted = wanted_heads(sheet)
    unknown: list[str] = []
    for place, head in enumerate(table.head):
        column = wanted.get(normal_head(head))
        if column is None:
            if clean(head):
                unknown.append(clean(head)[:SHOWN])
        elif column.key in found.places:
            found.faults.append(
                (column.head, clean(head), Sentence("Có hai cột cùng tên này; chỉ giữ một cột."))
            )
        else:
            found.places[column.key] = place
    if not found.places:
        found.faults = [("", clean(" · ".join(table.head))[:SHOWN], _no_head(sheet, table, wanted))]
        return found
    _name_missing(sheet, found, unknown)
    if unknown:
        names = ", ".join(f"“{head}”" for head in unknown)
        found.notes.append(Sentence("Bỏ qua các cột không dùng: {names}.", names=names))
    return found


def _name_missing(sheet: Sheet, found: Heads, unknown: Sequence[str]) -> None:
    """A missing head is a fault if it must be there, or if it seems to be there misspelt."""
    folded = {fold(head): head for head in unknown}
    for column in sheet.columns:
        if column.key in found.places:
            continue
        near = difflib.get_close_matches(fold(column.head), folded, n=1, cutoff=_NEAR)
        if near:
            other = folded[near[0]]
            advice = Sentence(
                "Thiếu cột “{head}”; nếu là cột “{other}” thì đổi tên cột ấy thành “{head}”.",
                head=column.head,
                other=other,
            )
            found.faults.append((column.head, other, advice))
        elif column.required:
            found.faults.append(
                (column.head, "", Sentence("Thiếu cột “{head}”; thêm cột có đúng tên này.", head=column.head))
            )
        else:
            note = Sentence("Không có cột “{head}”: coi như để trống.", head=column.head)
            found.notes.append(note)


def _no_head(sheet: Sheet, table: Table, wanted: dict[str, Column]) -> Sentence:
    names = " · ".join(column.head for column in sheet.columns)
    advice = Sentence("Dòng đầu phải là tên các cột: {names}.", names=names)
    for line, row in zip(table.lines[:_SEARCHED_ROWS], table.rows, strict=False):
        known = sum(normal_head(shown(cell)) in wanted for cell in row[: 2 * len(wanted) + 10])
        if 2 * known >= len(sheet.columns):
            return Sentence(
                "{advice} Tên cột có vẻ nằm ở dòng {line}; xoá các dòng phía trên nó.",
                advice=advice,
                line=line,
            )
    return advice
