"""One row of work done: claimed, done for whoever asked, marked done in the transaction of its effect."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import CursorResult, func, select, update

from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.core.actor import Actor, operator
from iso_app.core.announcements import announce
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, Unavailable
from iso_app.core.policy import Sentence, kept, remembered, sentence_of
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import delivery, progress
from iso_app.jobs.events import JobEnded
from iso_app.jobs.kinds import JobKind, Step, TryLater, kind_named, kinds
from iso_app.jobs.models import Job, JobState

SYSTEM: Final = "Hệ thống"
_LOCKS: Final = 7207  # the class of our advisory locks
_INTERRUPTED: Final = Sentence("Tiến trình làm việc này bị dừng giữa chừng.")
log = structlog.get_logger()


class Superseded(RuntimeError):
    """Somebody else has begun this work meanwhile: what was done here is undone."""


@dataclass(frozen=True)
class Claim:
    """A row of work that is ours, as it was when we took it."""

    job_id: int
    kind: JobKind
    arguments: dict[str, Any]
    person_id: int | None
    post_id: int | None
    tries: int


def run(job_id: int) -> bool:
    """Do this row's work if it is due and nobody is at it; whether it was begun. Failures are kept on the row."""
    with _alone(job_id) as mine:
        claim = _claim(job_id) if mine else None
        if claim is None:
            return False
        try:
            with progress.of(job_id):
                _do(claim)
        except Superseded:
            log.warning("job.superseded", job=job_id)
        except (TryLater, Unavailable) as error:
            _failed(claim, sentence_of(error), final=False)
        except DomainError as error:
            _failed(claim, sentence_of(error), final=True)  # a rule said no: the same again is refused again
        except Exception as error:  # whatever it was, it is kept on the row and the next one is done
            log.exception("job.failed", job=job_id, kind=claim.kind.name)
            _failed(claim, f"{type(error).__name__}: {error}"[:1000], final=False)
        return True


def revive() -> int:
    """Rows that count as running and that nobody is at wait again: their worker was killed. How many."""
    with unit_of_work(keep=False):
        running = list(db.session.scalars(select(Job.id).where(Job.state == JobState.RUNNING)))
    return sum(_revive(job_id) for job_id in running)


def _revive(job_id: int) -> bool:
    with _alone(job_id) as left, unit_of_work(), whole_country():
        job = db.session.get(Job, job_id, with_for_update=True) if left else None
        if job is None or job.state is not JobState.RUNNING:
            return False
        kind = kinds().get(job.kind)
        job.last_error, job.error_said = str(_INTERRUPTED), kept(_INTERRUPTED)
        if kind is None or job.tries >= kind.tries:
            job.state = JobState.POISONED
        else:
            job.state, job.run_after = JobState.WAITING, now()
            delivery.hand_over(job_id, run_after=job.run_after)
        return True


@contextmanager
def _alone(job_id: int) -> Iterator[bool]:
    """Whether nobody else is at this row, which then holds until the end or the death of this process.

    On SQLite there is one worker (`jobs.worker` sees to that).
    """
    if not delivery.is_postgresql():
        yield True
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.scalar(select(func.pg_try_advisory_lock(_LOCKS, job_id))))
        try:
            yield mine
        finally:
            if mine:
                connection.scalar(select(func.pg_advisory_unlock(_LOCKS, job_id)))


def _claim(job_id: int) -> Claim | None:
    with unit_of_work(), whole_country():
        job = db.session.get(Job, job_id, with_for_update=True)
        if job is None or job.state is not JobState.WAITING or job.run_after > now():
            return None
        kind = kinds().get(job.kind)
        if kind is None:
            return None  # of a newer or older release: left to a worker that knows it
        job.state, job.begun_at, job.tries = JobState.RUNNING, now(), job.tries + 1
        return Claim(job_id, kind, remembered(job.arguments), job.made_by_id, job.post_id, job.tries)


def _do(claim: Claim) -> None:
    steps: Iterator[Step] | None = None
    begun = False
    while True:
        with unit_of_work():
            with whole_country():
                actor = _actor(claim)
            with acting_in(actor.scope):
                if not begun:
                    steps, begun = claim.kind.run(actor, **claim.arguments), True
                step = next(steps, None) if steps is not None else None
            with whole_country():
                _note(claim, step)
        if step is None:
            return


def _actor(claim: Claim) -> Actor:
    """Who the work is done for, with what they may do today."""
    if claim.person_id is None:
        return operator(SYSTEM)
    person = db.session.get(Person, claim.person_id)
    if person is None or person.is_disabled:
        raise DomainError(
            "Tài khoản đã yêu cầu công việc này không còn hoạt động, nên công việc không được làm."
        )
    held = (post for post in sessions.posts_held(person.id, today()) if post.post_id == claim.post_id)
    post = next(held, None)
    if post is None:
        raise DomainError(
            "{name} không còn giữ vị trí đã yêu cầu công việc này, nên công việc không được làm.",
            name=person.full_name,
        )
    return sessions.actor_of(person.id, person.full_name, post, request_id=f"job-{claim.job_id}")


def _note(claim: Claim, step: Step | None) -> None:
    """Keep how far it is, or that it is done, in the transaction of the effect."""
    if step is not None:
        _update(claim, done=step.done, total=step.total, words=step.words[:300])
        return
    _update(claim, state=JobState.DONE, ended_at=now(), done=Job.total, **_why(""))
    _announce(claim, "")


def _update(claim: Claim, **values: Any) -> None:
    """Write on the row, if this try is still its newest."""
    ours = (Job.id == claim.job_id) & (Job.state == JobState.RUNNING) & (Job.tries == claim.tries)
    found: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Job).where(ours).values(**values).execution_options(synchronize_session=False)
    )
    if found.rowcount != 1:
        raise Superseded


def _failed(claim: Claim, why: str, *, final: bool) -> None:
    poisoned = final or claim.tries >= claim.kind.tries
    run_after = now() + claim.kind.wait_after(claim.tries)
    with unit_of_work(), whole_country():
        if poisoned:
            _update(claim, state=JobState.POISONED, **_why(why))
            _announce(claim, why)
            return
        _update(claim, state=JobState.WAITING, run_after=run_after, **_why(why))
        delivery.hand_over(claim.job_id, run_after=run_after)


def _why(words: str) -> dict[str, Any]:
    """The columns that say why work failed."""
    return {"last_error": str(words), "error_said": kept(words)}


def _announce(claim: Claim, error: str) -> None:
    kind = kind_named(claim.kind.name)
    if kind.tells and claim.person_id is not None:
        announce(JobEnded(claim.job_id, kind.name, kind.label, claim.arguments, claim.person_id, error=error))
