"""On PostgreSQL Procrastinate delivers: written with the row, taken by a worker, nothing left behind."""

import threading
import time
from pathlib import Path

import procrastinate
import pytest
from sqlalchemy import text

from iso_app.db import db
from iso_app.jobs import delivery, worker
from iso_app.jobs.models import JobState
from iso_app.jobs.readiness import checks
from tests.architecture.code import ROOT

SOON = 20


def _deliveries():
    db.session.remove()
    with db.engine.connect() as connection:
        return connection.scalars(text("SELECT (args->>'id')::int FROM procrastinate_jobs ORDER BY 1")).all()


@pytest.fixture
def working(app):
    """A worker of this process works until the test is over."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(app,), kwargs={"stop": stop, "concurrency": 2})
    thread.start()
    yield
    stop.set()
    thread.join(SOON)
    assert not thread.is_alive()


def _wait_until(reached):
    until = time.monotonic() + SOON
    while not reached():
        assert time.monotonic() < until, "the worker did nothing"
        time.sleep(0.05)


def test_a_delivery_is_kept_with_its_row_or_not_at_all(ask, ask_in_vain):
    job_id = ask("trial.leave", "có")
    assert _deliveries() == [job_id]
    with pytest.raises(ZeroDivisionError):
        ask_in_vain("không")
    assert _deliveries() == [job_id]


def test_a_worker_does_what_was_asked_before_and_while_it_works(app, ask, row, left, working):
    first = ask("trial.leave", "trước")
    others = [ask("trial.leave", f"sau {number}") for number in range(5)]
    _wait_until(lambda: all(row(job_id).state is JobState.DONE for job_id in (first, *others)))
    assert left() == [*(f"sau {number}" for number in range(5)), "trước"]
    _wait_until(lambda: not set(_deliveries()) & {first, *others})


def test_a_delivery_that_was_lost_is_made_again(app, ask, row):
    job_id = ask("trial.leave", "mất")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
    worker.look(app)
    assert job_id in _deliveries()
    worker.look(app)
    assert _deliveries().count(job_id) == 1
    assert delivery.undelivered() == []


def test_the_schema_is_that_of_the_installed_release():
    installed = Path(procrastinate.__file__).parent / "sql" / "schema.sql"
    ours = ROOT / "migrations" / "procrastinate-3.10.sql"
    assert ours.read_text() == installed.read_text(), "write a migration from the SQL that the release ships"


def test_ready(app):
    assert checks() == {"database": True, "migrations": True, "files": True}
