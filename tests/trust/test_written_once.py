"""What is written once stays: raw SQL is refused by the database, on both engines."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError

from iso_app.db import Base, WrittenOnce, db
from iso_app.reports.models import Snapshot
from iso_app.reports.workflow import SnapshotState
from tests.trust.rows import row


def _tables():
    kinds = [mapper for mapper in Base.registry.mappers if issubclass(mapper.class_, WrittenOnce)]
    return sorted((mapper.local_table for mapper in kinds), key=lambda table: table.name)


@pytest.fixture
def connection(world):
    """A connection as the product's, which may see everything; foreign keys aside on SQLite."""
    with db.engine.connect() as opened:
        if opened.dialect.name == "sqlite":
            opened.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            opened.execute(text("SELECT set_config('iso.reach', 'system', false)"))
            opened.commit()
        yield opened
        opened.rollback()
        opened.invalidate()


def _put(connection, table, **given):
    """A row, with the foreign keys that PostgreSQL insists on."""
    for key in table.foreign_keys:
        name = key.parent.name
        if name in given or key.parent.nullable:
            continue
        there = connection.scalar(text(f"SELECT min(id) FROM {key.column.table.name}"))
        given[name] = there or _put(connection, key.column.table)
    statement = insert(table).inline().values(row(table, 77, id=77, **given))
    connection.execute(statement)
    return 77


def _refused(connection, statement):
    with pytest.raises(DatabaseError, match="written once"), connection.begin_nested():
        connection.execute(text(statement))


def test_no_update_and_no_delete(connection, figure):
    tables = _tables()
    assert {table.name for table in tables} >= {"trail_entry", "signature", "stored_file", "template_version"}
    for table in tables:
        if not connection.scalar(text(f"SELECT count(*) FROM {table.name}")):
            _put(connection, table)
        for column in table.columns:
            _refused(connection, f'UPDATE {table.name} SET "{column.name}" = "{column.name}"')
        _refused(connection, f"DELETE FROM {table.name}")
    figure(
        f"written once: {sum(len(t.columns) + 1 for t in tables)} raw changes of {len(tables)} tables refused"
    )


def test_a_frozen_table_keeps_its_content(connection, world):
    draft = row(Snapshot.__table__)
    frozen = {
        "state": SnapshotState.FROZEN,
        "content": "{}",
        "digest": "d" * 64,
        "frozen_at": draft["made_at"],
    }
    _put(connection, Snapshot.__table__, province_id=world.province["st"], **frozen)
    for change in ("content = 'x'", "digest = ''", "digest = 'e'", "year = 1999", "as_of = '1999-01-01'"):
        _refused(connection, f"UPDATE report_snapshot SET {change}")
    _refused(connection, "UPDATE report_snapshot SET template_version_id = template_version_id + 1")
    _refused(connection, "DELETE FROM report_snapshot")
    connection.execute(text("UPDATE report_snapshot SET made_by = 'ai đó'"))
