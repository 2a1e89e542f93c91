"""A form as it is printed: one agency on paper by Nghị định 30, all agencies side by side in Excel."""

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from xlsxwriter import Workbook

from iso_app.agencies.models import Province
from iso_app.core.text import slug
from iso_app.periodic_reports.content import Cell, Column, checks_of, head_of
from iso_app.periodic_reports.kinds import FieldType
from iso_app.periodic_reports.template import ROW_KIND_LABELS, FormRow, FormTemplate, RowKind
from iso_app.printing import ColumnHead, Letterhead, PrintedCell, PrintedReport, PrintedRow, Signatory
from iso_app.printing.workbook import new_book

DRAFT = "BẢN NHÁP"
_HEADS: Final = (("Phần", 7), ("STT", 6), ("Loại dòng", 10), ("Chỉ tiêu thống kê", 70), ("Đơn vị tính", 18))
_AGENCY_WIDTH: Final = 16
_CELL: Final = {"font_name": "Times New Roman", "font_size": 12, "border": 1, "valign": "vcenter"}
_TOTAL: Final = "Toàn tỉnh"


def printed(
    form: FormTemplate,
    column: Column,
    *,
    name: str,
    province: Province | None,
    parent: str,
    explanations: Mapping[str, str],
    settled: bool,
) -> PrintedReport:
    """The sheet of one agency. `name` says the period, `parent` the agency above; what was overridden and the checks
    that were explained are printed as notes. A report that was not accepted says that it is a draft."""
    notes: list[str] = []
    marks: dict[str, str] = {}
    for row in form.valued:
        cell = column.cells[row.key]
        if cell.overrides and cell.computed is not None:
            notes.append(f"{row.label}: phần mềm tính {cell.computed.value.text or '–'}; {cell.reason}")
            marks[row.key] = str(len(notes))
    for check in checks_of(form, column):
        if not check.ok and explanations.get(check.key):
            words = " ".join(explanations[check.key].split())  # a note is one line, however it was typed
            notes.append(f"{check.message} Giải trình: {words}")
            marks.setdefault(check.rows[0], str(len(notes)))
    return PrintedReport(
        kind=form.heading,
        title=form.subject.replace("{period}", name),
        letterhead=Letterhead(parent=parent, issuer=column.name, place=province.place if province else ""),
        columns=(
            ColumnHead("stt", "STT", 7, "center"),
            ColumnHead("label", "Chỉ tiêu thống kê", 50),
            ColumnHead("unit", "Đơn vị tính", 17, "center"),
            ColumnHead("value", head_of(form, column), 26, "center"),
        ),
        rows=tuple(_line(row, column, marks) for row in form.rows),
        notes=tuple(notes),
        signatory=Signatory(authority="", position="Thủ trưởng cơ quan"),
        watermark="" if settled else DRAFT,
    )


def _line(row: FormRow, column: Column, marks: Mapping[str, str]) -> PrintedRow:
    value = column.cells.get(row.key, Cell()).value
    cells = {
        "stt": PrintedCell(row.stt),
        "label": PrintedCell(row.label),
        "unit": PrintedCell(row.unit),
        "value": PrintedCell(value.text, value.number, marks.get(row.key, "")),
    }
    if row.kind is RowKind.SECTION:
        return PrintedRow(cells, "section")
    return PrintedRow(cells, "sub" if row.kind is RowKind.LINE else "row")


def file_name(form: FormTemplate, period: str, extension: str, *, code: str = "") -> str:
    """`phu-luc-2-st-skhcn-nam-2021.docx`; without a code that of all agencies."""
    whose = [slug(code)] if code else []
    return f"{'-'.join([form.code, *whose, slug(period)])}.{extension}"


def side_by_side(form: FormTemplate, columns: Sequence[Column], totals: Mapping[str, Any]) -> bytes:
    """The workbook of all agencies: the rows as printed, a column an agency, the province's totals last.

    Numbers are real numbers; no cell is a formula or a link.
    """
    written = io.BytesIO()
    book = new_book(written, f"{form.heading} - {form.title}")
    page = book.add_worksheet("Biểu")
    head = book.add_format({**_CELL, "bold": True, "align": "center", "text_wrap": True})
    looks = {bold: _looks(book, bold=bold) for bold in (True, False)}
    heads = [
        *_HEADS,
        *((head_of(form, column), _AGENCY_WIDTH) for column in columns),
        (_TOTAL, _AGENCY_WIDTH),
    ]
    for place, (label, width) in enumerate(heads):
        page.set_column(place, place, width)
        page.write_string(0, place, label, head)
    part = item = ""
    for line, row in enumerate(form.rows, start=1):
        if row.kind is RowKind.SECTION:
            part, item = row.stt or row.key, ""
        elif row.kind is RowKind.ITEM:
            item = row.stt
        look = looks[row.kind is RowKind.SECTION]
        _write_row(page, line, (part, item), row, columns, totals.get(row.key), look)
    page.freeze_panes(1, len(_HEADS))
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.close()
    return written.getvalue()


def _looks(book: Workbook, *, bold: bool) -> dict[str, Any]:
    """The formats of the cells of a row by what stands in them."""
    cell = {**_CELL, "bold": bold}
    return {
        "text": book.add_format({**cell, "text_wrap": True, "num_format": "@"}),
        "count": book.add_format({**cell, "num_format": "#,##0", "align": "center"}),
        "percent": book.add_format({**cell, "num_format": '0.##"%"', "align": "center"}),
        # With places that may stay empty Excel would show the mark between them all the same: "50,%".
        "whole percent": book.add_format({**cell, "num_format": '0"%"', "align": "center"}),
    }


def _look_of(row: FormRow, number: Decimal) -> str:
    if row.field.type is not FieldType.PERCENT:
        return "count"
    return "percent" if number % 1 else "whole percent"


def _write_row(
    page: Any,
    line: int,
    place_of: tuple[str, str],
    row: FormRow,
    columns: Sequence[Column],
    total: Any,
    looks: Mapping[str, Any],
) -> None:
    words = (*place_of, ROW_KIND_LABELS[row.kind], row.label, row.unit)
    for place, text in enumerate(words):
        page.write_string(line, place, text, looks["text"])
    for place, column in enumerate(columns, start=len(words)):
        value = column.cells.get(row.key, Cell()).value
        if value.number is None:
            page.write_string(line, place, value.text, looks["text"])
        else:
            page.write_number(line, place, float(value.number), looks[_look_of(row, value.number)])
    end = len(words) + len(columns)
    if total is None or total.number is None:
        page.write_string(line, end, "", looks["text"])
    else:
        page.write_number(line, end, float(total.number), looks[_look_of(row, total.number)])
