"""Accounts and posts: who may keep which, what is refused, what the trail says."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from iso_app.accounts import queries, services
from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Department
from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, InvalidTransition, NotFound, NotPermitted
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.tasks.queries.people import people_of
from iso_app.trail.models import TrailEntry
from iso_app.trail.services import explain, record


def engage(
    actor, world, *, agency="snv", role=Role.STAFF, title="", email="moi@example.vn", name="Lê Thị Ánh"
):
    return services.engage(
        actor,
        full_name=name,
        email=email,
        agency_id=world.agency[agency],
        role=role,
        title=title,
        held_from=today(),
    )


def counts():
    with whole_country():
        found = [db.session.scalar(select(func.count(model.id))) for model in (Person, Post, PostHolding)]
    db.session.rollback()
    return found


@pytest.mark.parametrize("by", ["snv.iso_secretary", "tdc.province_admin"])
def test_a_new_person_with_a_post(by, acting, world):
    before = counts()
    with acting(by) as actor:
        person = engage(actor, world, email=" Moi@Example.VN", title="Văn thư")
    assert counts() == [number + 1 for number in before]
    with acting("snv.leader"):
        found = queries.person(person.id)
        assert (found.email, found.folded) == ("moi@example.vn", "le thi anh moi@example.vn")
        assert [holding.post.title for holding in queries.holdings_of(person.id)] == ["Văn thư"]
    with whole_country():
        verbs = set(db.session.scalars(select(TrailEntry.verb)))
    assert verbs >= {"person.created", "post.created", "post_holding.begun"}


def test_a_vacant_post_is_taken_before_a_new_one_is_made(acting, world):
    with acting("snv.iso_secretary") as actor:
        post = services.create_post(
            actor, agency_id=world.agency["snv"], role=Role.STAFF, title="Văn thư", valid_from=today()
        )
        first = engage(actor, world, title="VĂN THƯ")
        second = engage(actor, world, title="Văn thư", email="hai@example.vn")
        assert queries.holdings_of(first.id)[0].post_id == post.id
        assert queries.holdings_of(second.id)[0].post_id != post.id


def test_without_a_title_a_post_is_called_as_its_role(acting, world):
    with acting("snv.iso_secretary") as actor:
        person = engage(actor, world, role=Role.AUDITOR)
        assert queries.holdings_of(person.id)[0].post.title == "Đánh giá viên nội bộ"


def test_people_are_listed_by_given_name(acting, world):
    names = ["Nguyễn Văn Đông", "Trần Thị Bình", "Lê Ánh", "Phạm Minh An"]
    with acting("snv.iso_secretary") as actor:
        for number, name in enumerate(names):
            engage(actor, world, email=f"ten{number}@example.vn", name=name)
        listed = db.session.scalars(
            select(Person.full_name).where(Person.email.startswith("ten")).order_by(Person.sort_name)
        ).all()
    assert listed == ["Phạm Minh An", "Lê Ánh", "Trần Thị Bình", "Nguyễn Văn Đông"]


@pytest.mark.parametrize(
    ("by", "agency", "role", "refusal"),
    [
        ("snv.iso_secretary", "xa", Role.STAFF, NotFound),
        ("snv.iso_secretary", "kgsnv", Role.STAFF, NotFound),
        ("snv.iso_secretary", "snv", Role.INSPECTOR, NotPermitted),
        ("snv.iso_secretary", "snv", Role.PROVINCE_ADMIN, NotPermitted),
        ("snv.leader", "snv", Role.STAFF, NotPermitted),
        ("snv.iso_secretary", "snv", Role.LEADER, NotPermitted),
        ("snv.leader", "xa", Role.LEADER, NotFound),
        ("tdc.leader", "xa", Role.LEADER, NotPermitted),
        ("snv.staff", "snv", Role.STAFF, NotPermitted),
        ("snv.auditor", "snv", Role.STAFF, NotPermitted),
        ("tdc.inspector", "snv", Role.STAFF, NotPermitted),
        ("tdc.leader", "tdc", Role.STAFF, NotPermitted),
        ("tdc.iso_secretary", "tdc", Role.INSPECTOR, NotPermitted),
        ("tdc.iso_secretary", "tdc", Role.PROVINCE_ADMIN, NotPermitted),
        ("tdc.iso_secretary", "tdc", Role.LEADER, NotPermitted),
        ("tdc.province_admin", "snv", Role.INSPECTOR, NotPermitted),
        ("tdc.province_admin", "kgsnv", Role.STAFF, NotFound),
    ],
)
def test_nobody_gives_more_than_they_may(by, agency, role, refusal, acting, world):
    before = counts()
    with pytest.raises(refusal), acting(by) as actor:
        engage(actor, world, agency=agency, role=role)
    with pytest.raises(refusal), acting(by) as actor:
        services.create_post(
            actor, agency_id=world.agency[agency], role=role, title="Vị trí", valid_from=today()
        )
    assert counts() == before


@pytest.mark.parametrize(
    ("by", "agency", "role"),
    [
        ("tdc.iso_secretary", "tdc", Role.STAFF),
        ("snv.leader", "snv", Role.LEADER),
        ("tdc.province_admin", "snv", Role.LEADER),
        ("snv.iso_secretary", "snv", Role.AUDITOR),
        ("tdc.province_admin", "tdc", Role.PROVINCE_ADMIN),
        ("tdc.province_admin", "tdc", Role.INSPECTOR),
        ("tdc.province_admin", "xa", Role.ISO_SECRETARY),
    ],
)
def test_what_may_be_given(by, agency, role, acting, world):
    with acting(by) as actor:
        assert engage(actor, world, agency=agency, role=role).id


def test_a_secretary_does_not_promote_themselves(acting, world):
    with pytest.raises(NotPermitted, match="tự giao"), acting("snv.iso_secretary") as actor:
        services.appoint(
            actor,
            queries.person(world.person["snv.iso_secretary"]),
            queries.post(world.post["snv.auditor"]),
            held_from=today(),
        )


def test_a_person_of_another_province_is_not_appointed(world):
    with unit_of_work(keep=False), whole_country():
        person, post = queries.person(world.person["kgsnv.staff"]), queries.post(world.post["snv.staff"])
        with pytest.raises(NotPermitted):
            services.appoint(operator(), person, post, held_from=today())


@pytest.mark.parametrize(
    "email", ["", "khong-phai", "a@b", "a b@example.vn", "a@example.vn,b@example.vn", "@x.vn"]
)
def test_an_address_has_to_be_one(email, acting, world):
    with pytest.raises(DomainError) as refusal, acting("snv.iso_secretary") as actor:
        engage(actor, world, email=email)
    assert refusal.value.field == "email"


def test_an_address_serves_one_person_wherever_they_are(acting, world):
    with pytest.raises(DomainError, match="đã có tài khoản") as refusal, acting("snv.iso_secretary") as actor:
        engage(actor, world, email="KGSNV.staff@example.vn")
    assert refusal.value.field == "email"


def test_the_command_line_prepares_people(world):
    with unit_of_work(), whole_country():
        actor = operator()
        person = services.create_person(
            actor, full_name="Trần Văn Một", email="mot@example.vn", province_id=world.province["st"]
        )
        post = services.create_post(
            actor, agency_id=world.agency["snv"], role=Role.STAFF, title="Cán bộ", valid_from=today()
        )
        services.appoint(actor, person, post, held_from=today())
        services.set_password(actor, person, "mot mat khau dai")


def test_editing(acting, world, fresh):
    with acting("snv.iso_secretary") as actor:
        services.edit_person(
            actor,
            queries.person(world.person["snv.staff"]),
            full_name="Võ Thị  Sáu ",
            email="sau@example.vn",
            phone="0299 3 822 333",
        )
    person = fresh("snv.staff")
    assert (person.full_name, person.email) == ("Võ Thị Sáu", "sau@example.vn")
    assert "0299 3 822 333" in person.folded


@pytest.mark.parametrize("by", ["snv.iso_secretary", "tdc.iso_secretary"])
def test_a_secretary_does_not_touch_people_who_reach_further(by, acting, world):
    """Whoever also holds a post of the province is kept by the administrator of the province alone."""
    target = "snv.staff" if by.startswith("snv") else "tdc.inspector"
    if target == "snv.staff":
        with acting("tdc.province_admin") as actor:
            appoint(actor, world, first=today(), person=target, post="tdc.inspector")
    for act in (
        lambda actor, person: services.edit_person(actor, person, full_name="X", email="x@example.vn"),
        services.disable_person,
        services.enable_person,
        services.end_all_sessions,
        services.make_one_time_link,
    ):
        with pytest.raises(NotPermitted, match="cấp tỉnh"), acting(by) as actor:
            act(actor, queries.person(world.person[target]))


def test_nobody_closes_their_own_account(acting, world):
    for key in ("snv.iso_secretary", "tdc.province_admin"):
        with pytest.raises(NotPermitted), acting(key) as actor:
            services.disable_person(actor, queries.person(world.person[key]))


def test_closing_twice_is_closing_once(acting, world):
    for _ in range(2):
        with acting("snv.iso_secretary") as actor:
            services.disable_person(actor, queries.person(world.person["snv.staff"]))
    with whole_country():
        told = db.session.scalars(select(TrailEntry.id).where(TrailEntry.verb == "person.disabled")).all()
    assert len(told) == 1


def test_the_last_administrator_stays(acting, world):
    with acting("tdc.province_admin") as actor:
        second = engage(actor, world, agency="tdc", role=Role.PROVINCE_ADMIN, email="hai@example.vn").id
        services.disable_person(actor, queries.person(second))
    for act in (
        lambda actor, holding: services.end_holding(actor, holding, held_to=today()),
        lambda actor, holding: services.end_post(actor, holding.post, valid_to=today()),
    ):
        with pytest.raises(DomainError, match="duy nhất"), acting("tdc.province_admin") as actor:
            act(actor, queries.holdings_of(world.person["tdc.province_admin"])[0])
    with acting("tdc.province_admin") as actor:
        services.enable_person(actor, queries.person(second))
        services.end_holding(
            actor, queries.holdings_of(world.person["tdc.province_admin"])[0], held_to=today()
        )


# -- days ----------------------------------------------------------------------------------------------------


def appoint(actor, world, *, first, last=None, person="snv.staff", post="snv.auditor"):
    return services.appoint(
        actor,
        queries.person(world.person[person]),
        queries.post(world.post[post]),
        held_from=first,
        held_to=last,
    )


def test_the_same_post_is_not_held_twice_at_once(acting, world):
    day = today()
    with acting("snv.iso_secretary") as actor:
        appoint(actor, world, first=day, last=day + timedelta(days=9))
    for first, last in ((day, day), (day + timedelta(days=9), None), (day - timedelta(days=5), None)):
        with pytest.raises(DomainError, match="đã giữ"), acting("snv.iso_secretary") as actor:
            appoint(actor, world, first=first, last=last)
    with acting("snv.iso_secretary") as actor:
        appoint(actor, world, first=day + timedelta(days=10))


def test_days_have_an_order(acting, world):
    day = today()
    with (
        pytest.raises(DomainError, match="không được trước") as refusal,
        acting("snv.iso_secretary") as actor,
    ):
        appoint(actor, world, first=day, last=day - timedelta(days=1))
    assert refusal.value.field == "held_to"
    with pytest.raises(DomainError, match="chỉ có từ ngày 01/01/2010"), acting("snv.iso_secretary") as actor:
        appoint(actor, world, first=day.replace(year=2009))


def test_an_ended_post_ends_its_holdings_and_is_given_no_more(acting, world):
    day = today()
    with acting("snv.iso_secretary") as actor:
        services.end_post(actor, queries.post(world.post["snv.auditor"]), valid_to=day)
    with acting("snv.leader"):
        assert [holding.held_to for holding in queries.holders_of(world.post["snv.auditor"])] == [day]
    with pytest.raises(DomainError, match="kết thúc ngày"), acting("snv.iso_secretary") as actor:
        appoint(actor, world, first=day)
    with pytest.raises(InvalidTransition), acting("snv.iso_secretary") as actor:
        services.end_post(actor, queries.post(world.post["snv.auditor"]), valid_to=day)


def test_nobody_is_named_as_holding_a_post_that_ended(acting, world):
    """Even where a holding of it was left to go on."""
    post = world.post["snv.auditor"]
    with acting("snv.iso_secretary"):
        named = {row.id: row.holders for row in db.session.execute(queries.posts())}
        choosable = {name for _, name in people_of(world.agency["snv"])}
        assert named[post] in choosable
    with unit_of_work(), whole_country():
        ended = db.session.get_one(Post, post)
        ended.valid_to = today() - timedelta(days=1)
        explain(ended)
    with acting("snv.iso_secretary"):
        left = {row.id: row.holders for row in db.session.execute(queries.posts())}
        assert (left[post], left.keys()) == (None, named.keys())
        assert {name for _, name in people_of(world.agency["snv"])} == choosable - {named[post]}


def test_a_post_does_not_end_before_somebody_begins(acting, world):
    day = today()
    with acting("snv.iso_secretary") as actor:
        appoint(actor, world, first=day + timedelta(days=30))
    with pytest.raises(DomainError, match="muộn hơn"), acting("snv.iso_secretary") as actor:
        services.end_post(actor, queries.post(world.post["snv.auditor"]), valid_to=day)


def test_what_is_over_is_not_ended_again(acting, world, time_machine):
    time_machine.move_to("2026-03-02 01:00:00+00:00", tick=False)
    with acting("snv.iso_secretary") as actor:
        services.end_holding(actor, queries.holdings_of(world.person["snv.staff"])[0], held_to=today())
    time_machine.move_to("2026-03-03 01:00:00+00:00", tick=False)
    with pytest.raises(InvalidTransition, match="02/03/2026"), acting("snv.iso_secretary") as actor:
        services.end_holding(actor, queries.holdings_of(world.person["snv.staff"])[0], held_to=today())


def test_a_department_is_of_the_posts_agency(acting, world):
    with acting("tdc.province_admin") as actor:
        department = Department(
            agency_id=world.agency["xa"], name="Văn phòng", folded="van phong", valid_from=today()
        )
        db.session.add(department)
        record(actor, "department.created", department)
        foreign = department.id
    with pytest.raises(DomainError, match="không thuộc cơ quan"), acting("tdc.province_admin") as actor:
        services.edit_post(actor, queries.post(world.post["snv.staff"]), title="", department_id=foreign)
