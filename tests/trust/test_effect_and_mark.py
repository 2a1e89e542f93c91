"""A worker killed between the effect of its work and the mark that it is done: the effect happens once."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import select

from iso_app.agencies.models import Department
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import running, worker
from iso_app.jobs.models import Job, JobState
from iso_app.jobs.services import enqueue
from iso_app.trail.models import TrailEntry
from tests.architecture.code import ROOT
from tests.jobs import trial
from tests.support.drills import size

pytestmark = pytest.mark.drill

ROUNDS = size(1, 20)
# When the mark is written and not yet kept; in full also before it is written.
PLACES = ("_announce", "_note")[: size(1, 2)]


@pytest.fixture
def trials(app):
    trial.declare(app)
    yield
    trial.forget(app)


def left():
    with unit_of_work(keep=False), whole_country():
        names = sorted(db.session.scalars(select(Department.name)))
        told = sorted(
            db.session.scalars(
                select(TrailEntry.subject_label).where(TrailEntry.subject_type == "department")
            )
        )
    db.session.remove()
    assert names == told
    return names


def killed(given, job_id, place):
    command = [
        sys.executable,
        "-m",
        "tests.trust.dying",
        str(given.home),
        given.database_url,
        str(job_id),
        place,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


@pytest.mark.parametrize("place", PLACES)
def test_the_effect_happens_once(place, app, world, acting, trials, figure):
    given = app.extensions["settings"]
    for turn in range(ROUNDS):
        with acting("snv.iso_secretary") as actor:
            job_id = enqueue(
                actor, "trial.leave", key=str(turn), agency_id=world.agency["snv"], name=f"{turn:03}"
            )
        before = left()
        assert killed(given, job_id, place) == -signal.SIGKILL
        assert left() == before, "an effect without its mark"
        with unit_of_work(keep=False), whole_country():
            assert db.session.get_one(Job, job_id).state is JobState.RUNNING
        db.session.remove()
        assert running.revive() == 1
        worker.work_off(app)
        assert left() == [*before, f"{turn:03}"]
        worker.work_off(app)
        assert left() == [*before, f"{turn:03}"]
    figure(f"worker killed between effect and mark ({place}), {ROUNDS} rounds: each effect once")
