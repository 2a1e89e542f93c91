"""What people are told, on their own pages and nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from iso_app.accounts import services as accounts
from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports.policies import MAKE
from iso_app.jobs.policies import OPERATE
from iso_app.notifications import queries, services
from iso_app.notifications.models import ByMail
from iso_app.trail.services import explain
from tests.support.statements import of_page


def test_the_bell_counts_what_is_unread(browse, tell):
    mine = browse("snv.leader")
    assert mine.get("/").select_one(".bell-count") is None
    tell("snv.leader")
    tell("snv.leader", "trial.quiet", what="x")
    page = mine.get("/")
    assert page.select_one(".bell-count").text == "2"
    assert page.select_one(".bell")["aria-label"] == "Thông báo: 2 chưa đọc"
    assert browse("snv.staff").get("/").select_one(".bell-count") is None


def test_unread_first_and_by_kind(browse, tell, acting):
    tell("snv.leader")
    tell("snv.leader", "trial.quiet", what="x")
    with acting("snv.leader") as actor:
        newest = queries.told(actor)[0]
        services.mark_read(actor, notification_id=newest.id)
    page = browse("snv.leader").get("/thong-bao")
    texts = [one.get_text(" ", strip=True) for one in page.select(".told > li")]
    assert "đã nộp báo cáo" in texts[0]
    assert "Chuyện nhỏ: x." in texts[1]
    assert "1 thông báo chưa đọc" in page.text
    only = browse("snv.leader").get("/thong-bao?loai=trial.quiet")
    assert len(only.select(".told > li")) == 1


def test_opening_marks_read_and_leads_on(browse, tell, acting):
    tell("snv.leader")
    mine = browse("snv.leader")
    with acting("snv.leader") as actor:
        found = queries.told(actor)[0]
    answer = mine.client.post(f"/thong-bao/{found.id}/da-doc", data={"mo": "1"})
    assert answer.location == "/co-quan/ST-SNV"
    assert mine.get("/").select_one(".bell-count") is None
    assert mine.get("/thong-bao").select_one(".told a")["href"] == "/co-quan/ST-SNV"


def test_all_read_at_once(browse, tell):
    for _ in range(3):
        tell("snv.leader")
    page = browse("snv.leader").follow("/thong-bao/da-doc-het")
    assert "Đã đánh dấu 3 thông báo" in page.text


def test_nobody_reads_or_marks_another_s(browse, tell, acting):
    tell("snv.leader")
    with acting("snv.leader") as actor:
        found = queries.told(actor)[0]
    for who in ("snv.staff", "tdc.province_admin", "kgtdc.province_admin"):
        other = browse(who)
        other.post(f"/thong-bao/{found.id}/da-doc", expect=404)
        other.post("/thong-bao/da-doc-het")
        assert not other.get("/thong-bao").select(".told > li")
    with acting("snv.leader") as actor:
        assert queries.unread(actor) == 1


@pytest.fixture
def leave(acting, world):
    """`leave("snv.leader")`: that person held their post until yesterday, and holds one in a commune from today."""

    def left(who):
        yesterday = today() - timedelta(days=1)
        with acting("tdc.province_admin") as admin:
            query = select(PostHolding).where(PostHolding.person_id == world.person[who])
            accounts.end_holding(admin, db.session.scalars(query).one(), held_to=yesterday)
            commune = db.session.get_one(Post, world.post["xa.staff"])
            person = db.session.get_one(Person, world.person[who])
            accounts.appoint(admin, person, commune, held_from=today())

    return left


def test_who_left_a_post_sees_no_more_what_was_told_for_its_sake(browse, tell, acting, leave, world):
    tell("snv.leader")
    with acting("tdc.inspector") as actor:
        services.notify(actor, "trial.quiet", person_id=world.person["snv.leader"], what="của riêng tôi")
    with acting("snv.leader") as actor:
        of_the_post = next(one for one in queries.told(actor) if one.kind == "trial.plain")
        assert queries.unread(actor) == 2
    leave("snv.leader")
    mine = browse("snv.leader")
    page = mine.get("/thong-bao")
    assert [one.get_text() for one in page.select(".told > li p:not(.muted)")] != []
    assert "đã nộp báo cáo" not in page.text
    assert "của riêng tôi" in page.text
    assert page.select_one(".bell-count").text == "1"
    mine.post(f"/thong-bao/{of_the_post.id}/da-doc", expect=404)


def test_a_second_post_in_another_agency_is_told_of_as_well(browse, tell, acting, world):
    with acting("tdc.province_admin") as admin:
        person = db.session.get_one(Person, world.person["snv.leader"])
        commune = db.session.get_one(Post, world.post["xa.staff"])
        accounts.appoint(admin, person, commune, held_from=today())
    with acting("tdc.inspector") as actor:
        services.notify(actor, "trial.plain", post_id=world.post["xa.staff"], agency="a", code="ST-SNV")
    mine = browse("snv.leader")
    page = mine.get("/thong-bao")
    assert "đã nộp báo cáo" in page.text
    assert page.select_one(".bell-count").text == "1"


def test_wishes_are_kept_and_shown_again(browse, acting):
    mine = browse("snv.leader")
    page = mine.get("/thong-bao/thiet-lap")
    assert "hiện chưa gửi thư" in page.text
    wanted = {
        option["name"]: option.select_one("option[selected]")["value"]
        for option in page.select("main select")
    }
    assert wanted["kind-trial.urgent"] == "at_once"
    mine.post(
        "/thong-bao/thiet-lap",
        **(wanted | {"digest_hour": "16", "language": "en", "kind-trial.urgent": "no"}),
    )
    with acting("snv.leader") as actor:
        wishes = queries.wishes(actor)
    assert (wishes.digest_hour, wishes.language) == (16, "en")
    assert wishes.by_mail["trial.urgent"] is ByMail.NO
    assert wishes.by_mail["trial.plain"] is ByMail.DIGEST
    mine.post("/thong-bao/thiet-lap", expect=200, **(wanted | {"digest_hour": "24"}))


def test_wishes_out_of_range_are_refused(acting):
    with acting("snv.leader") as actor:
        with pytest.raises(DomainError, match="0 đến 23"):
            services.choose(actor, digest_hour=24, language="vi", by_mail={})
        with pytest.raises(DomainError, match="ngôn ngữ"):
            services.choose(actor, digest_hour=7, language="xx", by_mail={})
        with pytest.raises(NotFound, match="loại thông báo"):
            services.choose(actor, digest_hour=7, language="vi", by_mail={"nothing": "no"})


def test_who_has_a_role_or_a_right_is_told(acting, world):
    st, facts = world.province["st"], {"agency": "a", "code": "ST-SNV"}
    with acting("tdc.inspector") as actor:
        told = services.notify_role(
            actor, "trial.plain", agency_id=world.agency["xa"], role=Role.ISO_SECRETARY, **facts
        )
        assert told == 1
        assert (
            services.notify_those_who_may(actor, "trial.plain", permission=OPERATE, province_id=st, **facts)
            == 1
        )
        assert (
            services.notify_those_who_may(actor, "trial.plain", permission=MAKE, province_id=st, **facts) == 1
        )
    for who, number in (
        ("xa.iso_secretary", 1), ("tdc.province_admin", 2), ("tdc.inspector", 0), ("kgtdc.province_admin", 0)
    ):  # fmt: skip
        with acting(who) as actor:
            assert queries.unread(actor) == number, who


def test_a_post_that_ended_is_told_nothing_more(acting, world):
    """Even where a holding of it was left to go on."""
    facts = {"agency": "a", "code": "ST-SNV"}
    post, agency = world.post["snv.leader"], world.agency["snv"]
    with unit_of_work(), whole_country():
        ended = db.session.get_one(Post, post)
        ended.valid_to = today() - timedelta(days=1)
        explain(ended)
    with acting("tdc.inspector") as actor:
        assert services.notify(actor, "trial.plain", post_id=post, **facts) == 0
        assert services.notify_role(actor, "trial.plain", agency_id=agency, role=Role.LEADER, **facts) == 0


def test_an_agency_tells_people_it_may_not_see(acting, world):
    """The secretary of an agency hands in; the officer of the province is told."""
    with acting("snv.iso_secretary") as actor:
        post = world.post["tdc.inspector"]
        assert services.notify(actor, "trial.plain", post_id=post, agency="a", code="ST-SNV") == 1


def test_the_list_takes_the_same_statements_however_long(app, browse, tell):
    mine = browse("snv.leader")
    tell("snv.leader")
    few = len(of_page(mine, "/thong-bao"))
    for _ in range(30):
        tell("snv.leader")
    assert len(of_page(mine, "/thong-bao")) == few <= 12


def test_a_kind_that_is_gone_is_silent(app, browse, tell, monkeypatch):
    tell("snv.leader")
    monkeypatch.setattr(queries, "kinds", dict)
    assert not browse("snv.leader").get("/thong-bao").select(".told > li")
