"""Work on PostgreSQL: Procrastinate hands it out, to as many processes as there are."""

import asyncio
import threading
from collections.abc import Callable

from flask import Flask
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy import make_url

from iso_app.jobs import delivery, running

LOOK_EVERY_SECONDS = 5.0
POLL_SECONDS = 2.0
LOST_AFTER_SECONDS = 60.0


def work(
    app: Flask, *, look: Callable[[Flask], None], concurrency: int, stop: threading.Event | None
) -> None:
    """Do what is handed out until stopped, and `look` now and then for what nobody was told of."""
    asyncio.run(_until_stopped(app, look, concurrency, stop))


async def _until_stopped(
    app: Flask, look: Callable[[Flask], None], concurrency: int, stop: threading.Event | None
) -> None:
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
        looking = asyncio.create_task(_keep_looking(app, engine, look))
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


async def _keep_looking(app: Flask, engine: App, look: Callable[[Flask], None]) -> None:
    while True:
        await asyncio.to_thread(look, app)
        # What a killed worker had taken; the row itself says what is to be done about it.
        for lost in await engine.job_manager.get_stalled_jobs(seconds_since_heartbeat=LOST_AFTER_SECONDS):
            await engine.job_manager.finish_job(lost, Status.FAILED, delete_job=True)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
