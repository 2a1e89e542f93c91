"""`kill -9` while units of work are written: what was acknowledged is there, nothing is there by half."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from iso_app.agencies.models import Department
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.trail.models import TrailEntry
from iso_app.trail.verify import verify
from tests.support.drills import size
from tests.trust.writer import APART

ROOT = Path(__file__).parents[2]
ROUNDS = size(5, 100)
WRITERS = 8

pytestmark = pytest.mark.drill


def _killed(home, url, agency_id, first, after):
    """What the writers acknowledged until all were killed, `after` seconds from the first acknowledgement."""
    numbers = [str(number) for number in (agency_id, first, WRITERS)]
    command = [sys.executable, "-m", "tests.trust.writer", str(home), url, *numbers]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as crowd:
        lines = [crowd.stdout.readline()]
        time.sleep(after)
        os.killpg(crowd.pid, signal.SIGKILL)
        lines += crowd.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


def test_nothing_acknowledged_is_lost(app, world, database, figure):
    chance = random.Random(3)
    given = app.extensions["settings"]
    told: set[str] = set()
    slowest = 0.0
    db.session.remove()
    for turn in range(ROUNDS):
        after, first = chance.uniform(0.1, 1.0), turn * WRITERS * APART
        acknowledged = _killed(given.home, given.database_url, world.agency["snv"], first, after)
        assert acknowledged, "the writers wrote"
        told |= set(acknowledged)
        back = time.monotonic()
        with whole_country():
            kept = set(db.session.scalars(select(Department.name)))
            entries = db.session.scalars(
                select(TrailEntry.subject_label).where(TrailEntry.subject_type == "department")
            ).all()
        db.session.remove()
        slowest = max(slowest, time.monotonic() - back)
        assert told <= kept, f"lost: {told - kept}"
        assert sorted(entries) == sorted(kept), "a record without its entry, or an entry without its record"
    with db.engine.connect() as connection:
        assert verify(connection).broken is None
    figure(
        f"kill -9 of {WRITERS} writers, {ROUNDS} rounds: {len(told)} acknowledged, 0 lost, 0 halves, chains whole,"
        f" read again after {slowest:.1f} s at most"
    )
