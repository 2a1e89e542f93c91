"""Try the migrations on one engine: up, down, up again; afterwards the tables must be what the models say.

`python -m tools.migrations sqlite`, or `postgresql` inside `tools/with-postgres.sh`.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from iso_app.app import create_app, load_settings
from iso_app.db import db

SECRET = "only for trying the migrations, never kept"  # noqa: S105 - of a database that is gone in a moment
NAME = "iso_migrations"


@contextmanager
def _postgresql() -> Iterator[dict[str, str]]:
    server = os.environ["ISO_TEST_POSTGRES"]
    with psycopg.connect(f"postgresql://postgres@{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME} OWNER iso_owner")
        yield {
            "database_url": f"postgresql://iso_app@{server}/{NAME}",
            "owner_database_url": f"postgresql://iso_owner@{server}/{NAME}",
        }
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _walk(**given: Any) -> None:
    with tempfile.TemporaryDirectory() as home:
        app = create_app(load_settings(home=Path(home), secret_key=SECRET, **given))
        with app.app_context():
            upgrade()
            downgrade(revision="base")
            left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
            if left:
                raise SystemExit(f"after the way down there are still tables: {', '.join(sorted(left))}")
            upgrade()
            check()
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    if sys.argv[1:] == ["postgresql"]:
        with _postgresql() as addresses:
            _walk(**addresses)
    else:
        _walk()
