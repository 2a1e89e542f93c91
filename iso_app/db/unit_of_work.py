"""One request, job or command is one transaction. Nothing else may commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from iso_app.db import db
from iso_app.db.turns import writing_turns

_AFTER_COMMIT = "after_commit"
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


def is_writing() -> bool:
    """Whether the unit of work in force means to keep something (SQLite then locks at its start)."""
    return _writing.get()


def after_commit(call: Callable[[], None]) -> None:
    """Have `call` made once the work is safely kept; never if it is not."""
    db.session.info.setdefault(_AFTER_COMMIT, []).append(call)


@contextmanager
def unit_of_work(*, keep: bool = True, reads_only: bool = False) -> Iterator[None]:
    """Commit what was done, or undo all of it. With `keep=False`, always undo.

    With `reads_only` nothing is meant to be written: PostgreSQL then refuses to.
    """
    token, reading = _writing.set(keep), _only_reading.set(reads_only)
    kept = False
    try:
        yield
        if keep:
            db.session.commit()
            kept = True
        elif reads_only:
            _end_reading()
    finally:
        pending = db.session.info.pop(_AFTER_COMMIT, [])
        db.session.rollback()
        _writing.reset(token)
        _only_reading.reset(reading)
        if not is_writing():  # the outermost
            writing_turns.leave()
    for call in pending if kept else ():
        call()


# A transaction that only read may end either way. psycopg forgets all prepared statements at a ROLLBACK, and to plan
# a page's statements under policies of rows takes longer than to answer them: so it ends with COMMIT, which can keep
# nothing because the database took the transaction as READ ONLY.


def _end_reading() -> None:
    session = db.session()
    if session.in_transaction() and session.is_active and session.get_bind().dialect.name == "postgresql":
        _driver(session.connection()).commit()


@event.listens_for(Session, "after_begin")
def _begin(_session: Session, _transaction: object, connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    driver, wanted = _driver(connection), _only_reading.get() or None
    if driver.read_only != wanted and driver.info.transaction_status == TransactionStatus.IDLE:
        driver.read_only = wanted


@event.listens_for(Pool, "checkin")
def _may_write_again(driver: Any, _record: object) -> None:
    """Whoever takes the connection from the pool next finds it as it was made."""
    if getattr(driver, "read_only", None):
        driver.read_only = None


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
