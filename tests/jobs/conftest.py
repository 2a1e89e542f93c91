"""Kinds of work to try, rows of work as they are by now; what tries Procrastinate runs on PostgreSQL only."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from iso_app.agencies.models import Department
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import delivery
from iso_app.jobs.models import Job
from iso_app.jobs.services import enqueue
from tests.jobs import trial

ON_POSTGRESQL_ONLY = {"test_procrastinate.py", "test_killed_workers.py"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--engine") == "sqlite":
        away = [item for item in items if item.path.name in ON_POSTGRESQL_ONLY]
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]


@pytest.fixture(autouse=True)
def trials(app: Flask) -> Iterator[None]:
    """The kinds of `trial` are declared; what Procrastinate keeps is taken away afterwards."""
    trial.declare(app)
    yield
    trial.forget(app)
    if delivery.is_postgresql():
        db.session.remove()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
            connection.exec_driver_sql("DELETE FROM procrastinate_workers")


@pytest.fixture
def ask(acting: Callable[..., Any], world: Any) -> Callable[..., int]:
    """`ask("trial.leave", "a")`: that work is asked for by a person, and the asking kept. Gives its id."""

    def ask_for(kind: str, name: str, who: str = "snv.iso_secretary") -> int:
        with acting(who) as actor:
            return enqueue(actor, kind, key=name, agency_id=world.agency["snv"], name=name)

    return ask_for


@pytest.fixture
def ask_in_vain(acting: Callable[..., Any], world: Any) -> Callable[[str], None]:
    """`ask_in_vain("a")`: work is asked for in a transaction that is undone."""

    def ask_for(name: str) -> None:
        with acting("snv.iso_secretary") as actor:
            enqueue(actor, "trial.leave", key=name, agency_id=world.agency["snv"], name=name)
            raise ZeroDivisionError

    return ask_for


@pytest.fixture
def row(app: Flask) -> Callable[[int], Job]:
    """The row of work as the database has it now."""

    def read(job_id: int) -> Job:
        db.session.remove()
        with unit_of_work(keep=False), whole_country():
            job = db.session.get_one(Job, job_id)
            db.session.expunge(job)
            return job

    return read


@pytest.fixture
def left(app: Flask) -> Callable[[], list[str]]:
    """The names of the departments that work has left, in order."""

    def read() -> list[str]:
        db.session.remove()
        with unit_of_work(keep=False), whole_country():
            return sorted(db.session.scalars(db.select(Department.name)))

    return read
