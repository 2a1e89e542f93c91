"""Thousands of rows of a shelf, each kind with one statement."""

from collections.abc import Sequence

from sqlalchemy import insert, inspect

from iso_app.core.actor import Actor
from iso_app.core.policy import require
from iso_app.db import Model, db
from iso_app.shelf import policies
from iso_app.shelf.archive import Member
from iso_app.shelf.models import Shelf, ShelfFile, ShelfLine


def keep_files(actor: Actor, shelf: Shelf, *, members: Sequence[Member]) -> None:
    """Note what is in the ZIP of a shelf."""
    require(policies.may_bring(actor, shelf.agency_id))
    owner = {"agency_id": shelf.agency_id, "shelf_id": shelf.id}
    _insert([ShelfFile(**owner, place=m.place, name=m.name[:500], size=m.size) for m in members])


def keep_lines(actor: Actor, shelf: Shelf, *, lines: Sequence[ShelfLine]) -> None:
    """Put the lines of a list in the place of those of an earlier look."""
    require(policies.may_bring(actor, shelf.agency_id))
    db.session.query(ShelfLine).filter(ShelfLine.shelf_id == shelf.id).delete(synchronize_session=False)
    _insert(lines)


def _insert(records: Sequence[Model]) -> None:
    """Insert records that stay outside the session; columns that none of them fills are as the model says."""
    if not records:
        return
    kind = type(records[0])
    keys = [column.key for column in inspect(kind).column_attrs]
    rows = [{key: getattr(record, key) for key in keys} for record in records]
    said = [key for key in keys if any(row[key] is not None for row in rows)]
    statement = insert(kind).execution_options(render_nulls=True)
    db.session.execute(statement, [{key: row[key] for key in said} for row in rows])
