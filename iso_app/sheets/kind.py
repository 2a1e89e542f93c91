"""A kind of file that may be brought in: what its sheet looks like, what would happen, how it is stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.roles import Permission
from iso_app.sheets.shapes import Problem, Reading, Row, Sheet


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Change:
    """What a line of the file would do: to which record (its label), field by field (head, old, new)."""

    row: Row
    outcome: Outcome
    label: str
    fields: tuple[tuple[str, str, str], ...] = ()
    subject: Any = None


@dataclass(frozen=True)
class Plan:
    """What a file would do, computed against the database as it is; nothing is stored by making one."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> list[Change]:
        return [change for change in self.changes if change.outcome is outcome]


@dataclass(frozen=True)
class LineRef:
    """A line of the file about to be remembered: facts made from it point to `line_id`."""

    agency_id: int
    row: Row


@dataclass(frozen=True)
class ImportKind:
    """Declared by a feature. `plan` only reads; `store` writes what the plan's new and changed lines say.

    `store(actor, plan, lines)` gets `lines`, which remembers lines of the file for an agency (see `imports`):
    called once with all `LineRef`s it gives the id of each line's record, by line number.
    """

    code: str
    label: str
    sheet: Sheet
    permission: Permission
    plan: Callable[[Actor, Reading], Plan]
    store: Callable[[Actor, Plan, Callable[[Sequence[LineRef]], dict[int, int]]], None]
    help: str = ""
    after: tuple[str, ...] = field(default=())
