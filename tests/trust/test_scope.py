"""Nobody sees or writes beyond their scope, whatever the shape of the statement."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Agency, AgencyPeriod, Department, Province
from iso_app.core.clock import now, today
from iso_app.core.errors import OutOfScope
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.reports.models import PrintedFigure, PrintedTable
from iso_app.trail.services import explain, record
from tests.support.statements import heard

SHAPES: dict[str, Callable[[], Any]] = {
    "entity": lambda: len(db.session.scalars(select(Post)).all()),
    "column": lambda: len(db.session.scalars(select(Post.title)).all()),
    "count": lambda: db.session.scalar(select(func.count()).select_from(Post)),
    "count of a column": lambda: db.session.scalar(select(func.count(Post.id))),
    "alias": lambda: len(db.session.scalars(select(aliased(Post).title)).all()),
    "join": lambda: len(db.session.execute(select(Province.name, Post.title).join(Post, Post.id > 0)).all()),
    "subquery": lambda: len(db.session.execute(select(select(Post.id).subquery())).all()),
    "scalar subquery": lambda: db.session.scalar(select(select(func.count(Post.id)).scalar_subquery())),
    "cte": lambda: len(db.session.execute(select(select(Post.id).cte())).all()),
    "union": lambda: len(db.session.execute(select(Post.id).union(select(Post.id))).all()),
}


def test_each_sees_its_own(world, actor_for):
    for shape in SHAPES:
        _require_own(shape, actor_for)


def _require_own(shape, actor_for):
    seen = {}
    for key in ("snv.staff", "xa.staff", "kgsnv.staff", "tdc.inspector", "kgtdc.inspector"):
        with acting_in(actor_for(key).scope):
            seen[key] = SHAPES[shape]()
        db.session.rollback()
    assert seen == {
        "snv.staff": 4, "xa.staff": 4, "kgsnv.staff": 4, "tdc.inspector": 14, "kgtdc.inspector": 10,
    }  # fmt: skip


@pytest.mark.parametrize("model", [Agency, AgencyPeriod, Person, PostHolding])
def test_a_foreign_record_is_not_there(model, world, actor_for):
    with acting_in(actor_for("kgtdc.province_admin").scope):
        foreign = db.session.scalars(select(model.id)).all()
    db.session.rollback()
    assert foreign
    for key in ("snv.leader", "tdc.province_admin"):
        with acting_in(actor_for(key).scope):
            assert [db.session.get(model, id_) for id_ in foreign] == [None] * len(foreign)
        db.session.rollback()
        db.session.expunge_all()


@pytest.mark.parametrize("model", [Agency, Person, Post])
def test_what_a_wider_scope_left_expired_is_not_read_again_in_a_narrower_one(model, world, actor_for):
    """SQLAlchemy narrows no statement that reads an expired record again, so it may not be at hand."""
    key = {Agency: world.agency, Person: world.person, Post: world.post}[model]
    with whole_country():
        kept = {name: db.session.get_one(model, key[name]) for name in key if name.startswith(("snv", "xa"))}
    db.session.rollback()
    with acting_in(actor_for("snv.leader").scope):
        at_hand = {name for name, record in kept.items() if record in db.session}
        found = {name for name in kept if db.session.get(model, key[name])}
    assert at_hand == found == {name for name in kept if name.startswith("snv")}


def test_nothing_is_asked_again_where_the_same_scope_comes_back(world, actor_for):
    scope = actor_for("snv.leader").scope
    with acting_in(scope):
        kept = db.session.get_one(Post, world.post["snv.leader"])
    db.session.rollback()
    with heard() as sent, acting_in(scope):
        assert kept in db.session
    assert sent == []


def test_a_record_and_its_parts_are_let_go_together(world, actor_for):
    province = actor_for("tdc.inspector")
    with unit_of_work(), acting_in(province.scope):
        owner = world.province["st"]
        figures = [PrintedFigure(province_id=owner, row_key="r1", column_key="v", text="1")]
        printed = PrintedTable(
            province_id=owner, template_code="phu-luc-1", year=2021, source="Sở", made_by="x", made_at=now(),
            figures=figures,
        )  # fmt: skip
        db.session.add(printed)
        record(province, "printed_table.figures_kept", printed, number=1)
        for figure in figures:
            explain(figure)
    for first in (PrintedTable, PrintedFigure):
        with unit_of_work(keep=False), acting_in(province.scope):
            loaded = [
                db.session.scalars(select(first)).one(),
                *db.session.scalars(select(PrintedTable)).one().figures,
            ]
            with acting_in(actor_for("snv.leader").scope):
                assert not any(each in db.session for each in loaded)


def test_people_are_seen_where_they_hold_a_post(world, actor_for):
    with acting_in(actor_for("snv.staff").scope):
        seen = set(db.session.scalars(select(Person.id)))
    assert seen == {id_ for key, id_ in world.person.items() if key.startswith("snv.")}


def test_nothing_is_asked_outside_a_scope(world):
    with pytest.raises(OutOfScope):
        db.session.scalars(select(Agency)).all()


@pytest.mark.parametrize(
    ("key", "agency", "may"),
    [
        ("snv.iso_secretary", "snv", True),
        ("snv.iso_secretary", "xa", False),
        ("snv.iso_secretary", "kgsnv", False),
        ("tdc.province_admin", "snv", True),
        ("tdc.province_admin", "kgsnv", False),
    ],
)
def test_writes_stay_inside(key, agency, may, world, actor_for):
    department = Department(
        agency_id=world.agency[agency], name="Phòng Tổng hợp", folded="phong tong hop", valid_from=today()
    )
    with acting_in(actor_for(key).scope):
        db.session.add(department)
        if may:
            db.session.flush()
            assert department.id
        else:
            with pytest.raises(OutOfScope):
                db.session.flush()
            db.session.rollback()


def test_raw_sql_is_narrowed_by_the_database(world, actor_for, engine_name):
    """Only PostgreSQL has a second lock; on SQLite raw SQL sees everything: only reports may use it."""
    from sqlalchemy import text

    with acting_in(actor_for("snv.staff").scope):
        seen = db.session.scalar(text("SELECT count(*) FROM post"))
    assert seen == (4 if engine_name == "postgresql" else 24)
