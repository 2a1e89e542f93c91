"""PostgreSQL stopped under load and started again: no acknowledged write is lost, and nobody has to help."""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.agencies.models import Department
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail.models import TrailEntry
from iso_app.trail.verify import verify
from tests.architecture.code import ROOT
from tests.support import world as worlds
from tests.support.databases import PostgresDatabase
from tests.support.drills import size

pytestmark = pytest.mark.drill

CLIENTS = 8
ROUNDS = size(1, 3)
SECONDS_AWAY = size(2.0, 10.0)
SECONDS_AROUND = size(1.0, 5.0)  # of load before and after
SECONDS_TO_RECOVER = 30


class Server:
    """A PostgreSQL of this test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        self._run("start", str(self.folder), str(self.port))

    def stop(self) -> None:
        self._run("stop", str(self.folder))

    def _run(self, *given: str) -> None:
        subprocess.run(["bash", str(ROOT / "tools/postgres.sh"), *given], check=True, capture_output=True)


@pytest.fixture
def server():
    folder = Path(tempfile.mkdtemp(prefix="iso-away."))  # the server's user may not look into pytest's own
    made = Server(folder)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder)


@contextmanager
def product(server, home):
    """The product over that server, and a head with which the clerk of an agency is signed in."""
    database = PostgresDatabase(home, "away", f"127.0.0.1:{server.port}")
    app = database.make()
    with app.app_context():
        world = worlds.build()
        with unit_of_work(), whole_country():
            person = db.session.get_one(Person, world.person["snv.iso_secretary"])
            token = sessions.open_session(person, network="127.0.0.1", browser="test").token
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        yield app, {"Cookie": f"iso={client.get_cookie('iso').value}"}
        db.session.remove()
        db.engine.dispose()


class Load:
    """Clients that add departments until told to stop; one that was refused sends the same again, as people do."""

    def __init__(self, app, head) -> None:
        self.app, self.head = app, head
        self.over = threading.Event()
        self.done: list[tuple[float, str]] = []
        self.refused: list[str] = []
        self.wrong: list[str] = []

    def run(self, client: int) -> None:
        number = 0
        while not self.over.is_set():
            name = f"Phòng {client}/{number}"
            while not self._send(name) and not self.over.is_set():
                time.sleep(0.05)
            number += 1

    def _send(self, name: str) -> bool:
        data = {"name": name, "valid_from": "05/01/2021", "_key": name}
        try:
            with self.app.test_client(use_cookies=False) as client:
                answer = client.post("/co-quan/ST-SNV/phong/them", data=data, headers=self.head)
        except Exception as fault:  # noqa: BLE001 - whatever comes out of the product is what is counted
            self.wrong.append(f"{type(fault).__name__}: {fault}"[:300])
            return False
        if answer.status_code == 302 and "dang-nhap" not in answer.location:
            self.done.append((time.monotonic(), name))
            return True
        if answer.status_code == 503 and "tạm ngắt" in answer.text:
            self.refused.append(name)
        else:
            self.wrong.append(f"{answer.status_code} {answer.location or answer.text[:300]}")
        return False


def away_under_load(server, load):
    """Seconds from the server's return to the first write that was acknowledged."""
    time.sleep(SECONDS_AROUND)
    server.stop()
    time.sleep(SECONDS_AWAY)
    server.start()
    back = time.monotonic()
    while not any(moment > back for moment, _ in load.done[-CLIENTS:]):
        assert time.monotonic() - back < SECONDS_TO_RECOVER, "did not recover by itself"
        time.sleep(0.01)
    recovered = time.monotonic() - back
    time.sleep(SECONDS_AROUND)
    return recovered


def test_nothing_acknowledged_is_lost(database, server, tmp_path, figure):
    with product(server, tmp_path) as (app, head):
        load = Load(app, head)
        with ThreadPoolExecutor(CLIENTS) as pool:
            running = [pool.submit(load.run, number) for number in range(CLIENTS)]
            try:
                slowest = max(away_under_load(server, load) for _ in range(ROUNDS))
            finally:
                load.over.set()
            for each in running:
                each.result()
        assert Counter(load.wrong) == Counter()
        assert load.refused, "the database was away"
        with unit_of_work(keep=False), whole_country():
            kept = Counter(db.session.scalars(select(Department.name)))
            told = Counter(
                db.session.scalars(
                    select(TrailEntry.subject_label).where(TrailEntry.subject_type == "department")
                )
            )
        acknowledged = {name for _, name in load.done}
        assert acknowledged - set(kept) == set(), "lost"
        assert set(kept.values()) == {1}, "done twice"
        assert told == kept
        with db.engine.connect() as connection:
            assert verify(connection).broken is None
    figure(
        f"database away {SECONDS_AWAY:.0f} s, {ROUNDS} rounds, {CLIENTS} clients: {len(load.done)} acknowledged,"
        f" 0 lost, 0 twice, {len(load.refused)} told to try again, back after {slowest:.1f} s at most"
    )


def test_machines_are_answered_while_it_is_away(database, server, tmp_path):
    """A browser that has signed in may watch the process: its session is not looked up."""
    with product(server, tmp_path) as (app, head):
        db.session.remove()
        db.engine.dispose()
        server.stop()
        try:
            with app.test_client(use_cookies=False) as client:
                alive = client.get("/healthz", headers=head)
                ready = client.get("/readyz", headers=head)
        finally:
            server.start()
    assert (alive.status_code, alive.json) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json["database"]) == (503, False)
