"""From what is read on paper to an Excel number that reads the same: value and number format."""

import re
from decimal import Decimal
from typing import Final

from iso_app.printing.report import PrintedCell

_SHOWN: Final = re.compile(
    r"[-+\u2212]?(?:(?P<grouped>\d{1,3}(?:\.\d{3})+)|\d+)(?:,(?P<decimals>\d+))?(?P<percent> ?%)?"
)
_PER_CENT: Final = 100
_SIGNS: Final = ("+", "\u2212")  # of a difference: both ways have theirs


def excel_number(cell: PrintedCell) -> tuple[float, str] | None:
    """A cell's number and the format that shows it so, or None if it must stay a text.

    A text it stays when there is no number, or one that Excel would round (it keeps 15 digits). The signs
    between digits are the reader's own: Excel draws "," and "." by the country of the machine.
    """
    if cell.value is None:
        return None
    exact = Decimal(cell.value)
    number = float(exact)
    if Decimal(repr(number)) != exact:
        return None
    return number, _format(cell, exact) + _mark(cell.note_mark)


def _format(cell: PrintedCell, value: Decimal) -> str:
    shown = _SHOWN.fullmatch(cell.text)
    if shown is None:
        return "#,##0.##" if value % 1 else "#,##0"
    whole = "#,##0" if shown["grouped"] else "0"
    decimals = f".{'0' * len(shown['decimals'])}" if shown["decimals"] else ""
    plain = whole + decimals + _percent(cell.text, shown["percent"] or "", value)
    return f'+{plain};"\u2212"{plain};{plain}' if cell.text.startswith(_SIGNS) else plain


def _percent(text: str, sign: str, value: Decimal) -> str:
    """A share of one takes Excel's own %, which multiplies; a figure in per cent takes a letter."""
    if not sign:
        return ""
    figure = Decimal(text.removesuffix(sign).replace(".", "").replace(",", "."))
    if abs(value * _PER_CENT - figure) < abs(value - figure):
        return sign
    return f'"{sign}"'


def _mark(mark: str) -> str:
    """The mark of a note, in the format so that the cell stays a number; never a format code."""
    letters = "".join(letter for letter in mark if letter.isalnum())
    return f'" ({letters})"' if letters else ""
