"""Reading batches and their lines."""

from typing import Any

from sqlalchemy import Row, Select, select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.db import db
from iso_app.imports.models import ImportBatch, ImportLine
from iso_app.jobs import queries as jobs

STORE = "imports.store"
LARGE = 2_000  # lines; more than so many are stored in the background


def is_large(batch: ImportBatch) -> bool:
    """Whether storing this file takes longer than somebody should wait for a page."""
    return bool(sum(batch.counts.values()) > LARGE)


def storing(batch_id: int) -> int | None:
    """The work by which this file is being stored or waits to be; None if there is none."""
    return jobs.unfinished_with(STORE, f"{batch_id}-")


def times_asked(batch_id: int) -> int:
    """How often this file was to be stored in the background."""
    return jobs.number_with(STORE, f"{batch_id}-")


def batches() -> Select[Any]:
    """The base statement of the list of imports."""
    columns: tuple[Any, ...] = (
        ImportBatch.id,
        ImportBatch.kind,
        ImportBatch.filename,
        ImportBatch.state,
        ImportBatch.counts,
        ImportBatch.made_by,
        ImportBatch.made_at,
        ImportBatch.good_rows_only,
    )
    return select(*columns)


def batch_by_id(batch_id: int) -> ImportBatch | None:
    """The batch, if the scope may know of it."""
    return db.session.scalars(select(ImportBatch).where(ImportBatch.id == batch_id)).one_or_none()


def line_of(batch_id: int, line: int) -> ImportLine | None:
    """A line of a stored file, if it is about an agency of the scope."""
    query = select(ImportLine).where(ImportLine.batch_id == batch_id, ImportLine.line == line)
    return db.session.scalars(query).one_or_none()


def agency_of(line: ImportLine) -> Agency | None:
    """The agency a line is about."""
    return agencies.by_id(line.agency_id)


def lines_of_agency(agency_id: int, *, limit: int = 20) -> list[Row[Any]]:
    """(batch_id, filename, line) of what files said about an agency, newest first."""
    query = (
        select(ImportLine.batch_id, ImportLine.filename, ImportLine.line)
        .where(ImportLine.agency_id == agency_id)
        .order_by(ImportLine.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(query))


def lines_of_batch(batch_id: int, *, limit: int = 200) -> list[Row[Any]]:
    """(line, agency_name) of the lines a batch stored, in the order of the file."""
    query = (
        select(ImportLine.line, Agency.name.label("agency_name"))
        .join(Agency, Agency.id == ImportLine.agency_id)
        .where(ImportLine.batch_id == batch_id)
        .order_by(ImportLine.line)
        .limit(limit)
    )
    return list(db.session.execute(query))
