"""Where the data of a run lives: a folder an engine and size, and a PostgreSQL of its own on a free port."""

import hashlib
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from iso_app.app import create_app, load_settings
from iso_app.serving import settle_memory

ROOT = Path(__file__).parents[1]
HOME = Path(tempfile.gettempdir()) / "iso-bench"
ENGINES = ("sqlite", "postgresql")
SIZES = {"province": (1, 151), "nation": (63, 13_000)}
SECRET = "a secret of the benchmark, long enough to be taken"


@dataclass(frozen=True)
class Place:
    """One database with its folder; `server` is host:port of PostgreSQL."""

    engine: str
    name: str
    home: Path
    server: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What the product is started with."""
        given = {"ISO_APP_HOME": str(self.home), "ISO_APP_SECRET_KEY": SECRET}
        if self.engine == "postgresql":
            given["ISO_APP_DATABASE_URL"] = f"postgresql://iso_app@{self.server}/{self.name}"
            given["ISO_APP_OWNER_DATABASE_URL"] = f"postgresql://iso_owner@{self.server}/{self.name}"
        return given

    @property
    def address(self) -> str:
        """The database as the bare driver opens it: a file, or an address with the rights of the product."""
        if self.engine == "sqlite":
            return str(self.home / "iso.sqlite3")
        return f"postgresql://iso_app@{self.server}/{self.name}"

    def settings(self) -> Any:
        return load_settings(environment=self.environment)

    def app(self, **configuration: Any) -> Flask:
        app = create_app(self.settings(), configuration)
        settle_memory()  # as the servers and the command line do
        return app

    def renew(self) -> None:
        """An empty database with nothing in it, whatever was there."""
        self.home.mkdir(parents=True, exist_ok=True)
        for file in self.home.glob("iso.sqlite3*"):
            file.unlink()
        if self.engine == "postgresql":
            everything = f"postgresql://postgres@{self.server}/postgres"
            with psycopg.connect(everything, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
                connection.execute(f"CREATE DATABASE {self.name} OWNER iso_owner")

    @property
    def _mark(self) -> Path:
        return self.home / "complete"

    def exists(self) -> bool:
        """Whether data was built here to the end, for the schema and the generator there are now."""
        return self._mark.exists() and self._mark.read_text(encoding="ascii") == _made_by()

    def set_complete(self, *, complete: bool) -> None:
        if complete:
            self._mark.write_text(_made_by(), encoding="ascii")
        else:
            self._mark.unlink(missing_ok=True)


def _made_by() -> str:
    """A digest of what decides how the data looks."""
    made = (ROOT / "bench" / f"{name}.py" for name in ("rosters", "data", "documents"))
    files = [*sorted((ROOT / "migrations" / "versions").glob("*.py")), *made]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def place(home: Path, engine: str, name: str, server: str) -> Place:
    return Place(engine, f"bench_{name}", home / f"{name}-{engine}", server)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgresql(home: Path) -> Iterator[str]:
    """A server over `home/postgres` for the time of a run; its data stays for the next one. Gives host:port."""
    folder = home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    tool = ["bash", str(ROOT / "tools" / "postgres.sh")]
    port = free_port()
    environment = os.environ | {"DURABLE": "yes"}
    subprocess.run([*tool, "stop", str(folder)], check=False, env=environment, timeout=120)
    subprocess.run([*tool, "start", str(folder), str(port)], check=True, env=environment, timeout=120)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        subprocess.run([*tool, "stop", str(folder)], check=False, env=environment, timeout=120)


def postmaster(home: Path) -> int | None:
    """The process id of the running PostgreSQL."""
    file = home / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text(encoding="ascii").split("\n", 1)[0]) if file.exists() else None
