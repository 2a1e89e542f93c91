"""`kill -9` of workers under load: nothing asked for is lost, nothing is done twice, a slot runs once."""

import json
import subprocess
import sys
from collections import Counter

from sqlalchemy import func, select

from iso_app.agencies.models import Department
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import running, worker
from iso_app.jobs.models import Job, JobState
from iso_app.trail.models import TrailEntry
from iso_app.trail.verify import verify
from tests.architecture.code import ROOT
from tests.jobs import trial

KILLS = 5


def kill_workers(app, agency_id: int, *, kills: int, seed: int = 7) -> str:
    """Let workers be killed, have the rest done by one that lives, compare all; the figure in words."""
    given = app.extensions["settings"]
    command = [sys.executable, "-m", "tests.jobs.crowd", str(given.home), given.database_url]
    numbers = [str(number) for number in (agency_id, kills, seed)]
    done = subprocess.run([*command, *numbers], cwd=ROOT, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    trial.declare(app, trial.HOURLY)
    with unit_of_work(keep=False):
        before = db.session.scalar(select(func.count()).where(Job.state == JobState.DONE))
    db.session.remove()
    revived = running.revive()
    worker.work_off(app)
    with unit_of_work(keep=False), whole_country():
        jobs = db.session.scalars(select(Job).where(Job.kind.in_(("trial.leave", "trial.leave_many")))).all()
        names = Counter(db.session.scalars(select(Department.name)))
        entries = db.session.scalars(
            select(TrailEntry.subject_label).where(TrailEntry.subject_type == "department")
        )
        assert len(jobs) >= told["asked"] > 0, "what was acknowledged is there"
        assert {job.state for job in jobs} == {JobState.DONE}
        wanted = [name for job in jobs for name in _wanted(job)]
        assert names == Counter(wanted), "each once: nothing lost, nothing twice"
        assert Counter(entries) == names, "no record without its entry, no entry without its record"
        slots = Counter(db.session.scalars(select(Job.key).where(Job.kind == "trial.hourly")))
        assert set(slots.values()) <= {1}
        again = sum(job.tries - 1 for job in jobs)
    with db.engine.connect() as connection:
        assert verify(connection).broken is None
    return (
        f"kill -9 of workers, {kills} kills: {told['asked']} asked and acknowledged, {before} done while killed,"
        f" {revived} taken up from the last, {again} tries repeated, 0 lost, 0 twice"
    )


def _wanted(job: Job) -> list[str]:
    name = job.arguments["name"]
    return [name] if job.kind == "trial.leave" else [f"{name}/{n}" for n in range(trial.BATCHES)]


def test_nothing_is_lost_when_workers_are_killed(app, world):
    db.session.remove()
    assert "0 lost, 0 twice" in kill_workers(app, world.agency["snv"], kills=KILLS)
