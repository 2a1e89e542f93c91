"""Names that the product itself gave to records: kept in Vietnamese, read in the reader's language.

A feature says of its table where the constant stands that the name was made from. What people wrote has none, nor have
the records from before such constants were kept: they are read as the entry has them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Row, case, cast, null

from iso_app.core.policy import anew
from iso_app.web.languages import told

Said = Callable[[ColumnElement[Any]], ColumnElement[Any]]


@dataclass(frozen=True)
class _Named:
    place: str
    said: Said


_named: dict[str, _Named] = {}


def add(table: str, *, said: Said, place: str = "label") -> None:
    """`said(id)` finds what `core.policy.kept` made of a name; `place` of the sentences of these records is filled
    with it (`label`: how the record itself is called)."""
    _named[table] = _Named(place, said)


def kept_of(of: str, subject_type: ColumnElement[Any], subject_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column of what was kept of an entry's name; `of`: the table of all the entries, where it is known."""
    if of:
        named = _named.get(of)
        return cast(null(), JSON) if named is None else named.said(subject_id)
    return case(*((subject_type == table, named.said(subject_id)) for table, named in _named.items()))


def places(row: Row[Any]) -> Mapping[str, Any]:
    """What fills the places of an entry's sentence, the name that the product gave in the reader's language."""
    found = {**row.facts, "label": row.subject_label}
    named = _named.get(row.subject_type)
    if named is not None and named.place in found:
        found[named.place] = told(anew(str(found[named.place]), row.name_said))
    return found
