"""The one-time link: once, within a day, and only from whoever may open all that the password opens."""

import re

import pytest
from sqlalchemy import select

from iso_app.accounts import passwords, queries, services
from iso_app.accounts.models import OneTimeLink
from iso_app.core.clock import today
from iso_app.core.errors import InvalidTransition, NotPermitted
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.trail.models import TrailEntry
from tests.support.world import PASSWORD

NEW = "mot mat khau khac han"


def make(browser, world, key, expect=200):
    page = browser.post(f"/nguoi-dung/{world.person[key]}/lien-ket", expect)
    shown = page.select_one("#link")
    return re.sub(r"^https?://[^/]+", "", shown.text.strip()) if shown else None


def use(browser, url, expect=302, password=NEW, repeated=None):
    return browser.post(url, expect, new_password=password, repeated=repeated or password)


def test_a_link_sets_the_password_once(browse, visitor, world, fresh):
    url = make(browse("snv.iso_secretary"), world, "snv.staff")
    assert "Cán bộ, công chức SNV" in visitor().get(url).text
    use(visitor(), url)
    assert passwords.matches(fresh("snv.staff").password_hash, NEW)
    assert visitor().client.post(
        "/dang-nhap", data={"email": "snv.staff@example.vn", "password": NEW}
    ).status_code == 302  # fmt: skip
    assert "không còn dùng được" in visitor().get(url, 404).text
    use(visitor(), url, 404, password="mot mat khau nua")
    assert passwords.matches(fresh("snv.staff").password_hash, NEW)


def test_looking_at_a_link_does_not_use_it(browse, visitor, world):
    url = make(browse("snv.iso_secretary"), world, "snv.staff")
    for _ in range(3):
        visitor().get(url)
    use(visitor(), url)


def test_a_link_lasts_a_day(browse, visitor, world, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    url = make(browse("snv.iso_secretary"), world, "snv.staff")
    time_machine.move_to("2026-03-03 00:59:59+00:00", tick=False)
    visitor().get(url)
    time_machine.move_to("2026-03-03 01:00:01+00:00", tick=False)
    visitor().get(url, 404)
    use(visitor(), url, 404)


def test_only_the_latest_link_works(browse, visitor, world):
    browser = browse("snv.iso_secretary")
    first, second = make(browser, world, "snv.staff"), make(browser, world, "snv.staff")
    visitor().get(first, 404)
    visitor().get(second)


def test_who_changes_their_password_leaves_no_link_behind(browse, visitor, with_password, world):
    with_password("snv.staff")
    url = make(browse("snv.iso_secretary"), world, "snv.staff")
    browse("snv.staff").post("/tai-khoan/mat-khau", present=PASSWORD, new_password=NEW, repeated=NEW)
    visitor().get(url, 404)


def test_a_link_leads_where_the_product_is_and_not_where_a_request_says(browse, app, monkeypatch, world):
    monkeypatch.setattr(app.extensions["settings"], "address", "https://iso.example/")
    page = browse("snv.iso_secretary").post(f"/nguoi-dung/{world.person['snv.staff']}/lien-ket", expect=200)
    assert page.select_one("#link").text.strip().startswith("https://iso.example/dat-mat-khau/")


def test_the_link_itself_is_kept_nowhere(browse, world):
    token = make(browse("snv.iso_secretary"), world, "snv.staff").rpartition("/")[2]
    digests = db.session.scalars(select(OneTimeLink.token_digest)).all()
    with whole_country():
        entries = db.session.scalars(select(TrailEntry).where(TrailEntry.verb == "person.link_made")).all()
    assert len(digests) == len(entries) == 1
    assert token not in digests[0]
    assert token not in str([(e.facts, e.changes) for e in entries])


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..%2f..", "ế"])
def test_a_made_up_link_is_answered(token, visitor, world):
    visitor().get(f"/dat-mat-khau/{token}", 404)


@pytest.mark.parametrize(
    ("password", "repeated"), [("ngan", "ngan"), (NEW, "khac"), ("1234567890", "1234567890")]
)
def test_a_bad_password_does_not_use_the_link(password, repeated, browse, visitor, world):
    url = make(browse("snv.iso_secretary"), world, "snv.staff")
    answer = visitor().client.post(url, data={"new_password": password, "repeated": repeated})
    assert answer.status_code in {200, 422}
    use(visitor(), url)


def test_a_closed_account_is_not_opened_by_a_link(browse, visitor, acting, world):
    url = make(browse("snv.iso_secretary"), world, "snv.staff")
    with acting("tdc.province_admin") as actor:
        services.disable_person(actor, queries.person(world.person["snv.staff"]))
    visitor().get(url, 404)
    with pytest.raises(InvalidTransition), acting("tdc.province_admin") as actor:
        services.make_one_time_link(actor, queries.person(world.person["snv.staff"]))


def test_using_a_link_ends_the_sessions(browse, visitor, world):
    inside = browse("snv.staff")
    use(visitor(), make(browse("tdc.province_admin"), world, "snv.staff"))
    assert inside.client.get("/tai-khoan").status_code == 302


@pytest.mark.parametrize(
    ("by", "of", "answer"),
    [
        ("tdc.province_admin", "snv.leader", 200),
        ("tdc.province_admin", "tdc.inspector", 200),
        ("tdc.province_admin", "kgsnv.staff", 404),
        ("snv.iso_secretary", "snv.leader", 403),
        ("snv.iso_secretary", "snv.auditor", 200),
        ("snv.leader", "snv.leader", 403),
        ("snv.iso_secretary", "xa.staff", 404),
        ("snv.iso_secretary", "tdc.province_admin", 404),
        ("snv.leader", "snv.staff", 403),
        ("snv.staff", "snv.leader", 403),
        ("snv.auditor", "snv.leader", 403),
        ("tdc.inspector", "snv.staff", 403),
        ("tdc.leader", "snv.staff", 403),
        ("tdc.iso_secretary", "tdc.staff", 200),
        ("tdc.iso_secretary", "tdc.province_admin", 403),
        ("tdc.iso_secretary", "tdc.inspector", 403),
        ("tdc.iso_secretary", "tdc.leader", 403),
        ("tdc.iso_secretary", "snv.staff", 404),
    ],
)
def test_who_may_make_a_link_for_whom(by, of, answer, browse, world):
    make(browse(by), world, of, answer)


def test_a_secretary_cannot_reach_another_agency_through_a_person_of_two(acting, world):
    """A password opens every post of its person, those of other agencies and those to come included."""
    with acting("tdc.province_admin") as actor:
        person = queries.person(world.person["snv.staff"])
        post = services.create_post(
            actor, agency_id=world.agency["xa"], role=Role.STAFF, title="Văn thư", valid_from=today()
        )
        services.appoint(actor, person, post, held_from=today().replace(year=today().year + 1))
    for key in ("snv.iso_secretary", "xa.iso_secretary"):
        with pytest.raises(NotPermitted, match="cơ quan khác"), acting(key) as actor:
            services.make_one_time_link(actor, queries.person(world.person["snv.staff"]))


def test_an_appointment_withdraws_links_made_before(browse, visitor, acting, world):
    url = make(browse("snv.iso_secretary"), world, "snv.staff")
    with acting("tdc.province_admin") as actor:
        services.appoint_to(
            actor,
            queries.person(world.person["snv.staff"]),
            agency_id=world.agency["tdc"],
            role=Role.INSPECTOR,
            title="",
            held_from=today(),
        )
    visitor().get(url, 404)


def test_nobody_sets_the_password_of_another(acting, world):
    with pytest.raises(NotPermitted), acting("tdc.province_admin") as actor:
        services.set_password(actor, queries.person(world.person["snv.staff"]), NEW)
