"""What a line of a file would change in a record: the same comparison for every kind of file."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from iso_app.core.dates import show_day
from iso_app.sheets import Row, Sheet
from iso_app.sheets.kind import Change, Outcome


def compare(
    sheet: Sheet, row: Row, *, old: Mapping[str, Any] | None, new: Mapping[str, Any], label: str, subject: Any,
    words: Mapping[Any, str],
) -> Change:  # fmt: skip
    """The change a row makes: `old` is None for a new record; `words` gives enumerated values their words."""
    if old is None:
        return Change(row, Outcome.NEW, label, subject=subject)
    heads = {column.key: column.head for column in sheet.columns}
    fields = tuple(
        (heads.get(key, key), shown(old[key], words), shown(value, words))
        for key, value in new.items()
        if old[key] != value
    )
    return Change(row, Outcome.CHANGED if fields else Outcome.SAME, label, fields, subject)


def shown(value: Any, words: Mapping[Any, str]) -> str:
    """A stored value as the officer's file would say it."""
    if value is None or value.__class__ is str:
        return value or ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Enum):
        return words.get(value, str(value.value))
    if isinstance(value, date):
        return show_day(value)
    if isinstance(value, list | tuple | frozenset):
        return ", ".join(str(part) for part in value)
    return str(value)
