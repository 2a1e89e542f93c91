"""How lists are narrowed: by the words that somebody typed, by a choice out of those that there are.

Each makes the `narrow` or the `options` of a `web.table.Filter`.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from iso_app.core.text import fold

Narrow = Callable[[str], ColumnElement[bool] | None]


def having_words(column: Any) -> Narrow:
    """Rows whose folded column has every word that was typed, in whatever order."""
    return each_word(lambda word: column.contains(word, autoescape=True))


def each_word(has: Callable[[str], ColumnElement[bool]]) -> Callable[[str], ColumnElement[bool]]:
    """Rows of which `has` is true for every word that was typed, folded, in whatever order."""

    def narrow(typed: str) -> ColumnElement[bool]:
        return and_(true(), *map(has, fold(typed).split()))

    return narrow


def being(column: Any, kind: type[StrEnum]) -> Narrow:
    """Rows whose column is the chosen member; what is none, in an address that somebody made up, narrows nothing."""

    def narrow(chosen: str) -> ColumnElement[bool] | None:
        found: ColumnElement[bool] | None = column == kind(chosen) if chosen in set(kind) else None
        return found

    return narrow


def choice_of(labels: Mapping[Any, str]) -> Callable[[], list[tuple[str, str]]]:
    """The members of an enumeration to choose from, in the order and with the words of `labels`."""
    return lambda: [(member.value, label) for member, label in labels.items()]
