"""Whether the product can serve: its database answers, is at the newest schema, its files can be reached."""

import os
import re
from functools import lru_cache
from pathlib import Path

from flask import current_app
from sqlalchemy import Column, Connection, MetaData, String, Table, select
from sqlalchemy.exc import SQLAlchemyError

from iso_app.db import db
from iso_app.files import store
from iso_app.files.models import StoredFile

_REVISION = re.compile(r'^(revision|down_revision) = "([^"]+)"$', re.MULTILINE)
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String))  # what Alembic keeps


def checks() -> dict[str, bool]:
    """What is asked -> whether all is well with it."""
    try:
        with db.engine.connect() as connection:
            is_newest = _schema(connection) == _newest(str(current_app.extensions["migrate"].directory))
            has_files = is_newest and connection.scalar(select(StoredFile.id).limit(1)) is not None
    except SQLAlchemyError:
        return {"database": False, "migrations": False, "files": _files(made=False)}
    return {"database": True, "migrations": is_newest, "files": _files(made=has_files)}


def _schema(connection: Connection) -> str | None:
    """The migration the database is at; None for a database without tables."""
    if not connection.dialect.has_table(connection, _VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


@lru_cache(maxsize=2)
def _newest(folder: str) -> str:
    """The migration that no other one follows; read from the files, which need not run for that."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in (Path(folder) / "versions").glob("*.py"):
        for name, value in _REVISION.findall(path.read_text(encoding="utf-8")):
            found[name].add(value)
    return max(found["revision"] - found["down_revision"])


def _files(*, made: bool) -> bool:
    """Whether the store can be reached; before it was made, whether it could be."""
    address: str = current_app.extensions["settings"].files
    if "://" not in address:
        folder = Path(address)
        return os.access(folder if made or folder.exists() else folder.parent, os.W_OK)
    try:
        store.in_use().has("0" * 64)
    except Exception:  # noqa: BLE001 - whatever an object store raises, it cannot be reached
        return False
    return True
