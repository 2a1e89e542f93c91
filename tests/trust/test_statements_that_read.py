"""INSERT, UPDATE and DELETE as statements: what SQLAlchemy does not narrow of them is refused."""

import pytest
from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from iso_app.accounts.models import Post
from iso_app.agencies.models import Agency, AgencyPeriod, Department
from iso_app.core.clock import today
from iso_app.core.errors import OutOfScope
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country

_NAMES = ("agency_id", "name", "folded", "valid_from")
_TITLE = select(func.max(Post.title)).scalar_subquery()


def _department(own, **given):
    return {"agency_id": own, "name": "x", "folded": "x", "valid_from": today()} | given


def _statements(own):
    """Each would read or write something of another agency than `own`."""
    other = aliased(Post)
    return {
        "rows that are read": insert(Department).from_select(
            _NAMES, select(literal(own), Post.title, Post.title, Post.valid_from)
        ),
        "a value that is read": insert(Department).values(_department(own, name=_TITLE)),
        "a value of several rows": insert(Department).values(
            [_department(own), _department(own, folded="y", name=_TITLE)]
        ),
        "an owner that is read": insert(Department).values(
            _department(select(func.max(Agency.id)).scalar_subquery())
        ),
        "an owner that is computed": update(Post).values(agency_id=Post.agency_id + 1),
        "an owner that is looked up": update(Post).values(
            agency_id=select(func.max(Agency.id)).scalar_subquery()
        ),
        "a second table": update(Post).where(Post.agency_id != Agency.id).values(title="x"),
        "a value of a second table": update(Post).values(title=Agency.name),
        "the table once more": update(Post).where(Post.id != other.id).values(title=other.title),
        "removed by a second table": delete(Post).where(Post.agency_id != Agency.id),
    }


def test_a_statement_that_would_read_beyond_the_scope_is_refused(world, actor_for):
    for name, statement in _statements(world.agency["snv"]).items():
        with acting_in(actor_for("snv.staff").scope):
            assert _is_refused(statement.execution_options(synchronize_session=False)), name
        db.session.rollback()


def _is_refused(statement):
    try:
        db.session.execute(statement)
    except OutOfScope:
        return True
    return False


def test_what_a_subquery_of_an_update_reads_is_narrowed(world, actor_for):
    with acting_in(actor_for("snv.staff").scope):
        found = select(func.count(Post.id)).scalar_subquery()
        db.session.execute(
            update(Post).where(Post.id.in_(select(Post.id))).values(title=func.cast(found, Post.title.type))
        )
    with whole_country():
        assert db.session.scalar(select(func.count(Post.id)).where(Post.title == "4")) == 4
    db.session.rollback()


@pytest.mark.parametrize(("key", "agencies", "may"), [
    ("tdc.inspector", ("snv", "xa"), True),
    ("tdc.inspector", ("snv", "kgsnv"), False),
])  # fmt: skip
def test_rows_updated_by_their_keys_are_those_that_the_scope_finds(key, agencies, may, world, actor_for):
    periods = select(AgencyPeriod.id).where(AgencyPeriod.agency_id.in_([world.agency[a] for a in agencies]))
    with whole_country():
        ids = db.session.scalars(periods).all()
    assert len(ids) == len(agencies)
    rows = [{"id": id_, "name": f"Tên {id_}"} for id_ in ids]
    with acting_in(actor_for(key).scope):
        if may:
            db.session.execute(update(AgencyPeriod), rows)
        else:
            with pytest.raises(OutOfScope):
                db.session.execute(update(AgencyPeriod), rows)
    db.session.rollback()
