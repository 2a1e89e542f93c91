"""The order of a list and places in it: where a page ends stands in the address of the page after it.

What has no value to be ordered by comes after everything that has one, on both engines: a row in no order would be on
no page.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from math import isfinite
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, UnaryExpression, and_, literal_column, or_
from sqlalchemy.orm import InstrumentedAttribute

Sortable = ColumnElement[Any] | InstrumentedAttribute[Any]

_LARGEST = 2**63 - 1  # what either engine compares a number with


class Place(NamedTuple):
    """The row that a page ends at: what it is ordered by (None: it has nothing), and its identity."""

    value: Any
    identity: Any


@dataclass(frozen=True)
class Order:
    """Rows ordered by two keys, the second of which breaks ties. `may_lack`: some have nothing to be ordered by."""

    by: Sortable
    identity: Sortable
    down: bool
    may_lack: bool = False

    @property
    def clauses(self) -> list[UnaryExpression[Any]]:
        """What a statement is to be ordered by."""
        first, second = (key.desc() if self.down else key.asc() for key in (self.by, self.identity))
        if self.may_lack:  # PostgreSQL's own order, which its indexes have; SQLite's is the other way round
            first = first.nulls_first() if self.down else first.nulls_last()
        return [first, second]

    def beyond(self, place: Place) -> ColumnElement[bool]:
        """The condition on rows that they come after a place."""
        value, identity = place
        further = self.identity < identity if self.down else self.identity > identity
        if value is None:
            rest = and_(self.by.is_(None), further)
            return or_(rest, self.by.is_not(None)) if self.down else rest
        past = self.by < value if self.down else self.by > value
        lacking = [self.by.is_(None)] if self.may_lack and not self.down else []
        return or_(past, and_(self.by == value, further), *lacking)


def at_most(number: int) -> ColumnElement[int]:
    """A LIMIT that stands in the text of its statement.

    PostgreSQL takes a parameter there for a tenth of all rows, finds every plan it could keep too dear for that, and
    plans the list anew for each page.
    """
    return literal_column(str(number), Integer)


def may_lack(by: Sortable) -> bool:
    """Whether rows may have nothing in what they are ordered by; an expression is asked to see to that itself."""
    return bool(getattr(getattr(by, "expression", by), "nullable", False))


def token(place: Place) -> str:
    """A place as it stands in an address."""
    value = place.value
    shown = value.isoformat() if hasattr(value, "isoformat") else value
    return base64.urlsafe_b64encode(json.dumps([shown, place.identity]).encode()).decode()


def place_of(token_: str, *, by: Sortable, identity: Sortable) -> Place | None:
    """The place that an address names; None for what names none of this list, whatever it is."""
    try:
        value, last = json.loads(base64.urlsafe_b64decode(token_))
        lacks = value is None and may_lack(by)
        return Place(None if lacks else _typed(value, by), _typed(last, identity))
    except (ValueError, TypeError, OverflowError, NotImplementedError, RecursionError):
        return None  # RecursionError: brackets within brackets, thousands deep


def _typed(value: Any, key: Sortable) -> Any:
    """A value as the key's column has it; raises for what no column of its type can be compared with."""
    kind = key.type.python_type
    if issubclass(kind, datetime):
        moment = datetime.fromisoformat(value)
        return _if(moment.astimezone(UTC), moment.tzinfo is not None)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    if issubclass(kind, Enum):
        return kind(value)
    if issubclass(kind, str):
        return _text(value)
    is_number = isinstance(value, int | float) and isfinite(value) and abs(value) <= _LARGEST
    return _if(kind(value), is_number and kind(value) == value)


def _text(value: Any) -> str:
    """Raises for a number, for NUL and for half a letter (a lone surrogate): no database keeps them in a text."""
    text: str = _if(value, isinstance(value, str) and "\0" not in value)
    text.encode()
    return text


def _if(value: Any, holds: bool) -> Any:
    if not holds:
        raise ValueError("not of its column's type")
    return value
