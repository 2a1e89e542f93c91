"""A revision acknowledged by two hundred people of one agency at once, each signed in, against the running server."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select

from bench import data, figures, rosters, servers
from bench.client import Visitor
from bench.figures import Figure
from bench.pages import CLIENTS
from bench.places import Place
from bench.work import heard, operator_of_bench
from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.agencies.models import Agency
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.distribution import services
from iso_app.distribution.kinds import Target
from iso_app.distribution.models import Acknowledgement
from iso_app.distribution.services import LineFacts
from iso_app.documents.models import Document

READERS = 200
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Prepared(NamedTuple):
    """The page of the revision, a cookie of each reader, and what one acknowledgement asks of the database."""

    path: str
    cookies: list[str]
    statements: int


def prepare(place: Place, answer: Connection) -> None:
    """An agency of two hundred and one, a document that all of them have to read, a session of each."""
    place.renew()
    app = place.app(WTF_CSRF_ENABLED=False)
    with app.app_context():
        data.prepare()
        data.fill_province(next(iter(rosters.provinces(1, 2))), 0, "")
        with unit_of_work(), whole_country():
            tokens = list(_readers(READERS + 1))
        path = _asked_to_read()
        cookies = [_cookie(app, token) for token in tokens]
        answer.send(Prepared(path, cookies[1:], _statements(app, path, cookies[0])))
        db.session.remove()
        db.engine.dispose()


def _readers(number: int) -> Iterator[str]:
    """People of the agency of the first document, in posts of staff; gives a session's token of each."""
    first = db.session.scalars(select(Document).order_by(Document.id).limit(1)).one()
    agency = db.session.execute(
        select(Agency.id, Agency.province_id).where(Agency.id == first.agency_id)
    ).one()
    people = [
        data.person(name, f"doc{n}@example.vn", agency, "")
        for n, name in enumerate(rosters.names(number, seed=2))
    ]
    ids = data.keep_people(operator_of_bench(), people, [Role.STAFF] * number, [agency] * number)
    for person in db.session.scalars(select(Person).where(Person.id.in_(ids))):
        yield sessions.open_session(person, network="127.0.0.1", browser="bench").token


def _asked_to_read() -> str:
    """The document goes to the whole agency; gives the page of its revision in force."""
    with unit_of_work(), whole_country():
        document = db.session.scalars(select(Document).order_by(Document.id).limit(1)).one()
        services.add_line(operator_of_bench(), document, target=Target(), facts=LineFacts())
        return f"/tai-lieu/{document.id}/lan/1"


def _cookie(app: Flask, token: str) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise SystemExit("sessions are signed")
    signed = signer.dumps({"_user_id": token, "_fresh": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}"


def _statements(app: Flask, path: str, cookie: str) -> int:
    """What the first of them asks of the database by the sent form."""
    client: Any = app.test_client(use_cookies=False)
    page = client.get(path, headers={"Cookie": cookie}).get_data(as_text=True)
    action, fields = _form(page)
    with heard() as statements:
        client.post(action, data=fields, headers={"Cookie": cookie})
    return len(statements)


def _form(page: str) -> tuple[str, dict[str, str]]:
    """Where the button of the page leads, and what goes with it."""
    found = re.search(r'<form[^>]*action="([^"]*/da-doc)"[^>]*>(.*?)</form>', page, re.DOTALL)
    if found is None:
        raise SystemExit("the page has no button to acknowledge")
    return found.group(1), dict(_HIDDEN.findall(found.group(2)))


def measure(place: Place, prepared: Prepared) -> Figure:
    """All open the page; then sixteen hands send the forms as fast as they are answered."""
    with servers.product(place) as ours:
        opened = []
        for cookie in prepared.cookies:
            visitor = Visitor(ours.port, cookie)
            action, fields = _form(visitor.get(prepared.path).decode())
            visitor.connection.close()  # people who read keep no server's hand
            opened.append((visitor, action, fields))
        cpu, began = ours.cpu_seconds(), time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as hands:
            spent = list(hands.map(_acknowledge, opened))
        whole = time.perf_counter() - began
        cpu = ours.cpu_seconds() - cpu
    figure = figures.of(place.engine, f"{READERS} people acknowledge at once", spent, (), "all stored")
    figure.per_second_16 = len(spent) / whole
    figure.cpu, figure.statements = 1000 * cpu / len(spent), prepared.statements
    print(figures.line(figure), flush=True)
    return figure


def _acknowledge(opened: tuple[Visitor, str, dict[str, str]]) -> float:
    visitor, action, fields = opened
    began = time.perf_counter()
    status = visitor.post(action, fields)
    visitor.connection.close()
    if status not in {302, 303}:
        raise SystemExit(f"acknowledging answered {status}")
    return time.perf_counter() - began


def stored(place: Place, answer: Connection) -> None:
    """How many acknowledgements there are, sent back to the caller."""
    with place.app().app_context(), unit_of_work(keep=False), whole_country():
        answer.send(db.session.scalar(select(func.count(Acknowledgement.id))))
