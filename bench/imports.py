"""An officer's Excel files of a country's size, against reading the file and inserting the rows alone."""

import csv
import io
import time
from multiprocessing.connection import Connection
from typing import cast

from flask import current_app
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from bench import calendar, data, figures, rosters, telling
from bench.figures import Figure
from bench.places import Place
from bench.rows import Rows, highest, insert_alone, rows_since
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
    """Both files into an empty database, the list of so many agencies as a file, the tasks of their year."""
    place.renew()
    roster = next(iter(rosters.provinces(1, agencies)))
    found: list[Figure] = []
    app = place.app()
    with app.app_context():
        data.prepare()
        # Once a process the statements of an import are made, some 20 ms; the first agency is not inspected.
        _bring_in("co-quan", rosters.as_xlsx(rosters.AGENCY_HEADS, roster.agencies[:3]))
        _bring_in("kiem-tra", rosters.as_xlsx(rosters.RESULT_HEADS, roster.results[:2]))
        for code, heads, rows in (
            ("co-quan", rosters.AGENCY_HEADS, roster.agencies),
            ("kiem-tra", rosters.RESULT_HEADS, roster.results),
        ):
            found.append(_import(place, code, rosters.as_xlsx(heads, rows), len(rows)))
        found.extend(_exports(place.engine))
        found.append(calendar.measure(place))
        found.append(telling.measure(place))
        db.session.remove()
        db.engine.dispose()
    answer.send(found)


def _import(place: Place, code: str, content: bytes, number: int) -> Figure:
    before = {name: highest(name) for name in _WRITTEN[code]}
    began, cpu = time.perf_counter(), time.process_time()
    _bring_in(code, content)
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    rows = {name: rows_since(name, highest) for name, highest in before.items()}
    floor = _floor(place, content, rows)
    figure = figures.of(place.engine, f"import of {number} lines, {code}", [spent], [floor], "≤ 5 × floor")
    figure.cpu = 1000 * cpu
    print(figures.line(figure), flush=True)
    return figure


def _bring_in(code: str, content: bytes) -> None:
    with unit_of_work(), whole_country():
        data.bring_in(operator_of_bench(), code, content, f"{code}.xlsx")


def _floor(place: Place, content: bytes, rows: dict[str, Rows]) -> float:
    """Seconds to read the file with calamine and insert the same rows into tables with the same indexes."""
    began = time.perf_counter()
    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return time.perf_counter() - began + insert_alone(place, rows)


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
