"""The pages of agencies, as an administrator, an inspector, a secretary and a stranger meet them."""

import pytest
from sqlalchemy import select

from iso_app.agencies.models import Agency, AgencyGroup, Department, Province
from iso_app.db import db
from iso_app.db.scope import whole_country
from tests.agencies.rosters import row
from tests.agencies.test_import import bring
from tests.support.statements import of_page

ADMIN = "tdc.province_admin"
PAGES = ("/co-quan", "/co-quan/so-do", "/co-quan/ST-SNV")


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("key", [ADMIN, "tdc.inspector", "tdc.leader"])
def test_the_authority_sees_its_province(url, key, world, browse):
    page = browse(key).get(url)
    assert "Sở Nội vụ" in page.find("main").get_text()
    assert "Kiên Giang" not in page.get_text()
    assert len(page.select(".sidebar [aria-current=page]")) == 1


@pytest.mark.parametrize(
    "url", ["/co-quan", "/co-quan/so-do", "/co-quan/them", "/co-quan/loai", "/co-quan/tinh"]
)
def test_an_agencys_people_have_only_their_own(url, world, browse):
    browser = browse("snv.iso_secretary")
    browser.get(url, 403)
    browser.get("/co-quan/ST-XA", 404)
    own = browser.client.get("/co-quan/cua-toi", follow_redirects=True)
    assert own.request.path == "/co-quan/ST-SNV"
    assert "Cơ quan của tôi" in own.text


def test_a_foreign_agency_is_not_there(world, browse):
    browse(ADMIN).get("/co-quan/KG-KGSNV", 404)
    browse(ADMIN).get("/co-quan/KG-KGSNV/sua", 404)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 3), ("tim=noi+vu", 1), ("cap=commune", 1), ("dien=voluntary", 0), ("ngay=31/12/2009", 0),
        ("ngay=abc", 3), ("cap=x&dien=y&loai=z&tren=q", 3), ("sort=-level", 3), ("sort=group", 3),
        ("sort=applies", 3), ("sort=code", 3),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(query, shown, world, browse):
    page = browse("tdc.inspector").get(f"/co-quan?{query}")
    assert len(page.select("main tbody tr")) == shown


def test_the_list_leaves_as_a_file(world, browse):
    text = browse("tdc.inspector").client.get("/co-quan?export=csv").text
    assert 'ST-SNV,Sở Nội vụ,Cấp tỉnh,"Sở, ngành"' in text


def test_an_agency_is_added_mended_and_ended(world, browse):
    browser = browse(ADMIN)
    typed = {
        "code": "02/SYT", "name": "Sở Y tế", "level": "province", "group_id": world.group["st.Sở, ngành"],
        "parent_id": 0, "applicability": "mandatory", "valid_from": "01/01/2015", "valid_to": "",
    }  # fmt: skip
    wrong = browser.post("/co-quan/them", 422, **(typed | {"code": "ST-SNV"}))
    assert "Mã này đã dùng" in wrong.select_one(".error-summary").get_text()
    assert wrong.find(id="name")["value"] == "Sở Y tế"
    browser.post("/co-quan/them", **typed)
    page = browser.get("/co-quan/02/SYT")
    assert page.h1.get_text(strip=True) == "Sở Y tế"
    form = browser.get("/co-quan/02/SYT/sua")
    version = form.find(id="version")["value"]
    browser.post("/co-quan/02/SYT/sua", **(typed | {"name": "Sở Y tế tỉnh", "version": version}))
    stale = browser.post("/co-quan/02/SYT/sua", 409, **(typed | {"name": "Khác", "version": version}))
    assert stale.find(id="name")["value"] == "Khác"
    version = browser.get("/co-quan/02/SYT/ket-thuc").find(id="version")["value"]
    browser.post("/co-quan/02/SYT/ket-thuc", valid_to="31/12/2020", version=version)
    page = browser.get("/co-quan/02/SYT")
    assert "hoạt động đến hết ngày 31/12/2020" in page.get_text()
    assert "Kết thúc cơ quan" in page.select_one(".history").get_text()


@pytest.mark.parametrize("key", ["tdc.inspector", "tdc.leader", "snv.iso_secretary"])
def test_only_administrators_have_the_buttons(key, world, browse):
    browser = browse(key)
    page = browser.get("/co-quan/ST-SNV")
    assert not page.find("a", href="/co-quan/ST-SNV/sua")
    browser.get("/co-quan/ST-SNV/sua", 403)
    browser.post("/co-quan/ST-SNV/quan-ly", 403)


def test_a_secretary_keeps_the_departments(world, browse):
    browser = browse("snv.iso_secretary")
    page = browser.follow("/co-quan/ST-SNV/phong/them", name="Văn phòng", valid_from="01/01/2020")
    assert "Văn phòng" in page.find("main").get_text()
    with whole_country():
        id_ = db.session.scalars(select(Department.id)).one()
    url = f"/co-quan/ST-SNV/phong/{id_}"
    version = browser.get(url).find(id="version")["value"]
    browser.post(url, 422, name="Văn phòng", valid_to="31/12/2019", version=version)
    browser.post(url, name="Văn phòng Sở", valid_to="31/12/2022", version=version)
    assert "31/12/2022" in browser.get("/co-quan/ST-SNV").find("main").get_text()
    browser.get("/co-quan/ST-XA/phong/them", 404)
    browse("xa.iso_secretary").get(url, 404)
    browse("snv.staff").get(url, 403)


def test_groups_are_added_renamed_and_moved(world, browse):
    browser = browse(ADMIN)
    assert "Chi cục" in browser.follow("/co-quan/loai", name="Chi cục").find("table").get_text()
    browser.post("/co-quan/loai", 422, name="chi CỤC")
    id_ = world.group["st.UBND cấp xã"]
    browser.post(f"/co-quan/loai/{id_}/len")
    browser.post(f"/co-quan/loai/{id_}/xuong")
    browser.post(f"/co-quan/loai/{id_}/len")
    version = browser.get(f"/co-quan/loai/{id_}").find(id="version")["value"]
    browser.post(f"/co-quan/loai/{id_}", name="UBND xã, phường", version=version)
    stale = browser.post(f"/co-quan/loai/{id_}", 409, name="UBND cấp xã mới", version=version)
    assert stale.find(id="name")["value"] == "UBND cấp xã mới"
    browser.get(f"/co-quan/loai/{world.group['kg.Sở, ngành']}", 404)
    with whole_country():
        query = select(AgencyGroup.name).where(AgencyGroup.province_id == world.province["st"])
        listed = db.session.scalars(query.order_by(AgencyGroup.position)).all()
    assert listed == ["UBND xã, phường", "Sở, ngành", "Chi cục"]


def test_the_province_is_settled(world, browse):
    browser = browse(ADMIN)
    version = browser.get("/co-quan/tinh").find(id="version")["value"]
    typed = {"parent_body": "SỞ KH&CN", "issuing_body": "CHI CỤC TĐC", "place": "Sóc Trăng",
             "signing_position": "CHI CỤC TRƯỞNG", "maintains": "audit", "version": version}  # fmt: skip
    browser.post("/co-quan/tinh", **typed)
    browser.post("/co-quan/tinh", 409, **typed)
    browse("tdc.inspector").get("/co-quan/tinh", 403)
    with whole_country():
        kept = db.session.get_one(Province, world.province["st"])
        assert (kept.parent_body, kept.settings) == ("SỞ KH&CN", {"maintains": "audit"})


def test_another_authority_is_chosen(world, browse):
    browser = browse(ADMIN)
    browser.post("/co-quan/ST-SNV/quan-ly")
    with whole_country():
        assert db.session.get_one(Agency, world.agency["snv"]).is_authority


def test_agencies_are_found_from_anywhere(world, browse):
    page = browse("tdc.inspector").get("/tim-kiem?q=noi+vu")
    assert page.find("a", href="/co-quan/ST-SNV")
    page = browse("snv.staff").get("/tim-kiem?q=an+lac")
    assert not page.find("a", href="/co-quan/ST-XA")


def test_statements_of_a_page_do_not_grow_with_agencies(world, browse):
    def statements(url):
        return len(of_page(browse("tdc.inspector"), url))

    before = [statements(url) for url in PAGES]
    bring([row(f"ST-{n:03}", parent="ST-SNV") for n in range(45)])
    assert [statements(url) for url in PAGES] == before
