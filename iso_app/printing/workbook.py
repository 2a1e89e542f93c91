"""What every workbook of the house has: nothing in it runs, one font, A4, the same bytes whenever it is made."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from iso_app.printing import layout as sheet

TABLE_SIZE: Final = 12.0
LINE_HEIGHT: Final = 16.5  # points
MM_PER_CHARACTER: Final = 1.9  # about the width of one digit, the unit of Excel's columns
_FONT: Final = "Times New Roman"
# The file must not depend on when it was made: the same report gives the same bytes.
_MOMENT: Final = datetime(2020, 1, 1)  # noqa: DTZ001 XlsxWriter writes a naive moment as UTC
_A4: Final = 9
_MM_PER_INCH: Final = 25.4
_MOST_LETTERS: Final = 32_767  # what Excel keeps in one cell
_MOST_OF_TITLE: Final = 255

Format = Callable[..., Any]


def new_book(written: io.BytesIO, title: str) -> Workbook:
    """A workbook to be closed by whoever asked. No cell becomes a formula, a link or a number by how it looks."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(written, options)
    book.set_properties({"title": title[:_MOST_OF_TITLE], "created": _MOMENT})
    return book


def formats(book: Workbook) -> Format:
    """Formats by their properties, each made once."""
    made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def make(**properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in made:
            base = {"font_name": _FONT, "font_size": TABLE_SIZE, "valign": "vcenter", "text_wrap": True}
            made[key] = book.add_format(base | properties)
        return made[key]

    return make


def write_text(page: Worksheet, row: int, column: int, text: str, form: Any) -> None:
    """A text, never anything else; what Excel cannot keep is cut with a sign that says so."""
    kept = text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
    page.write_string(row, column, kept, form)


def write_block(page: Worksheet, place: tuple[int, int, int, int], text: str, form: Any) -> None:
    """A text over several cells: from row, column to row, column."""
    if place[:2] != place[2:]:
        page.merge_range(*place, "", form)
    write_text(page, place[0], place[1], text, form)


def set_print(page: Worksheet, *, landscape: bool, head: str = "&C&P") -> None:
    """A4 with the margins of Nghị định 30, as wide as the paper, its pages numbered."""
    page.set_paper(_A4)
    page.set_portrait()
    if landscape:
        page.set_landscape()
    page.set_margins(
        left=sheet.MARGIN_LEFT / _MM_PER_INCH,
        right=sheet.MARGIN_RIGHT / _MM_PER_INCH,
        top=sheet.MARGIN_TOP / _MM_PER_INCH,
        bottom=sheet.MARGIN_BOTTOM / _MM_PER_INCH,
    )
    page.fit_to_pages(1, 0)
    page.set_header(head, {"margin": sheet.PAGE_NUMBER_FROM_EDGE / _MM_PER_INCH})
