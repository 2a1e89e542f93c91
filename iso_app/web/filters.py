"""How lists are narrowed: by the words or the day that somebody typed, by a choice out of those that there are.

Each makes the `narrow` or the `options` of a `web.table.Filter`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from iso_app.core.clock import VIETNAM
from iso_app.core.dates import parse_day
from iso_app.core.errors import DomainError
from iso_app.core.text import fold
from iso_app.web.table import chosen_id

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


def naming(column: Any) -> Callable[[str], ColumnElement[bool]]:
    """Rows whose column is the id of the chosen record; what is no id, in an address, names none and finds none."""

    def narrow(chosen: str) -> ColumnElement[bool]:
        named: ColumnElement[bool] = column == chosen_id(chosen)
        return named

    return narrow


def since(moment: Any) -> Narrow:
    """Rows whose moment is on the day that was typed or later; what is no day narrows nothing."""
    return _by_day(lambda begin: moment >= begin)


def until(moment: Any) -> Narrow:
    """Rows whose moment is on the day that was typed or earlier."""
    return _by_day(lambda begin: moment < begin + _DAY_LONG)


def on_day(moment: Any) -> Narrow:
    """Rows whose moment is on the day that was typed."""
    return _by_day(lambda begin: and_(moment >= begin, moment < begin + _DAY_LONG))


_DAY_LONG = timedelta(days=1)


def _by_day(condition: Callable[[datetime], ColumnElement[bool]]) -> Narrow:
    """The condition of when a day begins in Vietnam."""

    def narrow(typed: str) -> ColumnElement[bool] | None:
        try:
            return condition(datetime.combine(parse_day(typed), time(), VIETNAM).astimezone(UTC))
        except DomainError:
            return None

    return narrow


def choice_of(labels: Mapping[Any, str]) -> Callable[[], list[tuple[str, str]]]:
    """The members of an enumeration to choose from, in the order and with the words of `labels`."""
    return lambda: [(member.value, label) for member, label in labels.items()]
