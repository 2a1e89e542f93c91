"""Where things stand on the sheet: what Nghị định 30/2020/NĐ-CP fixes, what the texts need.

Lengths are millimetres, letter sizes points. Word and PDF both take their figures from here, and so agree.
"""

from dataclasses import dataclass
from typing import Final

from iso_app.printing.metrics import Font, bold, regular
from iso_app.printing.report import Letterhead, PrintedReport
from iso_app.printing.wording import MOTTO

A4_SHORT: Final = 210.0
A4_LONG: Final = 297.0
MARGIN_TOP: Final = 20.0
MARGIN_BOTTOM: Final = 20.0
MARGIN_LEFT: Final = 30.0
MARGIN_RIGHT: Final = 15.0
PAGE_NUMBER_FROM_EDGE: Final = 11.0

NATION_SIZE: Final = 12.0
ISSUER_SIZE: Final = 12.0
BODY_SIZE: Final = 13.0
TITLE_SIZE: Final = 14.0
RECIPIENTS_HEAD_SIZE: Final = 12.0
SMALL_SIZE: Final = 11.0
FOOT_SIZE: Final = 8.0
TABLE_SIZES: Final = (13.0, 12.0, 11.0, 10.0)
CELL_PADDING: Final = 1.6
WATERMARK_SIZE: Final = 72.0
FORM_SIZE: Final = 12.0
FORM_SHARES: Final = (0.3, 0.42, 0.28)  # of the box above a form: agency, name, code and page

# The nation's name needs 88,3 mm in 12 point bold.
HEAD_RIGHT: Final = 89.0
SUBTITLE_RULE: Final = 35.0

_MM_PER_POINT: Final = 25.4 / 72
_LINE: Final = 1.2  # height of a line in em
_HEAD_GAP: Final = 3.0
_ISSUER_RULE: Final = 0.42  # of the name's width: between a third and a half
_LONGEST_HONEST_WORD: Final = 24  # letters; what is longer is an address or noise and is broken where it must
_TALL_SHARE: Final = 0.45  # a row higher than this share of the page may be parted between two


@dataclass(frozen=True, slots=True)
class Layout:
    """The figures of one report: text width, head of the letter, columns, size of the table's letters."""

    page_width: float
    page_height: float
    text_width: float
    column_widths: tuple[float, ...]
    table_size: float

    @property
    def head_left(self) -> float:
        return self.text_width - self.head_right

    @property
    def head_right(self) -> float:
        return max(HEAD_RIGHT, self.text_width * 0.54)

    @property
    def inner_widths(self) -> tuple[float, ...]:
        """What is left for letters in each column."""
        return tuple(width - 2 * CELL_PADDING for width in self.column_widths)


def lay_out(report: PrintedReport) -> Layout:
    """The layout of a cleaned report."""
    page_width, page_height = (A4_LONG, A4_SHORT) if report.landscape else (A4_SHORT, A4_LONG)
    text_width = page_width - MARGIN_LEFT - MARGIN_RIGHT
    total = sum(column.width for column in report.columns)
    widths = tuple(text_width * column.width / total for column in report.columns)
    return Layout(page_width, page_height, text_width, widths, _table_size(report, widths))


def _table_size(report: PrintedReport, widths: tuple[float, ...]) -> float:
    """The largest size at which no word of ordinary length is wider than its column."""
    needed = max(_needed_share(report, index, width) for index, width in enumerate(widths))
    return next((size for size in TABLE_SIZES if size * needed <= 1), TABLE_SIZES[-1])


def _needed_share(report: PrintedReport, index: int, width: float) -> float:
    """The share of the column's inner width that its widest ordinary word takes, for each point of size."""
    column = report.columns[index]
    words = set(column.label.split())
    for row in report.rows:
        if cell := row.cells.get(column.key):
            words.update(cell.text.split())
    honest = (word for word in words if len(word) <= _LONGEST_HONEST_WORD)
    widest = max((bold().width(word, 1) for word in honest), default=0.0)
    return widest * _MM_PER_POINT / max(width - 2 * CELL_PADDING, 1.0)


def issuer_rule(head: Letterhead, layout: Layout) -> float:
    """The length of the rule below the issuer: a third to a half of its name as it stands on its lines."""
    lines = head_lines(head.issuer, ISSUER_SIZE, layout, heavy=True).split("\n")
    return _ISSUER_RULE * min(max(_width(bold(), line, ISSUER_SIZE) for line in lines), layout.head_left)


def head_lines(text: str, size: float, layout: Layout, *, heavy: bool = False) -> str:
    """A name in capitals for the left head, broken into lines of about one length where it needs several."""
    font = bold() if heavy else regular()
    room = layout.head_left - _HEAD_GAP
    words = text.upper().split()
    whole = _width(font, " ".join(words), size)
    count = max(1, -int(-whole // room))
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        full = _width(font, longer, size) > min(room, whole / count * 1.1)
        if lines[-1] and full and len(lines) <= count:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def motto_rule() -> float:
    """The rule below the motto is as long as the motto."""
    return _width(bold(), MOTTO, BODY_SIZE)


def watermark_size(report: PrintedReport) -> float:
    """The size at which the watermark stays within the sheet when it lies across it."""
    room = A4_SHORT * 0.95
    return min(
        WATERMARK_SIZE, WATERMARK_SIZE * room / (_width(bold(), report.watermark, WATERMARK_SIZE) or room)
    )


def _width(font: Font, text: str, size: float) -> float:
    return font.width(text, size) * _MM_PER_POINT


def tall_rows(report: PrintedReport, layout: Layout) -> frozenset[int]:
    """The rows too high to be kept whole: they may be parted between pages, all others may not."""
    limit = layout.page_height * _TALL_SHARE
    line = layout.table_size * _LINE * _MM_PER_POINT
    return frozenset(
        number
        for number, row in enumerate(report.rows)
        for column, width in zip(report.columns, layout.inner_widths, strict=True)
        if column.key in row.cells
        and line * line_count(row.cells[column.key].text, width, layout.table_size) > limit
    )


def line_count(text: str, width: float, size: float) -> int:
    """About how many lines `text` takes in a column of `width`."""
    if len(text) * size * _MM_PER_POINT < width:  # no letter is wider than an em: it fits without measuring
        return 1 + text.count("\n")
    return sum(1 + int(_width(regular(), line, size) * 1.05 / width) for line in text.split("\n"))


def with_breaks(text: str, width: float, size: float, mark: str) -> str:
    """`text` with `mark` put into each word wider than the column: there it may go on in the next line."""
    if len(text) * size * _MM_PER_POINT < width:
        return text
    return " ".join(_broken(word, width, size, mark) for word in text.split(" "))


def _broken(word: str, width: float, size: float, mark: str) -> str:
    font = bold()
    if _width(font, word, size) <= width:
        return word
    pieces = [""]
    room = width
    for letter in word:
        step = _width(font, letter, size)
        if step > room and pieces[-1]:
            pieces.append("")
            room = width
        pieces[-1] += letter
        room -= step
    return mark.join(pieces)
