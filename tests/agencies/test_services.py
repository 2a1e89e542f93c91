"""Agencies by hand: the tree stays a tree, periods and columns agree, everybody keeps to their own."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from iso_app.agencies import departments, queries, services
from iso_app.agencies.models import (
    Agency,
    AgencyPeriod,
    Applicability,
    Department,
    Level,
    Maintains,
    Province,
)
from iso_app.agencies.services import Details
from iso_app.core.actor import operator
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail.models import TrailEntry
from iso_app.trail.services import explain

ADMIN = "tdc.province_admin"
DAY = date(2021, 12, 31)


def details(world, code="ST-SYT", name="Sở Y tế", **given):
    made = Details(
        code=code, name=name, level=Level.PROVINCE, group_id=world.group["st.Sở, ngành"],
        applicability=Applicability.MANDATORY, valid_from=date(2010, 1, 1),
    )  # fmt: skip
    return replace(made, **given)


def agency(world, key):
    return db.session.get_one(Agency, world.agency[key])


def said(record):
    query = select(TrailEntry).where(
        TrailEntry.subject_type == record.__tablename__, TrailEntry.subject_id == record.id
    )
    return [entry.verb for entry in db.session.scalars(query.order_by(TrailEntry.id))]


def test_an_agency_begins_with_its_period(world, acting):
    with acting(ADMIN) as actor:
        made = services.create_agency(actor, details(world, parent_id=world.agency["snv"], short_name="SYT"))
    with whole_country():
        period = db.session.scalars(select(AgencyPeriod).where(AgencyPeriod.agency_id == made.id)).one()
        assert (period.name, period.parent_id, period.valid_to) == ("Sở Y tế", world.agency["snv"], None)
        assert made.folded == "so y te syt st-syt"
        assert said(made) == ["agency.created"]


def test_mending_keeps_the_period_in_step(world, acting):
    with acting(ADMIN) as actor:
        mended = details(
            world, "ST-SNV", "Sở Nội vụ tỉnh", valid_from=date(2011, 5, 1), valid_to=date(2030, 1, 1)
        )
        services.edit_agency(actor, agency(world, "snv"), details=mended)
    with whole_country():
        found = agency(world, "snv")
        (period,) = found.periods
        for column in ("name", "short_name", "level", "applicability", "sort_name", "group_id", "parent_id"):
            assert getattr(found, column) == getattr(period, column)
        assert (found.valid_from, found.valid_to) == (period.valid_from, period.valid_to)
        assert said(found) == ["agency.edited"]


def test_with_two_periods_only_the_latest_is_mended(world, acting):
    with unit_of_work(), whole_country():
        (first,) = agency(world, "snv").periods
        first.valid_to = date(2024, 12, 31)
        db.session.flush()
        names = ("agency_id", "name", "level", "applicability", "group_id", "sort_name")
        second = AgencyPeriod(**{n: getattr(first, n) for n in names}, valid_from=date(2025, 1, 1))
        db.session.add(second)
        explain(first)
        explain(second)
    with acting(ADMIN) as actor:
        services.edit_agency(actor, agency(world, "snv"), details=details(world, "ST-SNV", "Sở Nội vụ mới"))
        late = details(world, "ST-SNV", valid_from=date(2025, 6, 1))
        with pytest.raises(DomainError, match="31/12/2024"):
            services.edit_agency(actor, agency(world, "snv"), details=late)
    with whole_country():
        then, now = agency(world, "snv").periods
        assert (then.name, now.name) == ("Sở Nội vụ", "Sở Nội vụ mới")
        assert agency(world, "snv").exists_on(date(2015, 1, 1))
        assert {row.name for row in db.session.execute(queries.as_on(DAY))} >= {"Sở Nội vụ"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "st-snv"}, "code"),
        ({"valid_to": date(2009, 1, 1)}, "valid_to"),
        ({"parent_id": 999_999}, "parent_id"),
        ({"group_id": 999_999}, "group_id"),
    ],
)
def test_what_an_agency_may_not_be(given, field, world, acting):
    with acting(ADMIN) as actor, pytest.raises(DomainError) as refusal:
        services.create_agency(actor, details(world, **given))
    assert refusal.value.field == field


def test_nothing_of_another_province_is_taken(world, acting):
    with acting(ADMIN) as actor:
        for given in ({"parent_id": world.agency["kgsnv"]}, {"group_id": world.group["kg.Sở, ngành"]}):
            with pytest.raises(DomainError):
                services.create_agency(actor, details(world, **given))


def test_the_tree_has_no_circle(world, acting):
    with acting(ADMIN) as actor:
        below = services.create_agency(actor, details(world, parent_id=world.agency["snv"]))
        for parent_id in (below.id, world.agency["snv"]):
            circle = details(world, "ST-SNV", "Sở Nội vụ", parent_id=parent_id)
            with pytest.raises(DomainError, match="chính cơ quan này"):
                services.edit_agency(actor, agency(world, "snv"), details=circle)


def test_nobody_ends_before_those_below(world, acting):
    with acting(ADMIN) as actor:
        below = services.create_agency(actor, details(world, parent_id=world.agency["snv"]))
        with pytest.raises(DomainError, match="Sở Y tế"):
            services.close_agency(actor, agency(world, "snv"), valid_to=DAY)
        services.close_agency(actor, below, valid_to=DAY)
        services.close_agency(actor, agency(world, "snv"), valid_to=DAY)
        with pytest.raises(DomainError, match="31/12/2021"):
            services.create_agency(actor, details(world, "ST-A", parent_id=world.agency["snv"]))
        with pytest.raises(DomainError, match="cơ quan quản lý khác"):
            services.close_agency(actor, agency(world, "tdc"), valid_to=DAY)
    with whole_country():
        codes = {row.code for row in db.session.execute(queries.as_on(date(2022, 1, 1)))}
        assert not codes & {"ST-SNV", "ST-SYT"}


@pytest.mark.parametrize("key", ["tdc.inspector", "tdc.leader", "snv.iso_secretary", "kgtdc.province_admin"])
def test_only_the_provinces_administrator_mends(key, world, acting, actor_for):
    actor = actor_for(key)
    with whole_country(), pytest.raises((NotPermitted, DomainError)):
        services.close_agency(actor, agency(world, "snv"), valid_to=DAY)
    db.session.rollback()


def test_there_is_one_authority(world, acting):
    with acting(ADMIN) as actor:
        services.set_authority(actor, agency(world, "snv"))
    with whole_country():
        assert queries.authority(world.province["st"]).id == world.agency["snv"]
        assert not agency(world, "tdc").is_authority


def test_groups_keep_their_order_and_their_names(world, acting):
    with acting(ADMIN) as actor:
        made = services.add_group(actor, world.province["st"], name="Chi cục")
        services.move_group(actor, made, up=True)
        services.move_group(actor, made, up=True)
        services.move_group(actor, made, up=True)
        with pytest.raises(DomainError, match="Sở, ngành"):
            services.add_group(actor, world.province["st"], name="sở,  NGÀNH")
        services.rename_group(actor, made, name="Chi cục, ban")
        listed = [group.name for group in queries.groups(world.province["st"])]
        assert listed == ["Chi cục, ban", "Sở, ngành", "UBND cấp xã"]


def test_the_provinces_settings(world, acting):
    with acting(ADMIN) as actor:
        province = queries.province_of(actor)
        assert province.maintains is Maintains.AUDIT_OR_REVIEW
        services.edit_province_settings(
            actor, province, parent_body="SỞ KH&CN", issuing_body="CHI CỤC TĐC", place="Sóc Trăng",
            signing_position="CHI CỤC TRƯỞNG", maintains=Maintains.AUDIT_AND_REVIEW,
        )  # fmt: skip
    with whole_country():
        kept = db.session.get_one(Province, world.province["st"])
        assert kept.settings == {"maintains": "audit_and_review"}
        assert said(kept) == ["province.settled"]


def test_a_province_is_founded_once_and_by_the_operator(world, actor_for):
    with unit_of_work(), whole_country():
        made = services.ensure_province(operator(), "CT", "Thành phố Cần Thơ")
        assert services.ensure_province(operator(), "CT", "Thành phố Cần Thơ") is made
        assert made.place == "Cần Thơ"
        with pytest.raises(NotPermitted):
            services.ensure_province(actor_for(ADMIN), "AG", "Tỉnh An Giang")


def test_departments_are_the_agencys_own(world, acting):
    with acting("snv.iso_secretary") as actor:
        own = agency(world, "snv")
        made = departments.add_department(actor, own, name="Văn phòng", valid_from=date(2015, 1, 1))
        with pytest.raises(DomainError, match="đã có"):
            departments.add_department(actor, own, name="văn PHÒNG", valid_from=DAY)
        with pytest.raises(DomainError, match="01/01/2015"):
            departments.end_department(actor, made, valid_to=date(2014, 1, 1))
        departments.edit_department(actor, made, name="Văn phòng Sở", valid_to=DAY)
        departments.edit_department(actor, made, name="Văn phòng Sở", valid_to=None)
    with whole_country():
        kept = db.session.scalars(select(Department)).one()
        assert (kept.name, kept.valid_to) == ("Văn phòng Sở", None)
        assert said(kept) == [
            "department.created", "department.renamed", "department.ended", "department.reopened",
        ]  # fmt: skip


@pytest.mark.parametrize("key", ["snv.staff", "snv.leader", "xa.iso_secretary", "tdc.inspector"])
def test_others_leave_departments_alone(key, world, actor_for):
    actor = actor_for(key)
    with whole_country(), pytest.raises(NotPermitted):
        departments.add_department(actor, agency(world, "snv"), name="Phòng", valid_from=DAY)
    db.session.rollback()


def test_the_tree_counts_all_below(world, acting):
    with acting(ADMIN) as actor:
        made = services.create_agency(actor, details(world, parent_id=world.agency["snv"]))
        xa = details(
            world, "ST-XA", "UBND xã An Lạc Tây", parent_id=made.id, level=Level.COMMUNE,
            group_id=world.group["st.UBND cấp xã"],
        )  # fmt: skip
        services.edit_agency(actor, agency(world, "xa"), details=xa)
        top = queries.tree(DAY)[0]
        assert (top.code, top.size, [n.code for n in top.children]) == ("ST-SNV", 3, ["ST-SYT"])
        assert top.children[0].children[0].code == "ST-XA"
        assert queries.tree(date(2009, 12, 31)) == []
        assert [(r.group_name, r.total) for r in queries.counts_by_group(DAY)] == [
            ("Sở, ngành", 3), ("UBND cấp xã", 1),
        ]  # fmt: skip


def test_search_goes_without_marks(world, acting):
    with acting(ADMIN):
        assert [row.code for row in queries.search("noi vu", 5)] == ["ST-SNV"]
        assert [row.code for row in queries.search("xa lac", 5)] == ["ST-XA"]
        assert queries.search("%", 5) == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_periods_and_tree_hold_whatever_is_done(data, world, acting):
    """However agencies are moved and ended: one period a day for each, and everybody stands in the tree."""
    days = st.dates(date(2010, 1, 1), date(2030, 1, 1))
    key = data.draw(st.sampled_from(["snv", "xa"]))
    parent = data.draw(st.sampled_from([None, "snv", "xa", "tdc"]))
    until = data.draw(st.none() | days)
    with acting(ADMIN) as actor:
        found = agency(world, key)
        changed = details(
            world, found.code, found.name, valid_to=until,
            parent_id=world.agency[parent] if parent else None,
        )  # fmt: skip
        try:
            with db.session.begin_nested():
                services.edit_agency(actor, found, details=changed)
        except DomainError:
            db.session.expire_all()
        day = data.draw(days)
        rows = db.session.execute(queries.as_on(day)).all()
        assert len({row.agency_id for row in rows}) == len(rows)
        assert sum(node.size for node in queries.tree(day)) == len(rows)
