"""A table as a file: CSV streamed, Excel with real numbers and no live formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import xlsxwriter
from flask import Response, request, stream_with_context

from iso_app.core.clock import today
from iso_app.core.text import slug
from iso_app.sheets import inert, is_computed
from iso_app.web.table import TablePage

COLUMN_WIDTH = 24
CHUNK_LETTERS = 32_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wanted() -> bool:
    """Whether the address asks for a file instead of a page."""
    return request.args.get("export") in {"csv", "xlsx"}


def answer(page: TablePage) -> Response:
    """The whole filtered list as the file asked for."""
    name = f"{slug(page.label)}-{today():%Y%m%d}"
    if request.args.get("export") == "csv":
        lines: Iterator[str] = csv_lines(page.export_heads(), list(page.export_rows()))
        return _file(Response(stream_with_context(lines), mimetype="text/csv"), f"{name}.csv")
    return _file(Response(_workbook(page), mimetype=XLSX), f"{name}.xlsx")


def attachment(content: bytes, *, name: str, mimetype: str) -> Response:
    """A file to keep, never to show in the page."""
    return _file(Response(content, mimetype=mimetype), name)


def _file(response: Response, name: str) -> Response:
    """To be kept; and should a browser show it all the same, it runs nothing and loads nothing."""
    response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _told(value: object) -> object:
    return inert(value) if isinstance(value, str) and is_computed(value) else value


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV that Excel in Vietnam opens as it should: UTF-8 with its mark, cells inert."""
    yield "\ufeff"
    out = io.StringIO()
    writer = csv.writer(out)
    for row in chain([heads], rows):
        writer.writerow([_told(value) for value in row])
        if out.tell() > CHUNK_LETTERS:  # a piece a row would cost more to send than to make
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _workbook(page: TablePage) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Danh sách")
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(page.export_heads()), COLUMN_WIDTH)
        sheet.write_row(0, 0, page.export_heads(), head)
        for number, row in enumerate(page.export_rows(), start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, day)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: object, day: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), day)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))
