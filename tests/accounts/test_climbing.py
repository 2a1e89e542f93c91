"""Nobody comes into a post above their own by way of an account, a made-up one or a deputy's."""

from datetime import timedelta

import pytest

from iso_app.accounts import deputies, policies, queries, services
from iso_app.core.clock import today
from iso_app.core.errors import NotFound, NotPermitted
from iso_app.core.roles import Role

OPENING = (
    services.make_one_time_link,
    services.disable_person,
    services.enable_person,
    lambda actor, person: services.reset_second_factor(actor, person, reason="Mất máy"),
    lambda actor, person: services.edit_person(actor, person, full_name="Ai", email="khac@example.vn"),
)


def lend(acting, world, away, deputy, *, by="", after=0):
    with acting(by or away) as actor:
        holdings = deputies.holdings_to_delegate(actor, every=True)
        holding = next(one for one in holdings if one.person_id == world.person[away])
        days = {"from_day": today() + timedelta(days=after), "to_day": today() + timedelta(days=after + 5)}
        return services.delegate(actor, holding, deputy_id=world.person[deputy], reason="Đi vắng", **days).id


def refused(acting, world, by, of, acts=OPENING, why="."):
    for act in acts:
        with pytest.raises(NotPermitted, match=why), acting(by) as actor:
            act(actor, queries.person(world.person[of]))


def test_a_secretary_does_not_open_a_leaders_account(acting, world):
    refused(acting, world, "snv.iso_secretary", "snv.leader", why="tài khoản của lãnh đạo")


def test_a_secretary_keeps_the_everyday_of_a_leader_and_the_accounts_of_others(acting, world):
    with acting("snv.iso_secretary") as actor:
        leader = queries.person(world.person["snv.leader"])
        services.edit_person(actor, leader, full_name="Tên Mới", email=leader.email, phone="0299 3822333")
        services.end_all_sessions(actor, leader)
        assert services.make_one_time_link(actor, queries.person(world.person["snv.auditor"]))


@pytest.mark.parametrize("after", [0, 30])
def test_a_leaders_deputy_is_kept_like_a_leader(acting, world, after):
    delegation = lend(acting, world, "snv.leader", "snv.staff", after=after)
    refused(acting, world, "snv.iso_secretary", "snv.staff", why="thay mặt lãnh đạo")
    with acting("snv.leader") as actor:
        services.end_delegation(actor, deputies.delegation(delegation))
    with acting("snv.iso_secretary") as actor:
        assert services.make_one_time_link(actor, queries.person(world.person["snv.staff"]))


@pytest.mark.parametrize("after", [0, 30])
def test_a_deputy_of_the_provinces_administrator_is_the_administrators(acting, world, after):
    lend(acting, world, "tdc.province_admin", "tdc.staff", after=after)
    refused(acting, world, "tdc.iso_secretary", "tdc.staff", why="cấp tỉnh")


def test_what_was_lent_long_ago_binds_nobody(acting, world, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    lend(acting, world, "snv.leader", "snv.staff")
    time_machine.move_to("2026-03-08 01:00:00+00:00", tick=False)
    with acting("snv.iso_secretary") as actor:
        assert services.make_one_time_link(actor, queries.person(world.person["snv.staff"]))


def test_a_link_made_before_opens_nothing_lent_after(acting, world):
    with acting("snv.iso_secretary") as actor:
        token = services.make_one_time_link(actor, queries.person(world.person["snv.staff"]))
    assert queries.name_on_link(token)
    lend(acting, world, "snv.leader", "snv.staff")
    assert queries.name_on_link(token) is None


def test_a_secretary_makes_up_no_leader(acting, world):
    given = {"agency_id": world.agency["snv"], "role": Role.LEADER, "title": "Phó Giám đốc"}
    with pytest.raises(NotPermitted, match="lãnh đạo"), acting("snv.iso_secretary") as actor:
        services.engage(actor, full_name="Ai Đó", email="ai@example.vn", held_from=today(), **given)
    with pytest.raises(NotPermitted, match="lãnh đạo"), acting("snv.iso_secretary") as actor:
        services.appoint_to(actor, queries.person(world.person["snv.staff"]), held_from=today(), **given)
    with pytest.raises(NotPermitted, match="lãnh đạo"):
        lend(acting, world, "snv.leader", "snv.staff", by="snv.iso_secretary")


def test_a_leader_keeps_other_leaders_and_nobody_else(acting, world):
    given = {"agency_id": world.agency["snv"], "role": Role.LEADER, "title": "Phó Giám đốc"}
    with acting("snv.leader") as actor:
        second = services.engage(actor, full_name="Ai Đó", email="ai@example.vn", held_from=today(), **given)
        assert services.make_one_time_link(actor, second)
        services.disable_person(actor, second)
        services.enable_person(actor, second)
    refused(acting, world, "snv.leader", "snv.staff", why="Lãnh đạo chỉ")
    refused(acting, world, "snv.leader", "snv.leader", acts=OPENING[:1])
    with pytest.raises(NotFound), acting("snv.leader") as actor:
        services.make_one_time_link(actor, queries.person(world.person["xa.leader"]))


@pytest.mark.parametrize(
    ("away", "deputy", "role"),
    [
        ("snv.leader", "snv.iso_secretary", Role.LEADER),
        ("tdc.province_admin", "tdc.staff", Role.PROVINCE_ADMIN),
        ("tdc.province_admin", "tdc.staff", Role.INSPECTOR),
        ("tdc.province_admin", "tdc.staff", Role.LEADER),
    ],
)
def test_what_is_lent_for_some_days_is_not_kept_for_good(acting, world, actor_for, away, deputy, role):
    lend(acting, world, away, deputy)
    own = actor_for(away)
    with acting(away):
        standing_in = type(own)(
            name="Người thay", scope=own.scope, permissions=own.permissions, person_id=world.person[deputy],
            post_id=own.post_id, post_label=own.post_label, role=own.role, for_person_id=own.person_id,
        )  # fmt: skip
        with pytest.raises(NotPermitted, match="thay mặt"):
            services.engage(
                standing_in, full_name="Ai Đó", email="ai@example.vn", held_from=today(),
                agency_id=own.agency_id, role=role, title="",
            )  # fmt: skip
        with pytest.raises(NotPermitted, match="thay mặt"):
            services.make_one_time_link(standing_in, queries.person(world.person[away]))
        assert role not in policies.roles_open_to(standing_in)


def test_the_pages_say_so(browse, world):
    address = f"/nguoi-dung/{world.person['snv.leader']}"
    page = browse("snv.iso_secretary").get(address)
    assert not page.select("form[action$='/lien-ket'], form[action$='/khoa']")
    assert "tài khoản của lãnh đạo" in page.select_one(".aside").get_text()
    for act in ("lien-ket", "khoa", "dat-lai-xac-thuc"):
        browse("snv.iso_secretary").post(f"{address}/{act}", 403)
    offered = browse("snv.iso_secretary").get("/nguoi-dung/them").select("[name=role] option")
    assert "leader" not in {option.get("value") for option in offered}
    browse("tdc.leader").get("/nguoi-dung/them", 403)
