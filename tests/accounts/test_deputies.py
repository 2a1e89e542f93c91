"""A deputy works in somebody's post between two days: shown everywhere, judged on each request, never beyond."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from iso_app.accounts import deputies, queries, services, sessions
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound, NotPermitted
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.signatures.models import Meaning
from iso_app.signatures.policies import may_sign
from iso_app.trail.models import TrailEntry
from tests.support.world import World

DAYS = 3


@pytest.fixture
def delegated(acting: Callable, world: World) -> int:
    """The leader of `snv` is away for three days from today; the secretary stands in. The delegation's id."""
    return _delegate(acting, world, "snv.leader", "snv.iso_secretary")


def _delegate(acting: Callable, world: World, away: str, deputy: str, *, by: str = "") -> int:
    with acting(by or away) as actor:
        holding = next(
            h for h in deputies.holdings_to_delegate(actor, every=True) if h.person_id == world.person[away]
        )
        last = today() + timedelta(days=DAYS - 1)
        found = services.delegate(
            actor,
            holding,
            deputy_id=world.person[deputy],
            from_day=today(),
            to_day=last,
            reason="Đi công tác",
        )
        return found.id


def _posts(world: World, key: str, day: date) -> tuple[sessions.HeldPost, ...]:
    with whole_country():
        return sessions.posts_held(world.person[key], day)


def test_a_deputy_has_the_post_on_its_days_and_no_other(delegated: int, world: World) -> None:
    first = today()
    for day, expected in (
        (first, 2),
        (first + timedelta(days=DAYS - 1), 2),
        (first + timedelta(days=DAYS), 1),
    ):
        assert len(_posts(world, "snv.iso_secretary", day)) == expected
    own, lent = _posts(world, "snv.iso_secretary", first)
    assert own.role is Role.ISO_SECRETARY
    assert own.for_name == ""
    assert lent.role is Role.LEADER
    assert lent.label == "Lãnh đạo – Sở Nội vụ (thay mặt Lãnh đạo SNV)"


def test_a_deputy_acts_with_the_rights_of_the_post_and_is_shown(delegated: int, world: World, app) -> None:
    lent = _posts(world, "snv.iso_secretary", today())[1]
    actor = sessions.actor_of(world.person["snv.iso_secretary"], "Thư ký", lent)
    leader = sessions.actor_of(
        world.person["snv.leader"], "Lãnh đạo", _posts(world, "snv.leader", today())[0]
    )
    assert actor.permissions == leader.permissions
    assert actor.scope == leader.scope
    assert actor.for_person_id == world.person["snv.leader"]
    assert "thay mặt Lãnh đạo SNV" in actor.post_label


def test_what_the_author_wrote_is_not_approved_in_the_authors_name(delegated: int, world: World) -> None:
    lent = _posts(world, "snv.iso_secretary", today())[1]
    actor = sessions.actor_of(world.person["snv.iso_secretary"], "Thư ký", lent)
    assert not may_sign(actor, author_id=world.person["snv.leader"], meaning=Meaning.APPROVED)
    assert may_sign(actor, author_id=world.person["snv.staff"], meaning=Meaning.APPROVED)


def test_a_session_loses_the_post_with_the_last_day(delegated: int, world: World, browse: Callable) -> None:
    browser = browse("snv.iso_secretary")
    lent = _posts(world, "snv.iso_secretary", today())[1]
    browser.post(_switch(browser), post=str(lent.holding_id))
    assert "thay mặt Lãnh đạo SNV" in browser.get("/tai-khoan").text
    with time_machine.travel(_after(DAYS), tick=False):
        assert "thay mặt Lãnh đạo SNV" not in browse("snv.iso_secretary").get("/tai-khoan").text


def _after(days: int) -> date:
    return today() + timedelta(days=days, hours=12)


def _switch(browser) -> str:
    return str(browser.get("/tai-khoan").select_one('input[name="post"]').find_parent("form")["action"])


def test_a_deputy_who_leaves_the_agency_stands_in_no_longer(
    delegated: int, acting: Callable, world: World
) -> None:
    with acting("tdc.province_admin") as actor:
        (holding,) = queries.holdings_of(world.person["snv.iso_secretary"])
        services.end_holding(actor, holding, held_to=today())
    assert _posts(world, "snv.iso_secretary", today() + timedelta(days=1)) == ()


def test_ended_early_it_opens_nothing(delegated: int, acting: Callable, world: World) -> None:
    with acting("snv.leader") as actor:
        services.end_delegation(actor, deputies.delegation(delegated))
    assert len(_posts(world, "snv.iso_secretary", today())) == 1


def test_what_was_opened_for_another_is_not_done_in_ones_own_name(
    delegated: int, acting: Callable, world: World, browse: Callable
) -> None:
    browser = browse("snv.iso_secretary")
    lent = _posts(world, "snv.iso_secretary", today())[1]
    browser.post(_switch(browser), post=str(lent.holding_id))
    shown = browser.get("/viec/giao").select("main form[method=post] input[type=hidden]")
    with acting("snv.leader") as actor:
        services.end_delegation(actor, deputies.delegation(delegated))
    typed = {field["name"]: field.get("value", "") for field in shown}
    assert "thay mặt đã kết thúc" in browser.post("/viec/giao", 409, title="Gửi hồ sơ", **typed).get_text()
    browser.get("/viec/giao")


def test_nobody_hands_on_what_they_hold_for_another(delegated: int, acting: Callable, world: World) -> None:
    lent = _posts(world, "snv.iso_secretary", today())[1]
    with acting("snv.leader") as leader:
        actor = sessions.actor_of(world.person["snv.iso_secretary"], "Thư ký", lent)
        (holding,) = deputies.holdings_to_delegate(leader, every=False)
        with pytest.raises(NotPermitted):
            _try(actor, holding, world.person["snv.staff"])


def _try(actor: Actor, holding, deputy_id: int, **days: date) -> None:
    days = {"from_day": today() + timedelta(days=30), "to_day": today() + timedelta(days=31)} | days
    services.delegate(actor, holding, deputy_id=deputy_id, reason="Nghỉ phép", **days)


@pytest.mark.parametrize("deputy", ["xa.staff", "kgsnv.staff"])
def test_a_deputy_is_of_the_same_agency(deputy: str, acting: Callable, world: World) -> None:
    with acting("snv.leader") as actor:
        (holding,) = deputies.holdings_to_delegate(actor, every=False)
        with pytest.raises(NotFound):
            _try(actor, holding, world.person[deputy])


def test_a_secretary_does_not_make_herself_the_leader(acting: Callable, world: World) -> None:
    with pytest.raises(NotPermitted):
        _delegate(acting, world, "snv.leader", "snv.iso_secretary", by="snv.iso_secretary")


def test_days_are_checked(delegated: int, acting: Callable, world: World) -> None:
    with acting("snv.leader") as actor:
        (holding,) = deputies.holdings_to_delegate(actor, every=False)
        staff = world.person["snv.staff"]
        for first, last in ((-1, 5), (40, 39), (1, 5), (30, 500)):
            begin, end = today() + timedelta(days=first), today() + timedelta(days=last)
            with pytest.raises(DomainError):
                _try(actor, holding, staff, from_day=begin, to_day=end)


def test_pages(acting: Callable, world: World, browse: Callable) -> None:
    leader = browse("snv.leader")
    page = leader.get("/tai-khoan/uy-quyen")
    assert "Chọn người thay mặt" in page.text
    holding = page.select_one("#holding_id option")["value"]
    shown = leader.follow(
        "/tai-khoan/uy-quyen", holding_id=holding, deputy_id=str(world.person["snv.staff"]),
        from_day=f"{today():%d/%m/%Y}", to_day=f"{today():%d/%m/%Y}", reason="Đi họp",
    )  # fmt: skip
    assert "Đang thay mặt" in shown.text
    action = shown.select_one("form[action$='/thoi']")["action"]
    browse("xa.leader").post(action, expect=404)
    assert "Đã kết thúc" in leader.follow(action).text
    with whole_country():
        query = select(TrailEntry.verb).where(TrailEntry.subject_type == "delegation").order_by(TrailEntry.id)
        verbs = list(db.session.scalars(query))
    assert verbs == ["delegation.given", "delegation.ended"]
