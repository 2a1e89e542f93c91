"""What is written once stays: raw SQL is refused by the database, on both engines."""

import pytest
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import DatabaseError

from iso_app.db import Base, WrittenOnce, db
from iso_app.db.engine import problems
from iso_app.periodic_reports.models import PeriodicEntry, PeriodicReturn
from iso_app.reports.models import Snapshot
from iso_app.reports.workflow import SnapshotState
from iso_app.tasks.models import Task
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
            # The triggers have to hold for any connection, not only for one prepared as the product's.
            opened.connection.driver_connection.execute("PRAGMA recursive_triggers=OFF")
        else:
            opened.execute(text("SELECT set_config('iso.reach', 'system', false)"))
            opened.commit()
        yield opened
        opened.rollback()
        opened.invalidate()


def _put(connection, table, id_=77, **given):
    """A row, with the foreign keys that PostgreSQL insists on."""
    for key in table.foreign_keys:
        name = key.parent.name
        if name in given or key.parent.nullable:
            continue
        there = connection.scalar(text(f"SELECT min(id) FROM {key.column.table.name}"))
        given[name] = there or _put(connection, key.column.table)
    statement = insert(table).inline().values(row(table, id_, id=id_, **given))
    connection.execute(statement)
    return id_


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


def _kept_tables():
    """Also those of which not all rows, or not for ever, are kept."""
    others = {"record_read", "sign_in_event", "report_snapshot"}
    return sorted(
        {*_tables(), *(Base.metadata.tables[name] for name in others)}, key=lambda table: table.name
    )


def _unique_keys(connection, table):
    """Columns and condition of the id and of each unique index."""
    found = inspect(connection)
    where = f"{connection.dialect.name}_where"
    indexes = [index for index in found.get_indexes(table.name) if index["unique"]]
    keys = {tuple(key["column_names"]): "" for key in found.get_unique_constraints(table.name)}
    keys |= {tuple(i["column_names"]): i.get("dialect_options", {}).get(where, "") for i in indexes}
    return [(("id",), ""), *keys.items()]


def _replacements(connection, table, key, only):
    """Statements that put another row in the place of the one with id 77."""
    columns = [column.name for column in table.columns]
    values = ["990" if name == "id" and key != ("id",) else name for name in columns]
    rows = (
        f"INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table.name} WHERE id = 77"
    )
    if connection.dialect.name == "sqlite":
        yield f"INSERT OR REPLACE {rows}"
        yield f"REPLACE {rows}"
    condition = f" WHERE {only}" if str(only) else ""
    yield f"INSERT {rows} ON CONFLICT ({', '.join(key)}){condition} DO UPDATE SET id = excluded.id + 1"


def _frozen(world, table):
    if table is not Snapshot.__table__:
        return {}
    moment = row(table)["made_at"]
    facts = {"state": SnapshotState.FROZEN, "content": "{}", "digest": "d" * 64, "frozen_at": moment}
    return facts | {"province_id": world.province["st"]}


def test_nothing_takes_the_place_of_a_kept_row(connection, world, figure):
    """REPLACE removes the row in its way without asking the triggers of DELETE."""
    tried = 0
    for table in _kept_tables():
        for key, only in _unique_keys(connection, table):
            filled = {name: 1 for name in key if table.c[name].nullable}
            undone = connection.begin_nested()
            _put(connection, table, **_frozen(world, table), **filled)
            for statement in _replacements(connection, table, key, only):
                _refused(connection, statement)
                tried += 1
            undone.rollback()
    figure(f"written once: {tried} replacements of rows of {len(_kept_tables())} tables refused")


@pytest.mark.parametrize("change", ["id = 77", "number = (SELECT number FROM report_snapshot WHERE id = 77)"])
def test_a_draft_does_not_take_the_place_of_a_frozen_table(connection, world, change):
    frozen = _frozen(world, Snapshot.__table__)
    _put(connection, Snapshot.__table__, **frozen)
    _put(connection, Snapshot.__table__, id_=78, province_id=world.province["st"])
    on_sqlite = (
        connection.dialect.name == "sqlite"
    )  # the other engine has no REPLACE: it says the key is taken
    verb, words = ("UPDATE OR REPLACE", "written once") if on_sqlite else ("UPDATE", "duplicate key")
    with pytest.raises(DatabaseError, match=words), connection.begin_nested():
        connection.execute(text(f"{verb} report_snapshot SET {change} WHERE id = 78"))
    connection.execute(text("UPDATE report_snapshot SET id = 79, number = 'PL-79' WHERE id = 78"))


def _over(connection, table, change, **given):
    """Statements that put a changed copy of row 77 in its place, by REPLACE and by settling the conflict."""
    values = ", ".join(given.get(column.name, column.name) for column in table.columns)
    names = ", ".join(column.name for column in table.columns)
    copied = f"INTO {table.name} ({names}) SELECT {values} FROM {table.name} WHERE id = 77"
    if connection.dialect.name == "sqlite":
        yield f"INSERT OR REPLACE {copied}"
        yield f"REPLACE {copied}"
    yield f"INSERT {copied} ON CONFLICT (id) DO UPDATE SET {change}"


def test_no_other_task_takes_the_place_of_one(connection):
    table = Task.__table__
    _put(connection, table, key="k", state="open", ended_at=None, ended_by="")
    change = "scheduled_on = excluded.scheduled_on"
    for statement in _over(connection, table, change, scheduled_on="'1999-01-01'"):
        _refused(connection, statement)
    if connection.dialect.name == "sqlite":
        _refused(connection, next(_over(connection, table, "", id="990")))
        _put(connection, table, 78, key="other")
        _refused(connection, "UPDATE OR REPLACE task SET key = 'k' WHERE id = 78")


def test_nothing_takes_the_place_of_a_row_of_an_accepted_report(connection, world):
    """Neither in its own report nor by a row of another one that is still open."""
    report, entry = PeriodicReturn.__table__, PeriodicEntry.__table__
    submitted = {"state": "submitted", "round": 1}
    for id_, agency in ((77, "snv"), (78, "xa")):
        _put(connection, report, id_, agency_id=world.agency[agency], **submitted)
    _put(connection, entry, return_id=77, agency_id=world.agency["snv"])
    for statement in _over(connection, entry, "text = 'y'", text="'y'"):
        with connection.begin_nested() as undone:
            connection.execute(text(statement))
            undone.rollback()
    connection.execute(
        text("UPDATE periodic_return SET state = 'accepted', decided_at = begun_at WHERE id = 77")
    )
    for taken in ("return_id = 78", "text = 'y'"):
        name, _, value = taken.partition(" = ")
        for statement in _over(connection, entry, f"{name} = excluded.{name}", **{name: value}):
            _refused(connection, statement)
    if connection.dialect.name == "sqlite":
        _put(connection, entry, 79, return_id=78, agency_id=world.agency["xa"])
        _refused(connection, "UPDATE OR REPLACE periodic_entry SET id = 77 WHERE id = 79")


def test_the_products_connections_ask_the_triggers_when_replacing(app):
    """The second wall: a table that has but triggers of DELETE is not replaced either."""
    with db.engine.connect() as opened:
        if opened.dialect.name == "sqlite":
            assert opened.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1
        assert problems(opened) == []


def test_a_frozen_table_keeps_its_content(connection, world):
    _put(connection, Snapshot.__table__, **_frozen(world, Snapshot.__table__))
    for change in (
        "content = 'x'",
        "digest = ''",
        "digest = 'e'",
        "year = 1999",
        "as_of = '1999-01-01'",
        "id = 7",
    ):
        _refused(connection, f"UPDATE report_snapshot SET {change}")
    _refused(connection, "UPDATE report_snapshot SET template_version_id = template_version_id + 1")
    _refused(connection, "DELETE FROM report_snapshot")
    connection.execute(text("UPDATE report_snapshot SET made_by = 'ai đó'"))
