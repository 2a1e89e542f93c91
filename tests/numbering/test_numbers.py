"""Numbers have no gap and no double, however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select

from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.numbering.models import NumberSeries
from iso_app.numbering.services import next_number
from tests.support.drills import size

WORKERS = 16
RECORDS = size(320, 2000)
SERIES = ("tdc", "snv", "xa")


def _take(actor, agency_id, key="BC"):
    return next_number(actor, agency_id=agency_id, key=key, year=2021)


def _fail_at(turn):
    if turn % 7 == 0:
        raise InterruptedError


def test_each_series_counts_for_itself(world, acting):
    snv, xa = world.agency["snv"], world.agency["xa"]
    with acting("tdc.inspector") as actor:
        assert [_take(actor, snv), _take(actor, snv)] == ["BC-2021-0001", "BC-2021-0002"]
        assert _take(actor, xa) == "BC-2021-0001"
        assert _take(actor, snv, key="KPH") == "KPH-2021-0001"
        assert next_number(actor, agency_id=snv, key="BC", year=2022) == "BC-2022-0001"
    with acting("snv.iso_secretary") as actor:
        assert _take(actor, snv) == "BC-2021-0003"


@pytest.mark.parametrize(("key", "agency"), [("snv.iso_secretary", "xa"), ("tdc.inspector", "kgsnv")])
def test_no_number_of_somebody_else(key, agency, world, acting):
    with pytest.raises(NotFound), acting(key) as actor:
        _take(actor, world.agency[agency])


def test_a_number_of_undone_work_is_given_again(world, acting):
    def fail():
        with acting("snv.leader") as actor:
            assert _take(actor, world.agency["snv"]) == "BC-2021-0001"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with acting("snv.leader") as actor:
        assert _take(actor, world.agency["snv"]) == "BC-2021-0001"


@pytest.mark.drill
def test_sixteen_at_once(app, world, actor_for, figure):
    """Every seventh unit is undone after it took its number; what is kept counts 1, 2, 3 … all the same."""
    actor = actor_for("tdc.inspector")
    db.session.remove()

    def take(turn):
        key = SERIES[turn % len(SERIES)]
        with app.app_context():
            with suppress(InterruptedError), unit_of_work(), acting_in(actor.scope):
                number = _take(actor, world.agency[key])
                _fail_at(turn)
                return key, number
            return None

    with ThreadPoolExecutor(WORKERS) as pool:
        taken = [found for found in pool.map(take, range(RECORDS)) if found]
    for key in SERIES:
        numbers = sorted(number for series, number in taken if series == key)
        assert numbers == [f"BC-2021-{n:04}" for n in range(1, len(numbers) + 1)]
    with whole_country():
        assert sum(db.session.scalars(select(NumberSeries.last))) == len(taken)
    figure(
        f"numbers: {len(taken)} kept of {RECORDS} by {WORKERS} workers, {len(SERIES)} agencies: no gap, no double"
    )
