"""The second factor at signing in: asked for, good once, no way round it; and what is kept of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from iso_app.accounts import services
from iso_app.accounts.models import SignInEvent, UserSession
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import InvalidTransition
from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from tests.accounts.two_steps import code_of, half_in, is_in, set_up
from tests.support.world import PASSWORD


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


def test_who_gives_a_recovery_code_reads_how_many_are_left(visitor, with_totp):
    """Whose telephone is lost is locked out with the last code: it is said while there is still a way in."""
    email, _, made = with_totp("snv.staff")
    browser = visitor()
    for left in reversed(range(len(made))):
        half_in(browser, email)
        browser.post("/dang-nhap/xac-thuc", code=made[left])
        said = browser.get("/tai-khoan/xac-thuc").text
        assert (f"còn {left} mã" in said) is (left > 0)
        assert ("mã dự phòng cuối cùng" in said) is (left == 0)
        assert ("Đã dùng hết mã dự phòng" in said) is (left == 0)


def test_a_sheet_of_recovery_codes_says_whose_they_are(visitor, with_password):
    email = with_password("snv.staff")
    browser = visitor()
    half_in(browser, email)
    set_up(browser)
    page = browser.post("/tai-khoan/xac-thuc/ma-du-phong", 200, password=PASSWORD)
    assert f"ISO điện tử của {email}, tạo ngày {show_day(today())}" in page.text


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
