"""Fixtures of the whole suite. `pytest --engine=postgresql` runs the tests that use a database on PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from tests.support import world as worlds
from tests.support.browser import Browser
from tests.support.databases import PostgresDatabase, SqliteDatabase
from tests.support.world import World

pytest_plugins = ["tests.support.soc_trang", "tests.support.drills"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database is run again, and nothing that reads plans of SQLite."""
    if config.getoption("--engine") == "sqlite":
        return
    kept = [
        item
        for item in items
        if "database" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("plans_of_sqlite")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def database(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Any]:
    home: Path = tmp_path_factory.mktemp("home")
    worker = os.environ.get("ISO_TEST_WORKER", "") + getattr(request.config, "workerinput", {}).get(
        "workerid", "gw0"
    )
    made = SqliteDatabase(home) if engine_name == "sqlite" else PostgresDatabase(home, worker)
    made.app = made.make()  # type: ignore[union-attr]
    yield made
    with made.app.app_context():  # type: ignore[union-attr]
        made.drop()


@pytest.fixture
def app(database: Any) -> Iterator[Flask]:
    """The product over an empty, migrated database; an application context is open."""
    application: Flask = database.app
    with application.app_context():
        yield application
        db.session.remove()
        database.empty()


@pytest.fixture
def world(app: Flask) -> World:
    """The small province of `tests.support.world` and its neighbour."""
    return worlds.build()


@pytest.fixture
def actor_for(app: Flask, world: World) -> Callable[[str], Actor]:
    """`actor_for("snv.iso_secretary")`: that person acting in their post."""

    def find(key: str) -> Actor:
        with whole_country():
            person = db.session.get_one(Person, world.person[key])
            posts = sessions.posts_held(person.id, today())
            return sessions.actor_of(person.id, person.full_name, posts[0])

    return find


@pytest.fixture
def acting(actor_for: Callable[[str], Actor]) -> Callable[..., Any]:
    """`with acting("snv.iso_secretary") as actor:` one unit of work of that person, kept at its end."""
    from contextlib import contextmanager

    @contextmanager
    def unit(key: str) -> Iterator[Actor]:
        actor = actor_for(key)
        with unit_of_work(), acting_in(actor.scope):
            yield actor

    return unit


@pytest.fixture
def browse(app: Flask, world: World) -> Callable[[str], Browser]:
    """`browse("snv.iso_secretary")`: a browser in which that person has signed in; `browse("")`: nobody."""

    def sign_in(key: str) -> Browser:
        client = app.test_client()
        if key:
            with unit_of_work(), whole_country():
                person = db.session.get_one(Person, world.person[key])
                token = sessions.open_session(person, network="127.0.0.1", browser="test").token
            with client.session_transaction() as session:
                session["_user_id"] = token
                session["_fresh"] = True
        return Browser(client)

    return sign_in
