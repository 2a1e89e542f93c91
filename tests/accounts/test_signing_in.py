"""In through the page: one answer for every failure, a fresh session, only into the product."""

import pytest
import structlog
from argon2 import PasswordHasher
from sqlalchemy import select

from iso_app.accounts import attempts, passwords, queries, services
from iso_app.accounts.models import SignInAttempt, UserSession
from iso_app.core.actor import operator
from iso_app.core.errors import DomainError, NotPermitted, TooManyTries
from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from tests.support.world import PASSWORD


def sign_in(browser, email, password=PASSWORD, url="/dang-nhap"):
    return browser.client.post(url, data={"email": email, "password": password})


def test_the_right_password_opens(visitor, with_password):
    browser = visitor()
    email = with_password("tdc.province_admin")
    assert sign_in(browser, email).status_code == 302
    assert email in browser.get("/tai-khoan").text


def test_the_address_is_found_however_it_is_typed(visitor, with_password):
    with_password("snv.staff")
    assert sign_in(visitor(), "  SNV.Staff@Example.VN ").status_code == 302


def test_a_password_is_one_however_the_keyboard_composes_it(visitor, with_password):
    email = with_password("snv.staff", "một hai ba bốn năm")
    decomposed = "mo\u0323\u0302t hai ba bo\u0302\u0301n na\u0306m"
    assert sign_in(visitor(), email, decomposed).status_code == 302


def test_every_failure_looks_alike(visitor, with_password, acting, world):
    known, closed = with_password("snv.staff"), with_password("xa.staff")
    with acting("tdc.province_admin") as actor:
        services.disable_person(actor, queries.person(world.person["xa.staff"]))
    answers = set()
    for email, password in (
        (known, "sai mat khau roi"),
        (closed, PASSWORD),
        ("khong.ai@example.vn", PASSWORD),
    ):
        page = visitor().post("/dang-nhap", 422, email=email, password=password)
        answers.add(page.select_one(".error-summary").get_text(" ", strip=True))
    assert len(answers) == 1
    assert "E-mail hoặc mật khẩu không đúng." in answers.pop()


def test_a_person_without_password_cannot_enter(visitor, world):
    assert sign_in(visitor(), "snv.staff@example.vn", "").status_code == 200
    assert sign_in(visitor(), "snv.staff@example.vn", "bat ky mat khau").status_code == 422


def test_an_unknown_name_costs_a_verification(world, monkeypatch):
    verified = []
    monkeypatch.setattr(passwords, "_bytes", lambda typed: verified.append(typed) or typed.encode())
    with pytest.raises(DomainError), unit_of_work():
        services.sign_in("khong.ai@example.vn", "mat khau nao do", network="10.9.9.9", browser="")
    assert verified == ["mat khau nao do"]


def test_what_was_in_the_browser_before_opens_nothing(visitor, with_password):
    browser = visitor()
    email = with_password("snv.staff")
    browser.client.set_cookie("iso", "made-up-by-somebody")
    sign_in(browser, email)
    with browser.client.session_transaction() as session:
        first = session["_user_id"]
    sign_in(browser, email)
    with browser.client.session_transaction() as session:
        assert session["_user_id"] != first
    rows = db.session.scalars(select(UserSession).order_by(UserSession.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    assert first not in {row.token_digest for row in rows}


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/tai-khoan", "/tai-khoan"),
        ("/nguoi-dung/?role=staff", "/nguoi-dung/?role=staff"),
        ("https://evil.example/", "/bat-dau"),
        ("//evil.example/", "/bat-dau"),
        ("/\\evil.example", "/bat-dau"),
        ("\\\\evil.example", "/bat-dau"),
        ("/%09/evil.example", "/bat-dau"),
        ("/\t/evil.example", "/bat-dau"),
        ("javascript:alert(1)", "/bat-dau"),
        ("/dang-xuat", "/bat-dau"),
        ("tai-khoan", "/bat-dau"),
        ("", "/bat-dau"),
    ],
)
def test_one_is_led_only_into_the_product(asked, led_to, visitor, with_password):
    email = with_password("snv.iso_secretary")
    answer = visitor().client.post(
        "/dang-nhap", query_string={"next": asked}, data={"email": email, "password": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (302, led_to)


def test_a_page_asked_for_is_opened_after_signing_in(visitor, with_password):
    browser = visitor()
    email = with_password("snv.iso_secretary")
    answer = browser.client.get("/tai-khoan")
    assert answer.status_code == 302
    assert sign_in(browser, email, url=answer.location).location == "/tai-khoan"


def test_who_is_in_need_not_sign_in(browse):
    assert browse("snv.staff").client.get("/dang-nhap").location == "/"


def test_the_log_names_people_and_no_secret(visitor, with_password):
    email = with_password("snv.staff")
    with structlog.testing.capture_logs() as lines:
        sign_in(visitor(), email, "nham o mat khau")
        sign_in(visitor(), "mat khau go nham o", "x")
        sign_in(visitor(), email)
    assert [line["event"] for line in lines] == ["sign_in.refused", "sign_in.refused", "sign_in.succeeded"]
    assert not any(secret in str(lines) for secret in (PASSWORD, "nham o mat khau", "mat khau go nham o"))


@pytest.mark.parametrize("typed", ["x" * 300, "\x00", "\ud800", "' OR 1=1 --", "ế" * 250])
def test_whatever_is_typed_is_answered(typed, visitor, world):
    for data in ({"email": typed, "password": "x"}, {"email": "a@b.vn", "password": typed}, {}):
        answer = visitor().client.post("/dang-nhap", data=_sendable(data))
        assert answer.status_code in {200, 422, 429}


def _sendable(data):
    return {key: value.encode("utf-8", "replace").decode() for key, value in data.items()}


# -- delays --------------------------------------------------------------------------------------------------


def tries(email, count, network="10.0.0.1", password="sai mat khau roi"):
    """Fail so often as one may without waiting; how many seconds the next try has to wait."""
    for _ in range(count):
        with pytest.raises(DomainError), unit_of_work():
            services.sign_in(email, password, network=network, browser="")
    return seconds_to_wait(email, network)


def seconds_to_wait(email, network="10.0.0.1"):
    left = attempts.seconds_left(email, network)
    db.session.rollback()
    return left


@pytest.mark.parametrize("key", ["snv.staff@example.vn", "khong.ai@example.vn"])
def test_the_wait_grows_for_known_and_unknown_alike(key, with_password, time_machine):
    with_password("snv.staff")
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    assert [tries(key, 1) for _ in range(2)] == [0, 0]
    waits = []
    for _ in range(12):
        waits.append(tries(key, 1))
        time_machine.shift(waits[-1])
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert waits == sorted(waits)
    assert waits[-1] == 900


def test_too_early_is_refused_even_with_the_right_password_and_costs_nothing(with_password, time_machine):
    email = with_password("snv.staff")
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    wait = tries(email, 3)
    for _ in range(20):
        with pytest.raises(TooManyTries) as refusal, unit_of_work():
            services.sign_in(email, PASSWORD, network="10.0.0.1", browser="")
    assert refusal.value.seconds == wait == 2
    assert seconds_to_wait(email) == 2
    time_machine.shift(2)
    with unit_of_work():
        services.sign_in(email, PASSWORD, network="10.0.0.1", browser="")
    assert seconds_to_wait(email) == 0
    assert tries(email, 1) == 0


def test_the_page_says_how_long(visitor, with_password):
    email = with_password("snv.staff")
    browser = visitor()
    for _ in range(3):
        browser.post("/dang-nhap", 422, email=email, password="sai mat khau roi")
    page = browser.post("/dang-nhap", 429, email=email, password=PASSWORD)
    assert "giây" in page.select_one(".error-summary").text
    assert page.select_one("#email")["value"] == email


def test_failures_stay_though_the_request_is_undone(with_password):
    email = with_password("snv.staff")
    assert tries(email, 3) > 0
    assert db.session.scalars(select(SignInAttempt.succeeded)).all() == [False] * 3


def test_many_networks_slow_one_account_but_not_its_own_people(with_password, time_machine):
    email = with_password("snv.staff")
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    with unit_of_work():
        services.sign_in(email, PASSWORD, network="10.0.0.1", browser="")
    for number in range(15):
        tries(email, 1, network=f"203.0.113.{number}")
        time_machine.shift(60)
    assert tries(email, 1, network="198.51.100.1") == 60
    assert seconds_to_wait(email, "198.51.100.2") == 60
    assert seconds_to_wait(email, "10.0.0.1") == 0


def test_many_names_from_one_network_are_slowed(world, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    for number in range(20):
        tries(f"ten{number}@example.vn", 1)
    assert seconds_to_wait("mot.ten.khac@example.vn") == 2
    assert seconds_to_wait("mot.ten.khac@example.vn", "10.0.0.2") == 0


# -- the password asked again --------------------------------------------------------------------------------


def test_proving_counts_like_signing_in(with_password, actor_for, acting):
    with_password("snv.leader")
    actor = actor_for("snv.leader")
    with acting("snv.leader"):
        services.prove(actor, PASSWORD)
    for _ in range(3):
        with pytest.raises(DomainError) as refusal, acting("snv.leader"):
            services.prove(actor, "sai mat khau roi")
        assert refusal.value.field == "password"
    with pytest.raises(TooManyTries), acting("snv.leader"):
        services.prove(actor, PASSWORD)


def test_a_failure_stays_though_its_savepoint_is_undone(with_password, acting):
    with_password("snv.leader")
    with acting("snv.leader") as actor:
        try:
            with db.session.begin_nested():
                services.prove(actor, "sai mat khau roi")
        except DomainError:
            pass
    assert db.session.scalars(select(SignInAttempt.succeeded)).all() == [False]


def test_the_command_line_proves_nothing(world):
    with pytest.raises(NotPermitted), unit_of_work():
        services.prove(operator(), PASSWORD)


def test_weaker_hashes_are_made_again(with_password, fresh, monkeypatch):
    email = with_password("snv.staff")
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=4))
    with unit_of_work():
        services.sign_in(email, PASSWORD, network="10.0.0.1", browser="")
    assert ",t=4," in fresh("snv.staff").password_hash
