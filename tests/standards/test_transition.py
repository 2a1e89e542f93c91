"""Which edition an agency stands on: periods never overlap, in whatever order they become known."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from iso_app.core.errors import DomainError, NotFound, NotPermitted
from iso_app.db import db
from iso_app.standards import queries, services
from iso_app.standards.models import AgencyEdition
from iso_app.standards.timeline import Stretch, adopt
from iso_app.trail.models import TrailEntry

DAYS = st.integers(0, 400).map(lambda number: date(2020, 1, 1) + timedelta(days=number))


def spans(agency_id: int) -> list[tuple[int, date, date | None]]:
    query = (
        select(AgencyEdition).where(AgencyEdition.agency_id == agency_id).order_by(AgencyEdition.valid_from)
    )
    return [(s.edition.year, s.valid_from, s.valid_to) for s in db.session.scalars(query)]


@given(st.lists(st.tuples(st.integers(1, 3), DAYS), max_size=12))
def test_stretches_never_overlap_and_the_last_word_holds(told: list[tuple[int, date]]) -> None:
    line: list[Stretch] = []
    for edition_id, day in told:
        adopt(line, edition_id, day)
        assert [s.edition_id for s in line if s.covers(day)] == [edition_id]
        ordered = sorted(line, key=lambda s: s.valid_from)
        assert all(a.valid_to == b.valid_from - timedelta(days=1) for a, b in pairwise(ordered))
        assert ordered[-1].valid_to is None
        assert all(s.valid_to is None or s.valid_from <= s.valid_to for s in line)


def test_a_transition_ends_the_former_edition_the_day_before(acting: Any, world: Any, editions: Any) -> None:
    with acting("snv.iso_secretary") as actor:
        for year, day in ((2008, date(2012, 5, 1)), (2015, date(2019, 3, 1))):
            assert services.set_edition(actor, world.agency["snv"], edition_id=editions[year], from_day=day)
        assert not services.set_edition(
            actor, world.agency["snv"], edition_id=editions[2015], from_day=date(2021, 1, 1)
        )
        assert spans(world.agency["snv"]) == [
            (2008, date(2012, 5, 1), date(2019, 2, 28)),
            (2015, date(2019, 3, 1), None),
        ]
        assert queries.edition_on(date(2019, 2, 28)) == {world.agency["snv"]: editions[2008]}
        assert queries.edition_on(date(2019, 3, 1), [world.agency["snv"]]) == {
            world.agency["snv"]: editions[2015]
        }
        assert queries.edition_on(date(2010, 1, 1)) == {}


def test_many_are_told_in_few_statements(acting: Any, world: Any, editions: Any) -> None:
    rows = [(world.agency[key], editions[2015], date(2021, 1, 1)) for key in ("snv", "xa", "tdc")]
    with acting("tdc.inspector") as actor:
        assert services.set_editions(actor, rows) == 3
        assert services.set_editions(actor, rows) == 0
        earlier = [(agency, editions[2008], date(2016, 1, 1)) for agency, _, _ in rows[:2]]
        assert services.set_editions(actor, earlier) == 2
        same = [(agency, editions[2015], date(2019, 1, 1)) for agency, _, _ in rows[:2]]
        assert services.set_editions(actor, same) == 2
        assert spans(world.agency["xa"]) == [
            (2008, date(2016, 1, 1), date(2018, 12, 31)),
            (2015, date(2019, 1, 1), None),
        ]


def test_every_change_is_in_the_trail(acting: Any, world: Any, editions: Any) -> None:
    with acting("tdc.inspector") as actor:
        services.set_editions(actor, [(world.agency["snv"], editions[2008], date(2012, 1, 1))])
        services.set_editions(actor, [(world.agency["snv"], editions[2015], date(2020, 1, 1))])
    with acting("tdc.inspector"):
        query = select(TrailEntry).where(TrailEntry.subject_type == "agency_edition").order_by(TrailEntry.id)
        entries = db.session.scalars(query).all()
        assert [entry.verb for entry in entries] == [
            "agency_edition.begun",
            "agency_edition.changed",
            "agency_edition.begun",
        ]
        assert entries[1].changes == {"valid_to": [None, "2019-12-31"]}
        assert {entry.chain for entry in entries} == {f"agency:{world.agency['snv']}"}


@pytest.mark.parametrize("key", ["xa.iso_secretary", "kgtdc.province_admin"])
def test_a_foreign_agency_is_not_there(key: str, acting: Any, world: Any, editions: Any) -> None:
    rows = [(world.agency["snv"], editions[2015], date(2021, 1, 1))]
    with acting(key) as actor, pytest.raises(NotFound):
        services.set_editions(actor, rows)
    with acting(key) as actor, pytest.raises(NotFound):
        services.set_edition(actor, rows[0][0], edition_id=editions[2015], from_day=rows[0][2])


def test_refusals(acting: Any, world: Any, editions: Any) -> None:
    day = date(2021, 1, 1)
    with acting("snv.staff") as actor, pytest.raises(NotPermitted):
        services.set_edition(actor, world.agency["snv"], edition_id=editions[2015], from_day=day)
    with acting("snv.iso_secretary") as actor:
        with pytest.raises(DomainError, match="không hoạt động"):
            services.set_edition(
                actor, world.agency["snv"], edition_id=editions[2015], from_day=date(2009, 12, 31)
            )
        with pytest.raises(DomainError, match="Không có phiên bản"):
            services.set_edition(actor, world.agency["snv"], edition_id=10_000, from_day=day)
