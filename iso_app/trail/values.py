"""How the values of a column read: days, numbers, names of records, and of a column of several values what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Enum

from iso_app.core.dates import show_day, show_moment
from iso_app.core.policy import is_kept, recalled
from iso_app.db import Base, UtcDateTime, db
from iso_app.trail import words
from iso_app.trail.differences import UNREAD, key_of, read, without
from iso_app.web.languages import say
from iso_app.web.languages import told as told_in_words

Change = tuple[str, str | None, str | None]  # label, old, new; old "": new says by itself what was changed
Noted = Mapping[str, tuple[str | None, str | None]]

_SAID = "_said"  # a column of this name keeps the words of the one without it as constants, to be said anew
_TRUE = frozenset({"True", "Có"})  # as a column has it, as a file says it
_WITHHELD = frozenset({None, "…"})
_NAMES = ("label", "title", "name")  # by which of its values an item of a list is called


def changes(table: str, key: str, noted: Noted) -> Iterator[Change]:
    """What an entry notes of one column, as people read it: label, old, new. Nothing if that is nothing to read."""
    old, new = noted[key]
    found = _column(table, key)
    if found is not None and isinstance(found.type, JSON) and not {old, new} <= _WITHHELD:
        place = _Place(table, found.key)
        yield from _differences(place, words.label_of(table, key), *_several(noted, key))
        return
    before, after = (_told(found, value) for value in (old, new))
    if before is not None or after is not None:
        yield words.label_of(table, key), before, _anew(noted, key) or after


def _several(noted: Noted, key: str) -> tuple[Any, Any]:
    """The two values of a column of several; what the product said there as the constants that were kept beside it."""
    said = noted.get(f"{key}{_SAID}", (None, None))
    old, new = (_sentences(read(kept)) or read(plain) for kept, plain in zip(said, noted[key], strict=True))
    return old, new


def _sentences(said: Any) -> list[Any] | None:
    return said if isinstance(said, list) and all(map(is_kept, said)) else None


def _anew(noted: Noted, key: str) -> str | None:
    """What the column says now, if the product said it itself, in the reader's language."""
    said = read(noted.get(f"{key}{_SAID}", (None, None))[1])
    return say(recalled(said)) if is_kept(said) else None


def _told(found: Any, value: str | None) -> str | None:
    if value is None or found is None:
        return value
    try:
        return _as_read(found, value)
    except ValueError:
        return value


@cache
def _column(table_name: str, key: str) -> Any:
    """The column that a change names by its key or, as an import does, by the words over it; None if there is none."""
    known = db.metadata.tables.get(table_name)
    if known is None or key in known.c:
        return None if known is None else known.c[key]
    return next((one for one in known.c if words.label_in(table_name, one.key) == key), None)


def _as_read(found: Any, value: str) -> str:
    if found.foreign_keys and value.isdecimal():
        return named(next(iter(found.foreign_keys)).column.table.name, int(value))
    if isinstance(found.type, UtcDateTime):
        return show_moment(datetime.fromisoformat(value))
    if isinstance(found.type, Date):
        return show_day(date.fromisoformat(value))
    if isinstance(found.type, Boolean):
        return say("Có") if value in _TRUE else say("Không")
    if isinstance(found.type, Enum) and found.type.enum_class is not None:
        return words.value_of(found.type.enum_class, value)
    return value


def named(table_name: str, id_: int) -> str:
    """What a record that is pointed to is called, if the scope may see it."""
    model = _models().get(table_name)
    record = db.session.get(model, id_) if model is not None else None
    if record is None:
        return f"#{id_}"
    return told_in_words(getattr(record, "called", str(record)))


@cache
def _models() -> dict[str, type[Base]]:
    return {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]


# -- columns of several values --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Where in a column of several values something stands: `steps`, `steps.role`; as `words.add` names it."""

    table: str
    path: str

    def within(self, key: str) -> "_Place":
        return replace(self, path=f"{self.path}.{key}")

    @property
    def label(self) -> str:
        """What it is called; "" for what is read without a name."""
        return words.label_of_part(self.table, self.path)


def _differences(place: _Place, label: str, old: Any, new: Any) -> Iterator[Change]:
    if UNREAD in (old, new):
        yield label, "", say("nội dung dài, nhật ký không ghi hết")
    elif isinstance(old or new, Mapping):
        yield from _changed_keys(place, label, old or {}, new or {})
    elif isinstance(old or new, list):
        yield from _changed_items(place, label, old or [], new or [])
    else:
        yield from _replaced(label, _value(place, old), _value(place, new))


def _changed_keys(
    place: _Place, label: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) != new.get(key):
            part = place.within(key)
            heading = f"{label} – {part.label}" if part.label else label
            yield from _differences(part, heading, old.get(key), new.get(key))


def _changed_items(place: _Place, label: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    """A list that was made or emptied as a whole; else what was added to it, removed from it, changed in it."""
    if not old or not new:
        yield from _replaced(label, _value(place, old), _value(place, new))
        return
    added, removed = without(new, old), without(old, new)
    was = {key_of(item): item for item in removed if key_of(item) is not None}
    edited = {key: item for item in added if (key := key_of(item)) in was}
    parts = (
        ("thêm {items}", [_value(place, item) for item in added if key_of(item) not in edited]),
        ("bỏ {items}", [_value(place, item) for item in removed if key_of(item) not in edited]),
        ("sửa {items}", [_edited(place, was[key], item) for key, item in edited.items()]),
    )
    told = [say(sentence, items=_listed(items)) for sentence, items in parts if items]
    yield label, "", "; ".join(told) or say("đổi thứ tự")


def _replaced(label: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield label, old or None, new or None


def _edited(place: _Place, old: Any, new: Any) -> str:
    before, after = _value(place, old), _value(place, new)
    return before if before == after else f"{before} → {after}"


def _value(place: _Place, value: Any) -> str:
    """One value as it reads; "" of nothing."""
    if is_kept(value):
        return say(recalled(value))
    if isinstance(value, Mapping):
        return _item(place, value)
    if isinstance(value, list):
        return _listed([_value(place, item) for item in value])
    return "" if value is None else _single(place, value)


def _single(place: _Place, value: Any) -> str:
    """By the words of its code or the name of its record, else as it is."""
    if isinstance(value, bool):
        return say("Có") if value else say("Không")
    known = words.codes_in(place.table, place.path)
    if isinstance(known, str):
        return named(known, int(value))
    return say(known.get(value, "")) or str(value)


def _item(place: _Place, item: Mapping[str, Any]) -> str:
    """By its name, else by all that it has."""
    name = next((str(item[key]) for key in _NAMES if item.get(key)), "")
    if name:
        return f"“{name}”"
    told = ((place.within(key).label, _value(place.within(key), value)) for key, value in item.items())
    return ", ".join(f"{label} {value}" if label else value for label, value in told if value)


def _listed(items: list[str]) -> str:
    return "; ".join(item for item in items if item)
