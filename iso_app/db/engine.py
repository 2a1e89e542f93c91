"""What is asked of each engine when it starts: nothing acknowledged is lost, foreign keys hold."""

import re
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection

from iso_app.db import told  # noqa: F401 - it listens to every engine
from iso_app.db.binds import compare_copies_by_hash
from iso_app.db.turns import writing_turns
from iso_app.db.unit_of_work import is_writing

BUSY_TIMEOUT_MS = 15_000
STATEMENTS_KEPT = 150  # prepared on a connection: those of the pages people are on
ASKED_BEFORE_PREPARED = 2  # PostgreSQL itself plans five times more before it keeps a plan


def prepare(engine: Engine) -> None:
    """Attach the listeners that make an engine keep the promises of `docs/ARCHITECTURE.md`."""
    compare_copies_by_hash()
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _postgresql_connect)


def _postgresql_connect(connection: Any, _: object) -> None:
    connection.prepared_max = STATEMENTS_KEPT
    connection.prepare_threshold = ASKED_BEFORE_PREPARED


def _sqlite_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: see _sqlite_begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # NORMAL loses acknowledged rows when power goes
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA recursive_triggers=ON")  # else REPLACE removes rows that triggers keep
    cursor.execute("PRAGMA temp_store=MEMORY")
    # Of each thread; what is read often is in the system's own cache, and twice as much here measured no faster.
    cursor.execute("PRAGMA cache_size=-4000")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A writer takes the lock at its start: one that asks for it half-way is refused at once, whatever the timeout.
    if is_writing():
        writing_turns.enter(patience=BUSY_TIMEOUT_MS / 1000)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")


def problems(connection: Connection) -> list[str]:
    """What the database's settings would lose; empty when all is well. Asked at start."""
    if connection.dialect.name == "sqlite":
        wanted = {"synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        return [f"SQLite: {n} = {found[n]}, cần {v}" for n, v in wanted.items() if found[n] != v]
    committed = connection.execute(text("SHOW synchronous_commit")).scalar()
    return (
        []
        if re.fullmatch("on|remote_apply|remote_write", str(committed))
        else [f"synchronous_commit = {committed}"]
    )
