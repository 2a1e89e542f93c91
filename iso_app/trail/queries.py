"""Reading the trail: the history of one record, and the entries that a scope may see.

An entry is no scoped record (it belongs to a chain): every query here narrows by `visible`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    select,
    table,
    true,
)

from iso_app.core.dates import show_moment
from iso_app.db import db
from iso_app.db.narrowing import current, of_scope
from iso_app.trail import names, values, veils, words
from iso_app.trail.models import TrailChain, TrailEntry
from iso_app.trail.values import Change
from iso_app.web.languages import say

# Columns that say nothing to a reader: keys of owners, derived spellings, bodies with a page of their own.
_TECHNICAL = frozenset(
    {
        "agency_id",
        "province_id",
        "folded",
        "code_folded",
        "searched",
        "sort_name",
        "sort_code",
        "sort_number",
        "sort_title",
        "endpoint",
        "endpoint_values",
        "task.key",
        "import_line_id",
        "content",
        "version",
        "made_by_id",
        "frozen_by_id",
        "subject_type",
        "subject_id",
    }
)
_AGENCY = table("agency", column("id"), column("province_id"), column("name"), column("sort_name"))

# The chains that an agency or a province may read, and the conditions that keep to them; they ask the scope in force.
# One set: with an OR beside it no database goes by the index of chains, but through all of a country.
_READER = of_scope("agency", lambda scope: scope.agency_id)
_PROVINCE = of_scope("province", lambda scope: scope.province_id)
_CHAIN_OF_AGENCY = select(literal("agency:") + cast(_READER, String))
_CHAINS_OF_PROVINCE = (
    select(literal("agency:") + cast(_AGENCY.c.id, String))
    .where(_AGENCY.c.province_id == _PROVINCE)
    .union_all(select(literal("province:") + cast(_PROVINCE, String)))
)
_NONE, _ALL = false(), true()
_OF_AGENCY = TrailEntry.chain.in_(_CHAIN_OF_AGENCY)
_OF_PROVINCE = TrailEntry.chain.in_(_CHAINS_OF_PROVINCE)


@dataclass(frozen=True)
class HistoryEntry:
    """One act as the history panel shows it: `when` is text, `changes` are (label, old, new)."""

    when: str
    who: str
    sentence: str
    changes: list[Change]


def visible() -> ColumnElement[bool]:
    """The condition on `TrailEntry` that keeps to the chains that the scope in force may read."""
    scope = current()
    if scope is None:
        return _NONE
    return _ALL if scope.is_system else _OF_PROVINCE if scope.is_province else _OF_AGENCY


def numbers_of_entries() -> tuple[int, int]:
    """How many entries the chains have that an agency or a province may read, and how many all chains."""
    own, all_there_are = db.session.execute(_numbers(visible() is _OF_PROVINCE)).one()
    return own or 0, all_there_are or 0


@cache
def _numbers(of_province: bool) -> Select[Any]:
    length = select(func.sum(TrailChain.length))
    own = length.where(TrailChain.key.in_(_CHAINS_OF_PROVINCE if of_province else _CHAIN_OF_AGENCY))
    return select(own.scalar_subquery(), length.scalar_subquery())


def history(subject_type: str, subject_id: int, *, limit: int = 50) -> list[HistoryEntry]:
    """What happened to one record (`subject_type`: its table), newest first, as far as the scope sees."""
    about = and_(TrailEntry.subject_type == subject_type, TrailEntry.subject_id == subject_id)
    return told(about, limit=limit, of=subject_type)


def told(about: ColumnElement[bool], *, limit: int, of: str = "") -> list[HistoryEntry]:
    """The entries that fulfil a condition, newest first, as far as the scope sees. `of`: as for `entries`."""
    query = entries(of).where(about).order_by(TrailEntry.at.desc(), TrailEntry.id.desc()).limit(limit)
    return [
        HistoryEntry(show_moment(row.at), who(row), sentence(row), list(changes_of(row)))
        for row in db.session.execute(query)
    ]


def people_who_changed(subject_type: str, subject_id: int, column: str) -> frozenset[int]:
    """Who changed a column of a record since it was made, in acts that are kept, as far as the scope sees."""
    query = select(TrailEntry.person_id, TrailEntry.changes).where(
        TrailEntry.subject_type == subject_type,
        TrailEntry.subject_id == subject_id,
        TrailEntry.person_id.is_not(None),
        visible(),
    )
    return frozenset(person_id for person_id, changes in db.session.execute(query) if column in changes)


# -- how an entry reads: the one place where it becomes words, a row of `entries` at a time ----------------------


def who(row: Row[Any]) -> str:
    """Whoever did it, in which post."""
    return f"{row.actor_name}, {row.post_label}" if row.post_label else str(row.actor_name)


def sentence(row: Row[Any]) -> str:
    """What was done; of a record that the reader may not see, its kind alone."""
    if row.is_hidden:
        name = say(veils.name_of(row.subject_type))
        return words.sentence(row.verb, name, veils.withhold(row.facts))
    told = dict(names.places(row))
    return words.sentence(row.verb, told.pop("label"), told)


def changes_of(row: Row[Any]) -> Iterator[Change]:
    """The columns that changed, with their labels and values as people read them."""
    if row.is_hidden:
        return
    for key in row.changes:
        if not is_technical(row.subject_type, key):
            yield from values.changes(row.subject_type, key, row.changes)


def is_technical(table: str, key: str) -> bool:
    """Whether a column says nothing to a reader; one that ends so keeps the words of another as constants."""
    return key in _TECHNICAL or f"{table}.{key}" in _TECHNICAL or key.endswith("_said")


def entries(of: str = "") -> Select[Any]:
    """The base statement of the trail's list: column rows, narrowed to the scope in force.

    `of`: the one table whose records they are about, where the caller asks for no others.
    """
    return _entries(of, visible())


@cache  # one for each kind of reader, who also decides which veils are drawn
def _entries(of: str, seen: ColumnElement[bool]) -> Select[Any]:
    subject_id = TrailEntry.subject_id.expression
    is_hidden = (
        veils.hidden_of(of, subject_id)
        if of
        else veils.hidden(TrailEntry.subject_type.expression, subject_id)
    )
    return select(
        TrailEntry.id,
        TrailEntry.at,
        TrailEntry.actor_name,
        TrailEntry.post_label,
        TrailEntry.verb,
        TrailEntry.subject_type,
        TrailEntry.subject_label,
        TrailEntry.facts,
        TrailEntry.changes,
        TrailEntry.chain,
        TrailEntry.position,
        _name_of_owner().label("agency"),
        is_hidden.label("is_hidden"),
        names.kept_of(of, TrailEntry.subject_type.expression, subject_id).label("name_said"),
    ).where(seen)


def _name_of_owner() -> ScalarSelect[Any]:
    number = cast(func.substr(TrailEntry.chain, len("agency:") + 1), Integer)
    owner = _AGENCY.c.id == case((TrailEntry.chain.startswith("agency:"), number))
    return select(_AGENCY.c.name).where(owner).correlate(TrailEntry).scalar_subquery()


def agencies() -> list[tuple[str, str]]:
    """(chain, name) of the agencies whose chains the scope may read, in Vietnamese order; for a choice."""
    scope = current()
    if scope is None:
        return []
    query = select(_AGENCY.c.id, _AGENCY.c.name).order_by(_AGENCY.c.sort_name, _AGENCY.c.id)
    if not scope.is_system:
        mine = _AGENCY.c.province_id == scope.province_id
        query = query.where(mine if scope.is_province else _AGENCY.c.id == scope.agency_id)
    return [(f"agency:{id_}", name) for id_, name in db.session.execute(query)]


def actors() -> list[str]:
    """The names of whoever has done something that the scope may read."""
    return list(db.session.scalars(select(TrailEntry.actor_name).where(visible()).distinct()))
