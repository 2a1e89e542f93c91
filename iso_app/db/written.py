"""What an INSERT, UPDATE or DELETE of the ORM writes, and what it reads that nothing narrows.

SQLAlchemy narrows the rows that such a statement changes and its subqueries. It narrows neither what an INSERT reads
nor a second table that an UPDATE or DELETE names.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, ColumnClause, Insert, SelectBase, Update
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql import visitors


def owners_given(state: ORMExecuteState, key: str) -> Iterator[Any]:
    """The owners that an INSERT or UPDATE names, in its values or in its rows of parameters; None where the database
    is to compute one.
    """
    statement: Any = state.statement
    given = state.parameters or statement.compile().params
    for row in given if isinstance(given, Sequence) else [given]:
        yield from (value for name, value in row.items() if name == key or name.startswith(f"{key}_m"))
    yield from (None for name, value in _expressions(statement) if name == key)


def keys_given(state: ORMExecuteState) -> set[int]:
    """The ids by which an UPDATE with rows of parameters finds what it changes: nothing else narrows it."""
    rows = state.parameters if state.is_update else None
    return {row["id"] for row in rows if "id" in row} if isinstance(rows, Sequence) else set()


def reads_unnarrowed(statement: Any) -> bool:
    """Whether the statement reads what its options do not narrow."""
    if isinstance(statement, Insert):
        parts = [value for _, value in _expressions(statement)]
        return statement.select is not None or any(
            _is_query(each) for p in parts for each in visitors.iterate(p)
        )
    own = statement.table  # plain or as a model has it: the two are equal, though not the same
    parts = [value for _, value in _expressions(statement)]
    if statement.whereclause is not None:
        parts.append(statement.whereclause)
    return any(table != own for part in parts for table in _tables(part))


def _expressions(statement: Any) -> Iterator[tuple[str, ClauseElement]]:
    """The columns, by name, for which the statement gives no plain value."""
    if not isinstance(statement, Insert | Update):
        return
    written: Any = statement
    rows = [dict(written._values or {}), *chain(*written._multi_values)]  # noqa: SLF001 - they have no public name
    for column, value in chain(*(row.items() for row in rows)):
        if isinstance(value, ClauseElement) and not isinstance(value, BindParameter):
            yield getattr(column, "key", column), value


def _tables(part: Any) -> Iterator[Any]:
    """The tables whose columns an expression names outside its subqueries."""
    if _is_query(part):
        return
    if isinstance(part, ColumnClause) and part.table is not None:
        yield part.table
    for child in part.get_children():
        yield from _tables(child)


def _is_query(part: Any) -> bool:
    return isinstance(part, SelectBase)
