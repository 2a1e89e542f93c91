"""The board reads the facts once; every answer is that of the measure itself, whatever the facts."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import true

from iso_app.board import compute, queries
from iso_app.compliance.measures import MEASURES, Period
from iso_app.compliance.models import Fact, FactKind, Origin, Status
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work

RULES = ("audit_or_review", "audit", "review", "audit_and_review")
YEARS = (2019, 2020, 2021, 2022)
DAYS = (date(2021, 12, 31), date(2021, 6, 30), date(2021, 1, 1))
VALUES = {FactKind.INSPECTION: "on_site", FactKind.CONCLUSION: "0/0"}


def facts_of(chance, agency_id):
    """Some facts, in and out of their years, with and without days, told once or twice."""
    for year in YEARS:
        for kind in FactKind:
            told = [origin for origin in Origin if chance.random() < 0.45]
            for origin in told:
                day = date(year, 1, 1) + timedelta(days=chance.randrange(-200, 500))
                yield Fact(
                    agency_id=agency_id, year=year, kind=kind, origin=origin,
                    status=chance.choice((Status.YES, Status.NO)),
                    happened_on=day if chance.random() < 0.8 else None,
                    value=VALUES.get(kind, ""),
                    counts=origin is Origin.BORN_HERE or len(told) == 1, source_type="test", source_id=0,
                )  # fmt: skip


@pytest.fixture(params=range(6))
def told(request, world):
    """Facts of every agency of both provinces."""
    chance = random.Random(request.param)
    with unit_of_work(), whole_country():
        for agency_id in world.agency.values():
            db.session.add_all(facts_of(chance, agency_id))
    return world


def measured(code, period, **options):
    rows = db.session.execute(MEASURES[code].statement(period, options))
    return {row.agency_id: row.status for row in rows}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_status_is_that_of_its_measure(told, actor_for, day):
    period = Period.of_year(2021, day)
    with acting_in(actor_for("tdc.inspector").scope):
        known = compute.told(db.session.execute(compute.spoken(period)))
        own = {told.agency[key] for key in ("tdc", "snv", "xa")}
        assert set(known) <= own
        for rule in RULES:
            board = {id_: compute.statuses(known.get(id_, {}), rule) for id_ in own}
            for code in compute.OBLIGATIONS:
                options = {"rule": rule} if code == "maintains" else {}
                assert {id_: found[code].value for id_, found in board.items()} == measured(
                    code, period, **options
                ), (code, rule)
        listed = {id_ for id_, row in known.items() if "planned" in row}
        plan = listed or {id_ for id_, row in known.items() if "inspected" in row}
        answer = measured("planned", period, otherwise="campaign")
        assert plan == {id_ for id_, status in answer.items() if status == "yes"}
    db.session.rollback()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_database_says_what_is_read_of_its_facts(told, actor_for, day):
    """Statements that go on counting (an agency among its like) find in SQL what the board gathers from rows."""
    period = Period.of_year(2021, day)
    with acting_in(actor_for("tdc.inspector").scope):
        gathered = compute.told(db.session.execute(compute.spoken(period)))
        rows = db.session.execute(compute.known_of(period, true())).mappings().all()
    found = {row["agency_id"]: {code: row[code] for code in compute.TOLD_BY} for row in rows}
    assert found == {id_: dict.fromkeys(compute.TOLD_BY) | known for id_, known in gathered.items()}
    assert found


def test_a_cell_alone_is_that_of_the_matrix(told, actor_for):
    """The page of a cell reads the facts of one agency only."""
    period, actor = Period.of_year(2021), actor_for("tdc.inspector")
    with acting_in(actor.scope):
        lines = queries.board(actor, period).lines
        assert len(lines) > 1
        for line in lines:
            assert queries.cell(actor, period, line.code, "maintains").line == line


def test_an_agency_nothing_is_known_of_has_reported_nothing():
    assert set(compute.statuses({}, "audit_or_review").values()) == {Status.NOT_REPORTED}
