"""Thousands of rows written or looked for by one statement, handed to the driver as they are.

SQLAlchemy takes every row, and every value of an IN, through objects of its own, which lasts longer than the database
needs for it. Here it only says what the statement is and how the values of each parameter are kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    Insert,
    Table,
    Update,
    any_,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from iso_app.db import UtcDateTime, db

Row = Mapping[str, Any]
Watcher = Callable[[Session, str], None]

_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> Watcher:
    """Have it told of the session and the name of the table whenever rows are about to be written."""
    _watchers.append(watcher)
    return watcher


def insert_rows(table: Table, rows: Sequence[Row], *, key: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """Insert the rows; gives the id of each by the columns of a unique key."""
    write_rows(insert(table), rows)
    columns = [table.c[name] for name in key]
    # Each column by itself: that finds all of these rows, and what it finds besides does no harm.
    there = (among(column, {row[column.key] for row in rows}) for column in columns)
    found = db.session.execute(select(*columns, table.c.id).where(*there)).all()
    return {row[:-1]: row[-1] for row in found}


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column.in_(values)`, the values (numbers, texts, days) sent as one: any number of them."""
    dialect = db.session().get_bind().dialect
    if dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(column.type)))
    kept = _kept(column.type, list(values), dialect)
    listed = func.json_each(literal(kept, JSON)).table_valued("value")
    return column.in_(select(listed.c.value))


def write_rows(statement: Insert | Update, rows: Sequence[Row]) -> None:
    """Do a statement on a bare table once for each row; every row gives the same parameters.

    Nothing is read back, and no scope is asked: that is for whoever gathered the rows.
    """
    if not rows:
        return
    session = db.session()
    for told in _watchers:
        told(session, statement.table.name)  # type: ignore[union-attr] # a table, no join
    connection = session.connection()
    keys = list(rows[0]) if isinstance(statement, Insert) else None
    compiled: Any = statement.inline().compile(dialect=connection.dialect, column_keys=keys)
    names = compiled.positiontup if compiled.positional else list(compiled.bind_names.values())
    given: Iterable[Any] = zip(*_columns(compiled, names, rows, connection.dialect), strict=False)
    if not compiled.positional:
        given = (dict(zip(names, values, strict=True)) for values in given)
    connection.exec_driver_sql(compiled.string, list(given))


def _columns(
    compiled: Any, names: Sequence[str], rows: Sequence[Row], dialect: Dialect
) -> Iterator[Iterable[Any]]:
    """The values of each parameter as the driver keeps them, one for each row."""
    given = rows[0].keys()
    if any(row.keys() != given for row in rows):
        raise ValueError("rows of one statement give the same parameters")
    constants = compiled.params | {c.key: c.default.arg for c in compiled.insert_prefetch}
    kinds = {name: parameter.type for parameter, name in compiled.bind_names.items()}
    for name in names:
        kind = kinds[name]
        if name in given:
            yield _kept(kind, [row[name] for row in rows], dialect)
        else:
            yield repeat(_kept(kind, [constants[name]], dialect)[0], len(rows))


def _kept(kind: TypeEngine[Any], values: list[Any], dialect: Dialect) -> list[Any]:
    keep = kind.dialect_impl(dialect).bind_processor(dialect)
    if keep is None:
        return values
    if isinstance(kind, Enum | Date | DateTime | UtcDateTime):  # of many rows they are few
        known = {value: keep(value) for value in set(values)}
        return [known[value] for value in values]
    return [keep(value) for value in values]
