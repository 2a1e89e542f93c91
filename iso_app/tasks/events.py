"""What happens to tasks that higher floors want to know (who has to be told, for one)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A task waits for a post now: it was given, opened again or handed on. `post_id` None: for its role."""

    task_id: int
    agency_id: int
    post_id: int | None
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A task ended: it was done, refused or withdrawn (`state` says which)."""

    task_id: int
    agency_id: int
    post_id: int | None
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """Somebody asks for a later day; `by_authority`: the authority decides, else the agency's leader."""

    task_id: int
    agency_id: int
    post_id: int | None
    title: str
    due_on: date
    by_authority: bool


@dataclass(frozen=True, slots=True)
class ExtensionDecided:
    """Whoever may has said yes or no; `asked_by_id` is the person who had asked."""

    task_id: int
    agency_id: int
    post_id: int | None
    title: str
    granted: bool
    asked_by_id: int | None
