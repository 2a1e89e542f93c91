"""What is known of the agencies that an agency was made of stays readable from it, and nothing else of them."""

from datetime import date

import pytest

from iso_app.agencies import queries as agencies
from iso_app.compliance import queries
from iso_app.compliance.models import Fact, FactKind, Origin, Status
from iso_app.core.actor import operator
from iso_app.core.clock import now
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.successions.models import Succession, SuccessionKind
from iso_app.trail.services import record
from tests.support.statements import heard

DAY = date(2025, 7, 1)


def _become(old, new, kind=SuccessionKind.MERGE, day=DAY):
    act = Succession(
        province_id=new.province_id, kind=kind, day=day, predecessor_id=old.id, predecessor_code=old.code,
        predecessor_name=old.name, successor_id=new.id, successor_code=new.code, successor_name=new.name,
        made_by="Thử", made_at=now(),
    )  # fmt: skip
    db.session.add(act)
    db.session.flush()
    record(operator(), "succession.recorded", act, label=str(act), day="01/07/2025")


def _known(agency_id, year, day):
    db.session.add(
        Fact(
            agency_id=agency_id, year=year, kind=FactKind.DECLARATION, origin=Origin.IMPORTED, counts=True,
            status=Status.YES, happened_on=day, reference=f"QĐ {year}", source_type="application_year", source_id=year,
        )
    )  # fmt: skip


@pytest.fixture
def made(world):
    """`snv` was made of `xa`, of which something is known before that day and after it."""
    with unit_of_work(), whole_country():
        old, new = agencies.by_id(world.agency["xa"]), agencies.by_id(world.agency["snv"])
        _become(old, new)
        _known(old.id, 2024, date(2024, 3, 1))
        _known(old.id, 2026, date(2026, 3, 1))
        return old.id, new.id


def _years(actor, agency_id):
    with unit_of_work(keep=False), acting_in(actor.scope):
        return [
            (one.agency.id, [known.year for known in one.years]) for one in queries.years_before(agency_id)
        ]


@pytest.mark.parametrize("reader", ["snv.staff", "tdc.inspector"])
def test_what_is_known_until_the_day_is_read_from_the_successor(reader, made, actor_for):
    old, new = made
    assert _years(actor_for(reader), new) == [(old, [2024])]


def test_what_these_were_made_of_is_read_as_well_and_a_way_back_leads_nowhere(made, world, actor_for):
    (old, new), oldest = made, world.agency["tdc"]
    with unit_of_work(), whole_country():
        older = agencies.by_id(oldest)
        _become(older, agencies.by_id(old), day=date(2020, 1, 1))
        _become(agencies.by_id(new), older, kind=SuccessionKind.SPLIT, day=date(2026, 1, 1))
    assert [id_ for id_, _ in _years(actor_for("snv.staff"), new)] == [old, oldest]


def test_the_record_of_the_successor_shows_it_and_that_of_the_former_stays_closed(made, browse, actor_for):
    page = browse("snv.staff").get("/co-quan/ST-SNV")
    assert "QĐ 2024" in page.get_text()
    assert "QĐ 2026" not in page.get_text()
    assert browse("snv.staff").get("/co-quan/ST-XA", 404)


def test_an_agency_that_was_always_itself_asks_once(world, actor_for):
    with unit_of_work(keep=False), acting_in(actor_for("xa.staff").scope), heard() as statements:
        assert queries.years_before(world.agency["xa"]) == []
    assert len(statements) == 1
