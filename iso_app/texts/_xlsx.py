"""What an Excel workbook says, in a process of its own: `python -I _xlsx.py LIMITS < file > json`."""

import runpy
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

_EXACT = 1e15
"""Below it, every whole float is exact and Excel shows all its digits."""
_MOST_CELLS = 2_000_000


class Unfit(Exception):
    """The workbook is well-formed but cannot be taken; the first argument is a word that the parent knows."""


def parse(file: BinaryIO, limits: dict[str, Any]) -> dict[str, Any]:
    """Passages as [text, style, page]: for each visible worksheet its name as a heading, then its rows."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(file)
    if not book.sheets_metadata:
        raise Unfit("damaged")
    passages: list[tuple[str, str, None]] = []
    letters = cells = 0
    for place, known in enumerate(book.sheets_metadata):
        if (
            known.typ != python_calamine.SheetTypeEnum.WorkSheet
            or known.visible != python_calamine.SheetVisibleEnum.Visible
        ):
            continue
        sheet = book.get_sheet_by_index(place)
        cells += sheet.width * sheet.height
        if cells > _MOST_CELLS:
            raise Unfit("long")
        rows = [text for row in sheet.to_python() if (text := _row(row))]
        if rows:
            passages.append((known.name, "heading 1", None))
            passages += [(text, "row", None) for text in rows]
        letters += sum(map(len, rows))
        if letters > limits["letters"] or len(passages) > limits["passages"]:
            raise Unfit("long")
    return {"passages": passages, "pages": None}


def _row(row: list[Any]) -> str:
    """Its cells without the blank ones behind the last; nothing for a blank row."""
    cells = [" ".join(_shown(cell).split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return " | ".join(cells)


def _shown(cell: Any) -> str:
    """A cell as Excel shows it in Vietnamese: 941.0 is 941, 3.14 is 3,14, a date is dd/mm/yyyy."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" + (f" {cell:%H:%M}" if cell.hour or cell.minute else "")
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < _EXACT
        return str(int(cell)) if whole else f"{cell:.15g}".replace(".", ",")
    return str(cell)


if __name__ == "__main__":
    bounded = Path(__file__).parents[1] / "sheets" / "_bounded.py"
    runpy.run_path(str(bounded))["answer"](parse, Unfit)
