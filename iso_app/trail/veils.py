"""Records that an entry of the trail may not name to everybody who reads the entry.

A province reads the chains of its agencies, and not their drafts. A feature says of its table how somebody who sees a
province finds the record; while they do not, its entries are read under a name that says its kind and no more, without
the words that were noted. Whoever reads their own agency's chain reads all of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, or_, select

from iso_app.db import Model
from iso_app.db.narrowing import current

WITHHELD: Final = "…"

Finds = Callable[[ColumnElement[Any]], ColumnElement[bool]]


@dataclass(frozen=True)
class _Veil:
    called: str
    found: Finds
    points: bool


_veils: dict[str, _Veil] = {}


def add(table: str, *, called: str, found: Finds, points: bool = False) -> None:
    """Veil the records of a table: `found(id)` is the condition that the scope in force lets the reader see one.

    `called` is how it is named meanwhile. A record that only `points` to another (a task, a signature) asks `hidden` of
    that one, with `but_pointers`.
    """
    _veils[table] = _Veil(called, found, points)


def within(model: type[Model]) -> Finds:
    """The record is among those of its model that the reader's scope lets through."""
    return lambda id_: select(model.id).where(model.id == id_).exists()


def pointing(model: Any) -> Finds:
    """The record's own `subject_type` and `subject_id` name nothing that is hidden."""

    def found(id_: ColumnElement[Any]) -> ColumnElement[bool]:
        veiled = hidden(model.subject_type, model.subject_id, but_pointers=True)
        return select(model.id).where(model.id == id_, ~veiled).exists()

    return found


def hidden(
    subject_type: ColumnElement[Any], subject_id: ColumnElement[Any], *, but_pointers: bool = False
) -> ColumnElement[bool]:
    """The condition that the record which two columns name must not be named to the reader."""
    if not are_drawn():
        return false()
    veiled = [
        and_(subject_type == table, ~veil.found(subject_id))
        for table, veil in _veils.items()
        if not (but_pointers and veil.points)
    ]
    return or_(false(), *veiled)


def hidden_of(table: str, subject_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """`hidden` where the table of the record is known: most have no veil, and a database need not weigh the others'."""
    veil = _veils.get(table) if are_drawn() else None
    return false() if veil is None else ~veil.found(subject_id)


def are_drawn() -> bool:
    """Whether the reader at work is one that veils are for: somebody who sees a province."""
    scope = current()
    return scope is not None and scope.is_province


def name_of(subject_type: str) -> str:
    """How a hidden record of a table is called, in Vietnamese."""
    return _veils[subject_type].called


def withhold(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry on a hidden record tells: its numbers, none of its words."""
    return {key: value if isinstance(value, int) else WITHHELD for key, value in facts.items()}
