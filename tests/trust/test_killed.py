"""`kill -9` while units of work are written: what was acknowledged is there, nothing is there by half."""

import random
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select

from iso_app.agencies.models import Department
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.trail.models import TrailEntry
from iso_app.trail.verify import verify

ROOT = Path(__file__).parents[2]
ROUNDS = 5
APART = 1_000_000


def _killed(home, url, agency_id, first, after):
    """What a writer acknowledged until it was killed, `after` seconds from its first acknowledgement."""
    command = [sys.executable, "-m", "tests.trust.writer", str(home), url, str(agency_id), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        lines = [writer.stdout.readline()]
        time.sleep(after)
        writer.kill()
        lines += writer.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


def test_nothing_acknowledged_is_lost(app, world, database, figure):
    chance = random.Random(3)
    given = app.extensions["settings"]
    told: set[str] = set()
    db.session.remove()
    for turn in range(ROUNDS):
        after = chance.uniform(0.05, 0.5)
        acknowledged = _killed(given.home, given.database_url, world.agency["snv"], turn * APART, after)
        assert acknowledged, "the writer wrote"
        told |= set(acknowledged)
        with whole_country():
            kept = set(db.session.scalars(select(Department.name)))
            entries = db.session.scalars(
                select(TrailEntry.subject_label).where(TrailEntry.subject_type == "department")
            ).all()
        db.session.remove()
        assert told <= kept, f"lost: {told - kept}"
        assert sorted(entries) == sorted(kept), "a record without its entry, or an entry without its record"
        with db.engine.connect() as connection:
            assert verify(connection).broken is None
    figure(
        f"kill -9 while writing, {ROUNDS} rounds: {len(told)} acknowledged, 0 lost, 0 halves, chains whole"
    )
