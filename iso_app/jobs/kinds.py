"""What work there is: features declare it (`Feature.jobs`), workers find it here by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app

from iso_app.core.actor import Actor
from iso_app.core.clock import VIETNAM
from iso_app.core.errors import DomainError, NotFound


class TryLater(DomainError):
    """What is needed is away just now: the same again, later, may well be done."""


@dataclass(frozen=True)
class Step:
    """A batch has been done: how many of how many, and in what words."""

    done: int
    total: int
    words: str = ""


# What does the work, called with the actor and the row's arguments by name. All in one transaction; or, if it yields
# steps, one transaction up to each step.
Run = Callable[..., Iterator[Step] | None]


def in_portions(actor: Actor, portion: Callable[..., Any]) -> Iterator[Step]:
    """A step for each portion: `portion(actor, after=place)` goes on where the last one ended; None is the end."""
    done, place = 0, portion(actor)
    while place is not None:
        done += 1
        yield Step(done, done)
        place = portion(actor, after=place)


class Every(StrEnum):
    """How often a periodic job is due, by the clocks of Viet Nam."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True)
class JobKind:
    """A kind of work. `tries` before it is put aside as poisoned; a wait that doubles from `first_wait` between.

    A job in batches yields `Step`s and must be able to begin again anywhere. `every` makes it periodic: once a
    slot, by the system itself. `result` gives the address of what it led to, from its arguments. With `tells`,
    whoever asked for it is told when it has ended.
    """

    name: str
    label: str
    run: Run
    tries: int = 6
    first_wait: timedelta = timedelta(seconds=10)
    longest_wait: timedelta = timedelta(minutes=30)
    every: Every | None = None
    result: Callable[[dict[str, Any]], str] | None = None
    tells: bool = False

    def wait_after(self, tries: int) -> timedelta:
        """How long to wait after so many tries that failed."""
        doubled: timedelta = self.first_wait * 2 ** min(max(tries - 1, 0), 20)
        return min(doubled, self.longest_wait)


def slot(every: Every, moment: datetime) -> str:
    """The name of the slot a moment lies in: `2026-12-31` or `2026-12-31T23`, by the clocks of Viet Nam."""
    local = moment.astimezone(VIETNAM)
    return local.strftime("%Y-%m-%dT%H" if every is Every.HOUR else "%Y-%m-%d")


def kinds() -> dict[str, JobKind]:
    """Every kind of the running application by its name."""
    found: dict[str, JobKind] = {
        kind.name: kind for feature in current_app.extensions["features"] for kind in feature.jobs
    }
    return found


def kind_named(name: str) -> JobKind:
    """Raises NotFound: work of a kind that nobody declares any more."""
    kind = kinds().get(name)
    if kind is None:
        raise NotFound("Phần mềm không còn loại công việc “{name}”.", name=name)
    return kind
