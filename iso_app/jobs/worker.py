"""Those who do the work: processes with Procrastinate on PostgreSQL, one thread where everything is embedded."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from iso_app.core.clock import now
from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import delivery, periodic, running

LOOK_EVERY_SECONDS = 5.0
LOCK = "worker.lock"
log = structlog.get_logger()


def work(app: Flask, *, concurrency: int = 1, stop: threading.Event | None = None) -> None:
    """Do work until stopped: by a signal where this is the process, by `stop` where it is a thread of one."""
    with app.app_context():
        postgresql = delivery.is_postgresql()
    if postgresql:
        from iso_app.jobs import by_procrastinate

        by_procrastinate.work(app, look=look, concurrency=concurrency, stop=stop)
    else:
        _in_one_thread(app, stop or threading.Event())


def work_off(app: Flask) -> int:
    """Do everything that is due now, in this thread, and come back: how many rows were begun."""
    begun = 0
    with app.app_context():
        while any(numbers := [running.run(job_id) for job_id in _due()]):
            begun += sum(numbers)
    return begun


def look(app: Flask) -> None:
    """Ask for periodic work, take up what a killed worker left, deliver what was not delivered."""
    with app.app_context():
        try:
            periodic.ask_for_due()
            if delivery.is_postgresql():
                running.revive()
                _deliver_again()
        except SQLAlchemyError:
            log.exception("jobs.look_failed")  # the database is away: the next look is soon
        finally:
            db.session.remove()


def _due() -> list[int]:
    with unit_of_work(keep=False):
        return delivery.due()


def _deliver_again() -> None:
    with unit_of_work(keep=False):
        forgotten = delivery.undelivered()
    if forgotten:
        with unit_of_work():
            for job_id in forgotten:
                delivery.hand_over(job_id, run_after=now())


# -- SQLite ------------------------------------------------------------------------------------------------------


def _in_one_thread(app: Flask, stop: threading.Event) -> None:
    home = Path(app.extensions["settings"].home)
    home.mkdir(parents=True, exist_ok=True)
    while not stop.is_set():
        with _only_worker(home) as alone:
            if alone:
                _take_turns(app, stop)
        stop.wait(LOOK_EVERY_SECONDS)


def _take_turns(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        running.revive()  # whatever counts as running was another's, who is gone
    while not stop.is_set():
        look(app)
        try:
            work_off(app)
        except SQLAlchemyError:
            log.exception("jobs.work_failed")
        delivery.asked.clear()
        delivery.asked.wait(LOOK_EVERY_SECONDS)


@contextmanager
def _only_worker(home: Path) -> Iterator[bool]:
    """Whether this is the one worker of the home; the lock goes with the process, however it ends."""
    with (home / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
