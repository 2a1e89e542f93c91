"""Excel: real numbers in the province's own table, and behind it the agencies that each number counts."""

import io
from collections.abc import Sequence
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from iso_app.printing import layout as sheet
from iso_app.printing.layout import Layout, lay_out
from iso_app.printing.numberformat import excel_number
from iso_app.printing.report import (
    BackingAgency,
    FormHead,
    Letterhead,
    PrintedCell,
    PrintedReport,
    PrintedRow,
)
from iso_app.printing.wording import (
    MOTTO,
    NATION,
    PAGE_HEAD,
    RECIPIENTS_HEAD,
    cleaned,
    document_name,
    form_lines,
    numbered_notes,
    place_and_day,
    raised_mark,
    recipient_lines,
)
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

_TALLEST_ROW: Final = 409.0  # points; Excel knows no higher one
_BACKING_HEADS: Final = (
    ("Số liệu", 28),
    ("Mã cơ quan", 16),
    ("Tên cơ quan", 46),
    ("Cấp hành chính", 16),
    ("Loại cơ quan", 20),
    ("Minh chứng", 50),
    ("Nguồn", 30),
)


def to_xlsx(report: PrintedReport) -> bytes:
    """The report as a workbook; the same report gives the same bytes. No cell is a formula or a link."""
    report = cleaned(report)
    written = io.BytesIO()
    book = new_book(written, document_name(report))
    make = formats(book)
    _table_sheet(book.add_worksheet("Biểu"), report, make)
    if report.form is None and report.backing:
        _backing_sheet(book.add_worksheet("Cơ quan"), report.backing, make)
    if report.notes:
        _notes_sheet(book.add_worksheet("Ghi chú"), report, make)
    book.close()
    return written.getvalue()


def _table_sheet(page: Worksheet, report: PrintedReport, make: Format) -> None:
    layout = lay_out(report)
    for number, width in enumerate(layout.column_widths):
        page.set_column(number, number, width / MM_PER_CHARACTER)
    head = _above_table(page, report, layout, make)
    heads = PrintedRow({column.key: PrintedCell(column.label) for column in report.columns})
    page.set_row(head, _row_height(heads, report, layout))
    for number, column in enumerate(report.columns):
        write_text(page, head, number, column.label, make(bold=True, align="center", border=1))
    for row, line in enumerate(report.rows, start=head + 1):
        page.set_row(row, _row_height(line, report, layout))
        for number, column in enumerate(report.columns):
            look = {"align": column.align, "border": 1, "bold": line.kind in {"section", "total"}}
            _write_cell(page, row, number, line.cells.get(column.key, PrintedCell("")), look, make)
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    _below_table(page, head + len(report.rows) + 2, report, make)
    set_print(page, landscape=report.landscape, head=f"&R{PAGE_HEAD} &P/&N" if report.form else "&C&P")
    if report.digest:
        page.set_footer("&R&8" + report.digest.replace("&", "&&")[:200])


def _row_height(line: PrintedRow, report: PrintedReport, layout: Layout) -> float:
    """The height in points that holds all lines of each cell: not every program measures rows on opening."""
    counts = [
        sheet.line_count(line.cells[column.key].text, width, TABLE_SIZE)
        for column, width in zip(report.columns, layout.inner_widths, strict=True)
        if column.key in line.cells
    ]
    return min(LINE_HEIGHT * max(counts, default=1), _TALLEST_ROW)


def _write_cell(
    page: Worksheet, row: int, column: int, cell: PrintedCell, look: dict[str, Any], make: Format
) -> None:
    number = excel_number(cell)
    if number:
        page.write_number(row, column, number[0], make(**look, num_format=number[1]))
    else:
        text = " ".join(part for part in (cell.text, raised_mark(cell)) if part)
        write_text(page, row, column, text, make(**look, num_format="@"))


def _above_table(page: Worksheet, report: PrintedReport, layout: Layout, make: Format) -> int:
    """The heads and the titles; returns the row of the table's head."""
    if report.form is not None:
        return _form_box(page, report, report.form, make)
    row = _letter_head(page, report.letterhead, layout, make) if report.letterhead else 0
    titles: tuple[tuple[str, dict[str, Any]], ...] = (
        (report.watermark.upper(), {"bold": True, "font_color": "#C00000"}),
        (report.kind.upper(), {"bold": True, "font_size": 14}),
        (report.title, {"bold": True, "font_size": 14}),
        (report.period, {"italic": True}),
        (report.subtitle, {"italic": True}),
    )
    for text, look in titles:
        if text:
            lines = sheet.line_count(text, layout.text_width, sheet.TITLE_SIZE)
            page.set_row(row, LINE_HEIGHT * lines)
            _across(page, row, (0, len(report.columns) - 1), text, make(align="center", **look))
            row += 1
    return row


def _letter_head(page: Worksheet, head: Letterhead, layout: Layout, make: Format) -> int:
    left, right = _halves(layout.column_widths)
    lines: tuple[tuple[str, dict[str, Any], str, dict[str, Any]], ...] = (
        (head.parent.upper(), {}, NATION, {"bold": True}),
        (head.issuer.upper(), {"bold": True}, MOTTO, {"bold": True, "underline": 1}),
        (head.number_hint, {}, place_and_day(head), {"italic": True}),
    )
    for row, (one, one_look, other, other_look) in enumerate(lines):
        room = min(layout.head_left, layout.text_width * 0.4)
        page.set_row(row, LINE_HEIGHT * sheet.line_count(one, room, TABLE_SIZE * 1.1))
        _across(page, row, left, one, make(align="center", **one_look))
        _across(page, row, right, other, make(align="center", **other_look))
    return len(lines)


def _form_box(page: Worksheet, report: PrintedReport, form: FormHead, make: Format) -> int:
    """Agency, name and code of a form; the page of pages stands in the head of the printed sheet."""
    last = len(report.columns) - 1
    left, right = last // 3, min(last - 1, last - (last + 1) // 4)
    agency = "\n".join(part.upper() for part in (form.parent, form.agency) if part)
    lines = form_lines(form)
    bold = make(bold=True, align="center", border=1)
    write_block(page, (0, 0, len(lines) - 1, left), agency, bold)
    name = make(bold=True, align="center", border=1, font_size=sheet.TITLE_SIZE)
    write_block(page, (0, left + 1, len(lines) - 1, right), report.kind.upper(), name)
    for row, line in enumerate(lines):
        page.set_row(row, LINE_HEIGHT * 1.4)
        write_block(page, (row, right + 1, row, last), line, make(border=1))
    return len(lines) + 1


def _halves(widths: Sequence[float]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The columns of the left and the right half of the table, as near to the middle as columns allow."""
    if len(widths) == 1:
        return (0, 0), (1, 1)
    total = sum(widths)
    cut = min(range(1, len(widths)), key=lambda n: abs(sum(widths[:n]) - total / 2))
    return (0, cut - 1), (cut, len(widths) - 1)


def _across(page: Worksheet, row: int, columns: tuple[int, int], text: str, form: Any) -> None:
    first, last = columns
    if first != last:
        page.merge_range(row, first, row, last, "", form)
    write_text(page, row, first, text, form)


def _below_table(page: Worksheet, row: int, report: PrintedReport, make: Format) -> None:
    left, right = _halves([column.width for column in report.columns])
    receivers = [RECIPIENTS_HEAD, *recipient_lines(report)] if report.recipients else []
    for number, text in enumerate(receivers):
        look = {"bold": True, "italic": True} if number == 0 else {"font_size": 11}
        _across(page, row + number, left, text, make(**look))
    if signatory := report.signatory:
        titles = [text.upper() for text in (signatory.authority, signatory.position) if text]
        lines = [*titles, "", signatory.note, "", signatory.name]
        for number, text in enumerate(lines):
            note = number == len(titles) + 1
            look = {"italic": True, "font_size": 11} if note else {"bold": True}
            _across(page, row + number, right, text, make(align="center", **look))


def _backing_sheet(page: Worksheet, backing: Sequence[BackingAgency], make: Format) -> None:
    """One line for each agency behind each number, to be filtered by number."""
    for column, (label, width) in enumerate(_BACKING_HEADS):
        page.set_column(column, column, width)
        write_text(page, 0, column, label, make(bold=True, align="center", border=1))
    plain = make(border=1, num_format="@", text_wrap=False)
    for row, agency in enumerate(backing, start=1):
        texts = (
            agency.cell,
            agency.code,
            agency.name,
            agency.level,
            agency.group,
            agency.evidence,
            agency.source,
        )
        for column, text in enumerate(texts):
            write_text(page, row, column, text, plain)
    page.autofilter(0, 0, len(backing), len(_BACKING_HEADS) - 1)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    set_print(page, landscape=True)


def _notes_sheet(page: Worksheet, report: PrintedReport, make: Format) -> None:
    page.set_column(0, 0, 100)
    for row, note in enumerate(numbered_notes(report)):
        write_text(page, row, 0, note, make())
    set_print(page, landscape=False)
