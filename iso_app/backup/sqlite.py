"""SQLite: copied in one step out of a live database, put back by exchanging the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine

from iso_app.backup.places import keep_name
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.trail.anchors import Anchors
from iso_app.trail.verify import Findings, verify


def dump(engine: Engine, target: Path) -> None:
    """A consistent copy of the database, made while others write."""
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))


def is_empty(engine: Engine) -> bool:
    """Whether there is no database yet, or one without tables."""
    path = _path(engine)
    if not path.exists():
        return True
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def restore(engine: Engine, dumped: Path, anchored: Anchors) -> tuple[Findings, str]:
    """Exchange the database for `dumped` if that is whole; says what was walked and where the old one lies.

    `dumped` is moved; it has to lie in the folder of the database.
    """
    found = _checked(dumped, anchored)
    if found.broken is not None:
        return found, ""
    engine.dispose()
    path = _path(engine)
    aside = ""
    if path.exists():
        _let_go(path)
        aside = f"{path.name}.replaced-{now():%Y%m%d%H%M%S}"
        path.rename(path.with_name(aside))
    dumped.replace(path)
    keep_name(path.parent)
    return found, aside


def folder(engine: Engine) -> Path:
    """Where the database lies: what is to be exchanged for it has to lie beside it."""
    return _path(engine).parent


def _path(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def _checked(dumped: Path, anchored: Anchors) -> Findings:
    scratch = create_engine(f"sqlite:///{dumped}", poolclass=NullPool)
    with scratch.connect() as connection:
        try:
            said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        except sqlite3.DatabaseError as error:
            said, orphans = str(error), None
        if said != "ok" or orphans is not None:
            raise DomainError("Cơ sở dữ liệu trong bản sao lưu đã hỏng; hãy dùng bản sao lưu khác.")
        return verify(connection, anchored.heads)


def _let_go(path: Path) -> None:
    """Leave the write-ahead log, which succeeds only when nobody else has the database open."""
    with closing(sqlite3.connect(path, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise DomainError(
                "Phần mềm đang chạy trên cơ sở dữ liệu này; hãy dừng rồi khôi phục lại."
            ) from error
