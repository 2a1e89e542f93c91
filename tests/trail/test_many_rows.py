"""Many rows at once go past the session: what the session would see to is seen to all the same."""

from datetime import date
from typing import cast

import pytest
from sqlalchemy import Table, insert, select

from iso_app.agencies.models import Department
from iso_app.core.errors import OutOfScope, UnexplainedChange
from iso_app.db import db
from iso_app.db.rows import among, insert_rows, write_rows
from iso_app.db.scope import acting_in
from iso_app.trail.bulk import Written, insert_all
from iso_app.trail.models import TrailEntry
from iso_app.trail.services import explain_rows

DEPARTMENTS = cast("Table", Department.__table__)
SINCE = date(2021, 1, 5)


def row(agency_id, name):
    return {
        "agency_id": agency_id, "name": name, "folded": name.lower(), "valid_from": SINCE, "valid_to": None,
    }  # fmt: skip


def test_each_row_is_kept_and_explained_and_its_version_counts_from_one(world, acting, actor_for):
    rows = [row(world.agency["snv"], name) for name in ("Phòng B", "Phòng A", "Phòng C")]
    with acting("snv.iso_secretary") as actor:
        ids = insert_all(actor, "department.made", Department, [Written(r, r["name"], {}, {}) for r in rows])
    with acting_in(actor_for("snv.iso_secretary").scope):
        kept = {made.id: made for made in db.session.scalars(select(Department))}
        told = set(
            db.session.scalars(select(TrailEntry.subject_id).where(TrailEntry.verb == "department.made"))
        )
    assert [kept[id_].name for id_ in ids] == ["Phòng B", "Phòng A", "Phòng C"]
    assert {(kept[id_].valid_from, kept[id_].valid_to, kept[id_].version) for id_ in ids} == {
        (SINCE, None, 1)
    }
    assert told == set(ids)


def test_nobody_writes_rows_of_another_agency(world, acting):
    rows = [Written(row(world.agency[of], "Phòng A"), "Phòng A", {}, {}) for of in ("snv", "xa")]
    with pytest.raises(OutOfScope), acting("snv.iso_secretary") as actor:
        insert_all(actor, "department.made", Department, rows)


def test_rows_that_no_entry_tells_of_are_not_kept(world, acting):
    with pytest.raises(UnexplainedChange), acting("snv.iso_secretary"):
        write_rows(insert(DEPARTMENTS), [row(world.agency["snv"], "Phòng A") | {"version": 1}])


def test_a_parameter_that_no_row_gives_is_the_default_of_its_column(world, acting):
    snv = world.agency["snv"]
    with acting("snv.iso_secretary"):
        ids = insert_rows(DEPARTMENTS, [row(snv, "Phòng A")], key=("agency_id", "folded"))
        assert db.session.get_one(Department, ids[snv, "phòng a"]).version == 0
        explain_rows(Department)


def test_rows_of_one_statement_give_the_same_parameters(world, acting):
    short = {key: value for key, value in row(world.agency["snv"], "Phòng A").items() if key != "valid_to"}
    with pytest.raises(ValueError, match="same parameters"), acting("snv.iso_secretary"):
        write_rows(insert(DEPARTMENTS), [row(world.agency["snv"], "Phòng B"), short])


def test_any_number_of_values_is_looked_for(world, acting):
    with acting("snv.iso_secretary"):
        number = among(DEPARTMENTS.c.id, range(100_000))
        text = among(DEPARTMENTS.c.folded, ["phòng a", 'dấu " và \\ và ,'])
        day = among(DEPARTMENTS.c.valid_from, [SINCE])
        assert db.session.execute(select(DEPARTMENTS.c.id).where(number, text, day)).all() == []
