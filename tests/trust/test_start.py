"""The product does not start with settings that would lose or give away anything."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from iso_app.app import load_settings
from iso_app.core.errors import DomainError
from iso_app.db import db, engine


@pytest.mark.parametrize("secret", ["", "x" * 31, "chỉ dùng cho bản dùng thử"])
def test_a_weak_secret_is_refused_outside_the_demo(secret, tmp_path):
    assert load_settings(home=tmp_path, secret_key=secret, demo=False).problems()
    assert load_settings(home=tmp_path, secret_key=secret, demo=True).problems() == []
    assert load_settings(home=tmp_path, secret_key="x" * 32, demo=False).problems() == []


def test_every_variable_that_is_no_setting_is_named(monkeypatch):
    monkeypatch.setenv("ISO_APP_UPLOAD_LIMIT_MB", "nhiều")
    monkeypatch.setenv("ISO_APP_HTTPS", "có")
    monkeypatch.setenv("ISO_APP_ADDRESS", "https://iso.example")
    with pytest.raises(DomainError, match="ISO_APP_HTTPS, ISO_APP_UPLOAD_LIMIT_MB"):
        load_settings()


def test_settings_are_what_the_environment_says(monkeypatch, tmp_path):
    for name, value in {"HOME": str(tmp_path), "HTTPS": "TRUE", "DEMO": "0", "SESSION_HOURS": "8"}.items():
        monkeypatch.setenv(f"ISO_APP_{name}", value)
    read = load_settings(session_hours=9)
    assert (read.home, read.https, read.demo, read.session_hours) == (tmp_path, True, False, 9)
    assert read.mail_url == ""


def test_a_server_with_wrong_settings_says_which(tmp_path):
    environment = os.environ | {"ISO_APP_HOME": str(tmp_path), "ISO_APP_SESSION_HOURS": "nửa ngày"}
    server = subprocess.run(
        [sys.executable, "-c", "import iso_app.wsgi"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert server.returncode == 1
    assert server.stderr == "Thiết lập không đúng: ISO_APP_SESSION_HOURS.\n"


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
