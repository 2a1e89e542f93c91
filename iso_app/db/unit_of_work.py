"""One request, job or command is one transaction. Nothing else may commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from iso_app.db import db
from iso_app.db.turns import writing_turns

_AFTER_COMMIT = "after_commit"
_writing: ContextVar[bool] = ContextVar("writing", default=False)


def is_writing() -> bool:
    """Whether the unit of work in force means to keep something (SQLite then locks at its start)."""
    return _writing.get()


def after_commit(call: Callable[[], None]) -> None:
    """Have `call` made once the work is safely kept; never if it is not."""
    db.session.info.setdefault(_AFTER_COMMIT, []).append(call)


@contextmanager
def unit_of_work(*, keep: bool = True) -> Iterator[None]:
    """Commit what was done, or undo all of it. With `keep=False`, always undo."""
    token = _writing.set(keep)
    kept = False
    try:
        yield
        if keep:
            db.session.commit()
            kept = True
    finally:
        pending = db.session.info.pop(_AFTER_COMMIT, [])
        db.session.rollback()
        _writing.reset(token)
        if not is_writing():  # the outermost
            writing_turns.leave()
    for call in pending if kept else ():
        call()
