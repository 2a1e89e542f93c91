"""The search over everything: without diacritics, grouped, within what the person may see."""

from typing import Any

import pytest

from iso_app.core.actor import operator
from iso_app.core.roles import EVERY_ROLE, Permission
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.search import queries
from iso_app.standards import services
from iso_app.web.feature import Hit, SearchSource

OPEN = Permission("test:open", "Được xem", EVERY_ROLE)


def source(label: str, hits: int, permission: Permission = OPEN) -> SearchSource:
    def find(actor: Any, folded: str, most: int) -> list[Hit]:
        return [Hit(f"{folded} {number}", "/") for number in range(min(hits, most))]

    return SearchSource(label, permission, find)


def actor_with(*names: str) -> Any:
    from iso_app.core.actor import Actor, Scope
    from iso_app.core.roles import Reach

    return Actor("Ai đó", Scope(Reach.AGENCY, agency_id=1), permissions=frozenset(names))


def test_each_source_gives_a_few_and_says_when_there_are_more() -> None:
    groups = queries.find(
        actor_with("test:open"),
        sources=[source("A", 50), source("B", 2), source("C", 0)],
        typed=" Sở  NỘI vụ ",
    )
    assert [(g.label, len(g.hits), g.more) for g in groups] == [("A", queries.FEW, True), ("B", 2, False)]
    assert groups[0].hits[0].title == "so noi vu 0"


def test_one_source_gives_all() -> None:
    sources = [source("A", 50), source("B", 500)]
    groups = queries.find(actor_with("test:open"), sources=sources, typed="a", only=1)
    assert [(g.place, len(g.hits), g.more) for g in groups] == [(1, queries.MANY, True)]


@pytest.mark.parametrize("typed", ["", "  ", "\u0301"])
def test_nothing_asked_nothing_found(typed: str) -> None:
    assert queries.find(actor_with("test:open"), sources=[source("A", 5)], typed=typed) == []


def test_a_source_that_one_may_not_use_is_not_asked() -> None:
    assert queries.find(actor_with(), sources=[source("A", 5)], typed="a") == []


def test_the_page_teaches_finds_and_escapes(browse: Any) -> None:
    with unit_of_work(), whole_country():
        services.load_editions(operator())
    browser = browse("snv.staff")
    assert "Không cần gõ dấu" in browser.get("/tim-kiem").text
    found = browser.get("/tim-kiem?q=quan+tam+den+co+quan")
    assert "4.2 Ai quan tâm đến cơ quan và họ cần gì" in found.text
    link = next(a["href"] for a in found.select("main a") if "4.2" in a.text)
    assert "4.2" in browser.get(link).select_one("table").text
    nothing = browser.get("/tim-kiem?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "Không tìm thấy" in nothing.text
    assert not nothing.select("main script")
    browser.get("/tim-kiem?q=so&nguon=99999")
    browser.get("/tim-kiem?q=so&nguon=x")


def test_many_hits_lead_to_all_of_them(browse: Any) -> None:
    with unit_of_work(), whole_country():
        services.load_editions(operator())
    browser = browse("snv.staff")
    page = browser.get("/tim-kiem?q=7")
    more = next(a["href"] for a in page.select("main a") if "Xem tất cả" in a.text)
    assert len(browser.get(more).select("main li a")) > queries.FEW


def test_nobody_finds_another_province(browse: Any) -> None:
    for key in ("tdc.province_admin", "snv.staff"):
        assert "Kiên Giang" not in browse(key).get("/tim-kiem?q=so+noi+vu").text
    assert "Sở Nội vụ" in browse("tdc.inspector").get("/tim-kiem?q=so+noi+vu").select_one("main").text
