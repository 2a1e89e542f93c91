"""What the product has just written, and the time to insert the same rows without us."""

import sqlite3
import time
from contextlib import closing
from typing import Any

import psycopg
from psycopg.types.json import Json

from bench.places import Place
from iso_app.db import db

Rows = tuple[list[str], list[tuple[Any, ...]]]  # names of the columns, values


def highest(name: str) -> int:
    """The number of the newest row of a table."""
    with db.engine.connect() as connection:
        _see_everything(connection)
        return int(connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {name}").scalar_one())


def _see_everything(connection: Any) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('iso.reach', 'system', true)")


def rows_since(name: str, highest: int) -> Rows:
    """The names of the columns and the rows the product has just written, as the driver gives them."""
    with db.engine.connect() as connection:
        _see_everything(connection)
        cursor = connection.connection.cursor()
        cursor.execute(f"SELECT * FROM {name} WHERE id > {highest}")
        heads = [column[0] for column in cursor.description]
        return heads, [tuple(row) for row in cursor.fetchall()]


def insert_alone(place: Place, rows: dict[str, Rows]) -> float:
    """Seconds to insert the same rows into tables with the same indexes, by the bare driver."""
    return (_floor_sqlite if place.engine == "sqlite" else _floor_postgresql)(place, rows)


def _floor_sqlite(place: Place, rows: dict[str, Rows]) -> float:
    file = place.home / "floor.sqlite3"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(place.address)) as source, closing(sqlite3.connect(file)) as target:
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=FULL")
        made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index') AND tbl_name = ?"
        for name in rows:
            for (statement,) in source.execute(made, (name,)).fetchall():
                target.execute(statement)
        began = time.perf_counter()
        for name, (heads, values) in rows.items():
            marks = ", ".join("?" * len(heads))
            target.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
        target.commit()
        return time.perf_counter() - began


def _floor_postgresql(place: Place, rows: dict[str, Rows]) -> float:
    with psycopg.connect(f"postgresql://iso_owner@{place.server}/{place.name}") as connection:
        for name in rows:
            connection.execute(f"DROP TABLE IF EXISTS floor_{name}")
            connection.execute(f"CREATE TABLE floor_{name} (LIKE {name} INCLUDING ALL)")
        connection.commit()
        began = time.perf_counter()
        for name, (heads, values) in rows.items():
            marks = ", ".join(["%s"] * len(heads))
            given = [tuple(_adapted(value) for value in row) for row in values]
            connection.cursor().executemany(f"INSERT INTO floor_{name} VALUES ({marks})", given)
        connection.commit()
        return time.perf_counter() - began


def _adapted(value: Any) -> Any:
    return Json(value) if isinstance(value, dict | list) else value
