"""The product does not start with settings that would lose or give away anything."""

import pytest
from sqlalchemy import text

from iso_app.app import settings_class
from iso_app.db import db, engine


@pytest.mark.parametrize("secret", ["", "x" * 31, "chỉ dùng cho bản dùng thử"])
def test_a_weak_secret_is_refused_outside_the_demo(secret, tmp_path):
    kind = settings_class()
    assert kind(home=tmp_path, secret_key=secret, demo=False).problems()
    assert kind(home=tmp_path, secret_key=secret, demo=True).problems() == []
    assert kind(home=tmp_path, secret_key="x" * 32, demo=False).problems() == []


def test_the_engine_keeps_what_it_promises(app):
    with db.engine.connect() as connection:
        assert engine.problems(connection) == []


def test_an_engine_that_would_lose_rows_is_named(app, engine_name):
    loose = {
        "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=OFF"),
        "postgresql": ("SET synchronous_commit = off", "SET synchronous_commit = local"),
    }
    for statement in loose[engine_name]:
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute(statement)
            found = engine.problems(connection)
            connection.invalidate()
        assert len(found) == 1, statement


def test_sqlite_writes_ahead(app, engine_name):
    """And PostgreSQL's role is neither owner nor superuser."""
    with db.engine.connect() as connection:
        if engine_name == "sqlite":
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert connection.scalar(text("PRAGMA busy_timeout")) >= 10_000
        else:
            query = text(
                "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            )
            assert connection.scalar(query) is False
