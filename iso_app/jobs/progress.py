"""How far running work has got, said before its one transaction is kept."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy import select, update

from iso_app.db import db
from iso_app.jobs.delivery import is_postgresql
from iso_app.jobs.kinds import Step
from iso_app.jobs.models import Job, JobState

AT_MOST_EVERY_SECONDS = 0.5


@dataclass
class _Running:
    job_id: int
    said_at: float = field(default=0.0)
    words: str = ""


_running: ContextVar[_Running | None] = ContextVar("running_job", default=None)
_live: dict[
    int, Step
] = {}  # SQLite has one writer, and that is the work itself: kept in the process that runs it


@contextmanager
def of(job_id: int) -> Iterator[None]:
    """What is told inside is about this row of work."""
    token = _running.set(_Running(job_id))
    try:
        yield
    finally:
        _running.reset(token)
        _live.pop(job_id, None)


def tell(done: int, total: int, words: str = "") -> None:
    """Say how far the running work is; outside any, nothing. The same words not more often than
    twice a second."""
    running = _running.get()
    if running is None:
        return
    moment = time.monotonic()
    if words == running.words and moment - running.said_at < AT_MOST_EVERY_SECONDS:
        return
    running.said_at, running.words = moment, words
    if not is_postgresql():
        _live[running.job_id] = Step(done, total, words)
        return
    with db.engine.begin() as connection:
        still = select(Job.id).where(Job.id == running.job_id, Job.state == JobState.RUNNING)
        free = still.with_for_update(skip_locked=True)  # to tell is never worth waiting for
        connection.execute(
            update(Job).where(Job.id.in_(free)).values(done=done, total=total, words=words[:300])
        )


def seen(job: Job) -> Step:
    """How far a row of work is known to be."""
    return _live.get(job.id) or Step(job.done, job.total, job.words)
