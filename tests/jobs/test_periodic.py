"""Periodic work is asked for once a slot, whoever looks and however many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select

from iso_app.accounts.models import OneTimeLink, SignInAttempt
from iso_app.core.clock import VIETNAM, now
from iso_app.db import db
from iso_app.db.once import DoneOnce
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import periodic, worker
from iso_app.jobs.kinds import Every, slot
from iso_app.jobs.models import Job
from iso_app.trail import anchors
from tests.jobs import trial

WORKERS = 8


@pytest.fixture
def hourly(app):
    trial.declare(app, trial.HOURLY)


def _slots(kind):
    db.session.remove()
    with unit_of_work(keep=False):
        return sorted(db.session.scalars(select(Job.key).where(Job.kind == kind)))


def _at_once(work):
    with ThreadPoolExecutor(WORKERS) as workers:
        for done in [workers.submit(work) for _ in range(WORKERS)]:
            done.result()


def test_a_slot_is_of_a_day_in_viet_nam():
    last_hour = datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM)
    assert slot(Every.HOUR, last_hour) == "2026-12-31T23"
    assert slot(Every.DAY, last_hour) == "2026-12-31"
    assert slot(Every.HOUR, last_hour + timedelta(minutes=1)) == "2027-01-01T00"
    assert slot(Every.DAY, datetime(2026, 12, 31, 17, tzinfo=UTC)) == "2027-01-01"


def test_eight_workers_ask_once(app, hourly):
    together = Barrier(WORKERS)
    asked = []

    def look():
        with app.app_context():
            together.wait()
            asked.append(periodic.ask_for_due())
            db.session.remove()

    _at_once(look)
    assert len(asked) == WORKERS
    assert len(_slots("trial.hourly")) == 1


def test_eight_workers_run_a_slot_once(app, hourly, ask, left):
    """All of them at the same row, as when it is delivered eight times."""
    from iso_app.jobs import running

    job_id = ask("trial.leave", "một lần")
    together = Barrier(WORKERS)
    begun = []

    def run():
        with app.app_context():
            together.wait()
            begun.append(running.run(job_id))
            db.session.remove()

    _at_once(run)
    assert sum(begun) == 1
    assert left() == ["một lần"]


def test_past_midnight_and_the_year_s_end(app, hourly):
    with time_machine.travel(datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), tick=False) as clock:
        periodic.ask_for_due()
        periodic.ask_for_due()
        clock.shift(timedelta(seconds=1))
        assert "trial.hourly" in periodic.ask_for_due()
        clock.shift(timedelta(hours=30))  # the machine was off: one slot, not thirty
        periodic.ask_for_due()
    assert _slots("trial.hourly") == ["2026-12-31T23", "2027-01-01T00", "2027-01-02T06"]
    assert _slots("house.clean_up") == ["2026-12-31", "2027-01-01", "2027-01-02"]


def test_the_trail_s_heads_are_noted_every_hour(app, world, ask, tmp_path):
    app.extensions["settings"].home.joinpath(anchors.FILENAME).unlink(missing_ok=True)
    ask("trial.leave", "có dấu vết")
    worker.work_off(app)
    periodic.ask_for_due()
    worker.work_off(app)
    home = app.extensions["settings"].home
    assert f"agency:{world.agency['snv']}" in anchors.read(home).heads
    home.joinpath(anchors.FILENAME).unlink()


def test_what_served_once_is_taken_away_when_it_is_old(app, world):
    old, fresh = now() - timedelta(days=31), now()
    with unit_of_work(), whole_country():
        for at in (old, fresh):
            person_id = world.person["snv.staff"]
            name = at.isoformat()
            db.session.add(DoneOnce(key=name, at=at))
            db.session.add(SignInAttempt(email="a@example.vn", network="x", at=at, succeeded=False))
            db.session.add(
                OneTimeLink(token_digest=name, person_id=person_id, made_by="x", made_at=at, expires_at=at)
            )
    periodic.ask_for_due()
    worker.work_off(app)
    with unit_of_work(keep=False):
        assert db.session.scalars(select(DoneOnce.at)).all() == [fresh]
        assert db.session.scalars(select(SignInAttempt.at)).all() == [fresh]
        assert db.session.scalars(select(OneTimeLink.made_at)).all() == [fresh]
