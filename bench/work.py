"""What is measured inside a process of our own: statements of pages, the computed table, printed files.

Here the product is not served, so that its statements can be seen without the product knowing of it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import typst
from flask import Flask
from sqlalchemy import event, select

from bench import figures
from bench.data import ADMIN
from bench.figures import Figure
from bench.pages import pages
from bench.places import Place
from bench.rosters import LAST_YEAR
from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.agencies.models import Agency, Province
from iso_app.compliance.measures import Period
from iso_app.core.actor import Actor, operator
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.printing import to_docx, to_pdf, to_xlsx
from iso_app.reports import files, queries
from iso_app.reports.compute import compute

Statement = tuple[str, Any]


@contextmanager
def heard() -> Iterator[list[Statement]]:
    """Every statement sent to the database meanwhile, with its parameters."""
    found: list[Statement] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def facts_of(place: Place, answer: Connection) -> None:
    """(id of the measured province, code of an agency with a record), sent back to the caller."""
    with place.app().app_context(), unit_of_work(keep=False), whole_country():
        person = db.session.scalars(select(Person).where(Person.email == ADMIN)).one()
        codes = select(Agency.code).where(Agency.province_id == person.province_id).order_by(Agency.id)
        answer.send((person.province_id, db.session.scalars(codes.offset(2).limit(1)).one()))


def measure(place: Place, code: str, rounds: int, answer: Connection) -> None:
    """Statements by page, and the figures; sent back to the caller."""
    app = place.app(WTF_CSRF_ENABLED=False)
    with app.app_context():
        answer.send((_statements(app, code), _figures(place.engine, rounds)))


# -- statements of pages -----------------------------------------------------------------------------------


def _statements(app: Flask, code: str) -> dict[str, int]:
    client = app.test_client()
    with unit_of_work(), whole_country():
        person = db.session.scalars(select(Person).where(Person.email == ADMIN)).one()
        token = sessions.open_session(person, network="127.0.0.1", browser="bench").token
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    counts = {}
    for page in pages(code):
        client.get(page.path)
        db.session.remove()  # as a request begins: here they share the session of this process
        with heard() as statements:
            client.get(page.path)
        counts[page.name] = len(statements)
    return counts


# -- tables and files --------------------------------------------------------------------------------------


def _figures(engine: str, rounds: int) -> list[Figure]:
    found = [_computed(engine, rounds), _drawn(engine, rounds)]
    with _as_admin() as actor:
        content = queries.live(actor, queries.template("phu-luc-1"), _period(), with_evidence=True)
        report = files.of_live(actor, content)
    for name, renderer in (("PDF", to_pdf), ("DOCX", to_docx), ("XLSX", to_xlsx)):
        floor = _static_pdf if name == "PDF" else None
        found.append(_compare(engine, f"printing {name} alone", partial(renderer, report), floor, rounds))
    with unit_of_work(keep=False), whole_country():
        many = db.session.scalar(select(Province.id).offset(1).limit(1)) is not None
    if many:
        found.append(_whole_country(engine, max(3, rounds // 5)))
    return found


def _period() -> Period:
    return Period.of_year(LAST_YEAR)


@contextmanager
def _as_admin() -> Iterator[Actor]:
    actor = sessions.actor_for_email(ADMIN)
    with unit_of_work(keep=False), acting_in(actor.scope):
        yield actor


def _computed(engine: str, rounds: int) -> Figure:
    """The table with the agencies behind each cell, against its own statements by the bare driver."""
    with _as_admin() as actor:
        version = queries.template("phu-luc-1")
        with heard() as statements:
            queries.table(actor, version, _period())
        work = lambda: queries.table(actor, version, _period())  # noqa: E731
        figure = _compare(engine, "Phụ lục 1 computed", work, lambda: replay(statements), rounds)
    figure.statements, figure.target = len(statements), "≤ 50 ms, ≤ 2 × its statements"
    return figure


def _drawn(engine: str, rounds: int) -> Figure:
    """The agencies behind every number with their evidence, ready to be frozen."""
    with _as_admin() as actor:
        version = queries.template("phu-luc-1")
        with heard() as statements:
            queries.live(actor, version, _period(), with_evidence=True)
        work = lambda: queries.live(actor, version, _period(), with_evidence=True)  # noqa: E731
        figure = _compare(engine, "Phụ lục 1 with all evidence", work, lambda: replay(statements), rounds)
    figure.statements = len(statements)
    return figure


def _whole_country(engine: str, rounds: int) -> Figure:
    """The same table over every agency there is, as the operator sees them."""
    with unit_of_work(keep=False), whole_country():
        body = queries.template("phu-luc-1").body
        work = lambda: compute(queries.expanded(body, _period()), _period())  # noqa: E731
        with heard() as statements:
            work()
        figure = _compare(engine, "Phụ lục 1, whole country", work, lambda: replay(statements), rounds)
    figure.statements, figure.target = len(statements), "≤ 1 000 ms, ≤ 2 × its statements"
    return figure


def replay(statements: list[Statement]) -> list[Any]:
    """The same statements by the bare driver, in this transaction; gives the rows of the last one."""
    connection: Any = db.session.connection().connection
    cursor = connection.cursor()
    rows: list[Any] = []
    for statement, parameters in statements:
        cursor.execute(statement, parameters)
        rows = list(cursor.fetchall()) if cursor.description else rows
    cursor.close()
    return rows


def _compare(
    engine: str, name: str, work: Callable[[], Any], floor: Callable[[], Any] | None, rounds: int
) -> Figure:
    """Ours and the floor in turns."""
    work()
    spent, under = [], []
    for _ in range(rounds):
        spent.append(_seconds(work))
        if floor is not None:
            under.append(_seconds(floor))
    figure = figures.of(engine, name, spent, under)
    print(figures.line(figure), flush=True)
    return figure


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _static_pdf() -> None:
    """A page with a heading and a table and nothing of ours, by a compiler that is kept."""
    _compiler().compile(format="pdf")


_kept: list[typst.Compiler] = []


def _compiler() -> typst.Compiler:
    if not _kept:
        _kept.append(typst.Compiler(str(Path(__file__).parent / "static.typ")))
    return _kept[0]


def operator_of_bench() -> Actor:
    """Whoever brings in the files of a benchmark."""
    return operator("Dữ liệu phép đo")
