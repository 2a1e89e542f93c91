"""A backup is taken while people write: what comes back is one moment of it, whole, with every file that is named."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from iso_app.agencies.models import Department
from iso_app.backup import services
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.files import store as stores
from iso_app.files.models import StoredFile
from iso_app.trail import anchors
from iso_app.trail.models import TrailEntry
from iso_app.trail.verify import verify
from tests.support.drills import size
from tests.trust.writer import APART

pytestmark = pytest.mark.drill

ROOT = Path(__file__).parents[2]
ROUNDS = size(2, 20)
WRITERS = 4  # each stores a file and makes a department that is called by its digest, one after the other


@contextmanager
def written(app: Any, agency_id: int, first: int) -> Any:
    """Meanwhile others write; gives what reads the next thing that was acknowledged."""
    given = app.extensions["settings"]
    numbers = [str(number) for number in (agency_id, first, WRITERS)]
    command = [
        sys.executable,
        "-m",
        "tests.trust.writer",
        str(given.home),
        given.database_url,
        *numbers,
        "files",
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as crowd:
        assert crowd.stdout is not None
        try:
            yield lambda: crowd.stdout.readline().strip()
        finally:
            os.killpg(crowd.pid, signal.SIGKILL)
            crowd.stdout.read()


def test_comes_back_whole(app: Any, world: Any, tmp_path: Path, figure: Callable[[str], None]) -> None:
    db.session.remove()
    restored = 0
    for turn in range(ROUNDS):
        kept = tmp_path / f"{turn}.zip"
        with written(app, world.agency["snv"], turn * WRITERS * APART) as next_told:
            before = {next_told() for _ in range(2 * WRITERS)}
            services.back_up(operator(), kept)
            after = next_told()
        _lose_every_file()
        db.engine.dispose()
        back = services.restore(operator(), kept, force=True)
        assert back.missing == ()
        names = _departments()
        assert after, "they wrote on"
        assert before <= names, "acknowledged before the backup, and not in it"
        _everything_is_there(names)
        restored += len(names)
        db.session.remove()
    figure(
        f"backup under {WRITERS} writers, {ROUNDS} restored: {restored} records, 0 halves, 0 files missing"
    )


def _lose_every_file() -> None:
    """As in a fresh home."""
    for path in stores.in_use().root.glob("??/*"):
        path.unlink()


def _departments() -> set[str]:
    with unit_of_work(keep=False), whole_country():
        return set(db.session.scalars(select(Department.name)))


def _everything_is_there(names: set[str]) -> None:
    with unit_of_work(keep=False), whole_country():
        of_departments = select(TrailEntry.subject_label).where(TrailEntry.subject_type == "department")
        assert sorted(db.session.scalars(of_departments)) == sorted(names)
        digests = set(db.session.scalars(select(StoredFile.digest)))
    assert names <= digests, "a record whose file no row tells of"
    for digest in digests:
        assert stores.digest_of(stores.in_use().get(digest)) == digest
    known = anchors.read(Path(current_app.extensions["settings"].home)).heads
    with db.engine.connect() as connection:
        assert verify(connection, known).broken is None
