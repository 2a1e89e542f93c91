"""One unit of work keeps everything or nothing, and nothing that nobody explained."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from iso_app.agencies.models import Department
from iso_app.core.errors import DomainError, UnexplainedChange
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import after_commit, unit_of_work
from iso_app.trail.models import TrailEntry
from iso_app.trail.services import explain_rows, record, write
from iso_app.trail.verify import verify


def _department(actor, name="Phòng A"):
    made = Department(agency_id=actor.agency_id, name=name, folded=name, valid_from=date(2021, 1, 5))
    db.session.add(made)
    return made


def _kept():
    db.session.rollback()
    with whole_country():
        return (
            db.session.scalar(select(func.count(Department.id))),
            db.session.scalar(select(func.count(TrailEntry.id))),
        )


def _make(actor, name="Phòng A"):
    made = _department(actor, name)
    record(actor, "department.created", made)
    return made


def test_raising_undoes_everything_and_calls_nothing(world, acting):
    called = []

    def fail():
        with acting("snv.leader") as actor:
            _make(actor)
            after_commit(lambda: called.append("failed"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (_kept(), called) == ((0, 0), [])
    with acting("snv.leader") as actor:
        _make(actor)
        after_commit(lambda: called.append("kept"))
        assert called == []
    assert (_kept(), called) == ((1, 1), ["kept"])


def test_a_unit_that_only_looks_keeps_nothing_and_calls_nothing(world, actor_for):
    actor, called = actor_for("snv.leader"), []
    with unit_of_work(keep=False), acting_in(actor.scope):
        _make(actor)
        after_commit(lambda: called.append("kept"))
    assert (_kept(), called) == ((0, 0), [])


def test_a_failing_commit_calls_nothing(world, acting):
    called = []

    def fail():
        with acting("snv.leader") as actor:
            _department(actor)
            after_commit(lambda: called.append("kept"))

    with pytest.raises(UnexplainedChange):
        fail()
    assert (_kept(), called) == ((0, 0), [])


def _added(actor, made):
    _department(actor, "Phòng B")


def _changed(actor, made):
    made.name = "Phòng C"


def _changed_after_its_entry(actor, made):
    made.name = "Phòng C"
    record(actor, "department.renamed", made)
    made.name = "Phòng D"


def _removed(actor, made):
    db.session.delete(made)


def _swept(actor, made):
    db.session.execute(update(Department).values(name="x"))


def _swept_by_table(actor, made):
    db.session.execute(update(Department.__table__).values(name="x"))


def _added_in_bulk(actor, made):
    values = {"agency_id": actor.agency_id, "name": "x", "folded": "x", "valid_from": date(2021, 1, 5)}
    db.session.execute(insert(Department), [values])


def _changed_in_a_savepoint(actor, made):
    with db.session.begin_nested():
        made.name = "Phòng C"


UNEXPLAINED = (
    _added, _changed, _changed_after_its_entry, _removed, _swept, _swept_by_table, _added_in_bulk,
    _changed_in_a_savepoint,
)  # fmt: skip


def test_no_change_goes_unexplained(world, acting):
    with acting("snv.leader") as actor:
        id_ = _make(actor).id
    for change in UNEXPLAINED:
        db.session.remove()

        def act(change=change):
            with acting("snv.leader") as actor:
                change(actor, db.session.get_one(Department, id_))

        with pytest.raises(UnexplainedChange):
            act()
        assert _kept() == (1, 1), change.__name__


def test_bulk_changes_are_explained_by_entries_or_by_name(world, acting):
    with acting("snv.leader") as actor:
        _added_in_bulk(actor, None)
        entry = {"chain": f"agency:{actor.agency_id}", "subject_type": "department", "subject_id": 1}
        write(actor, "department.created", [entry | {"subject_label": "x", "changes": {}, "facts": {}}])
    with acting("snv.leader") as actor:
        _swept(actor, None)
        explain_rows(Department)
    assert _kept() == (1, 1)


def test_columns_flushed_before_their_entry_are_noted(world, acting):
    """A query in between flushes; the entry still tells the value from before."""
    with acting("snv.leader") as actor:
        id_ = _make(actor).id
    with acting("snv.leader") as actor:
        made = db.session.get_one(Department, id_)
        made.name = "Phòng B"
        assert db.session.scalar(select(func.count(Department.id))) == 1
        made.name = "Phòng C"
        record(actor, "department.renamed", made)
    with whole_country():
        entry = db.session.scalars(select(TrailEntry).order_by(TrailEntry.id.desc())).first()
    assert entry.changes == {"name": ["Phòng A", "Phòng C"]}


def test_what_a_savepoint_undid_is_neither_missed_nor_told(world, acting):
    with acting("snv.leader") as actor:
        id_ = _make(actor).id
    with acting("snv.leader") as actor:
        made = db.session.get_one(Department, id_)
        for entry in (True, False):
            with pytest.raises(DomainError), db.session.begin_nested():
                _refused(actor, made, entry=entry)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            _make(actor)  # the same name again
        made.name = "Phòng Z"
        record(actor, "department.renamed", made)
    assert _kept() == (1, 2)


def _refused(actor, made, *, entry):
    made.name = "Phòng Y"
    db.session.flush()
    if entry:
        record(actor, "department.renamed", made)
    raise DomainError("Không được.")


def test_facts_of_any_plain_kind_are_kept_as_they_verify(world, acting):
    with acting("snv.leader") as actor:
        made = _department(actor)
        record(
            actor, "department.created", made, label="x" * 900, day=date(2021, 1, 5), kinds={"b", "a"},
            pair=(1, None), deep={"a": {1: 2.5}}, yes=True,
        )  # fmt: skip
    with db.engine.connect() as connection:
        found = verify(connection)
    assert (found.broken, found.entries) == (None, 1)


def test_somebody_elses_change_is_told_as_what_it_is(world, acting):
    """The transaction has failed by then; going back to the outer scope hides that on neither engine."""
    with acting("snv.iso_secretary") as actor:
        made = _make(actor).id
    with pytest.raises(StaleDataError), acting("snv.iso_secretary"):  # noqa: PT012 - the flush inside is what fails
        found = db.session.get_one(Department, made)
        db.session.execute(
            update(Department).values(version=7), execution_options={"synchronize_session": False}
        )
        found.name = "Phòng B"
        db.session.flush()
