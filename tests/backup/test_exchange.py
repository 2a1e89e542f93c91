"""A SQLite file is exchanged only when nobody works on it, and never for a damaged one."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from iso_app.backup import sqlite
from iso_app.backup.places import written_whole
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.trail.anchors import Anchors


@pytest.fixture
def target(tmp_path) -> Engine:
    return made(tmp_path / "iso.sqlite3", mark="old")


def made(path: Path, *, mark: str) -> Engine:
    """A database with the product's tables and one row to tell it by."""
    engine = create_engine(f"sqlite:///{path}")
    db.metadata.create_all(engine)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE mark (text)")
        connection.execute("INSERT INTO mark VALUES (?)", (mark,))
        connection.commit()
    return engine


def mark_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT text FROM mark").fetchone()[0]


def dumped(tmp_path: Path) -> Path:
    source = made(tmp_path / "source.sqlite3", mark="new")
    dump = tmp_path / "database"
    sqlite.dump(source, dump)
    source.dispose()
    return dump


def test_the_old_file_stays_under_another_name(target, tmp_path):
    _, aside = sqlite.restore(target, dumped(tmp_path), Anchors())
    assert mark_of(tmp_path / "iso.sqlite3") == "new"
    assert mark_of(tmp_path / aside) == "old"


def test_not_while_somebody_works_on_it(target, tmp_path):
    dump = dumped(tmp_path)
    with closing(sqlite3.connect(tmp_path / "iso.sqlite3")) as other:
        other.execute("SELECT text FROM mark").fetchall()
        with pytest.raises(DomainError, match="đang chạy"):
            sqlite.restore(target, dump, Anchors())
    assert mark_of(tmp_path / "iso.sqlite3") == "old"


def test_not_for_a_damaged_one(target, tmp_path):
    dump = dumped(tmp_path)
    content = bytearray(dump.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    dump.write_bytes(content)
    with pytest.raises(DomainError, match="đã hỏng"):
        sqlite.restore(target, dump, Anchors())
    assert mark_of(tmp_path / "iso.sqlite3") == "old"


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path):
    with pytest.raises(OSError, match="full"):
        write_half(tmp_path / "made")
    assert list(tmp_path.iterdir()) == []
    with written_whole(tmp_path / "made") as out:
        out.write(b"whole")
    assert (tmp_path / "made").read_bytes() == b"whole"


def write_half(path: Path) -> None:
    with written_whole(path) as out:
        out.write(b"half")
        raise OSError("the disk is full")


COMMAND = """
import sys
from iso_app.app import create_app, load_settings
from iso_app.backup.cli import COMMANDS
with create_app(load_settings()).app_context():
    next(c for c in COMMANDS if c.name == sys.argv[1]).main(sys.argv[2:], standalone_mode=False)
"""


def test_by_processes_of_their_own_and_into_nothing(tmp_path):
    """As an operator does it: no command has run before in the process, the target is not even a folder."""
    run(tmp_path / "old", "-m", "flask", "--app", "iso_app.app", "db", "upgrade")
    run(tmp_path / "old", "-c", COMMAND, "backup", tmp_path / "kept.zip")
    assert "Đã khôi phục" in run(tmp_path / "new", "-c", COMMAND, "restore", tmp_path / "kept.zip")
    assert json.loads(tables(tmp_path / "new")) == json.loads(tables(tmp_path / "old"))


def run(home: Path, *command: object) -> str:
    environment = os.environ | {"ISO_APP_HOME": str(home), "ISO_APP_DEMO": "1", "PYTHONIOENCODING": "utf-8"}
    if command[0] == "-m":
        home.mkdir()
    done = subprocess.run(
        [sys.executable, *map(str, command)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def tables(home: Path) -> str:
    with closing(sqlite3.connect(home / "iso.sqlite3")) as connection:
        return json.dumps(
            connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 2").fetchall()
        )
