"""Whether the product can serve: its database answers, is at the newest schema, its files can be reached."""

import os
import re
from functools import lru_cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from iso_app.db import db
from iso_app.files import store

_REVISION = re.compile(r'^(revision|down_revision) = "([^"]+)"$', re.MULTILINE)


def checks() -> dict[str, bool]:
    """What is asked -> whether all is well with it."""
    try:
        with db.engine.connect() as connection:
            schema = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return {"database": False, "migrations": False, "files": _files()}
    newest = _newest(str(current_app.extensions["migrate"].directory))
    return {"database": True, "migrations": schema == newest, "files": _files()}


@lru_cache(maxsize=2)
def _newest(folder: str) -> str:
    """The migration that no other one follows; read from the files, which need not run for that."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in (Path(folder) / "versions").glob("*.py"):
        for name, value in _REVISION.findall(path.read_text(encoding="utf-8")):
            found[name].add(value)
    return max(found["revision"] - found["down_revision"])


def _files() -> bool:
    address: str = current_app.extensions["settings"].files
    if "://" not in address:
        folder = Path(address)
        return os.access(folder if folder.exists() else folder.parent, os.W_OK)
    try:
        store.in_use().has("0" * 64)
    except Exception:  # noqa: BLE001 - whatever an object store raises, it cannot be reached
        return False
    return True
