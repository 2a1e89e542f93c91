"""An officer's Excel files of a country's size, against reading the file and inserting the rows alone."""

import csv
import io
import sqlite3
import time
from contextlib import closing
from multiprocessing.connection import Connection
from typing import Any, cast

import psycopg
from flask import current_app
from psycopg.types.json import Json
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from bench import data, figures, rosters
from bench.figures import Figure
from bench.places import Place
from bench.work import heard, operator_of_bench, replay
from iso_app.agencies.models import Agency, Level
from iso_app.agencies.tables import AGENCIES as LIST
from iso_app.agencies.tables import listed
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.web import export

AGENCIES = 13_000
# What a file leaves behind: the tables whose new rows the floor inserts as well.
_WRITTEN = {
    "co-quan": ("agency", "agency_period", "import_line", "trail_chain", "trail_entry"),
    "kiem-tra": ("import_line", "inspection", "compliance_fact", "trail_entry"),
}


def measure(place: Place, agencies: int, answer: Connection) -> None:
    """Both files into an empty database, then the list of so many agencies as a file."""
    place.renew()
    roster = next(iter(rosters.provinces(1, agencies)))
    found: list[Figure] = []
    app = place.app()
    with app.app_context():
        data.prepare()
        for code, heads, rows in (
            ("co-quan", rosters.AGENCY_HEADS, roster.agencies),
            ("kiem-tra", rosters.RESULT_HEADS, roster.results),
        ):
            found.append(_import(place, code, rosters.as_xlsx(heads, rows), len(rows)))
        found.extend(_exports(place.engine))
        db.session.remove()
        db.engine.dispose()
    answer.send(found)


def _import(place: Place, code: str, content: bytes, number: int) -> Figure:
    before = {name: _highest(name) for name in _WRITTEN[code]}
    began, cpu = time.perf_counter(), time.process_time()
    with unit_of_work(), whole_country():
        data.bring_in(operator_of_bench(), code, content, f"{code}.xlsx")
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    rows = {name: _rows_since(name, highest) for name, highest in before.items()}
    floor = _floor(place, content, rows)
    figure = figures.of(place.engine, f"import of {number} lines, {code}", [spent], [floor], "≤ 5 × floor")
    figure.cpu = 1000 * cpu
    print(figures.line(figure), flush=True)
    return figure


def _highest(name: str) -> int:
    with db.engine.connect() as connection:
        _see_everything(connection)
        return int(connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {name}").scalar_one())


def _see_everything(connection: Any) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('iso.reach', 'system', true)")


def _rows_since(name: str, highest: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows the product has just written, as the driver gives them."""
    with db.engine.connect() as connection:
        _see_everything(connection)
        cursor = connection.connection.cursor()
        cursor.execute(f"SELECT * FROM {name} WHERE id > {highest}")
        heads = [column[0] for column in cursor.description]
        return heads, [tuple(row) for row in cursor.fetchall()]


def _floor(place: Place, content: bytes, rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]) -> float:
    """Seconds to read the file with calamine and insert the same rows into tables with the same indexes."""
    began = time.perf_counter()
    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    spent = time.perf_counter() - began
    return spent + (_floor_sqlite if place.engine == "sqlite" else _floor_postgresql)(place, rows)


def _floor_sqlite(place: Place, rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]) -> float:
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


def _floor_postgresql(place: Place, rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]) -> float:
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


def _exports(engine: str) -> list[Figure]:
    """The list as a file, without the network, against its statement and the bare writing of CSV."""
    with unit_of_work(keep=False), whole_country():
        number = cast(
            "int", db.session.scalar(select(func.count(Agency.id)).where(Agency.level == Level.COMMUNE))
        )
    return [_export(engine, kind, number) for kind in ("csv", "xlsx")]


def _export(engine: str, kind: str, number: int) -> Figure:
    spent, floor = [], []
    for _ in range(3):
        with (
            current_app.test_request_context(f"/co-quan?export={kind}&cap=commune"),
            unit_of_work(keep=False),
        ):
            with whole_country(), heard() as statements:
                began = time.perf_counter()
                b"".join(export.answer(LIST.page(listed(today()))).iter_encoded())
                spent.append(time.perf_counter() - began)
            began = time.perf_counter()
            csv.writer(io.StringIO()).writerows(replay(statements))
            floor.append(time.perf_counter() - began)
    share = 5000 / number
    target = "≤ 150 ms" if kind == "csv" else "≤ 400 ms"
    name = f"export of 5 000 rows, {kind.upper()}"
    figure = figures.of(engine, name, [s * share for s in spent], [s * share for s in floor], target)
    print(figures.line(figure), flush=True)
    return figure
