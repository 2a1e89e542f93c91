"""Handing rows of work to those who do it: Procrastinate on PostgreSQL, the thread of this process otherwise.

A delivery carries nothing but the row's id. On PostgreSQL it is written on the connection of the business
transaction, so that there is no row without its delivery and no delivery without its row.
"""

import threading
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, MetaData, String, Table, cast, select
from sqlalchemy.dialects.postgresql import JSONB

from iso_app.core.clock import now
from iso_app.db import db
from iso_app.db.unit_of_work import after_commit
from iso_app.jobs.models import Job, JobState

if TYPE_CHECKING:
    from procrastinate import App

TASK = "iso.deliver"
QUEUE = "iso"
MOST_AT_ONCE = 500
asked = threading.Event()  # something was asked for in this process: its own worker need not wait to look

# What Procrastinate keeps; described apart from the product's tables, which the migrations compare.
_DELIVERIES = Table(
    "procrastinate_jobs",
    MetaData(),
    Column("status", String),
    Column("task_name", String),
    Column("args", JSONB),
    Column("id", Integer),
)


def hand_over(job_id: int, *, run_after: datetime) -> None:
    """Have the row with this id delivered, not before `run_after`, once this transaction is kept."""
    if is_postgresql():
        raw = db.session.connection().connection.dbapi_connection
        later = run_after if run_after > now() else None
        _deferring().configure_task(TASK, queue=QUEUE, schedule_at=later, connection=raw).defer(id=job_id)
    after_commit(asked.set)


def is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def due(limit: int = MOST_AT_ONCE) -> list[int]:
    """The rows that wait and whose time has come, the longest waiting first."""
    query = (
        select(Job.id)
        .where(Job.state == JobState.WAITING, Job.run_after <= now())
        .order_by(Job.run_after, Job.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def undelivered() -> list[int]:
    """Rows that are due and that Procrastinate knows nothing of: its own were lost, or taken and not done."""
    waiting = due()
    if not waiting:
        return []
    number = _DELIVERIES.c.args["id"].as_integer()
    query = select(number).where(
        cast(_DELIVERIES.c.status, String) == "todo", _DELIVERIES.c.task_name == TASK
    )
    known = set(db.session.scalars(query))
    return [job_id for job_id in waiting if job_id not in known]


@lru_cache(maxsize=1)
def _deferring() -> "App":
    """Procrastinate for writing on a given connection: it opens none of its own."""
    from procrastinate import App, PsycopgConnector  # 3 MiB that SQLite never needs

    return App(connector=PsycopgConnector())
