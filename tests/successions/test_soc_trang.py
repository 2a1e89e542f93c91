"""The reorganisation of Sóc Trăng on 1/7/2025: what was stays as it was, what is new is told of as new."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyPeriod, Level
from iso_app.cli import cli
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services as imports
from iso_app.successions.models import Succession
from iso_app.successions.sheets import SAP_XEP

FILE = Path(__file__).parents[2] / "iso_app" / "demo" / "data" / "sap-xep-2025.csv"
TABLES = ("phu-luc-1", "phu-luc-05", "tien-do-kiem-tra")
DAY = date(2025, 7, 1)


def bring_in():
    with unit_of_work(), whole_country():
        return imports.run(operator(), SAP_XEP, FILE.name, FILE.read_bytes())[1]


@pytest.fixture
def run(soc_trang, monkeypatch):
    """The command line on the tests' database."""
    monkeypatch.setattr("iso_app.cli.create_app", lambda *_given: soc_trang)

    def call(*words):
        result = soc_trang.test_cli_runner().invoke(cli, list(words))
        assert result.exit_code == 0, result.output
        return result.stdout

    return call


def levels(day):
    with whole_country():
        return Counter(row.level for row in db.session.execute(agencies.as_on(day)))


def test_tables_of_2021_stay_as_they_were_and_those_of_2025_have_no_districts(run):
    def table(code, year):
        return run("report", code, "--year", str(year), "--format", "json")

    before = {code: table(code, 2021) for code in TABLES}
    assert "120 mới, 0 thay đổi, 0 như cũ, 0 sai" in run("import", "sap-xep", str(FILE))
    assert {code: table(code, 2021) for code in TABLES} == before

    rows = {row["key"]: row["cells"]["value"] for row in json.loads(table("phu-luc-1", 2025))["rows"]}
    assert [(rows[key]["value"], rows[key]["display"]) for key in ("r2", "r4_huyen")] == [(None, "-")] * 2
    assert rows["r3"]["value"] is not None

    again = run("import", "sap-xep", str(FILE))
    assert "0 mới, 0 thay đổi, 120 như cũ, 0 sai" in again


def test_districts_end_and_communes_merge(soc_trang):
    before = levels(DAY - timedelta(days=1))
    plan = bring_in()
    after = levels(DAY)
    assert (before[Level.DISTRICT], before[Level.COMMUNE]) == (11, 109)
    assert (after[Level.DISTRICT], after[Level.COMMUNE]) == (0, 43)
    assert before[Level.PROVINCE] == after[Level.PROVINCE]
    assert any("Kết thúc 120 cơ quan (11 cấp huyện, 109 cấp xã)" in note for note in plan.notes)
    assert any("Lập 43 cơ quan mới (43 cấp xã)" in note for note in plan.notes)


def test_whoever_is_new_is_what_its_predecessors_were(soc_trang):
    bring_in()
    with whole_country():
        ward = agencies.get("M31507")
        old = agencies.get("31507")
        assert (ward.name, ward.valid_from, ward.parent.code) == ("UBND phường Sóc Trăng", DAY, "ST-UBND")
        assert (ward.group_id, ward.applicability) == (old.group_id, old.applicability)
        assert old.valid_to == DAY - timedelta(days=1)
        query = select(Succession.predecessor_code).where(Succession.successor_id == ward.id)
        assert sorted(db.session.scalars(query)) == ["31498", "31501", "31504", "31507"]


def test_an_agency_is_one_thing_on_each_day_and_its_columns_are_its_latest_period(soc_trang):
    bring_in()
    with whole_country():
        for offset in range(-3, 4):
            rows = db.session.execute(agencies.as_on(DAY + timedelta(days=offset))).all()
            assert len({row.agency_id for row in rows}) == len(rows) > 70
        columns = (
            "name",
            "short_name",
            "sort_name",
            "level",
            "group_id",
            "parent_id",
            "applicability",
            "valid_to",
        )
        for agency in db.session.scalars(select(Agency)):
            query = select(AgencyPeriod).where(AgencyPeriod.agency_id == agency.id)
            periods = db.session.scalars(query.order_by(AgencyPeriod.valid_from)).all()
            assert agency.valid_from == periods[0].valid_from
            assert [getattr(agency, c) for c in columns] == [getattr(periods[-1], c) for c in columns]


def test_a_second_time_everything_is_as_it_was(soc_trang):
    bring_in()
    plan = bring_in()
    assert plan.counts == {"new": 0, "changed": 0, "same": 120, "wrong": 0}
    assert levels(DAY)[Level.COMMUNE] == 43


def test_the_record_of_an_agency_shows_its_lineage(soc_trang, visit):
    bring_in()
    officer = visit("chuyenvien@soctrang.example")
    page = officer.get("/co-quan/M31507")
    panel = page.find(id="panel-successions").find_parent("section")
    assert [a.get_text() for a in panel.find_all("a")][:2] == ["UBND phường 5", "UBND phường 7"]
    assert "01/07/2025" in panel.get_text()
    old = officer.get("/co-quan/31498").find(id="panel-successions").find_parent("section")
    assert old.a["href"] == "/co-quan/M31507"
