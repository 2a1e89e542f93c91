"""Telling whoever asked for long work that it has ended."""

from iso_app.core.actor import operator
from iso_app.core.policy import Sentence
from iso_app.jobs.events import JobEnded
from iso_app.notifications.services import notify

_LETTERS = 300
DONE, STOPPED = "jobs.done", "jobs.stopped"


def tell_who_asked(event: JobEnded) -> None:
    """By the system, not by the person: what one asked for and left is told to oneself."""
    kind = STOPPED if event.error else DONE
    notify(
        operator("Hệ thống"), kind, person_id=event.person_id, job_id=event.job_id,
        what=event.arguments.get("title") or event.label, why=_short(event.error),
    )  # fmt: skip


def _short(why: str) -> str:
    """A refusal as the sentence that it is; of whatever else a machine says, the beginning."""
    return why if isinstance(why, Sentence) else why[:_LETTERS]
