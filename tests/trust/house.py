"""The world with a record of every kind in it, and who asks for them."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

import iso_app.web.app
from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.reports import services as reports
from iso_app.standards import services as standards
from tests.support import world as worlds
from tests.trust import planted
from tests.trust import planted_documents as documents
from tests.trust.samples import (
    SIDES,
    VIEWERS,
    House,
)


@pytest.fixture(scope="module")
def house(database: Any) -> Iterator[House]:
    application: Flask = database.app
    with application.app_context(), pytest.MonkeyPatch.context() as patch:
        made = House(application, worlds.build())
        with unit_of_work(), whole_country():
            standards.load_editions(operator())
            reports.load_templates()
            for side in SIDES:
                planted.agency(made, side)
            for side in SIDES:
                planted.province(made, side)
            for side in SIDES:
                planted.periodic(made, side)
            for side in SIDES:
                documents.external(made, side)
                documents.distribution(made, side)
            for side in SIDES:
                documents.document(made, side)
                documents.change(made, side)
                documents.shelf(made, side)
                documents.copies(made, side)
                documents.records(made, side)
                documents.template(made, side)
                documents.inherited(made, side)
        for viewer in VIEWERS:
            made.heads[viewer] = _cookie(made, viewer)
        patch.setattr(iso_app.web.app, "unit_of_work", lambda **_: unit_of_work(keep=False))
        yield made
    with application.app_context():
        db.session.remove()
        database.empty()


def _cookie(house: House, viewer: str) -> dict[str, str]:
    """The head of the viewer's requests: a client of its own would lose it by signing out."""
    if not viewer:
        return {}
    client = house.app.test_client()
    with unit_of_work(), whole_country():
        person = db.session.get_one(Person, house.world.person[viewer])
        token = sessions.open_session(person, network="127.0.0.1", browser="test").token
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    cookie = client.get_cookie("iso")
    assert cookie is not None
    return {"Cookie": f"iso={cookie.value}"}
