"""The second factor: set up, asked for, good once, demanded by role, reset; no way round it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from iso_app.accounts import codes, factors, queries, sealing, services
from iso_app.accounts.models import RecoveryCode, SignInEvent, TotpKey, UserSession
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, InvalidTransition, NotFound, NotPermitted, TooManyTries
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from tests.support.world import PASSWORD

AGENT = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"


def code_of(secret, *, steps=0):
    return pyotp.TOTP(secret).at(int(now().timestamp()) + 30 * steps)


@pytest.fixture
def with_totp(world, with_password):
    """`with_totp("snv.staff")`: (e-mail, secret, recovery codes) of a person who has an app."""

    def give(key):
        email = with_password(key)
        secret = codes.new_secret()
        with unit_of_work(), whole_country():
            person = queries.person_by_email(email)
            db.session.add(
                TotpKey(
                    person_id=person.id, secret=sealing.seal(secret, person_id=person.id), confirmed_at=now()
                )
            )
            made = codes.recovery_codes()
            for code in made:
                digest = sealing.keyed_digest(codes.normal_recovery(code), person_id=person.id)
                db.session.add(RecoveryCode(person_id=person.id, digest=digest, made_at=now()))
        return email, secret, made

    return give


@pytest.fixture
def demanding(acting):
    def demand(role, *, from_day=None, grace=0):
        with acting("tdc.province_admin") as actor:
            services.demand_second_factor(actor, role, from_day=from_day or today(), grace_days=grace)

    return demand


def half_in(browser, email, password=PASSWORD):
    """The password given; where it led."""
    answer = browser.client.post(
        "/dang-nhap", data={"email": email, "password": password}, headers={"User-Agent": AGENT}
    )
    return answer.location or ""


def is_in(browser):
    return browser.client.get("/tai-khoan").status_code == 200


def shown_key(page):
    return page.select_one("[data-totp-key]").get_text().replace(" ", "")


# Signing in


def test_a_person_with_an_app_signs_in_in_two_steps(visitor, with_totp):
    email, secret, _ = with_totp("snv.staff")
    browser = visitor()
    assert "/dang-nhap/xac-thuc" in half_in(browser, email)
    assert not is_in(browser)
    browser.get("/dang-nhap/xac-thuc")
    browser.post("/dang-nhap/xac-thuc", code=code_of(secret))
    assert is_in(browser)


def test_half_signed_in_opens_no_page(app, visitor, with_totp):
    email, *_ = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    opened = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments
        and "GET" in rule.methods
        and not rule.rule.startswith(("/static", "/dang-nhap"))
        and app.view_functions[rule.endpoint].__guard__.name != "public"
        and "/dang-nhap" not in (browser.client.get(rule.rule).location or "")
    ]
    assert opened == []


def test_a_code_is_good_once(visitor, with_totp):
    email, secret, _ = with_totp("snv.staff")
    code = code_of(secret)
    first, second = visitor(), visitor("10.0.0.2")
    half_in(first, email)
    half_in(second, email)
    first.post("/dang-nhap/xac-thuc", code=code)
    page = second.post("/dang-nhap/xac-thuc", 422, code=code)
    assert "đã dùng rồi" in page.text
    assert not is_in(second)


def test_a_code_before_one_already_used_is_refused(visitor, with_totp):
    email, secret, _ = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    browser.post("/dang-nhap/xac-thuc", code=code_of(secret))
    other = visitor("10.0.0.2")
    half_in(other, email)
    other.post("/dang-nhap/xac-thuc", 422, code=code_of(secret, steps=-1))


@pytest.mark.parametrize(("steps", "answer"), [(-3, 422), (-1, 302), (1, 302), (3, 422)])
def test_the_clock_may_be_one_step_off(visitor, with_totp, steps, answer):
    email, secret, _ = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    browser.post("/dang-nhap/xac-thuc", answer, code=code_of(secret, steps=steps))


def test_sixteen_at_once_with_one_code_open_one_session(app, with_totp):
    email, secret, _ = with_totp("snv.staff")
    clients = [app.test_client() for _ in range(16)]
    for client in clients:
        client.post("/dang-nhap", data={"email": email, "password": PASSWORD})
    code = code_of(secret)
    db.session.remove()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda c: c.post("/dang-nhap/xac-thuc", data={"code": code}), clients))
    assert [answer.status_code for answer in answers].count(302) == 1
    assert sum(client.get("/tai-khoan").status_code == 200 for client in clients) == 1


def test_a_recovery_code_is_good_once_however_typed(visitor, with_totp):
    email, _, made = with_totp("snv.staff")
    first, second = visitor(), visitor("10.0.0.2")
    half_in(first, email)
    half_in(second, email)
    first.post("/dang-nhap/xac-thuc", code=made[0].upper().replace("-", " "))
    second.post("/dang-nhap/xac-thuc", 422, code=made[0])
    second.post("/dang-nhap/xac-thuc", code=made[1])
    assert is_in(first)
    assert is_in(second)


def test_another_persons_codes_open_nothing(visitor, with_totp):
    email, *_ = with_totp("snv.staff")
    _, secret, made = with_totp("xa.staff")
    browser = visitor()
    half_in(browser, email)
    browser.post("/dang-nhap/xac-thuc", 422, code=code_of(secret))
    browser.post("/dang-nhap/xac-thuc", 422, code=made[0])
    assert not is_in(browser)


def test_guessing_codes_has_to_wait(visitor, with_totp):
    email, secret, _ = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    wrong = "000000" if code_of(secret) != "000000" else "000001"
    answers = [browser.client.post("/dang-nhap/xac-thuc", data={"code": wrong}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    browser.post("/dang-nhap/xac-thuc", 429, code=code_of(secret))
    assert not is_in(browser)


def test_waiting_of_one_account_delays_no_other(visitor, with_totp):
    email, *_ = with_totp("snv.staff")
    other, secret, _ = with_totp("xa.staff")
    browser = visitor()
    half_in(browser, email)
    for _ in range(4):
        browser.client.post("/dang-nhap/xac-thuc", data={"code": "111111"})
    neighbour = visitor()
    half_in(neighbour, other)
    neighbour.post("/dang-nhap/xac-thuc", code=code_of(secret))


def test_a_step_ends_after_a_quarter_of_an_hour(visitor, with_totp, monkeypatch):
    email, secret, _ = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    monkeypatch.setattr("iso_app.accounts.services.steps.now", lambda: now() + timedelta(minutes=16))
    answer = browser.client.post("/dang-nhap/xac-thuc", data={"code": code_of(secret)})
    assert answer.location.startswith("/dang-nhap?")
    assert not is_in(browser)


def test_a_step_is_taken_once(visitor, with_totp):
    email, secret, made = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    with browser.client.session_transaction() as session:
        token = session["step"]
    browser.post("/dang-nhap/xac-thuc", code=code_of(secret))
    with pytest.raises(InvalidTransition), unit_of_work():
        services.pass_with_code(token, typed=made[0])


# Demanded by the province


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


def test_days_of_grace_remind_and_let_go_on(visitor, with_password, demanding):
    demanding(Role.INSPECTOR, grace=7)
    browser = visitor()
    half_in(browser, with_password("tdc.inspector"))
    assert "Để sau" in browser.get("/dang-nhap/thiet-lap").text
    browser.post("/dang-nhap/de-sau")
    assert is_in(browser)


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


# One's own account


def set_up(browser):
    page = browser.get("/tai-khoan/xac-thuc/ung-dung")
    secret = shown_key(page)
    carried = page.select_one("[name=carried]")["value"]
    made = browser.post(
        "/tai-khoan/xac-thuc/ung-dung", 200, carried=carried, code=code_of(secret), password=PASSWORD
    )
    return secret, [item.get_text(strip=True) for item in made.select(".codes li")]


def test_setting_up_ends_the_sessions_elsewhere(visitor, with_password):
    email = with_password("snv.staff")
    here, elsewhere = visitor(), visitor("10.0.0.2")
    half_in(here, email)
    half_in(elsewhere, email)
    _, made = set_up(here)
    assert len(set(made)) == 10
    assert is_in(here)
    assert not is_in(elsewhere)


def test_setting_up_asks_for_the_password(visitor, with_password):
    browser = visitor()
    half_in(browser, with_password("snv.staff"))
    page = browser.get("/tai-khoan/xac-thuc/ung-dung")
    carried = page.select_one("[name=carried]")["value"]
    data = {"carried": carried, "code": code_of(shown_key(page)), "password": "khong phai mat khau"}
    browser.post("/tai-khoan/xac-thuc/ung-dung", 422, **data)
    assert db.session.scalar(select(TotpKey.id)) is None


def test_new_recovery_codes_replace_the_old(visitor, with_password):
    email = with_password("snv.staff")
    browser = visitor()
    half_in(browser, email)
    _, old = set_up(browser)
    page = browser.post("/tai-khoan/xac-thuc/ma-du-phong", 200, password=PASSWORD)
    new = [item.get_text(strip=True) for item in page.select(".codes li")]
    other = visitor("10.0.0.2")
    half_in(other, email)
    other.post("/dang-nhap/xac-thuc", 422, code=old[0])
    other.post("/dang-nhap/xac-thuc", code=new[0])


def test_removing_the_app_and_going_back_to_the_password(visitor, with_password):
    email = with_password("snv.staff")
    browser = visitor()
    half_in(browser, email)
    set_up(browser)
    browser.post("/tai-khoan/xac-thuc/ung-dung/bo", 422, password="khong phai mat khau")
    browser.post("/tai-khoan/xac-thuc/ung-dung/bo", password=PASSWORD)
    assert half_in(visitor("10.0.0.3"), email) == "/bat-dau"
    assert db.session.scalar(select(RecoveryCode.id)) is None


def test_the_last_factor_stays_while_it_is_demanded(visitor, with_totp, demanding):
    email, secret, _ = with_totp("tdc.inspector")
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, email)
    browser.post("/dang-nhap/xac-thuc", code=code_of(secret))
    page = browser.post("/tai-khoan/xac-thuc/ung-dung/bo", 422, password=PASSWORD)
    assert "hãy thêm cách khác" in page.text


# Reset by an administrator


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


# History


def test_sign_ins_are_kept_with_refused_ones(visitor, with_totp, browse, world):
    email, secret, _ = with_totp("snv.staff")
    browser = visitor("10.7.7.7")
    half_in(browser, email, "khong phai mat khau")
    half_in(browser, email)
    browser.post("/dang-nhap/xac-thuc", 422, code="abcd-efgh-jkmn-pqrs")
    browser.post("/dang-nhap/xac-thuc", code=code_of(secret))
    kept = [(str(e.how), e.succeeded, e.network) for e in db.session.scalars(select(SignInEvent))]
    assert kept == [
        ("password", False, "10.7.7.7"),
        ("recovery_code", False, "10.7.7.7"),
        ("totp", True, "10.7.7.7"),
    ]
    own = browser.get("/tai-khoan/dang-nhap")
    assert own.text.count("Bị từ chối") >= 2
    assert "Chrome · Windows" in own.text
    address = f"/nguoi-dung/{world.person['snv.staff']}/dang-nhap"
    assert "10.7.7.7" in browse("snv.iso_secretary").get(address).text
    browse("xa.iso_secretary").get(address, 404)
    browse("snv.leader").get(address, 403)


def test_the_history_can_be_filtered_and_exported(visitor, with_password):
    browser = visitor()
    email = with_password("snv.staff")
    half_in(browser, email, "khong phai mat khau")
    half_in(browser, email)
    assert "Thành công" not in browser.get("/tai-khoan/dang-nhap?outcome=no").select_one("tbody").get_text()
    answer = browser.client.get("/tai-khoan/dang-nhap?export=csv")
    assert answer.get_data(as_text=True).count("\n") >= 3


def test_a_session_says_which_factor_it_was_opened_with(visitor, with_totp):
    email, secret, _ = with_totp("snv.staff")
    browser = visitor()
    half_in(browser, email)
    browser.post("/dang-nhap/xac-thuc", code=code_of(secret))
    assert db.session.scalars(select(UserSession.second_factor)).all() == ["totp"]


# Pages of the province


def test_the_province_demands_it_on_a_page(browse, acting):
    admin = browse("tdc.province_admin")
    assert "Không yêu cầu" in admin.get("/nguoi-dung/xac-thuc-hai-lop").text
    admin.post("/nguoi-dung/xac-thuc-hai-lop/inspector", from_day="01/01/2020", grace_days="7")
    assert "từ 08/01/2020" in admin.get("/nguoi-dung/xac-thuc-hai-lop").text
    admin.post("/nguoi-dung/xac-thuc-hai-lop/inspector", 422, from_day="01/01/2020", grace_days="365")
    admin.get("/nguoi-dung/xac-thuc-hai-lop/nobody", 404)
    admin.post("/nguoi-dung/xac-thuc-hai-lop/inspector/thoi")
    assert "01/01/2020" not in admin.get("/nguoi-dung/xac-thuc-hai-lop").text


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
