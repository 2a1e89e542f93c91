"""The database knows of the scope in force at each statement, through nested scopes, savepoints and failures."""

from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work


def _posts():
    """How many posts the database lets raw SQL see; the narrowing of the product's own statements has no part in it."""
    return db.session.connection().scalar(text("SELECT count(*) FROM post"))


@pytest.fixture
def own(world, actor_for):
    """Role of the test -> its scope; and how many posts each may see at all."""
    scopes = {key: actor_for(key).scope for key in ("snv.staff", "tdc.inspector")}
    db.session.rollback()  # each test begins a transaction of its own
    return scopes["snv.staff"], scopes["tdc.inspector"]


def test_each_scope_is_told_when_it_asks(own):
    agency, province = own
    with unit_of_work(keep=False), acting_in(province):
        assert _posts() == 14
        with acting_in(agency):
            assert _posts() == 4
            with whole_country():
                assert _posts() == 24
            assert _posts() == 4
        assert _posts() == 14


def test_nothing_is_seen_outside_any_scope(own):
    with unit_of_work(keep=False):
        with acting_in(own[1]):
            assert _posts() == 14
        assert _posts() == 0


def test_what_a_savepoint_was_told_goes_with_it(own):
    agency, province = own
    with unit_of_work(keep=False), acting_in(province):
        assert _posts() == 14
        with suppress(KeyError), db.session.begin_nested():
            with acting_in(agency):
                assert _posts() == 4
            assert _posts() == 14
            raise KeyError
        assert _posts() == 14
        with acting_in(agency):
            with suppress(DBAPIError), db.session.begin_nested():
                db.session.connection().execute(text("SELECT nothing FROM nowhere"))
            assert _posts() == 4
        assert _posts() == 14


def test_a_connection_used_again_knows_nothing_of_before(own):
    agency, province = own
    for _ in range(3):
        with unit_of_work(keep=False), acting_in(province):
            assert _posts() == 14
        with unit_of_work(keep=False), acting_in(agency):
            assert _posts() == 4
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM post")) == 0


def test_who_only_reads_cannot_write_and_the_next_one_can(own):
    scope = own[0]
    with (
        pytest.raises(DBAPIError, match="read-only transaction"),
        unit_of_work(keep=False, reads_only=True),
        acting_in(scope),
    ):
        db.session.connection().execute(text("UPDATE post SET title = 'x'"))
    with unit_of_work(), acting_in(scope):
        assert db.session.connection().execute(text("UPDATE post SET title = title")).rowcount == 4
    with db.engine.begin() as connection:
        assert connection.scalar(text("SHOW transaction_read_only")) == "off"


def test_statements_stay_prepared_for_who_only_reads(own):
    db.engine.dispose()  # one connection from here on: a pool with several gives them in turn
    prepared = []
    for _ in range(10):
        with unit_of_work(keep=False, reads_only=True), acting_in(own[0]):
            assert _posts() == 4
            prepared.append(db.session.connection().connection.driver_connection.pgconn.backend_pid)
    with unit_of_work(keep=False, reads_only=True), acting_in(own[0]):
        kept = db.session.connection().scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    assert len(set(prepared)) == 1
    assert kept > 0
