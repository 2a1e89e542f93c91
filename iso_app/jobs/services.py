"""Asking for work, and what people do about work that failed."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.policy import plain, require
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.jobs import delivery, policies
from iso_app.jobs.kinds import kind_named
from iso_app.jobs.models import Job, JobState
from iso_app.trail.services import record


def enqueue(actor: Actor, kind: str, *, key: str, run_after: datetime | None = None, **arguments: Any) -> int:
    """Ask for work in this transaction; gives the id of its row. The same key again is the same work.

    `arguments` are plain values that JSON gives back, or sentences. The work is done for `actor`, judged anew when
    it runs.
    """
    kind_named(kind)
    table = cast("Table", Job.__table__)
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    moment = now()
    due = run_after or moment
    values: dict[str, Any] = {
        "kind": kind,
        "key": key[:200],
        "arguments": plain(arguments),
        "state": JobState.WAITING,
        "run_after": due,
        "tries": 0,
        "done": 0,
        "total": 0,
        "words": "",
        "last_error": "",
        "error_said": {},
        "made_by": actor.name[:200],
        "made_by_id": actor.person_id,
        "post_id": actor.post_id,
        "for_province": actor.province_id or None,
        "made_at": moment,
    }
    statement = dialect.insert(table).values(values).on_conflict_do_nothing().returning(table.c.id)
    job_id: int | None = db.session.execute(statement).scalar()
    if job_id is None:
        found = select(Job.id).where(Job.kind == kind, Job.key == key[:200])
        return db.session.execute(found).scalar_one()
    delivery.hand_over(job_id, run_after=due)
    return job_id


def keep_made(actor: Actor, kind: str, *, key: str, **made: Any) -> None:
    """Keep with the actor's running work what it has made, in the transaction of the work.

    It joins the arguments: `JobKind.result` and the pages of the feature find it there, when the work is done.
    """
    mine = (Job.kind == kind, Job.key == key[:200], Job.made_by_id == actor.person_id)
    job = db.session.scalars(select(Job).where(*mine)).one()
    job.arguments = job.arguments | made


def try_again(actor: Actor, job: Job) -> None:
    """Have poisoned work tried once more, from its first try."""
    lock(job)
    require(policies.may_settle(actor, job))
    job.state, job.tries, job.run_after = JobState.WAITING, 0, now()
    record(actor, "job.tried_again", job, label=kind_named(job.kind).label, error=job.last_error)
    delivery.hand_over(job.id, run_after=job.run_after)


def drop(actor: Actor, job: Job) -> None:
    """Give poisoned work up; its row and its last error stay."""
    lock(job)
    require(policies.may_settle(actor, job))
    job.state, job.ended_at = JobState.DROPPED, now()
    record(actor, "job.dropped", job, label=kind_named(job.kind).label, error=job.last_error)


def forget_old(actor: Actor, *, days: int) -> int:
    """Take away rows of work that ended so many days ago; how many."""
    require(policies.may_clean(actor))
    ended = Job.ended_at < now() - timedelta(days=days)
    return int(db.session.query(Job).filter(ended).delete(synchronize_session=False))
