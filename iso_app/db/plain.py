"""Rows of columns without what SQLAlchemy does to load records: for answers of hundreds of rows that are only counted.

Such a statement goes the way of all others, and every rule that narrows it is asked; what it then says is sent as it
is. `listen` has to come after all who listen: the first who answers a statement ends its way.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from weakref import WeakSet

from sqlalchemy import Executable, Result, Select, event
from sqlalchemy.orm import ORMExecuteState, Session

from iso_app.db import db

_PLAINLY: Final = {"iso_plainly": True}
_of_columns: WeakSet[Executable] = WeakSet()


def plain_rows(statement: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """The rows of a statement of columns, in the scope in force. TypeError for one that asks for records."""
    return db.session.execute(statement, values, execution_options=_PLAINLY).all()


def listen() -> None:
    """Answer the statements of `plain_rows`; whoever narrows statements has to listen before."""
    event.listen(Session, "do_orm_execute", _answer)


def _answer(state: ORMExecuteState) -> Result[Any] | None:
    if "iso_plainly" not in state.execution_options:
        return None
    _require_columns(state.statement)
    if state.session.autoflush:
        state.session.flush()
    return state.session.connection().execute(state.statement, state.parameters)


def _require_columns(statement: Any) -> None:
    if statement in _of_columns:
        return
    if any(each["expr"] is each["entity"] for each in statement.column_descriptions):
        raise TypeError("plain rows have columns and no records")
    _of_columns.add(statement)
