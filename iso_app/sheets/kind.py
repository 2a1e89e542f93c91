"""A kind of file that may be brought in: what its sheet looks like, what would happen, how it is stored."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.policy import Sentence
from iso_app.core.roles import Permission
from iso_app.sheets.shapes import Problem, Reading, Row, Sheet


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Change:
    """What a line of the file would do: to which record (its label: a name, or a `Sentence`), field by field (head,
    old, new)."""

    row: Row
    outcome: Outcome
    label: str
    fields: tuple[tuple[str, str, str], ...] = ()
    subject: Any = None


@dataclass(frozen=True)
class Plan:
    """What a file would do, computed against the database as it is; nothing is stored by making one.

    `problems` found while planning may leave their `file` blank: whoever asked for the plan knows its name.
    `bad` are the lines that will not be taken. `province_id` is whose the file is, None as long as that is
    not known or the province is yet to be made. `context` is what `plan` wants to tell `store`.
    """

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Sentence, ...] = ()
    bad: frozenset[int] = frozenset()
    province_id: int | None = None
    context: Any = None

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are new, changed, same and wrong."""
        found = Counter(change.outcome for change in self.changes)
        counted = {outcome.value: found[outcome] for outcome in Outcome}
        return counted | {Outcome.WRONG.value: len(self.bad)}

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
    called once with all `LineRef`s it gives the id of each line's record, by line number. `found`, if given,
    is asked before anything is stored for the id of the file's province, and founds it if need be.
    """

    code: str
    label: str
    sheet: Sheet
    permission: Permission
    plan: Callable[[Actor, Reading], Plan]
    store: Callable[[Actor, Plan, Callable[[Sequence[LineRef]], dict[int, int]]], None]
    help: str = ""
    found: Callable[[Actor, Plan], int] | None = None
    after: tuple[str, ...] = field(default=())
