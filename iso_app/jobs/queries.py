"""What is known of background work."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.jobs import policies
from iso_app.jobs.kinds import JobKind, kinds
from iso_app.jobs.models import Job, JobState

LATE_SECONDS = 600
_MOST_SHOWN = 100
_STOPPED = (JobState.POISONED, JobState.DROPPED)
_UNFINISHED = (JobState.WAITING, JobState.RUNNING, JobState.POISONED)


@dataclass(frozen=True)
class KindStanding:
    """A kind of work: how many rows wait, run, failed and wait again, are poisoned; when one was last done."""

    kind: JobKind
    waiting: int
    running: int
    failing: int
    poisoned: int
    last_done: datetime | None


@dataclass(frozen=True)
class Made:
    """What work that is done has made: its arguments with what `services.keep_made` added, who asked, when it ended."""

    key: str
    arguments: dict[str, Any]
    made_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class Unfinished:
    """Work that waits, runs or has stopped. Of the system's own a province is told the kind and the state alone."""

    id: int
    kind: str
    state: JobState
    tries: int
    run_after: datetime
    title: str = ""
    error: str = ""
    is_theirs: bool = False
    may_settle: bool = False


def own(actor: Actor, job_id: int) -> Job:
    """Work the actor asked for, or may look after. Raises NotFound for any other."""
    job = db.session.get(Job, job_id)
    if job is not None:
        mine = actor.person_id is not None and job.made_by_id == actor.person_id
        if mine or policies.may_look_after(actor, job):
            return job
    raise NotFound("Không tìm thấy công việc này.")


def unfinished_with(kind: str, beginning: str) -> int | None:
    """The id of work of a kind, its key beginning so, that waits or runs."""
    at_it = Job.state.in_((JobState.WAITING, JobState.RUNNING))
    return db.session.scalar(select(Job.id).where(_beginning(kind, beginning), at_it).limit(1))


def number_with(kind: str, beginning: str) -> int:
    """How many rows of work of a kind have keys that begin so."""
    return db.session.scalar(select(func.count()).select_from(Job).where(_beginning(kind, beginning))) or 0


def why_stopped(kinds_: Collection[str], beginning: str) -> str:
    """Why the last work of these kinds, its key beginning so, stopped (`Job.why`); "" if it did not, or runs again."""
    mine = Job.kind.in_(kinds_) & Job.key.startswith(beginning, autoescape=True)
    last = db.session.scalars(select(Job).where(mine).order_by(Job.id.desc()).limit(1)).one_or_none()
    return last.why if last is not None and last.state in _STOPPED else ""


def made(actor: Actor, kind: str, *, most: int) -> list[Made]:
    """What the last work of a kind made for the actor's province, the newest first."""
    query = select(Job).where(_done_for(actor, kind)).order_by(Job.ended_at.desc(), Job.id.desc())
    return [_made(job) for job in db.session.scalars(query.limit(most))]


def made_as(actor: Actor, kind: str, key: str) -> Made | None:
    """The same of one key; None for another province's, and for what is not done yet or long forgotten."""
    job = db.session.scalars(select(Job).where(_done_for(actor, kind), Job.key == key)).one_or_none()
    return None if job is None else _made(job)


def _done_for(actor: Actor, kind: str) -> Any:
    return (Job.kind == kind) & (Job.state == JobState.DONE) & (Job.for_province == actor.province_id)


def _made(job: Job) -> Made:
    return Made(job.key, job.arguments, job.made_by, job.ended_at)


def _beginning(kind: str, beginning: str) -> Any:
    return (Job.kind == kind) & Job.key.startswith(beginning, autoescape=True)


def standing(actor: Actor) -> list[KindStanding]:
    """Every declared kind: what is seen of the actor's province and of the system itself."""
    failing = func.count().filter(Job.state == JobState.WAITING, Job.last_error != "")
    query = (
        select(
            Job.kind,
            func.count().filter(Job.state == JobState.WAITING),
            func.count().filter(Job.state == JobState.RUNNING),
            failing,
            func.count().filter(Job.state == JobState.POISONED),
            func.max(Job.ended_at).filter(Job.state == JobState.DONE),
        )
        .where(_seen(actor))
        .group_by(Job.kind)
    )
    rows = {row[0]: row[1:] for row in db.session.execute(query)}
    return [KindStanding(kind, *rows.get(name, (0, 0, 0, 0, None))) for name, kind in sorted(kinds().items())]


def unfinished(actor: Actor) -> list[Unfinished]:
    """What waits, runs or has stopped, the stopped first; of the actor's province and of the system itself."""
    query = (
        select(Job)
        .where(_seen(actor), Job.state.in_(_UNFINISHED))
        .order_by(Job.state != JobState.POISONED, Job.last_error == "", Job.run_after, Job.id)
        .limit(_MOST_SHOWN)
    )
    return [_told(actor, job) for job in db.session.scalars(query)]


def _told(actor: Actor, job: Job) -> Unfinished:
    """As much of it as the actor may know: errors and titles of the system's work tell of every province."""
    known = Unfinished(job.id, job.kind, job.state, job.tries, job.run_after)
    if not policies.may_look_after(actor, job):
        return known
    may_settle = bool(policies.may_settle(actor, job))
    return replace(known, title=job.title, error=job.why, is_theirs=True, may_settle=may_settle)


def _seen(actor: Actor) -> Any:
    if actor.scope.is_system:
        return Job.id.is_not(None)
    return or_(Job.for_province == actor.province_id, Job.for_province.is_(None))


def by_state() -> dict[tuple[str, str], int]:
    """(kind, state) -> rows, of everybody: for the figures of the whole machine."""
    query = select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)
    return {(kind, state.value): number for kind, state, number in db.session.execute(query)}


def oldest_waiting_seconds() -> float:
    """For how long the oldest row that is due has been waiting; 0 if none is."""
    moment = now()
    query = select(func.min(Job.run_after)).where(Job.state == JobState.WAITING, Job.run_after <= moment)
    oldest: datetime | None = db.session.scalar(query)
    return max(0.0, (moment - oldest).total_seconds()) if oldest is not None else 0.0
