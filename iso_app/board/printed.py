"""The workbook of several years: every agency, three counted tables, and what all of it means."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from iso_app.agencies.models import APPLICABILITY_LABELS, LEVEL_LABELS, Level
from iso_app.board.compute import OBLIGATIONS, STATUS_LABELS
from iso_app.board.content import TOTAL, Count, CountedLine, Cut, counted
from iso_app.board.queries import Board, Line
from iso_app.compliance.models import Status
from iso_app.core.actor import Actor
from iso_app.core.clock import VIETNAM
from iso_app.core.dates import show_day, show_moment
from iso_app.core.numbers import show_number
from iso_app.core.text import sort_key
from iso_app.printing.layout import line_count
from iso_app.printing.numberformat import excel_number
from iso_app.printing.report import PrintedCell
from iso_app.printing.workbook import (
    LINE_HEIGHT,
    MM_PER_CHARACTER,
    TABLE_SIZE,
    Format,
    formats,
    new_book,
    set_print,
    write_block,
    write_text,
)

_TITLE: Final = "Số liệu nhiều năm"
_NONE: Final = "-"
_ALL: Final = "Toàn tỉnh"
_AGENCY: Final = (
    ("Năm", 8),
    ("Mã", 14),
    ("Tên cơ quan, đơn vị", 48),
    ("Cấp", 12),
    ("Loại cơ quan", 26),
    ("Huyện", 24),
    ("Diện áp dụng", 16),
    ("Phiên bản tiêu chuẩn", 24),
)
_NAMED: Final = 3  # columns that say which agency and year a line is of
_DUTY_WIDTH: Final = 17
_COUNTS: Final = (("Phải làm", 10), ("Đã làm", 10), ("Tỷ lệ %", 10))
_YEARS: Final = (
    "Năm",
    "Tính đến ngày",
    "Số cơ quan",
    "Thêm so với năm ở dòng trên",
    "Bớt so với năm ở dòng trên",
)
_NOTE_WIDTHS: Final = (30, 20, 20, 20, 20)
_MEANINGS: Final = {
    Status.YES: "Có bằng chứng là cơ quan đã làm trong kỳ.",
    Status.NO: "Có bằng chứng là cơ quan không làm, hoặc đã làm nhưng ngoài kỳ.",
    Status.NOT_REPORTED: "Chưa ai báo; không có nghĩa là không làm.",
    Status.NOT_APPLICABLE: "Cơ quan không thuộc diện, hoặc không có trong danh sách kiểm tra của năm, "
    "và chưa có số liệu nào.",
}
_EXPLAINED: Final = (
    ("Phải làm", "Số cơ quan phải làm việc đó: mọi cơ quan, trừ các cơ quan “Không áp dụng”."),
    ("Đã làm", "Số cơ quan có tình trạng “Có”."),
    (
        "Tỷ lệ %",
        (
            "Đã làm chia cho phải làm, nhân 100, làm tròn đến hai chữ số thập phân (từ 5 trở lên làm tròn lên). "
            "Dấu “-”: không cơ quan nào phải làm, hoặc chưa biết gì về cơ quan nào."
        ),
    ),
    ("Dấu “-” ở cả ba cột", "Năm đó không có cơ quan nào thuộc dòng này."),
    (
        "Các năm không cùng một danh sách",
        (
            "Mỗi năm tính trên các cơ quan tồn tại vào ngày lập bảng của năm đó, với tên, cấp, loại, huyện và "
            "diện áp dụng của ngày đó. Sau sắp xếp đơn vị hành chính danh sách thay đổi: hãy so sánh tỷ lệ "
            "cùng với số cơ quan."
        ),
    ),
    (
        "Không thuộc huyện nào",
        (
            "Cơ quan không nằm dưới huyện nào vào ngày lập bảng, được đếm theo cấp: ở năm không còn cấp huyện thì "
            "mọi cơ quan đứng ở đây."
        ),
    ),
    (OBLIGATIONS["maintains"].label, "Mọi năm được tính theo một quy định: quy định mà tỉnh đang đặt."),
)


def file_name(years: Sequence[int], moment: datetime) -> str:
    """`so-lieu-nhieu-nam-2021-2025-20261122.xlsx`: the first and the last year, and the day it was made."""
    ends = "-".join(str(year) for year in sorted({years[0], years[-1]}))
    return f"so-lieu-nhieu-nam-{ends}-{moment.astimezone(VIETNAM):%Y%m%d}.xlsx"


def workbook(boards: Sequence[Board], *, made_by: Actor, made_at: datetime) -> bytes:
    """The boards, the earliest year first, as one workbook. Numbers are real numbers; no cell is a formula."""
    written = io.BytesIO()
    book = new_book(written, _TITLE)
    make = formats(book)
    years = [board.period.year for board in boards]
    rows = [_row(board.period.year, line) for board in boards for line in board.lines]
    _agency_sheet(book.add_worksheet("Số liệu"), boards, make)
    for title, head, cut in _cuts(boards):
        _counted_sheet(book.add_worksheet(title), head, cut, years, counted(rows, cut, years), make)
    _notes_sheet(book.add_worksheet("Chú thích"), boards, made_by, made_at, make)
    book.close()
    return written.getvalue()


# -- every agency ------------------------------------------------------------------------------------------------


def _agency_sheet(page: Worksheet, boards: Sequence[Board], make: Format) -> None:
    heads = [*_AGENCY, *((measure.label, _DUTY_WIDTH) for measure in OBLIGATIONS.values())]
    _heads(page, 0, heads, make)
    lines = [(board.period.year, line) for board in boards for line in board.lines]
    number, text = make(border=1, num_format="0"), make(border=1, num_format="@", text_wrap=False)
    page.set_default_row(LINE_HEIGHT)
    for row, (year, line) in enumerate(lines, start=1):
        page.write_number(row, 0, year, number)
        for column, told in enumerate(_told(line), start=1):
            write_text(page, row, column, told, text)
    page.autofilter(0, 0, len(lines), len(heads) - 1)
    page.freeze_panes(1, _NAMED)
    page.repeat_rows(0)
    set_print(page, landscape=True)


def _heads(page: Worksheet, row: int, heads: Sequence[tuple[str, float]], make: Format) -> None:
    """A row of heads, as high as the highest of them, and the widths of their columns."""
    page.set_row(row, _height(heads))
    for column, (label, width) in enumerate(heads):
        page.set_column(column, column, width)
        write_text(page, row, column, label, make(bold=True, align="center", border=1))


def _height(texts: Iterable[tuple[str, float]]) -> float:
    """The height in points of a row of texts in columns of these widths: not every program measures rows."""
    lines = [line_count(text, width * MM_PER_CHARACTER, TABLE_SIZE) for text, width in texts]
    return LINE_HEIGHT * max(lines)


def _told(line: Line) -> list[str]:
    statuses = [STATUS_LABELS[line.statuses[code]] for code in OBLIGATIONS]
    applies = APPLICABILITY_LABELS[line.applicability]
    level = LEVEL_LABELS[line.level]
    return [
        line.code, line.name, level, line.group, line.district, applies, line.edition_name, *statuses
    ]  # fmt: skip


# -- counted by level, group and district ------------------------------------------------------------------------


def _row(year: int, line: Line) -> dict[str, object]:
    """What is counted of an agency in a year."""
    statuses = {code: line.statuses[code].value for code in OBLIGATIONS}
    kinds = {"level": line.level.value, "group": str(line.group_id), "district": _district(line)}
    return {"year": year, **kinds, **statuses}


def _district(line: Line) -> str:
    """The district of an agency; of one without, its level, as on the board."""
    return str(line.district_id) if line.district_id is not None else line.level.value


def _cuts(boards: Sequence[Board]) -> list[tuple[str, str, Cut]]:
    """The counted sheets: title, head of the kinds, kinds. All kinds of all years, each as last named."""
    lines = [line for board in boards for line in board.lines]
    held = {line.level for line in lines}
    levels = {level.value: LEVEL_LABELS[level] for level in Level if level in held}
    places = {(line.group_position, line.group_id): line.group for line in lines}
    groups = {str(id_): name for (_, id_), name in sorted(places.items())}
    named = {_district(line): line.district for line in lines if line.district_id is not None}
    districts = dict(sorted(named.items(), key=lambda district: sort_key(district[1])))
    outside = {line.level for line in lines if line.district_id is None}
    rest = {
        level.value: f"{LEVEL_LABELS[level]} (không thuộc huyện nào)" for level in Level if level in outside
    }
    return [
        ("Theo cấp", "Cấp", Cut("level", levels)),
        ("Theo nhóm", "Loại cơ quan", Cut("group", groups)),
        ("Theo huyện", "Huyện", Cut("district", districts | rest)),
    ]


def _counted_sheet(
    page: Worksheet, head: str, cut: Cut, years: Sequence[int], lines: Sequence[CountedLine], make: Format
) -> None:
    _year_heads(page, head, years, make)
    for row, line in enumerate(lines, start=2):
        total = line.kind == TOTAL
        look = {"border": 1, "bold": total} | ({"bg_color": "#F2F2F2"} if total else {})
        duty, kind = OBLIGATIONS[line.duty].label, _ALL if total else cut.names[line.kind]
        page.set_row(row, _height([(duty, _WORDS[0]), (kind, _WORDS[1])]))
        write_text(page, row, 0, duty, make(**look, num_format="@"))
        write_text(page, row, 1, kind, make(**look, num_format="@"))
        for place, count in enumerate(line.counts):
            _write_count(page, row, 2 + place * len(_COUNTS), count, look, make)
    page.freeze_panes(2, 2)
    page.repeat_rows(0, 1)
    set_print(page, landscape=True)


_WORDS: Final = (34, 36)  # widths of the obligation and of the kind of agencies


def _year_heads(page: Worksheet, head: str, years: Sequence[int], make: Format) -> None:
    """Two rows of heads: the years, and under each of them its three numbers."""
    bold = make(bold=True, align="center", border=1)
    _heads(page, 1, [("Việc", _WORDS[0]), (head, _WORDS[1]), *_COUNTS * len(years)], make)
    write_block(page, (0, 0, 1, 0), "Việc", bold)
    write_block(page, (0, 1, 1, 1), head, bold)
    for place, year in enumerate(years):
        first = 2 + place * len(_COUNTS)
        write_block(page, (0, first, 0, first + len(_COUNTS) - 1), f"Năm {year}", bold)


def _write_count(
    page: Worksheet, row: int, first: int, count: Count | None, look: Mapping[str, Any], make: Format
) -> None:
    numbers = (None, None, None) if count is None else (count.asked, count.done, count.share)
    for column, number in enumerate(numbers, start=first):
        shown = excel_number(PrintedCell(show_number(number), number))
        if shown:
            page.write_number(row, column, shown[0], make(**look, align="right", num_format=shown[1]))
        else:
            write_text(page, row, column, _NONE, make(**look, align="right"))


# -- what it means -----------------------------------------------------------------------------------------------


def _notes_sheet(
    page: Worksheet, boards: Sequence[Board], made_by: Actor, made_at: datetime, make: Format
) -> None:
    for column, width in enumerate(_NOTE_WIDTHS):
        page.set_column(column, column, width)
    by = ", ".join(part for part in (made_by.name, made_by.post_label) if part)
    made = [("Lập lúc", show_moment(made_at)), ("Người lập", by)]
    row = _pairs(page, 0, _TITLE, made, make)
    row = _years_table(page, row + 1, boards, make)
    statuses = [(STATUS_LABELS[status], meaning) for status, meaning in _MEANINGS.items()]
    row = _pairs(page, row + 1, "Tình trạng của một việc", statuses, make)
    _pairs(page, row + 1, "Số đếm và tỷ lệ", _EXPLAINED, make)
    set_print(page, landscape=True)


def _pairs(page: Worksheet, row: int, title: str, pairs: Sequence[tuple[str, str]], make: Format) -> int:
    """A title and under it terms with their meanings; gives the row after them."""
    last, room = len(_NOTE_WIDTHS) - 1, sum(_NOTE_WIDTHS[1:])
    page.set_row(row, LINE_HEIGHT * 1.4)
    write_block(page, (row, 0, row, last), title, make(bold=True, font_size=14))
    for at, (term, meaning) in enumerate(pairs, start=row + 1):
        page.set_row(at, _height([(term, _NOTE_WIDTHS[0]), (meaning, room)]))
        write_text(page, at, 0, term, make(border=1))
        write_block(page, (at, 1, at, last), meaning, make(border=1))
    return row + 1 + len(pairs)


def _years_table(page: Worksheet, row: int, boards: Sequence[Board], make: Format) -> int:
    """How many agencies each year has, and how many of them are not those of the year before."""
    page.set_row(row, _height(zip(_YEARS, _NOTE_WIDTHS, strict=True)))
    for column, label in enumerate(_YEARS):
        write_text(page, row, column, label, make(bold=True, align="center", border=1))
    number, text = make(border=1, align="right", num_format="#,##0"), make(border=1, align="right")
    before: set[int] | None = None
    for at, board in enumerate(boards, start=row + 1):
        here = {line.id for line in board.lines}
        page.write_number(at, 0, board.period.year, make(border=1, align="center", num_format="0"))
        write_text(page, at, 1, show_day(board.period.as_of), make(border=1, align="center"))
        page.write_number(at, 2, len(here), number)
        for column, changed in enumerate(_changes(before, here), start=3):
            if changed is None:
                write_text(page, at, column, _NONE, text)
            else:
                page.write_number(at, column, changed, number)
        before = here
    return row + 1 + len(boards)


def _changes(before: set[int] | None, here: set[int]) -> tuple[int | None, int | None]:
    """How many agencies came and went since the year before it in the workbook."""
    return (None, None) if before is None else (len(here - before), len(before - here))
