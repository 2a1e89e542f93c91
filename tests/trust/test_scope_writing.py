"""Statements that write, records at hand from a wider scope, scopes in turn: still nothing leaks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import aliased, selectinload

from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Department
from iso_app.core.actor import SYSTEM_SCOPE, Scope
from iso_app.core.clock import today
from iso_app.core.errors import OutOfScope
from iso_app.core.roles import Reach
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.inspections.models import Inspection, InspectionMode
from tests.trust.rows import row

SEEN = {"snv.staff": 4, "xa.staff": 4, "kgsnv.staff": 4, "tdc.inspector": 14, "kgtdc.inspector": 10}


def _everything():
    with whole_country():
        return db.session.scalar(select(func.count()).select_from(Post))


def test_update_and_delete_reach_what_is_seen(world, actor_for):
    for key in SEEN:
        _require_reach(key, actor_for)


def _require_reach(key, actor_for):
    with acting_in(actor_for(key).scope):
        changed = db.session.execute(update(Post).values(title="khác"))
        assert changed.rowcount == SEEN[key]
        changed = db.session.execute(update(Post).where(Post.id > 0).values(title=Post.title + "!"))
        assert changed.rowcount == SEEN[key]
    with whole_country():
        assert db.session.scalar(select(func.count()).where(Post.title == "khác!")) == SEEN[key]
    with acting_in(actor_for(key).scope):
        db.session.execute(delete(PostHolding))
        assert db.session.execute(delete(Post)).rowcount == SEEN[key]
    assert _everything() == 24 - SEEN[key]
    db.session.rollback()


READ_ONLY = [
    ("snv.leader", update(AgencyPeriod).values(name="x")),
    ("snv.leader", delete(Inspection)),
    ("snv.leader", update(Agency).values(name="x")),
    ("snv.leader", update(AgencyGroup).values(name="x")),
    ("snv.leader", update(Post).values(agency_id=0)),
    ("tdc.inspector", update(Post).values(agency_id=0)),
    ("tdc.inspector", update(AgencyGroup).values(province_id=0)),
]


def test_what_is_read_only_is_not_written_by_statements(world, actor_for):
    for key, statement in READ_ONLY:
        with acting_in(actor_for(key).scope), pytest.raises(OutOfScope):
            db.session.execute(statement)


@pytest.mark.parametrize(
    ("key", "agency", "may"),
    [
        ("snv.leader", "snv", True),
        ("snv.leader", "xa", False),
        ("tdc.inspector", "xa", True),
        ("tdc.inspector", "kgsnv", False),
    ],
)
def test_rows_are_added_inside_only(key, agency, may, world, actor_for):
    values = row(Department.__table__, agency_id=world.agency[agency])
    own = row(Department.__table__, 2, agency_id=actor_for(key).agency_id)
    forms = (
        lambda: db.session.execute(insert(Department), [own, values]),
        lambda: db.session.execute(insert(Department).values(values)),
        lambda: db.session.execute(insert(Department).values([own, values])),
    )
    for form in forms:
        with acting_in(actor_for(key).scope):
            if may:
                form()
            else:
                with pytest.raises(OutOfScope):
                    form()
        db.session.rollback()


def test_the_authority_writes_no_record_that_only_agencies_keep(world, actor_for):
    inspection = {
        "agency_id": world.agency["snv"],
        "year": 2021,
        "mode": InspectionMode.BY_FILE,
        "remarks": "",
    }
    with acting_in(actor_for("snv.leader").scope), pytest.raises(OutOfScope):
        db.session.execute(insert(Inspection), [inspection])
    with acting_in(actor_for("tdc.inspector").scope):
        db.session.execute(insert(Inspection), [inspection])
    db.session.rollback()


other = aliased(Post)
FURTHER = (
    select(func.count(Post.id)).where(exists().where(other.agency_id == Post.agency_id)),
    select(func.count()).select_from(Agency).join(Post, Post.agency_id == Agency.id),
    select(func.count(other.id)).join(PostHolding, PostHolding.post_id == other.id).join(PostHolding.person),
    select(func.count(other.id)).join(other.agency),
    select(func.count(Post.id)).where(Post.agency_id.in_(select(Agency.id))),
)


def test_further_shapes_of_reading(world, actor_for):
    for statement in FURTHER:
        found = {}
        for key in SEEN:
            with acting_in(actor_for(key).scope):
                found[key] = db.session.scalar(statement)
        assert found == SEEN


def test_relationships_load_what_is_seen(world, actor_for):
    for key, seen in SEEN.items():
        with acting_in(actor_for(key).scope):
            eagerly = db.session.scalars(select(Person).options(selectinload(Person.holdings))).all()
            assert sum(len(person.holdings) for person in eagerly) == seen
            db.session.expunge_all()
            assert sum(len(person.holdings) for person in db.session.scalars(select(Person))) == seen
            assert all(post.agency and post.holdings for post in db.session.scalars(select(Post)))
        db.session.expunge_all()


def test_nobody_exists_for_somebody_elsewhere(world, actor_for):
    with acting_in(actor_for("snv.staff").scope):
        foreign = select(Post).where(Post.agency_id == world.agency["xa"]).exists()
        assert db.session.scalar(select(foreign)) is False
        assert db.session.scalar(select(func.count()).select_from(Agency).where(foreign)) == 0


def test_what_a_wider_scope_loaded_is_not_at_hand_in_a_narrower(world, actor_for):
    scope = actor_for("snv.staff").scope
    for model in (Agency, AgencyPeriod, Post, PostHolding, Person, AgencyGroup):
        _require_narrowed(model, scope)


def _require_narrowed(model, scope):
    with acting_in(scope):
        own = set(db.session.scalars(select(model.id)))
        with whole_country():
            loaded = db.session.scalars(select(model)).all()
        at_hand = {record.id for record in loaded if db.session.get(model, record.id) is not None}
        assert at_hand == own


def test_what_was_changed_in_a_scope_is_judged_by_it(world, actor_for):
    def slip_through():
        with acting_in(actor_for("snv.iso_secretary").scope):
            db.session.add(Department(agency_id=world.agency["xa"], name="x", folded="x", valid_from=today()))
            with whole_country():
                db.session.flush()

    with pytest.raises(OutOfScope):
        slip_through()
    db.session.rollback()


SCOPES = st.sampled_from([*SEEN, "system"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.tuples(SCOPES, st.integers(0, 3)), min_size=2, max_size=25))
def test_scopes_in_turn_never_answer_for_each_other(turns, world, actor_for):
    """The predicates are cached by SQLAlchemy: each scope must still get its own."""
    known = {key: actor_for(key).scope for key in SEEN} | {"system": SYSTEM_SCOPE}
    shapes = (
        lambda: len(db.session.scalars(select(Post)).all()),
        lambda: db.session.scalar(select(func.count(Post.id))),
        lambda: len(db.session.scalars(select(aliased(Post).id)).all()),
        lambda: len(db.session.execute(select(select(Post.id).subquery())).all()),
    )
    for key, shape in turns:
        with acting_in(known[key]):
            assert shapes[shape]() == (SEEN | {"system": 24})[key]
    nowhere = Scope(Reach.AGENCY, agency_id=0, province_id=0)
    with acting_in(nowhere):
        assert [shape() for shape in shapes] == [0, 0, 0, 0]
    db.session.rollback()
