"""The Sóc Trăng 2021 province, as the demonstration has it."""

import pytest

from iso_app.accounts import sessions
from iso_app.cli import prepare
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.demo.services import build_province


@pytest.fixture
def soc_trang(app, database):
    """The demonstration province is in the database; built once a worker."""
    if not database.bring_back("soc_trang"):
        prepare()
        build_province()
        database.keep("soc_trang")
    return app


@pytest.fixture
def as_person(soc_trang):
    """`with as_person("chuyenvien@soctrang.example") as actor:` one unit of work of that person."""
    from contextlib import contextmanager

    @contextmanager
    def unit(email):
        with unit_of_work():
            with whole_country():
                actor = sessions.actor_for_email(email)
            with acting_in(actor.scope):
                yield actor

    return unit


@pytest.fixture
def visit(soc_trang):
    """`visit("thuky@snv.example")`: a browser in which that person has signed in."""
    from iso_app.accounts.models import Person
    from iso_app.db import db
    from tests.support.browser import Browser

    def sign_in(email):
        client = soc_trang.test_client()
        with unit_of_work(), whole_country():
            person = db.session.scalars(db.select(Person).where(Person.email == email)).one()
            token = sessions.open_session(person, network="127.0.0.1", browser="test").token
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return Browser(client)

    return sign_in
