"""Printed figures: what somebody's table said, word for word, as the province has brought it in."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.imports.models import ImportLine
from iso_app.reports.models import PrintedFigure, PrintedTable


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the line of the file that brought it in (blank where it was typed)."""

    text: str
    filename: str = ""
    line: int | None = None
    batch_id: int | None = None


@dataclass(frozen=True)
class Printed:
    """A printed table; `figures` by `row.column`."""

    id: int
    template_code: str
    year: int
    source: str
    made_by: str
    made_at: datetime
    figures: dict[str, Figure] = field(default_factory=dict)


def tables(template_code: str, year: int | None = None) -> list[Printed]:
    """The printed tables of a template (and year) in the scope in force, newest first. One statement."""
    query = (
        select(
            PrintedTable.id, PrintedTable.template_code, PrintedTable.year, PrintedTable.source,
            PrintedTable.made_by, PrintedTable.made_at, PrintedFigure.row_key, PrintedFigure.column_key,
            PrintedFigure.text, ImportLine.filename, ImportLine.line, ImportLine.batch_id,
        )
        .join(PrintedFigure, PrintedFigure.table_id == PrintedTable.id)
        .outerjoin(ImportLine, ImportLine.id == PrintedFigure.import_line_id)
        .where(PrintedTable.template_code == template_code)
        .order_by(PrintedTable.made_at.desc(), PrintedTable.id.desc(), PrintedFigure.id)
    )  # fmt: skip
    if year is not None:
        query = query.where(PrintedTable.year == year)
    found: dict[int, Printed] = {}
    for row in db.session.execute(query):
        of = found.setdefault(
            row.id, Printed(row.id, row.template_code, row.year, row.source, row.made_by, row.made_at)
        )
        key = f"{row.row_key}.{row.column_key}"
        of.figures[key] = Figure(row.text, row.filename or "", row.line, row.batch_id)
    return list(found.values())


def printed(template_code: str, id_: int) -> Printed:
    """One printed table of a template; NotFound if the scope has none like it."""
    found = next((known for known in tables(template_code) if known.id == id_), None)
    if found is None:
        raise NotFound("Không có bảng số in này.")
    return found


def latest(template_code: str, year: int) -> dict[str, str]:
    """The figures of the table brought in last for a template and year, by `row.column`."""
    known = tables(template_code, year)
    return {key: figure.text for key, figure in known[0].figures.items()} if known else {}


def years() -> dict[str, list[int]]:
    """Template -> the years of which figures were printed, newest first."""
    query = select(PrintedTable.template_code, PrintedTable.year).distinct()
    found: dict[str, list[int]] = {}
    for code, year in db.session.execute(query.order_by(PrintedTable.year.desc())):
        found.setdefault(code, []).append(year)
    return found


def record_of(template_code: str, year: int, source: str) -> PrintedTable | None:
    """The record of a printed table, to be changed."""
    query = select(PrintedTable).where(
        PrintedTable.template_code == template_code, PrintedTable.year == year, PrintedTable.source == source
    )
    return db.session.scalars(query).one_or_none()


def existing() -> dict[tuple[str, int, str, str, str], str]:
    """(template, year, source, row, column) -> the text that is stored, of the scope in force."""
    query = select(
        PrintedTable.template_code, PrintedTable.year, PrintedTable.source, PrintedFigure.row_key,
        PrintedFigure.column_key, PrintedFigure.text,
    ).join(PrintedFigure, PrintedFigure.table_id == PrintedTable.id)  # fmt: skip
    return {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in db.session.execute(query)}
