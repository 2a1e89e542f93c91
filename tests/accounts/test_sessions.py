"""Sessions end when they should, and people see and end their own."""

import pytest
from sqlalchemy import select

from iso_app.accounts import passwords, queries, services, sessions
from iso_app.accounts.models import UserSession
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from tests.support.world import PASSWORD

NEW = "mot mat khau khac han"


def is_in(browser) -> bool:
    return browser.client.get("/tai-khoan").status_code == 200


def rows_of(world, key):
    query = select(UserSession).where(UserSession.person_id == world.person[key]).order_by(UserSession.id)
    found = db.session.scalars(query).all()
    db.session.rollback()
    return found


def test_idle_for_half_an_hour(browse, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    browser = browse("snv.staff")
    for _ in range(3):
        time_machine.shift(29 * 60)
        assert is_in(browser)
    time_machine.shift(31 * 60)
    assert not is_in(browser)


def test_twelve_hours_in_all(browse, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    browser = browse("snv.staff")
    for _ in range(36):
        time_machine.shift(20 * 60)
        assert is_in(browser)
    time_machine.shift(60)
    assert not is_in(browser)


def test_signing_out_ends_it_on_the_server(browse, world):
    browser = browse("snv.staff")
    cookie = browser.client.get_cookie("iso").value
    browser.post("/dang-xuat")
    assert rows_of(world, "snv.staff")[0].ended_why == "signed_out"
    browser.client.set_cookie("iso", cookie)
    assert not is_in(browser)


def test_a_closed_account_is_out_at_once(browse, acting, world):
    browser = browse("snv.staff")
    with acting("snv.iso_secretary") as actor:
        services.disable_person(actor, queries.person(world.person["snv.staff"]))
    assert not is_in(browser)
    with acting("snv.iso_secretary") as actor:
        services.enable_person(actor, queries.person(world.person["snv.staff"]))
    assert not is_in(browser)


def test_changing_the_password_ends_the_others(browse, with_password):
    with_password("snv.staff")
    here, elsewhere = browse("snv.staff"), browse("snv.staff")
    here.post("/tai-khoan/mat-khau", present=PASSWORD, new_password=NEW, repeated=NEW)
    assert is_in(here)
    assert not is_in(elsewhere)


def said_at_the_door(browser):
    browser.client.get("/tai-khoan")
    notice = browser.get("/dang-nhap").select_one("main .notice")
    return notice.get_text(" ", strip=True) if notice else ""


def test_a_session_ended_by_others_says_why_to_its_own_browser_only(browse, acting, world):
    browser = browse("snv.staff")
    with acting("snv.iso_secretary") as actor:
        services.end_all_sessions(actor, queries.person(world.person["snv.staff"]))
    assert said_at_the_door(browser) == "Quản trị đã kết thúc phiên làm việc của bạn; hãy đăng nhập lại."
    assert said_at_the_door(browse("")) == ""
    forged = browse("")
    with forged.client.session_transaction() as cookie:
        cookie["_user_id"] = "a token of nobody"
    assert said_at_the_door(forged) == ""
    again = browse("snv.staff")
    again.post("/dang-xuat")
    assert "Quản trị" not in said_at_the_door(again)


def test_a_demand_that_ended_a_session_is_told_at_the_door(browse, acting):
    browser = browse("tdc.inspector")
    with acting("tdc.province_admin") as actor:
        services.demand_second_factor(actor, Role.INSPECTOR, from_day=today(), grace_days=0)
    assert "Tỉnh đã yêu cầu xác thực hai lớp" in said_at_the_door(browser)


def test_long_unused_is_told_as_well(browse, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    browser = browse("snv.staff")
    time_machine.shift(31 * 60)
    assert "hết hạn" in said_at_the_door(browser)


@pytest.mark.parametrize(
    ("present", "new", "repeated", "sentence"),
    [
        ("sai mat khau roi", NEW, NEW, "Mật khẩu không đúng."),
        (PASSWORD, NEW, NEW + "x", "Hai lần nhập không giống nhau."),
        (PASSWORD, "ngan", "ngan", "ít nhất 10 ký tự"),
        (PASSWORD, PASSWORD, PASSWORD, "phải khác mật khẩu đang dùng"),
        (PASSWORD, "snv.staff@example.vn", "snv.staff@example.vn", "trùng với họ tên hoặc e-mail"),
        (PASSWORD, "Mật khẩu 123", "Mật khẩu 123", "dễ đoán"),
        (PASSWORD, "", "", "Chưa điền mục này."),
    ],
)
def test_a_bad_change_is_explained(present, new, repeated, sentence, browse, with_password, fresh):
    with_password("snv.staff")
    page = browse("snv.staff").client.post(
        "/tai-khoan/mat-khau", data={"present": present, "new_password": new, "repeated": repeated}
    )
    assert page.status_code in {200, 422}
    assert sentence in page.text
    assert passwords.matches(fresh("snv.staff").password_hash, PASSWORD)


def test_one_sees_and_ends_ones_own(browse, world):
    here, elsewhere, stranger = browse("snv.staff"), browse("snv.staff"), browse("snv.leader")
    rows = rows_of(world, "snv.staff")
    page = here.get("/tai-khoan")
    assert f"/tai-khoan/phien/{rows[1].id}/ket-thuc" in str(page)
    assert f"/tai-khoan/phien/{rows[0].id}/ket-thuc" not in str(page)
    stranger.post(f"/tai-khoan/phien/{rows[1].id}/ket-thuc", 404)
    assert is_in(elsewhere)
    here.post(f"/tai-khoan/phien/{rows[1].id}/ket-thuc")
    assert not is_in(elsewhere)
    assert is_in(here)


def test_one_ends_all_others_at_once(browse):
    browsers = [browse("snv.staff") for _ in range(3)]
    browsers[1].post("/tai-khoan/phien/ket-thuc-noi-khac")
    assert [is_in(browser) for browser in browsers] == [False, True, False]


def test_an_administrator_ends_all_sessions_of_a_person(browse, world):
    browser = browse("snv.staff")
    browse("tdc.province_admin").post(f"/nguoi-dung/{world.person['snv.staff']}/ket-thuc-phien")
    assert not is_in(browser)


# -- posts ---------------------------------------------------------------------------------------------------


@pytest.fixture
def second_post(acting, world):
    """The secretary of snv holds a post at xa as well."""
    with acting("tdc.province_admin") as actor:
        person = queries.person(world.person["snv.iso_secretary"])
        post = services.create_post(
            actor,
            agency_id=world.agency["xa"],
            role=Role.AUDITOR,
            title="Đánh giá viên chéo",
            valid_from=today(),
        )
        return services.appoint(actor, person, post, held_from=today()).id


def test_working_in_another_post(browse, second_post):
    browser = browse("snv.iso_secretary")
    assert "Sở Nội vụ" in browser.get("/tai-khoan").select_one(".pop-head").text
    browser.post("/doi-vi-tri", post=second_post)
    assert "Đánh giá viên chéo" in browser.get("/tai-khoan").select_one(".pop-head").text
    browser.get("/nguoi-dung/", 403)  # an auditor does not see the list of people


def sent_from(page, **typed):
    """What the form of a page sends: its hidden fields and what was typed."""
    form = page.select_one("main form[method=post]")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")} | typed


def test_what_was_opened_in_one_post_is_not_done_in_another(browse, second_post):
    """Two tabs: in the second one the person goes on in another agency, then sends the form of the first one."""
    browser = browse("snv.iso_secretary")
    page = browser.get("/de-nghi-tai-lieu/them")
    first = (
        page.select_one("button[aria-current=true]").find_parent("form").select_one("[name=post]")["value"]
    )
    typed = sent_from(page, title="Quy trình mới")
    browser.post("/doi-vi-tri", post=second_post)
    refused = browser.post("/de-nghi-tai-lieu/them", 409, **typed)
    assert "vị trí khác" in refused.get_text()
    assert sent_from(browser.get("/thong-bao/thiet-lap"))["_post"] != typed["_post"]
    browser.post("/doi-vi-tri", post=first)
    browser.post(
        "/de-nghi-tai-lieu/them", 200, **typed
    )  # as far as the form's own rules: nobody is named yet


def test_an_old_page_still_lets_choose_a_post(browse, second_post):
    """Its button names the post to go on in: which one is in use meanwhile does not matter."""
    browser = browse("snv.iso_secretary")
    form = browser.get("/tai-khoan").select_one("main form[action='/doi-vi-tri']")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    browser.post("/doi-vi-tri", post=second_post)
    browser.post("/doi-vi-tri", 302, **sent)


@pytest.mark.parametrize("post", ["0", "x", "", "999999"])
def test_a_post_one_does_not_hold_is_not_taken(post, browse, second_post):
    browse("snv.iso_secretary").post("/doi-vi-tri", 404, post=post)


def test_another_ones_post_is_not_taken(browse, second_post):
    browse("snv.leader").post("/doi-vi-tri", 404, post=second_post)


def test_without_a_post_one_sees_only_oneself(browse, acting, world, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    with acting("tdc.province_admin") as actor:
        person = queries.person(world.person["snv.staff"])
        services.end_holding(actor, queries.holdings_of(person.id)[0], held_to=today())
    browser = browse("snv.staff")
    assert is_in(browser)
    time_machine.move_to("2026-03-03 01:00:00+00:00", tick=False)
    browser = browse("snv.staff")
    assert "chưa giữ vị trí nào" in browser.get("/tai-khoan").text
    browser.get("/nguoi-dung/", 403)


def test_province_wide_posts_come_first(acting, world):
    with acting("tdc.province_admin") as actor:
        person = queries.person(world.person["xa.staff"])
        post = services.create_post(
            actor, agency_id=world.agency["tdc"], role=Role.INSPECTOR, title="Chuyên viên", valid_from=today()
        )
        services.appoint(actor, person, post, held_from=today())
    with whole_country():
        held = sessions.posts_held(world.person["xa.staff"], today())
    assert [post.role for post in held] == [Role.INSPECTOR, Role.STAFF]


def test_the_actor_of_an_address(world, acting):
    actor = sessions.actor_for_email(" TDC.inspector@example.vn")
    assert (actor.role, actor.province_id) == (Role.INSPECTOR, world.province["st"])
    db.session.rollback()
    with pytest.raises(DomainError, match="Không có tài khoản"):
        sessions.actor_for_email("khong.ai@example.vn")
    db.session.rollback()
    with acting("tdc.province_admin") as admin:
        services.disable_person(admin, queries.person(world.person["snv.staff"]))
    with pytest.raises(DomainError, match="Không có tài khoản"):
        sessions.actor_for_email("snv.staff@example.vn")


def test_a_session_of_nobody_is_not_found(acting):
    with pytest.raises(NotFound), acting("snv.staff") as actor:
        services.end_session(actor, 12345)
