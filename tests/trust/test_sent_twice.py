"""The same POST sent again, one after the other or all at once, is done once and answered alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from iso_app.agencies.models import Department
from iso_app.core.errors import Stale
from iso_app.db import db, once
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail.services import record
from tests.support.drills import size

pytestmark = pytest.mark.drill

AT_ONCE = 16
ROUNDS = size(3, 50)


def _make(actor, name):
    made = Department(agency_id=actor.agency_id, name=name, folded=name, valid_from=date(2021, 1, 5))
    db.session.add(made)
    record(actor, "department.created", made)
    return made


def _count():
    with whole_country():
        return db.session.scalar(select(func.count(Department.id)))


def _send(app, actor, key, name):
    """What the product does with a POST that carries a key; gives where its sender is led."""
    with app.app_context(), unit_of_work(), acting_in(actor.scope):
        led_to = once.claim(key)
        if led_to is None:
            made = _make(actor, name)
            led_to = f"/phong/{made.id}"
            once.settle(key, led_to)
        return led_to


def test_one_effect_and_one_answer(app, world, actor_for, figure):
    actor = actor_for("snv.iso_secretary")
    db.session.remove()
    for turn in range(ROUNDS):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = [pool.submit(_send, app, actor, f"key {turn}", f"{turn}.{n}") for n in range(AT_ONCE)]
            answers = {answer.result() for answer in sent}
        assert len(answers) == 1
        assert _send(app, actor, f"key {turn}", "again") == answers.pop()
        assert _count() == turn + 1
        db.session.remove()
    figure(f"sent {AT_ONCE} times at once, {ROUNDS} rounds: 1 effect and 1 answer each")


def test_a_failed_first_sending_leaves_the_key_free(app, world, actor_for):
    actor = actor_for("snv.iso_secretary")

    def fail():
        with unit_of_work(), acting_in(actor.scope):
            assert once.claim("key") is None
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    db.session.remove()
    assert _send(app, actor, "key", "A").startswith("/phong/")


def _require_unchanged(found, shown):
    if found.version != shown:
        raise Stale("Có người khác vừa lưu.")


def _edit(app, actor, id_, shown, name):
    with app.app_context():
        try:
            with unit_of_work(), acting_in(actor.scope):
                found = db.session.get_one(Department, id_, with_for_update=True)
                _require_unchanged(found, shown)
                found.name = name
                record(actor, "department.renamed", found)
        except Stale:
            return None
        return name


def test_of_sixteen_editors_one_wins_each_round(app, world, actor_for, figure):
    actor = actor_for("snv.iso_secretary")
    with unit_of_work(), acting_in(actor.scope):
        id_ = _make(actor, "A").id
    for turn in range(ROUNDS):
        with acting_in(actor.scope):
            shown = db.session.get_one(Department, id_).version
        db.session.remove()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = [pool.submit(_edit, app, actor, id_, shown, f"{turn}.{n}") for n in range(AT_ONCE)]
            won = [name for name in (answer.result() for answer in sent) if name]
        assert len(won) == 1
        with acting_in(actor.scope):
            assert db.session.get_one(Department, id_).name == won[0]
        db.session.remove()
    figure(f"{AT_ONCE} editors of one record, {ROUNDS} rounds: exactly 1 wins, {AT_ONCE - 1} are told")
