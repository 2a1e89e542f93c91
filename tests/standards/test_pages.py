"""The pages of the standard, as people see them."""

from datetime import date
from typing import Any

from flask import Flask

from iso_app.agencies.models import Agency
from iso_app.db import db
from iso_app.db.scope import acting_in
from iso_app.standards import panels, services

EDITION = "/tieu-chuan/phien-ban/tcvn-iso-9001-2015"


def test_the_list_teaches_when_nothing_is_loaded(browse: Any) -> None:
    assert "Chưa nạp phiên bản nào" in browse("snv.staff").get("/tieu-chuan").text


def test_an_edition_is_a_tree_in_the_readers_language(browse: Any, editions: Any) -> None:
    browser = browse("snv.staff")
    links = [a["href"] for a in browser.get("/tieu-chuan").select("main a")]
    assert EDITION in links
    page = browser.get(EDITION)
    assert len(page.select("tbody tr")) == 91
    assert "Ai quan tâm đến cơ quan" in page.text
    with browser.client.session_transaction() as session:
        session["locale"] = "en"
    assert "Who has an interest in the agency" in browser.get(EDITION).text


def test_the_filter_keeps_the_way_to_what_it_finds(browse: Any, editions: Any) -> None:
    page = browse("snv.staff").get(f"{EDITION}?loc=quan+tam+den")
    numbers = [th.get_text(strip=True) for th in page.select("tbody th")]
    assert numbers[:2] == ["4", "4.2"]
    by_number = browse("snv.staff").get(f"{EDITION}?loc=7.5.3")
    assert [th.get_text(strip=True) for th in by_number.select("tbody th")] == [
        "7",
        "7.5",
        "7.5.3",
        "7.5.3.1",
        "7.5.3.2",
    ]
    assert "Không có điều khoản nào khớp" in browse("snv.staff").get(f"{EDITION}?loc=zzz").text


def test_the_mapping_shows_every_clause_of_the_former_edition(browse: Any, editions: Any) -> None:
    page = browse("snv.staff").get("/tieu-chuan/doi-chieu/tcvn-iso-9001-2008/tcvn-iso-9001-2015")
    numbers = [th.get_text(" ", strip=True).split()[0] for th in page.select("tbody th")]
    assert numbers.count("–") > 0
    assert len([number for number in numbers if number != "–"]) == 67
    assert {badge.get_text(strip=True) for badge in page.select(".badge")} >= {"Tách", "Đổi số", "Gộp", "Mới"}
    browse("snv.staff").get("/tieu-chuan/doi-chieu/tcvn-iso-9001-2015/tcvn-iso-9001-2008", expect=404)


def test_who_stands_on_which_edition(browse: Any, acting: Any, world: Any, editions: Any) -> None:
    with acting("tdc.inspector") as actor:
        services.set_editions(
            actor,
            [
                (world.agency["snv"], editions[2008], date(2015, 1, 1)),
                (world.agency["xa"], editions[2015], date(2020, 1, 1)),
            ],
        )
    browser = browse("tdc.inspector")
    stats = {
        stat.select_one(".stat-label").get_text(strip=True): stat.select_one(".stat-value").get_text(
            strip=True
        )
        for stat in browser.get("/tieu-chuan/co-quan").select(".stat")
    }
    assert sorted(stats.values()) == ["1", "1", "1"]
    assert stats["Chưa có số liệu"] == "1"
    before = browser.get("/tieu-chuan/co-quan?ngay=31/12/2019")
    assert [s.get_text(strip=True) for s in before.select(".stat-value")] == ["1", "2"]
    assert "Kiên Giang" not in before.text
    assert (
        "Sở Nội vụ" in browser.get("/tieu-chuan/co-quan?edition=tcvn-iso-9001-2008").select_one("tbody").text
    )
    assert browser.client.get("/tieu-chuan/co-quan?export=csv").text.count("\n") == 4
    browser.get("/tieu-chuan/co-quan?ngay=31/02/2019", expect=422)


def test_a_secretary_records_a_transition(browse: Any, world: Any, editions: Any) -> None:
    browser = browse("snv.iso_secretary")
    url = f"/tieu-chuan/co-quan/{world.agency['snv']}/chuyen-doi"
    browser.get(url)
    page = browser.follow(url, edition=str(editions[2015]), from_day="05/03/2019")
    assert "từ 05/03/2019 đến nay" in page.text
    kept = browser.post(url, expect=200, edition=str(editions[2015]), from_day="31/02/2019")
    assert kept.select_one("#from_day")["value"] == "31/02/2019"
    refused = browser.post(url, expect=422, edition=str(editions[2008]), from_day="05/03/2009")
    assert "không hoạt động" in refused.text


def test_the_record_of_an_agency_tells_its_edition(
    app: Flask, world: Any, actor_for: Any, acting: Any, editions: Any
) -> None:
    with acting("tdc.inspector") as actor:
        services.set_editions(actor, [(world.agency["snv"], editions[2015], date(2020, 1, 1))])
    for key, may in (("snv.iso_secretary", True), ("snv.staff", False)):
        actor = actor_for(key)
        with app.test_request_context(), acting_in(actor.scope):
            shown = panels.on_agency(actor, db.session.get_one(Agency, world.agency["snv"]))
        assert "TCVN ISO 9001:2015" in shown
        assert ("chuyen-doi" in shown) is may
