"""Keeps the table of facts true to the records it is made from, in the transaction that changes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select

from iso_app.compliance import facts
from iso_app.compliance.models import ApplicationYear, Fact, Origin
from iso_app.core.actor import Actor
from iso_app.db import db
from iso_app.db.rows import among, write_rows
from iso_app.inspections.models import Inspection, PlannedInspection
from iso_app.standards import services as standards

PORTION = 5_000

# Kind of record -> how it becomes facts.
SOURCES: dict[Any, Callable[[Mapping[str, Any]], Iterator[facts.Made]]] = {
    ApplicationYear: facts.of_application,
    Inspection: facts.of_inspection,
    PlannedInspection: facts.of_plan,
}


def note_application(
    actor: Actor, *, agency_ids: set[int], years: set[int], editions: Sequence[tuple[int, int, date]]
) -> None:
    """Application years were written: make their facts anew, and date the editions they name."""
    refresh(agency_ids, years, sources=(ApplicationYear,))
    standards.set_editions(actor, editions)


def refresh(agency_ids: set[int], years: set[int], *, sources: Sequence[Any] = tuple(SOURCES)) -> int:
    """Make the facts of these agencies and years anew from their records; gives how many there are."""
    made = 0
    for source in sources:
        db.session.execute(
            delete(Fact).where(
                Fact.origin == Origin.IMPORTED,
                Fact.source_type == source.__tablename__,
                Fact.year.in_(years),
                Fact.agency_id.in_(agency_ids),
            )
        )
        made += _insert(source, source.year.in_(years), among(source.agency_id, agency_ids))
    return made


def rebuild() -> int:
    """Throw every imported fact away and make all of them anew; gives how many there are."""
    db.session.execute(delete(Fact).where(Fact.origin == Origin.IMPORTED))
    return sum(_insert(source) for source in SOURCES)


def _insert(source: Any, *conditions: Any) -> int:
    names = source.__table__.columns.keys()
    query = select(*(getattr(source, name) for name in names)).where(*conditions)
    made = 0
    for rows in db.session.execute(query.execution_options(yield_per=PORTION)).partitions():
        records = (dict(zip(names, row, strict=True)) for row in rows)
        portion = [fact for record in records for fact in SOURCES[source](record)]
        write_rows(insert(cast("Table", Fact.__table__)), portion)
        made += len(portion)
    return made
