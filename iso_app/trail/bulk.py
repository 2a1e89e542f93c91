"""Many records of one kind written at once, each explained in the trail: for imports and background work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, UniqueConstraint, insert, inspect, update

from iso_app.core.actor import Actor
from iso_app.db import AgencyOwned, Model, Versioned, db
from iso_app.db.rows import insert_rows
from iso_app.db.scope import require_own
from iso_app.trail.services import Changes, write


@dataclass(frozen=True)
class Written:
    """A record to be written: its columns, how the trail calls it, what changed (column -> [old, new])."""

    values: Mapping[str, Any]
    label: str
    changes: Changes
    facts: Mapping[str, Any]


def insert_all(actor: Actor, verb: str, model: type[Model], rows: Sequence[Written]) -> list[int]:
    """Insert agency-owned records with one statement and explain each; gives their ids in order."""
    if not rows:
        return []
    ids = _insert(model, [row.values for row in rows])
    _explain(actor, verb, model, ids, rows)
    return ids


def _insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids in the order of the rows, found by a unique key where there is one."""
    table = cast("Table", inspect(model).local_table)
    key = _key(table, rows[0])
    if not key:
        # Without render_nulls rows with different blanks would each be a statement of their own.
        statement = insert(model).returning(model.id, sort_by_parameter_order=True)
        found = db.session.scalars(statement, rows, execution_options={"render_nulls": True})
        return list(found)
    require_own(model, rows)
    if issubclass(model, Versioned):  # the session would begin to count
        rows = [{"version": 1, **row} for row in rows]
    ids = insert_rows(table, rows, key=key)
    return [ids[tuple([row[name] for name in key])] for row in rows]


def _key(table: Table, row: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of a unique constraint that the rows fill; none if there is no such constraint."""
    keys = [tuple(c.key for c in u.columns) for u in table.constraints if isinstance(u, UniqueConstraint)]
    return next((key for key in sorted(keys) if all(row.get(name) is not None for name in key)), ())


def update_all(actor: Actor, verb: str, model: type[Model], rows: Sequence[Written]) -> None:
    """Update records by their `id` in `values` with one statement and explain each."""
    if not rows:
        return
    db.session.execute(update(model), [dict(row.values) for row in rows])
    _explain(actor, verb, model, [row.values["id"] for row in rows], rows)


def _explain(
    actor: Actor, verb: str, model: type[Model], ids: Sequence[int], rows: Sequence[Written]
) -> None:
    if not issubclass(model, AgencyOwned):
        raise TypeError(f"{model.__name__} has no agency whose chain could tell of it")
    entries = [
        {
            "chain": f"agency:{row.values['agency_id']}",
            "subject_type": model.__tablename__,
            "subject_id": id_,
            "subject_label": row.label[:300],
            "changes": row.changes,
            "facts": row.facts,
        }
        for id_, row in zip(ids, rows, strict=True)
    ]
    write(actor, verb, entries)
