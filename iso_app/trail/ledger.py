"""What a session has changed and not yet explained, and the entries that wait for its commit.

Entries are kept until the outermost commit: then all chains are locked at once and in one order, so that no
two units of work wait for each other, and only for as long as the commit takes. Savepoints are followed: what
is undone is neither missed nor written.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from iso_app.core.errors import UnexplainedChange
from iso_app.db import Audited, Base, Model, WrittenOnce, rows
from iso_app.trail.differences import differing

Diff = dict[str, list[Any]]  # column -> old, new; as they are noted, or a column of several values as it is

_LEDGER = "trail"
_MARKS = "trail_marks"
# Secrets; and what a draft says, which whoever reads the trail may not read (its digest is noted).
_HIDDEN = frozenset({"password_hash", "token_digest", "secret", "written", "change_summary"})
_UNNOTED = frozenset({"id", "version"})
LONGEST_VALUE = 2000


@dataclass
class Ledger:
    """The changes nobody explained yet, the tables changed by statements, the entries to be written."""

    changes: dict[Model, Diff] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    explained: set[str] = field(default_factory=set)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def copy(self) -> "Ledger":
        changes = {record: dict(diff) for record, diff in self.changes.items()}
        return Ledger(changes, set(self.tables), set(self.explained), list(self.entries))

    def unexplained(self) -> list[str]:
        return sorted([*map(repr, self.changes), *(self.tables - self.explained)])


def ledger(session: Session) -> Ledger:
    found: Ledger = session.info.setdefault(_LEDGER, Ledger())
    return found


@event.listens_for(Session, "after_flush")
def _gather(session: Session, *_: object) -> None:
    # Here, and nowhere later, the session still knows the values from before.
    noted = ledger(session).changes
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, Audited):
            _merge(noted, record, _diff(record, gone=record in session.deleted), is_new=record in session.new)


def _merge(noted: dict[Any, Diff], record: Any, diff: Diff, *, is_new: bool) -> None:
    known = noted.get(record, {})
    for key, (old, new) in diff.items():
        known[key] = [known[key][0] if key in known else old, new]
    kept = {key: values for key, values in known.items() if values[0] != values[1]}
    if kept or is_new:
        noted[record] = kept
    else:
        noted.pop(record, None)


def _diff(record: Any, *, gone: bool) -> Diff:
    state = inspect(record)
    diff = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if column.key in _UNNOTED or not (gone or history.has_changes()):
            continue
        old, new = (history.sum(), ()) if gone else (history.deleted, history.added)
        values = [_gathered(column.key, old), _gathered(column.key, new)]
        if values[0] != values[1] or (column.key in _HIDDEN and history.has_changes()):
            diff[column.key] = values
    return diff


def _gathered(key: str, values: Any) -> Any:
    if not values or values[0] is None:
        return None
    if key in _HIDDEN:
        return "…"
    return _as_it_is(values[0]) if isinstance(values[0], dict | list) else _text(values[0])


def _as_it_is(value: Any) -> Any:
    """A copy: whoever gave the value may go on with it before an entry is written, and the table has it as it was."""
    if isinstance(value, dict):
        return {key: _as_it_is(inner) for key, inner in value.items()}
    return [_as_it_is(inner) for inner in value] if isinstance(value, list) else value


def as_noted(diff: Diff) -> dict[str, list[str | None]]:
    """The changes as an entry keeps them: text; a long column of several values by what was changed in it."""
    return {key: _noted(*values) for key, values in diff.items()}


def _noted(old: Any, new: Any) -> list[str | None]:
    if any(isinstance(value, dict | list) and len(str(value)) > LONGEST_VALUE for value in (old, new)):
        old, new = differing(old, new)
    return [None if value is None else _text(value) for value in (old, new)]


def _text(value: Any) -> str:
    text = str(getattr(value, "value", value))
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """A statement that changes many rows of audited records at once has to be explained as well."""
    if state.is_insert or state.is_update or state.is_delete:
        _note_rows(state.session, getattr(getattr(state.statement, "table", None), "name", ""))


@rows.watch
def _note_rows(session: Session, name: str) -> None:
    if _is_audited(name):
        ledger(session).tables.add(name)


@cache
def _is_audited(name: str) -> bool:
    """Whether it is the table of audited records; asked of every statement that writes."""
    return any(
        mapper.local_table.name == name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Audited)
    )


def settle(session: Session) -> list[dict[str, Any]]:
    """The entries to write now; raises UnexplainedChange if something changed that no entry tells of."""
    session.flush()
    found = ledger(session)
    if unexplained := found.unexplained():
        raise UnexplainedChange(f"changed with no trail entry: {unexplained}")
    session.info[_LEDGER] = Ledger()
    return found.entries


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        # A transaction has ended before its rollback is told: its mark lives as long as anybody holds it.
        session.info.setdefault(_MARKS, WeakKeyDictionary())[transaction] = ledger(session).copy()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    if previous.parent is None:
        session.info[_LEDGER] = Ledger()
    elif previous.nested and previous in session.info.get(_MARKS, {}):
        session.info[_LEDGER] = session.info[_MARKS][previous]


@event.listens_for(WrittenOnce, "before_update", propagate=True)
@event.listens_for(WrittenOnce, "before_delete", propagate=True)
def _written_once(_mapper: object, _connection: object, target: object) -> None:
    raise UnexplainedChange(f"{target!r} is written once and never changed or removed")
