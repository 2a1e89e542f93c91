"""Where an agency stands among its like: counts for its own people, never another's name, nothing in small groups."""

import random
from datetime import date

import pytest

from iso_app.agencies.models import Agency, Applicability, Level
from iso_app.board import queries
from iso_app.board.compute import DUTIES
from iso_app.board.queries import FEWEST_ALIKE, Standing
from iso_app.compliance.measures import Period
from iso_app.compliance.models import Fact, FactKind, Origin, Status
from iso_app.db import db
from iso_app.db.narrowing import current
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from tests.architecture.code import calls, modules

SECRETARY = "thuky@snv.example"
YEAR = Period.of_year(2021)


def own(actor):
    return db.session.get_one(Agency, actor.agency_id)


def test_the_kind_is_the_level_and_the_group(as_person):
    with as_person(SECRETARY) as actor:
        found = queries.standing(own(actor), YEAR)
    assert (found.level, found.group, found.done) == (Level.PROVINCE, "Sở, ngành", 6)
    assert (found.alike, found.fewer, found.equal, found.more) == (30, 0, 30, 0)
    assert found.shown
    assert found.percentile == 100


def test_who_did_less_stands_lower(as_person, soc_trang):
    with unit_of_work(), whole_country():
        agency = db.session.scalars(db.select(Agency).where(Agency.code == "ST-SNV")).one()
        db.session.execute(
            db.delete(Fact).where(Fact.agency_id == agency.id, Fact.kind == FactKind.INTERNAL_AUDIT)
        )
    with as_person(SECRETARY) as actor:
        found = queries.standing(own(actor), YEAR)
    assert (found.done, found.fewer, found.equal, found.more, found.percentile) == (5, 0, 1, 29, 3)


def test_the_counts_are_those_of_the_matrix(as_person, soc_trang):
    """Only the facts of those alike are read for it; the matrix reads those of the province."""
    chance = random.Random(9001)
    with unit_of_work(), whole_country():
        facts = db.session.scalars(db.select(Fact.id).where(Fact.year == YEAR.year)).all()
        gone = chance.sample(facts, len(facts) // 3)
        db.session.execute(db.delete(Fact).where(Fact.id.in_(gone)))
    with as_person("chuyenvien@soctrang.example") as actor:
        asked = [
            line
            for line in queries.board(actor, YEAR).lines
            if line.applicability is not Applicability.OUT_OF_SCOPE
        ]
        for line in chance.sample(asked, 30):
            found = queries.standing(db.session.get_one(Agency, line.id), YEAR)
            alike = [done(a) for a in asked if (a.level, a.group_id) == (line.level, line.group_id)]
            own_done = done(line)
            assert (found.done, found.alike) == (own_done, len(alike))
            assert (found.equal, found.more) == (
                alike.count(own_done),
                sum(other > own_done for other in alike),
            )


def done(line):
    return sum(line.statuses[code] is Status.YES for code in DUTIES)


def test_the_scope_is_the_agencys_own_again(as_person):
    with as_person(SECRETARY) as actor:
        queries.standing(own(actor), YEAR)
        assert current() == actor.scope
        assert db.session.scalars(db.select(Agency)).all() == [own(actor)]
        assert {fact.agency_id for fact in db.session.scalars(db.select(Fact))} == {actor.agency_id}


def test_its_page_names_nobody_else(visit, soc_trang):
    with unit_of_work(), whole_country():
        others = [
            a.name for a in db.session.scalars(db.select(Agency)) if a.code not in {"ST-SNV", "ST-CCTDC"}
        ]
    for path in ("/", "/co-quan/ST-SNV"):
        page = visit(SECRETARY).get(path)
        section = page.select_one('section[aria-labelledby="standing-title"]')
        words = " ".join(section.get_text(" ").split())
        assert "cơ quan cùng loại “Sở, ngành”, Cấp tỉnh, tính cả cơ quan này" in words
        assert "Bách phân vị:" in words
        assert [name for name in others if name in words] == []


def test_the_things_compared_are_named_in_the_readers_language(visit):
    secretary = visit(SECRETARY)
    secretary.client.post("/ngon-ngu", data={"locale": "en"})
    section = secretary.get("/co-quan/ST-SNV").select_one('section[aria-labelledby="standing-title"]')
    assert "Declared · Internal audit · Management review" in section.select_one(".help-body").get_text(" ")


def test_few_are_not_compared(browse, world):
    with unit_of_work(), whole_country():
        db.session.add(
            Fact(
                agency_id=world.agency["snv"], year=2021, kind=FactKind.INTERNAL_AUDIT, origin=Origin.BORN_HERE,
                status=Status.YES, happened_on=date(2021, 5, 5), source_type="test", source_id=0,
            )
        )  # fmt: skip
    page = browse("snv.iso_secretary").get("/co-quan/ST-SNV")
    section = page.select_one('section[aria-labelledby="standing-title"]')
    words = " ".join(section.get_text(" ").split())
    assert "Đã làm 1 trong 6 việc của năm." in words
    assert f"Có chưa đến {FEWEST_ALIKE} cơ quan cùng loại và cùng cấp" in words
    assert "phân vị" not in words
    assert section.find("li") is None


@pytest.mark.parametrize(("alike", "shown"), [(1, False), (4, False), (5, True)])
def test_the_fewest_that_are_compared(alike, shown):
    assert Standing(YEAR, Level.COMMUNE, "UBND cấp xã", 3, alike, 0, 1).shown is shown


def test_out_of_scope_and_not_there_stand_nowhere(as_person):
    with as_person("chuyenvien@soctrang.example"):
        seat = db.session.scalars(db.select(Agency).where(Agency.code == "ST-UBND")).one()
        assert queries.standing(seat, YEAR) is None
        assert queries.standing(seat, Period.of_year(2001)) is None


def test_whoever_widens_a_scope_is_known():
    """A scope of one's own making: counts over a province for the people of one agency, and nothing else."""
    named = {path: {name for name, _ in calls(tree)} for path, tree in modules().items()}
    found = {path for path, names in named.items() if {"acting_in", "Scope"} <= names}
    assert found - {"periodic_reports/compute.py"} == {"board/queries.py"}
