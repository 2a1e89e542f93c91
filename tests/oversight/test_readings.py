"""What the authority opens of an agency leaves a trace the agency can read; what others do leaves none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from iso_app.core.actor import operator
from iso_app.core.clock import now
from iso_app.core.errors import NotPermitted
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.oversight import queries, services
from iso_app.oversight.models import RecordRead


def kept():
    db.session.rollback()
    with unit_of_work(keep=False), whole_country():
        query = select(RecordRead.agency_id, RecordRead.person_id, RecordRead.address).order_by(RecordRead.id)
        return [tuple(row) for row in db.session.execute(query)]


def test_an_opened_agency_is_noted(browse, world):
    browse("tdc.inspector").get("/co-quan/ST-SNV")
    assert kept() == [(world.agency["snv"], world.person["tdc.inspector"], "/co-quan/ST-SNV")]


def test_the_agency_reads_who_what_and_when(browse, world):
    browse("tdc.inspector").get("/co-quan/ST-SNV")
    for key in ("snv.leader", "snv.iso_secretary"):
        page = browse(key).get("/ai-da-xem")
        row = page.select_one("tbody tr").get_text(" ", strip=True)
        assert "Chuyên viên TĐC TDC" in row
        assert "Chi cục Tiêu chuẩn" in row
        assert "Sở Nội vụ" in row
    assert "Chưa ai xem" in browse("xa.leader").get("/ai-da-xem").text
    assert "Chưa ai xem" in browse("kgtdc.province_admin").get("/ai-da-xem").text
    assert "Sở Nội vụ" in browse("tdc.province_admin").get("/ai-da-xem").text
    browse("snv.staff").get("/ai-da-xem", 403)


def test_it_is_kept_for_readers_of_any_language(browse):
    admin = browse("tdc.province_admin")
    admin.client.post("/ngon-ngu", data={"locale": "en", "next": "/"})
    admin.get("/co-quan/ST-SNV/sua")
    assert "Sở Nội vụ › Sửa" in _what("vi", browse)
    assert "Sở Nội vụ › Edit" in _what("en", browse)


def _what(language, browse):
    leader = browse("snv.leader")
    leader.client.post("/ngon-ngu", data={"locale": language, "next": "/"})
    return leader.get("/ai-da-xem").select_one("tbody tr").get_text(" ", strip=True)


def test_the_same_page_again_is_one_reading(browse):
    inspector = browse("tdc.inspector")
    for _ in range(3):
        inspector.get("/co-quan/ST-SNV")
    inspector.get("/co-quan/ST-XA")
    browse("tdc.leader").get("/co-quan/ST-SNV")
    assert len(kept()) == 3


def test_after_ten_minutes_it_is_another(browse, monkeypatch):
    inspector = browse("tdc.inspector")
    inspector.get("/co-quan/ST-SNV")
    monkeypatch.setattr("iso_app.oversight.services.now", lambda: now() + timedelta(minutes=11))
    inspector.get("/co-quan/ST-SNV")
    assert len(kept()) == 2


def test_sixteen_at_once_are_one_reading(app, browse):
    browser = browse("tdc.inspector")
    cookie = browser.client.get_cookie("iso").value
    clients = [app.test_client(use_cookies=False) for _ in range(16)]
    db.session.remove()
    with ThreadPoolExecutor(16) as pool:
        heads = {"Cookie": f"iso={cookie}"}
        answers = list(pool.map(lambda client: client.get("/co-quan/ST-SNV", headers=heads), clients))
    assert {answer.status_code for answer in answers} == {200}
    assert len(kept()) in {1, 2}, "two if the clock stepped into the next ten minutes"


def test_lists_of_all_agencies_leave_none(browse):
    admin = browse("tdc.province_admin")
    for path in ("/", "/co-quan", "/nguoi-dung/", "/vi-tri/", "/nhat-ky", "/ai-da-xem", "/tim-kiem?q=so"):
        admin.get(path)
    assert kept() == []


@pytest.mark.parametrize(
    "path",
    [
        "/nhat-ky?agency=agency:{}", "/nguoi-dung/?agency={}", "/nhat-ky?agency=agency:{}%20",
        "/nguoi-dung/?agency={}%20", "/nguoi-dung/?agency=+{}", "/nguoi-dung/?agency={}%E2%80%8B",
        "/nguoi-dung/?agency={}+&export=csv", "/nhat-ky?agency=%09agency:{}&export=xlsx",
    ],
)  # fmt: skip
def test_a_list_narrowed_to_one_agency_is_noted(browse, world, path):
    assert browse("tdc.province_admin").client.get(path.format(world.agency["snv"])).status_code == 200
    assert [row[0] for row in kept()] == [world.agency["snv"]]


@pytest.mark.parametrize("path", ["/tai-khoan?agency={}", "/vi-tri/?agency={}", "/co-quan?agency={}"])
def test_a_page_without_such_a_filter_reads_nothing(browse, world, path):
    browse("tdc.province_admin").client.get(path.format(world.agency["snv"]), follow_redirects=True)
    assert kept() == []


@pytest.mark.parametrize("typed", ["st-snv", "St-SnV", "ST-SNV"])
def test_the_address_is_kept_as_the_code_is_written(browse, world, typed):
    inspector = browse("tdc.inspector")
    inspector.get(f"/co-quan/{typed}")
    inspector.get("/co-quan/ST-SNV")
    assert kept() == [(world.agency["snv"], world.person["tdc.inspector"], "/co-quan/ST-SNV")]


def test_a_form_given_back_is_a_page_shown(browse, world):
    """A refused POST shows the record again, an accepted one leads to a page that is noticed by itself."""
    admin = browse("tdc.province_admin")
    address = f"/nguoi-dung/{world.person['snv.staff']}/sua"
    admin.post(address, 200, full_name="", email="", phone="")
    assert [row[0::2] for row in kept()] == [(world.agency["snv"], address)]
    other = f"/nguoi-dung/{world.person['xa.staff']}/sua"
    version = admin.get(other).select_one("[name=version]")["value"]
    rows = len(kept())
    admin.post(other, 422, full_name="Ai", email="khong-phai", version=version)
    admin.post(other, 302, full_name="Ai", email="ai@example.vn", version=version)
    assert len(kept()) == rows, "the same address within ten minutes"


def test_a_form_refused_by_a_rule_is_noticed(browse, world):
    address = f"/nguoi-dung/{world.person['snv.staff']}/sua"
    fields = {"full_name": "Ai", "email": "khong-phai", "version": "1"}
    answer = browse("tdc.province_admin").client.post(address, data=fields)
    assert answer.status_code in {409, 422}
    assert [row[0] for row in kept()] == [world.agency["snv"]]


def test_what_was_watched_before_is_not_told_of_the_next(browse, monkeypatch):
    """A page that failed leaves nothing behind for whoever is answered next in the same context."""
    inspector = browse("tdc.inspector")
    inspector.get("/co-quan/KG-KGSNV", 404)
    inspector.get("/co-quan/ST-SNV/sua", 403)
    inspector.get("/tai-khoan")
    browse("snv.leader").get("/tai-khoan")
    assert kept() == []


@pytest.mark.parametrize("chosen", ["kgsnv", "tdc"])
def test_a_foreign_agency_and_ones_own_are_not(browse, world, chosen):
    browse("tdc.province_admin").get(f"/nguoi-dung/?agency={world.agency[chosen]}")
    assert kept() == []


def test_ones_own_people_leave_none(browse):
    for key in ("snv.leader", "snv.iso_secretary", "snv.staff"):
        browse(key).get("/co-quan/ST-SNV")
    browse("tdc.inspector").get("/co-quan/ST-TDC")
    assert kept() == []


def test_a_refused_page_leaves_none(browse):
    browse("tdc.inspector").get("/co-quan/KG-KGSNV", 404)
    browse("tdc.inspector").get("/co-quan/ST-SNV/sua", 403)
    assert kept() == []


def test_a_person_of_an_agency_is_noted_with_the_agency(browse, world):
    browse("tdc.province_admin").get(f"/nguoi-dung/{world.person['snv.staff']}")
    assert [row[0] for row in kept()] == [world.agency["snv"]]


def test_nobody_sees_what_could_not_be_noted(app, browse, monkeypatch):
    def fail(*_args, **_given):
        raise DatabaseError("no", None, Exception("the disk is full"))

    monkeypatch.setattr(services, "note_reading", fail)
    answer = browse("tdc.inspector").client.get("/co-quan/ST-SNV")
    assert answer.status_code == 500
    assert "Sở Nội vụ" not in answer.text


def test_readings_are_filtered_and_exported(browse, world):
    browse("tdc.inspector").get("/co-quan/ST-SNV")
    browse("tdc.leader").get("/co-quan/ST-SNV")
    leader = browse("snv.leader")
    rows = leader.get(f"/ai-da-xem?person={world.person['tdc.leader']}").select("tbody tr")
    assert len(rows) == 1
    assert "Lãnh đạo TDC" in rows[0].get_text()
    assert len(leader.get("/ai-da-xem?part=agencies&how=page").select("tbody tr")) == 2
    assert "Chưa ai xem" in leader.get("/ai-da-xem?how=file").text or not leader.get(
        "/ai-da-xem?how=file"
    ).select("tbody tr")
    assert not leader.get("/ai-da-xem?to=01/01/2020").select("tbody tr")
    lines = leader.client.get("/ai-da-xem?export=csv").get_data(as_text=True)
    assert "Lãnh đạo TDC" in lines


# Kept


def put(world, moment, **given):
    values = {
        "agency_id": world.agency["snv"], "person_id": world.person["tdc.inspector"], "at": moment, "span": 1,
        "reader_name": "Ai đó", "post_label": "", "endpoint": "agencies.show", "title": "", "address": "/x",
        "as_file": False, "request_id": "",
    }  # fmt: skip
    with unit_of_work(), whole_country():
        db.session.execute(insert(RecordRead), [values | given])


@pytest.mark.parametrize(
    "statement", ["UPDATE record_read SET reader_name = 'khác'", "DELETE FROM record_read"]
)
def test_nobody_changes_or_removes_a_reading(world, statement):
    put(world, now())
    with pytest.raises(DatabaseError, match="written once"), unit_of_work(), whole_country():
        db.session.execute(text(statement))


def test_only_what_is_older_than_a_year_can_go(world):
    put(world, now() - timedelta(days=400))
    put(world, now() - timedelta(days=300), address="/y")
    with unit_of_work(), whole_country():
        assert services.trim_logs(operator(), older_than_days=1) == (1, 0)
    assert [row[2] for row in kept()] == ["/y"]


def test_only_the_operator_trims(acting):
    with acting("tdc.province_admin") as actor, pytest.raises(NotPermitted):
        services.trim_logs(actor, older_than_days=400)


def test_an_agency_sees_its_own_only(world, actor_for, app):
    put(world, now())
    put(world, now(), agency_id=world.agency["xa"])
    for key, count in (("snv.leader", 1), ("xa.leader", 1), ("tdc.province_admin", 2), ("kgsnv.leader", 0)):
        with unit_of_work(keep=False), acting_in(actor_for(key).scope):
            assert len(db.session.execute(queries.readings()).all()) == count
