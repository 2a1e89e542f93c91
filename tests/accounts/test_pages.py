"""The pages: what each role finds there, what bad input is told, what a second click does."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import func, select

from iso_app.accounts import queries, services
from iso_app.accounts.models import Person, Post
from iso_app.core.clock import today
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from tests.support.world import PASSWORD

NEW_PERSON = {
    "full_name": "Lê Thị Ánh",
    "email": "anh@example.vn",
    "phone": "",
    "role": "staff",
    "title": "Văn thư",
    "held_from": "05/01/2026",
}


def names(page):
    return [row.get_text(strip=True) for row in page.select("tbody th")]


SEEN = {
    "tdc.province_admin": 14,
    "tdc.inspector": 14,
    "tdc.leader": 14,
    "snv.leader": 4,
    "snv.iso_secretary": 4,
    "tdc.iso_secretary": 6,
}


@pytest.mark.parametrize("key", SEEN)
def test_each_lists_what_they_see(key, browse):
    browser = browse(key)
    for url in ("/nguoi-dung/", "/vi-tri/"):
        assert len(names(browser.get(url))) == SEEN[key]


@pytest.mark.parametrize("key", ["snv.staff", "snv.auditor"])
def test_others_see_no_list(key, browse, world):
    browser = browse(key)
    for url in ("/nguoi-dung/", "/vi-tri/", "/nguoi-dung/them", f"/nguoi-dung/{world.person[key]}"):
        browser.get(url, 403)
    assert "Người dùng" not in browser.get("/tai-khoan").select_one(".sidebar").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role=leader", {"Lãnh đạo TDC", "Lãnh đạo SNV", "Lãnh đạo XA"}),
        ("q=snv.LEADER", {"Lãnh đạo SNV"}),
        ("q=snv&role=auditor", {"Đánh giá viên nội bộ SNV"}),
        ("role=nonsense", set()),
        ("agency=x", set()),
        ("state=disabled", set()),
        ("state=nonsense&q=snv.leader", {"Lãnh đạo SNV"}),
        ("q=%25", set()),
        ("state=idle", set()),
    ],
)
def test_the_list_is_filtered(query, found, browse):
    assert set(names(browse("tdc.province_admin").get(f"/nguoi-dung/?{query}"))) == found


def test_the_list_by_agency(browse, world):
    page = browse("tdc.province_admin").get(f"/nguoi-dung/?agency={world.agency['xa']}&sort=-email")
    assert names(page) == ["Cán bộ, công chức XA", "Lãnh đạo XA", "Thư ký ISO XA", "Đánh giá viên nội bộ XA"]


def test_the_list_as_a_file_holds_what_the_page_shows(browse):
    answer = browse("snv.iso_secretary").client.get("/nguoi-dung/?export=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0] == ("Họ và tên", "E-mail", "Vị trí", "Tình trạng")
    assert len(rows) == 5
    assert {row[3] for row in rows[1:]} == {"Chưa đặt mật khẩu"}
    assert len(browse("snv.iso_secretary").client.get("/vi-tri/?export=csv").text.strip().splitlines()) == 5


@pytest.mark.parametrize("key", ["tdc.province_admin", "snv.iso_secretary", "snv.leader", "tdc.inspector"])
def test_every_page_is_sound(key, browse, world, acting):
    with acting("tdc.province_admin") as actor:
        holding = queries.holdings_of(world.person["snv.staff"])[0].id
        services.create_post(
            actor, agency_id=world.agency["snv"], role=Role.STAFF, title="Trống", valid_from=today()
        )
    person, post = world.person["snv.staff"], world.post["snv.staff"]
    may_give = key in {"tdc.province_admin", "snv.iso_secretary", "snv.leader"}
    may_manage = may_give and key != "snv.leader"  # a leader gives to leaders, and keeps nothing of others
    browser = browse(key)
    for url in ("/tai-khoan", "/tai-khoan/mat-khau", f"/nguoi-dung/{person}", f"/vi-tri/{post}", "/vi-tri/"):
        browser.get(url)
    for url in (
        "/nguoi-dung/them",
        f"/nguoi-dung/them?agency_id={world.agency['snv']}&role=leader&title=X&held_from=x",
        "/nguoi-dung/them?agency_id=x&role=x",
        f"/nguoi-dung/{person}/giao-vi-tri",
        "/vi-tri/them",
    ):
        browser.get(url, 200 if may_give else 403)
    for url in (
        f"/nguoi-dung/{person}/sua",
        f"/nguoi-dung/{person}/vi-tri/{holding}/thoi-giu",
        f"/vi-tri/{post}/sua",
        f"/vi-tri/{post}/giao",
        f"/vi-tri/{post}/ket-thuc",
    ):
        browser.get(url, 200 if may_manage else 403)


@pytest.mark.parametrize("key", ["xa.iso_secretary", "kgtdc.province_admin", "kgsnv.iso_secretary"])
def test_foreign_people_and_posts_are_not_there(key, browse, world, acting):
    with acting("snv.leader"):
        holding = queries.holdings_of(world.person["snv.staff"])[0].id
    person, post = world.person["snv.staff"], world.post["snv.staff"]
    browser = browse(key)
    for url in (
        f"/nguoi-dung/{person}",
        f"/nguoi-dung/{person}/sua",
        f"/nguoi-dung/{person}/giao-vi-tri",
        f"/nguoi-dung/{person}/vi-tri/{holding}/thoi-giu",
        f"/vi-tri/{post}",
        f"/vi-tri/{post}/sua",
        f"/vi-tri/{post}/giao",
        f"/vi-tri/{post}/ket-thuc",
    ):
        browser.get(url, 404)
        browser.post(url, 405 if url in {f"/nguoi-dung/{person}", f"/vi-tri/{post}"} else 404)
    for act in ("lien-ket", "khoa", "mo-lai", "ket-thuc-phien"):
        browser.post(f"/nguoi-dung/{person}/{act}", 404)


def test_a_new_person_by_page(browse, world):
    browser = browse("snv.iso_secretary")
    page = browser.follow("/nguoi-dung/them", agency_id=str(world.agency["snv"]), **NEW_PERSON)
    assert page.h1.text == "Lê Thị Ánh"
    assert "chưa đặt mật khẩu" in page.text
    assert "Văn thư" in page.select_one("tbody").text


def test_sent_twice_done_once(browse, world):
    browser = browse("snv.iso_secretary")
    key = browser.get("/nguoi-dung/them").select_one("input[name=_key]")["value"]
    data = NEW_PERSON | {"agency_id": str(world.agency["snv"]), "_key": key}
    places = [browser.client.post("/nguoi-dung/them", data=data).location for _ in range(3)]
    assert len(set(places)) == 1
    with whole_country():
        assert db.session.scalar(select(func.count(Person.id)).where(Person.email == "anh@example.vn")) == 1
        assert db.session.scalar(select(func.count(Post.id)).where(Post.title == "Văn thư")) == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("full_name", "", "Chưa điền mục này."),
        ("email", "khong phai", "E-mail cần có dạng"),
        ("email", "snv.leader@example.vn", "đã có tài khoản"),
        ("agency_id", "", "Chưa điền mục này."),
        ("agency_id", "x", "Hãy chọn một mục trong danh sách."),
        ("agency_id", "99999", "Hãy chọn một mục trong danh sách."),
        ("role", "province_admin", "Hãy chọn một mục trong danh sách."),
        ("role", "nonsense", "Hãy chọn một mục trong danh sách."),
        ("held_from", "31/02/2026", "Không có ngày 31/02/2026"),
        ("held_from", "", "Chưa điền mục này."),
        ("held_from", "05/01/1999", "Cơ quan này không hoạt động vào ngày 05/01/1999"),
        ("full_name", "x" * 300, "Dài quá 200 ký tự"),
    ],
)
def test_bad_input_is_answered_and_kept(field, typed, sentence, browse, world):
    data = NEW_PERSON | {"agency_id": str(world.agency["snv"]), field: typed}
    answer = browse("snv.iso_secretary").client.post("/nguoi-dung/them", data=data)
    assert answer.status_code in {200, 422}
    assert sentence in answer.text
    if field != "email":
        assert "anh@example.vn" in answer.text


def test_two_editors_of_one_person(browse, world):
    url = f"/nguoi-dung/{world.person['snv.staff']}/sua"
    first, second = browse("snv.iso_secretary"), browse("tdc.province_admin")
    version = first.get(url).select_one("input[name=version]")["value"]
    assert second.get(url).select_one("input[name=version]")["value"] == version
    first.post(url, full_name="Người Thứ Nhất", email="snv.staff@example.vn", phone="", version=version)
    page = second.post(
        url, 409, full_name="Người Thứ Hai", email="snv.staff@example.vn", phone="", version=version
    )
    assert "Người Thứ Hai" in str(page)
    assert "Người Thứ Nhất" in first.get(f"/nguoi-dung/{world.person['snv.staff']}").h1.text


def test_the_actions_shown_are_those_allowed(browse, world):
    page = browse("tdc.iso_secretary").get(f"/nguoi-dung/{world.person['tdc.inspector']}")
    assert "chỉ quản trị tỉnh" in page.select_one(".closed-move").text
    assert not page.select("form[action$='/lien-ket']")
    page = browse("snv.leader").get(f"/nguoi-dung/{world.person['snv.staff']}")
    assert not page.select(".aside form")


def test_a_post_given_to_somebody_known(browse, world):
    url = f"/vi-tri/{world.post['snv.auditor']}/giao"
    browser = browse("snv.iso_secretary")
    page = browser.follow(url, email="SNV.Staff@example.vn", held_from="01/02/2026", held_to="01/03/2026")
    assert "Cán bộ, công chức SNV" in page.select_one("tbody").text
    assert "Giao vị trí: Cán bộ, công chức SNV – Đánh giá viên nội bộ" in page.select_one(".history").text


@pytest.mark.parametrize("email", ["xa.staff@example.vn", "khong.ai@example.vn"])
def test_a_stranger_and_nobody_look_alike(email, browse, world):
    page = browse("snv.iso_secretary").post(
        f"/vi-tri/{world.post['snv.auditor']}/giao", 422, email=email, held_from="01/02/2026", held_to=""
    )
    assert "Không có tài khoản với e-mail này" in page.select_one(".field-error").text


def test_ending_by_page(browse, world, acting):
    with acting("snv.leader"):
        holding = queries.holdings_of(world.person["snv.staff"])[0].id
    browser = browse("snv.iso_secretary")
    url = f"/nguoi-dung/{world.person['snv.staff']}/vi-tri/{holding}/thoi-giu"
    page = browser.post(url, 422, held_to="01/01/2009")
    assert "không được trước ngày bắt đầu (01/01/2010)" in page.text
    assert "Đã thôi giữ" in browser.follow(url, held_to="01/01/2011").select_one("tbody").text
    browser.get(f"/nguoi-dung/{world.person['snv.leader']}/vi-tri/{holding}/thoi-giu", 404)


def test_closing_and_opening_by_page(browse, world):
    browser = browse("snv.iso_secretary")
    url = f"/nguoi-dung/{world.person['snv.staff']}"
    assert "Tài khoản bị khóa từ" in browser.follow(f"{url}/khoa").text
    assert "Tài khoản bị khóa từ" not in browser.follow(f"{url}/mo-lai").text


def test_the_language_is_chosen_by_anybody(visitor):
    browser = visitor()
    answer = browser.client.post("/ngon-ngu", data={"locale": "en", "next": "/dang-nhap?next=/tai-khoan"})
    assert answer.location == "/dang-nhap?next=/tai-khoan"
    assert browser.get("/dang-nhap").html["lang"] == "en"
    assert (
        browser.client.post("/ngon-ngu", data={"locale": "xx", "next": "https://evil.example"}).location
        == "/"
    )
    assert browser.get("/dang-nhap").html["lang"] == "vi"


def test_demo_accounts_enter_with_one_click(app, visitor, with_password, monkeypatch):
    email = with_password("snv.leader")
    monkeypatch.setitem(app.extensions, "demo_accounts", [("Lãnh đạo Sở Nội vụ", email, PASSWORD)])
    assert not visitor().get("/dang-nhap").select(".plain-list")
    monkeypatch.setitem(app.config, "DEMO", True)
    browser = visitor()
    form = browser.get("/dang-nhap?next=/tai-khoan").select_one(".plain-list form")
    data = {field["name"]: field["value"] for field in form.select("input")}
    assert browser.client.post(form["action"], data=data).location == "/tai-khoan"


def test_hostile_words_stay_words(browse, world):
    browser = browse("snv.iso_secretary")
    words = "<script>alert(1)</script> {{7*7}} =1+1"
    data = NEW_PERSON | {"agency_id": str(world.agency["snv"]), "full_name": words, "title": words}
    browser.post("/nguoi-dung/them", **data)
    for url in ("/nguoi-dung/", "/vi-tri/"):
        page = browser.get(url)
        assert not [tag for tag in page.select("script") if "alert" in tag.text]
        assert words in re.sub(r"\s+", " ", page.text)
