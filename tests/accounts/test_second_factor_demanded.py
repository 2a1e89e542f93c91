"""The second factor demanded by role: set up while signing in, days of grace, reset by an administrator."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from iso_app.accounts import codes, factors, queries, sealing, services
from iso_app.accounts.models import Passkey, TotpKey
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound, NotPermitted, TooManyTries
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from tests.accounts.two_steps import code_of, half_in, is_in, shown_key
from tests.support.world import PASSWORD


def test_no_demand_no_second_step(visitor, with_password):
    assert half_in(visitor(), with_password("tdc.inspector")) == "/bat-dau"


def test_who_is_demanded_sets_up_while_signing_in(visitor, with_password, demanding, fresh):
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    page = browser.get("/dang-nhap/thiet-lap")
    assert "Để sau" not in page.text
    assert page.select_one("img.qr")["src"].startswith("data:image/svg+xml")
    carried = page.select_one("[name=carried]")["value"]
    page = browser.post("/dang-nhap/thiet-lap", 200, carried=carried, code=code_of(shown_key(page)))
    assert len(page.select(".codes li")) == 10
    assert is_in(browser)
    kept = db.session.scalars(select(TotpKey)).one()
    assert shown_key(browser.get("/tai-khoan/xac-thuc/ung-dung")) not in kept.secret


def test_a_wrong_first_code_sets_nothing_up(visitor, with_password, demanding):
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    page = browser.get("/dang-nhap/thiet-lap")
    carried, key = page.select_one("[name=carried]")["value"], shown_key(page)
    again = browser.post("/dang-nhap/thiet-lap", 422, carried=carried, code=code_of(key, steps=9))
    assert shown_key(again) == key, "the same key goes on"
    assert db.session.scalar(select(TotpKey.id)) is None
    assert not is_in(browser)


def test_a_key_of_ones_own_making_is_refused(visitor, with_password, demanding, world):
    """A page carries the key sealed for its person: nobody sends another one in."""
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    secret = codes.new_secret()
    for carried in (secret, "", sealing.carry(secret, person_id=world.person["snv.staff"])):
        browser.post("/dang-nhap/thiet-lap", 422, carried=carried, code=code_of(secret))
    assert not is_in(browser)


def test_a_security_key_is_set_up_only_with_an_answer_to_the_challenge(visitor, with_password, demanding):
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    asked = browser.client.post("/dang-nhap/thiet-lap/khoa/thach-thuc").json
    assert asked["user"]["name"]
    page = browser.post("/dang-nhap/thiet-lap/khoa", 422, name="Khóa USB", answer="{}")
    assert page.select_one("img.qr"), "the app is still offered"
    assert not is_in(browser)
    assert db.session.scalar(select(Passkey.id)) is None


def test_who_has_a_factor_sets_up_no_key_in_the_step(visitor, with_totp):
    """With the password alone nobody adds a factor of their own beside the one that is there."""
    email, *_ = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    assert browser.client.post("/dang-nhap/thiet-lap/khoa/thach-thuc").status_code == 409
    browser.post("/dang-nhap/thiet-lap/khoa", name="Khóa USB", answer="{}")
    assert not is_in(browser)


def test_days_of_grace_remind_and_let_go_on(visitor, with_password, demanding):
    demanding(Role.INSPECTOR, grace=7)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    assert "Để sau" in browser.get("/dang-nhap/thiet-lap").text
    browser.post("/dang-nhap/de-sau")
    assert is_in(browser)


def test_setting_up_while_signing_in_ends_what_the_password_alone_opened(visitor, with_password, demanding):
    """As on one's own page: whoever had the password is out once there is a second factor."""
    demanding(Role.INSPECTOR, grace=7)
    email = with_password("tdc.inspector")
    elsewhere, half = visitor("10.0.0.2"), visitor("10.0.0.3")
    half_in(elsewhere, email)
    elsewhere.post("/dang-nhap/de-sau")
    half_in(half, email)
    browser = visitor()
    half_in(browser, email)
    page = browser.get("/dang-nhap/thiet-lap")
    carried = page.select_one("[name=carried]")["value"]
    browser.post("/dang-nhap/thiet-lap", 200, carried=carried, code=code_of(shown_key(page)))
    assert is_in(browser)
    assert not is_in(elsewhere)
    half.post("/dang-nhap/de-sau", 409)
    assert not is_in(half)


def test_after_the_grace_nothing_can_be_put_off(visitor, with_password, demanding):
    demanding(Role.INSPECTOR, from_day=today() - timedelta(days=8), grace=7)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    browser.post("/dang-nhap/de-sau", 409)
    assert not is_in(browser)


def test_who_has_a_factor_cannot_put_it_off(visitor, with_totp, demanding):
    email, *_ = with_totp("tdc.inspector")
    demanding(Role.INSPECTOR, grace=7)
    browser = visitor()
    half_in(browser, email)
    browser.post("/dang-nhap/de-sau", 409)
    assert not is_in(browser)


def test_a_session_from_before_the_demand_opens_nothing(browse, demanding):
    browser = browse("tdc.inspector")
    assert is_in(browser)
    demanding(Role.INSPECTOR)
    assert not is_in(browser)
    assert browser.client.post("/tai-khoan/phien/ket-thuc-noi-khac").status_code == 302
    assert "/dang-nhap" in browser.client.post("/doi-vi-tri", data={"post": 1}).location


def test_a_link_and_a_new_password_lead_to_the_second_step(visitor, with_totp, acting, world):
    email, *_ = with_totp("snv.staff")
    with acting("tdc.province_admin") as actor:
        token = services.make_one_time_link(actor, queries.person(world.person["snv.staff"]))
    browser = visitor()
    new = "mot mat khau moi nua"
    browser.post(f"/dat-mat-khau/{token}", new_password=new, repeated=new)
    assert not is_in(browser)
    assert "/dang-nhap/xac-thuc" in half_in(browser, email, new)


def test_a_new_password_ends_what_was_half_signed_in(visitor, with_password, demanding):
    demanding(Role.INSPECTOR)
    email = with_password("tdc.inspector")
    thief = visitor()
    half_in(thief, email)
    with_password("tdc.inspector", "mot mat khau khac han")
    assert thief.client.get("/dang-nhap/thiet-lap").status_code == 302


def test_an_end_of_the_demand_lets_in_by_password(visitor, with_password, demanding, acting):
    demanding(Role.INSPECTOR)
    with acting("tdc.province_admin") as actor:
        services.end_demand(actor, Role.INSPECTOR)
        services.end_demand(actor, Role.INSPECTOR)
    assert half_in(visitor(), with_password("tdc.inspector")) == "/bat-dau"


def test_only_the_provinces_administrator_demands(acting):
    for key in ("tdc.inspector", "snv.iso_secretary"):
        with acting(key) as actor, pytest.raises(NotPermitted):
            services.demand_second_factor(actor, Role.STAFF, from_day=today(), grace_days=0)


def test_a_demand_stays_in_its_province(acting, visitor, with_password):
    with acting("kgtdc.province_admin") as actor:
        services.demand_second_factor(actor, Role.INSPECTOR, from_day=today(), grace_days=0)
    assert half_in(visitor(), with_password("tdc.inspector")) == "/bat-dau"
    assert "/dang-nhap/xac-thuc" in half_in(visitor(), with_password("kgtdc.inspector"))


def test_nobody_locks_themselves_out(acting):
    with acting("tdc.province_admin") as actor, pytest.raises(DomainError, match="Bạn cũng giữ vai trò này"):
        services.demand_second_factor(actor, Role.PROVINCE_ADMIN, from_day=today(), grace_days=0)


def test_after_a_reset_nobody_waits_for_codes_that_are_no_more(visitor, with_totp, demanding, acting, world):
    """Whoever lost the app has guessed often; the new one is set up while the administrator is still there."""
    email, *_ = with_totp("tdc.inspector")
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, email)
    for answer in (422, 422, 422, 429):
        browser.post("/dang-nhap/xac-thuc", answer, code="aaaa-aaaa-aaaa-aaaa")
    with acting("tdc.province_admin") as actor:
        person = queries.person(world.person["tdc.inspector"])
        services.reset_second_factor(actor, person, reason="Mất điện thoại")
    half_in(browser, email)
    page = browser.get("/dang-nhap/thiet-lap")
    carried = page.select_one("[name=carried]")["value"]
    browser.post("/dang-nhap/thiet-lap", 200, carried=carried, code=code_of(shown_key(page)))
    assert is_in(browser)


def test_a_reset_is_told_at_the_next_sign_in(visitor, with_totp, browse, world):
    email, *_ = with_totp("snv.staff")
    admin = browse("snv.iso_secretary")
    address = f"/nguoi-dung/{world.person['snv.staff']}"
    assert "Đặt lại xác thực hai lớp" in admin.get(address).text
    admin.post(f"{address}/dat-lai-xac-thuc", reason="Mất điện thoại")
    assert "Lý do: Mất điện thoại" in browse("tdc.province_admin").get(address).text
    browser = visitor()
    assert half_in(browser, email) == "/bat-dau"
    page = browser.get("/tai-khoan")
    assert "đã được đặt lại bởi" in page.text
    assert "Mất điện thoại" in page.text
    again = visitor("10.0.0.2")
    half_in(again, email)
    page = again.get("/tai-khoan")
    assert "đã được đặt lại bởi" in page.text, "who signed in first may have been somebody else"
    until = page.select_one("form[action$='/da-biet'] [name=until]")["value"]
    again.post("/tai-khoan/da-biet", until=str(int(until) - 1))
    assert "đã được đặt lại bởi" in again.get("/tai-khoan").text
    browse("xa.staff").post("/tai-khoan/da-biet", until=until)
    assert "đã được đặt lại bởi" in again.get("/tai-khoan").text
    again.post("/tai-khoan/da-biet", until=until)
    assert "đã được đặt lại bởi" not in again.get("/tai-khoan").text
    half_in(visitor("10.0.0.3"), email)
    assert "đã được đặt lại bởi" not in again.get("/tai-khoan").text


def test_who_may_not_reset(with_totp, acting, world):
    with_totp("snv.staff")
    for key in ("snv.leader", "xa.iso_secretary", "kgtdc.province_admin", "tdc.inspector"):
        with whole_country():
            person = queries.person(world.person["snv.staff"])
        with acting(key) as actor, pytest.raises((NotPermitted, NotFound)):
            services.reset_second_factor(actor, person, reason="thử")
    with acting("snv.iso_secretary") as actor:
        own = queries.person(world.person["snv.iso_secretary"])
        with pytest.raises(NotPermitted):
            services.reset_second_factor(actor, own, reason="thử")
    with whole_country():
        assert factors.of(world.person["snv.staff"])


def test_another_provinces_administrator_does_not_even_find_the_page(browse, with_totp, world):
    with_totp("snv.staff")
    address = f"/nguoi-dung/{world.person['snv.staff']}/dat-lai-xac-thuc"
    browse("kgtdc.province_admin").get(address, 404)
    browse("kgtdc.province_admin").post(address, 404, reason="thử")


def test_the_province_demands_it_on_a_page(browse, acting):
    admin = browse("tdc.province_admin")
    assert "Không yêu cầu" in admin.get("/nguoi-dung/xac-thuc-hai-lop").text
    assert "0 trong 1 người giữ vai trò này" in admin.get("/nguoi-dung/xac-thuc-hai-lop/inspector").text
    admin.post("/nguoi-dung/xac-thuc-hai-lop/inspector", from_day="01/01/2020", grace_days="7")
    assert "từ 08/01/2020" in admin.get("/nguoi-dung/xac-thuc-hai-lop").text
    admin.post("/nguoi-dung/xac-thuc-hai-lop/inspector", 422, from_day="01/01/2020", grace_days="365")
    admin.get("/nguoi-dung/xac-thuc-hai-lop/nobody", 404)
    admin.post("/nguoi-dung/xac-thuc-hai-lop/inspector/thoi")
    assert "01/01/2020" not in admin.get("/nguoi-dung/xac-thuc-hai-lop").text


def test_the_trail_names_the_role_in_the_readers_language(browse, demanding):
    demanding(Role.INSPECTOR)
    admin = browse("tdc.province_admin")
    admin.client.post("/ngon-ngu", data={"locale": "en", "next": "/"})
    assert "Two-step sign-in demanded of the role Inspector (TĐC)" in admin.get("/nhat-ky").get_text()


def test_of_one_person_it_is_not_said_people(browse):
    admin = browse("tdc.province_admin")
    admin.client.post("/ngon-ngu", data={"locale": "en", "next": "/"})
    assert "1 people" not in admin.get("/nguoi-dung/xac-thuc-hai-lop").text
    assert "1 people" not in admin.get("/nguoi-dung/xac-thuc-hai-lop/inspector").text


def test_who_has_not_set_up_is_found_by_role(browse, with_totp, world):
    email, *_ = with_totp("tdc.inspector")
    admin = browse("tdc.province_admin")
    page = admin.get("/nguoi-dung/xac-thuc-hai-lop")
    assert page.select_one("a[href*='role=staff'][href*='factor=no']")
    assert email not in admin.get("/nguoi-dung/?role=inspector&factor=no").text
    assert email in admin.get("/nguoi-dung/?role=inspector&factor=yes").text


def test_too_many_wrong_codes_at_setting_up_wait_as_well(visitor, with_password, acting, world):
    browser = visitor()
    half_in(browser, with_password("snv.staff"))
    page = browser.get("/tai-khoan/xac-thuc/ung-dung")
    carried = page.select_one("[name=carried]")["value"]
    for expect in (422, 422, 422, 429):
        data = {"carried": carried, "code": "12", "password": PASSWORD}
        browser.post("/tai-khoan/xac-thuc/ung-dung", expect, **data)
    with unit_of_work(), whole_country():
        person = queries.person(world.person["snv.staff"])
        with pytest.raises(TooManyTries):
            services.proving.prove_code(person, "123456", field="code")


@pytest.mark.parametrize("path", ["/dang-nhap/thiet-lap", "/dang-nhap/xac-thuc", "/dang-nhap"])
def test_no_cache_keeps_a_key(visitor, with_password, demanding, path):
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    assert browser.client.get(path).headers["Cache-Control"] == "no-store"


def test_a_signature_takes_a_code_once(with_totp, acting):
    _, secret, _ = with_totp("snv.leader")
    code = code_of(secret)
    with acting("snv.leader") as actor:
        assert str(services.prove_to_sign(actor, code)) == "totp"
    with acting("snv.leader") as actor:
        with pytest.raises(DomainError):
            services.prove_to_sign(actor, code)
        assert str(services.prove_to_sign(actor, PASSWORD)) == "password"
    with acting("snv.leader") as actor, pytest.raises(DomainError):
        services.change_password(actor, present=code_of(secret, steps=1), new="mot mat khau moi nua")
