"""Files that leave the house: inert CSV, and the blank form of a sheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

import xlsxwriter

from iso_app.core.dates import show_day
from iso_app.core.text import clean
from iso_app.sheets.readers import Choice, Day, Fact
from iso_app.sheets.shapes import Column, Sheet

BOM = "\ufeff"
FORM_ROWS = 1_000
_COMPUTED = re.compile(r"\s*[=+\-@＝＋－＠]")
_NOT_IN_TAB = re.compile(r"[\[\]:*?/\\']")
_MOST_LIST_LETTERS = 255


def is_computed(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return bool(_COMPUTED.match(text))


def inert(text: str) -> str:
    """Text that no spreadsheet computes: an apostrophe before a sign that would start a formula.

    `sheets.read` takes the apostrophe away again, so that an exported file can be imported.
    """
    tidied = clean(text, lines=True)
    return f"'{tidied}" if is_computed(tidied) else tidied


def write_csv(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A CSV row by row, byte order mark first, for Excel in Vietnamese: 80,18 · dd/mm/yyyy · Có."""
    yield BOM
    line = io.StringIO()
    writer = csv.writer(line)
    for row in chain([heads], rows):
        writer.writerow([_cell(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cell(value: Any) -> str:
    """Numbers keep their minus: only text can be mistaken for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float | Decimal):
        return f"{value}".replace(".", ",")
    if isinstance(value, date):
        clock = f" {value:%H:%M}" if isinstance(value, datetime) else ""
        return show_day(value) + clock
    return inert(str(value.value) if isinstance(value, Fact) else str(value))


def blank_form(sheet: Sheet) -> bytes:
    """An XLSX to fill in: heads, widths and cell formats; a second sheet explains each column."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        _write_form(book, sheet)
        _write_guide(book, sheet)
    return target.getvalue()


def _write_form(book: Any, sheet: Sheet) -> None:
    form = book.add_worksheet(_NOT_IN_TAB.sub(" ", sheet.name)[:31].strip() or "Biểu")
    needed = book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1, "text_wrap": True})
    free = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True})
    as_text = book.add_format({"num_format": "@"})
    as_day = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, column in enumerate(sheet.columns):
        form.set_column(
            place, place, max(14, min(40, len(column.head) + 4)), _format(column, as_text, as_day)
        )
        form.write_string(0, place, column.head, needed if column.required else free)
        if isinstance(column.read, Choice) and len(",".join(column.read.words)) <= _MOST_LIST_LETTERS:
            _offer(form, place, column.read)
    form.freeze_panes(1, 0)


def _format(column: Column, as_text: Any, as_day: Any) -> Any:
    if isinstance(column.read, Day):
        return as_day
    return None if getattr(column.read, "takes_days", True) else as_text


def _offer(form: Any, place: int, reader: Choice) -> None:
    """A list to choose from; a word with a comma would be cut in two, so it stays free text."""
    if any("," in word for word in reader.words):
        return
    rule = {
        "validate": "list",
        "source": list(reader.words),
        "error_title": "Không có trong danh sách",
        "error_message": reader.hint[:_MOST_LIST_LETTERS],
    }
    form.data_validation(1, place, FORM_ROWS, place, rule)


def _write_guide(book: Any, sheet: Sheet) -> None:
    guide = book.add_worksheet("Hướng dẫn")
    bold = book.add_format({"bold": True, "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (head, width) in enumerate((("Cột", 32), ("Bắt buộc", 12), ("Cách ghi", 70), ("Ví dụ", 24))):
        guide.set_column(place, place, width)
        guide.write_string(0, place, head, bold)
    for line, column in enumerate(sheet.columns, start=1):
        cells = (
            column.head,
            "Có" if column.required else "Không",
            column.advice or getattr(column.read, "hint", ""),
            getattr(column.read, "example", ""),
        )
        for place, text in enumerate(cells):
            guide.write_string(line, place, text, wrapped)
    guide.freeze_panes(1, 0)
