"""Those who do the work: processes with Procrastinate on PostgreSQL, one thread where everything is embedded."""

import asyncio
import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from flask import Flask
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from iso_app.core.clock import now
from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import delivery, periodic, running

LOOK_EVERY_SECONDS = 5.0
POLL_SECONDS = 2.0
LOST_AFTER_SECONDS = 60.0
LOCK = "worker.lock"
log = structlog.get_logger()


def work(app: Flask, *, concurrency: int = 1, stop: threading.Event | None = None) -> None:
    """Do work until stopped: by a signal where this is the process, by `stop` where it is a thread of one."""
    with app.app_context():
        postgresql = delivery.is_postgresql()
    if postgresql:
        asyncio.run(_with_procrastinate(app, concurrency, stop))
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


# -- PostgreSQL --------------------------------------------------------------------------------------------------


async def _with_procrastinate(app: Flask, concurrency: int, stop: threading.Event | None) -> None:
    engine = _procrastinate(app, pool=concurrency + 3)
    async with engine.open_async():
        worker = asyncio.create_task(
            engine.run_worker_async(
                queues=[delivery.QUEUE],
                concurrency=concurrency,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="always",  # the product's own rows tell what was done
                install_signal_handlers=stop is None,
                shutdown_graceful_timeout=30,
            )
        )
        looking = asyncio.create_task(_keep_looking(app, engine))
        if stop is not None:
            await asyncio.to_thread(stop.wait)
            worker.cancel()
        await asyncio.gather(worker, return_exceptions=stop is not None)
        looking.cancel()


def _procrastinate(app: Flask, pool: int) -> App:
    address = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    conninfo = address.render_as_string(hide_password=False)
    engine = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=pool))

    @engine.task(name=delivery.TASK, queue=delivery.QUEUE)
    def deliver(id: int) -> None:  # noqa: A002 - the name it has in every delivery
        with app.app_context():
            running.run(id)

    return engine


async def _keep_looking(app: Flask, engine: App) -> None:
    while True:
        await asyncio.to_thread(look, app)
        # What a killed worker had taken; the row itself says what is to be done about it.
        for lost in await engine.job_manager.get_stalled_jobs(seconds_since_heartbeat=LOST_AFTER_SECONDS):
            await engine.job_manager.finish_job(lost, Status.FAILED, delete_job=True)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


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
