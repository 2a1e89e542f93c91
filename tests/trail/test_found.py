"""The list of the trail is found by the chains of its reader, and only what is shown is read as lines."""

import re
from dataclasses import replace
from typing import Any

import pytest

from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail import queries, tables
from tests.support.browser import Browser
from tests.support.statements import of_page
from tests.trail.test_page import rows


def _of_list(browser: Browser, path: str) -> list[str]:
    return [sent for sent in of_page(browser, path) if "FROM trail_entry" in sent]


@pytest.mark.plans_of_sqlite
@pytest.mark.parametrize("who", ["tdc.province_admin", "snv.leader"])
@pytest.mark.parametrize("asked", ["", "?verb=post.opened&sort=who"])
def test_entries_of_others_are_not_gone_through(who: str, asked: str, browse: Any) -> None:
    for sent in _of_list(browse(who), f"/nhat-ky{asked}"):
        marks = len(re.findall(r"\?", sent))
        with db.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent}", ("1",) * marks).all()
        assert not [step for *_, step in plan if re.match(r"SCAN (TABLE )?trail_entry", step)], plan


@pytest.mark.parametrize("who", ["tdc.province_admin", "snv.leader"])
def test_the_chains_know_how_many_entries_are_ones_own(who: str, trail: Any, actor_for: Any) -> None:
    with unit_of_work(), acting_in(actor_for(who).scope):
        own = len(db.session.execute(queries.entries()).all())
        known = queries.numbers_of_entries()
    with unit_of_work(), whole_country():
        everybodys = len(db.session.execute(queries.entries()).all())
    assert known == (own, everybodys)
    assert own < everybodys


@pytest.mark.parametrize(("few", "everybodys"), [(tables.FEW, 9), (0, 9), (tables.FEW, 8)])
def test_few_many_and_most_entries_are_listed_alike(
    few: int,
    everybodys: int,
    trail: Any,
    browse: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "FEW", few)
    monkeypatch.setattr(queries, "numbers_of_entries", lambda: (4, everybodys))
    browser = browse("tdc.province_admin")
    gathered = few > 0 and everybodys > 8
    whole = " ".join(_of_list(browser, "/nhat-ky"))
    assert ("WITH listed" in whole) is gathered
    assert ("count(" in whole) is (few == 0 and everybodys > 8), "the chains know how many there are"
    assert ("WITH listed" in " ".join(_of_list(browser, "/nhat-ky?sort=who"))) is (few > 0)
    monkeypatch.setattr(tables, "_PROVINCE", replace(tables._PROVINCE, size=3))
    first = browser.get("/nhat-ky")
    newest = rows(first)
    assert "Hiển thị 3 trong 4" in first.get_text()
    second = browser.get(_link(first, "Trang sau"))
    assert newest | rows(second) == {"st", "tdc", "snv", "xa"}
    assert len(rows(second)) == 1
    assert rows(browser.get(_link(second, "Trang trước"))) == newest


def _link(page: Any, words: str) -> str:
    return next(str(link["href"]) for link in page.select("a") if words in link.get_text())
