"""Columns that keep several values as JSON: what an entry notes of them, and how that is read again.

The trail notes every value as text; of such a column that is what Python writes.
"""

import ast
from collections.abc import Mapping
from typing import Any

_BEGINS = ("{", "[")
_KEY = "key"  # by which an item of a list is known again, however it was changed


class Unread:
    """What was too long to be noted whole: nobody can say any more what stood there."""


UNREAD = Unread()


def read(noted: str | None) -> Any:
    """The value that an entry noted: a mapping, a list, None or `UNREAD`.

    An import notes a list as words with commas.
    """
    if not noted:
        return None
    if not noted.startswith(_BEGINS):
        return noted.split(", ")
    try:
        return ast.literal_eval(noted)
    except (ValueError, SyntaxError):
        return UNREAD


def differing(old: Any, new: Any) -> tuple[Any, Any]:
    """The two values without what is the same in both: a long one is noted by what was changed."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return _differing_keys(old, new)
    if isinstance(old, list) and isinstance(new, list):
        return _differing_items(old, new)
    return old, new


def _differing_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = dict(old), dict(new)
    for key in old.keys() & new.keys():
        if old[key] == new[key]:
            del before[key], after[key]
        else:
            before[key], after[key] = differing(old[key], new[key])
    return before, after


def _differing_items(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    before, after = without(old, new), without(new, old)
    return (before, after) if before or after else (old, new)  # the same in another order


def without(items: list[Any], others: list[Any]) -> list[Any]:
    """The items that are not among the others."""
    return [item for item in items if item not in others]


def key_of(item: Any) -> Any:
    """What an item of a list is known by again; None if it has no name of its own."""
    return item.get(_KEY) if isinstance(item, Mapping) else None
