"""One empty, migrated database a worker on each engine, emptied between tests without migrating again."""

import os
import shutil
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade

from iso_app.app import create_app, load_settings
from iso_app.db import db

SECRET = "a secret of the tests, long enough to be taken"
POSTGRES = os.environ.get("ISO_TEST_POSTGRES", "127.0.0.1:54329")


def settings(home: Path, **given: Any) -> Any:
    return load_settings(home=home, secret_key=SECRET, **given)


class SqliteDatabase:
    """A file, copied back from its migrated state after each test."""

    name = "sqlite"

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / "iso.sqlite3"
        self.clean = home / "clean.sqlite3"

    def make(self) -> Flask:
        app = create_app(settings(self.home), {"TESTING": True, "WTF_CSRF_ENABLED": False})
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        shutil.copy(self.file, self.clean)
        return app

    def empty(self) -> None:
        db.engine.dispose()
        for tail in ("-wal", "-shm"):
            self.file.with_name(self.file.name + tail).unlink(missing_ok=True)
        shutil.copy(self.clean, self.file)

    def keep(self, name: str) -> None:
        """Remember the state under a name."""
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.file, self.home / f"{name}.sqlite3")

    def bring_back(self, name: str) -> bool:
        """Go to a state that was kept; False if there is none of this name."""
        kept = self.home / f"{name}.sqlite3"
        if not kept.exists():
            return False
        db.session.remove()
        db.engine.dispose()
        shutil.copy(kept, self.file)
        return True

    def drop(self) -> None:
        db.engine.dispose()


class PostgresDatabase:
    """A database of its own, owned by one role and used by another, as in production."""

    name = "postgresql"

    def __init__(self, home: Path, worker: str, server: str = POSTGRES) -> None:
        self.home = home
        self.server = server
        self.database = f"iso_test_{worker}"
        self._kept: set[str] = set()

    def _run(self, *statements: str, database: str = "postgres") -> None:
        with psycopg.connect(
            f"postgresql://postgres@{self.server}/{database}", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]

    def make(self) -> Flask:
        self._run(
            f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)",
            f"CREATE DATABASE {self.database} OWNER iso_owner",
        )
        given = settings(
            self.home,
            database_url=f"postgresql://iso_app@{self.server}/{self.database}",
            owner_database_url=f"postgresql://iso_owner@{self.server}/{self.database}",
        )
        app = create_app(given, {"TESTING": True, "WTF_CSRF_ENABLED": False})
        with app.app_context():
            upgrade()
        return app

    def empty(self) -> None:
        tables = ", ".join(f'"{table}"' for table in db.metadata.tables)
        self._run(
            "SET session_replication_role = replica",  # the tables written once hold even against this test
            f"TRUNCATE {tables} RESTART IDENTITY CASCADE",
            database=self.database,
        )

    def keep(self, name: str) -> None:
        """Remember the state under a name."""
        self._copy(self.database, f"{self.database}_{name}")
        self._kept.add(name)

    def bring_back(self, name: str) -> bool:
        """Go to a state that was kept; False if there is none of this name."""
        if name not in self._kept:
            return False
        self._copy(f"{self.database}_{name}", self.database)
        return True

    def _copy(self, source: str, target: str) -> None:
        db.session.remove()
        db.engine.dispose()
        self._run(
            f"DROP DATABASE IF EXISTS {target} WITH (FORCE)",
            f"CREATE DATABASE {target} OWNER iso_owner TEMPLATE {source} STRATEGY file_copy",
        )

    def drop(self) -> None:
        db.engine.dispose()
        for database in (self.database, *(f"{self.database}_{name}" for name in self._kept)):
            self._run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
