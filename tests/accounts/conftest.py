"""People of the small province who have a password, and the way in through the page."""

from collections.abc import Callable
from typing import Any

import pytest

from iso_app.accounts import codes, queries, sealing, services
from iso_app.accounts.models import Person, RecoveryCode, TotpKey
from iso_app.core.actor import operator
from iso_app.core.clock import now, today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from tests.support.browser import Browser
from tests.support.world import PASSWORD


@pytest.fixture
def with_password(world) -> Callable[..., str]:
    """`with_password("snv.staff")`: the person's e-mail; from now on they can sign in."""

    def give(key: str, password: str = PASSWORD) -> str:
        with unit_of_work(), whole_country():
            person = db.session.get_one(Person, world.person[key])
            services.set_password(operator(), person, password)
            return person.email

    return give


@pytest.fixture
def visitor(app) -> Callable[..., Browser]:
    """A browser of somebody who has not signed in yet, from a network of their own if wanted."""

    def come(network: str = "10.0.0.1") -> Browser:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = network
        return Browser(client)

    return come


@pytest.fixture
def fresh(world) -> Callable[[str], Any]:
    """A person as the database has them now."""

    def find(key: str) -> Person:
        db.session.rollback()
        with whole_country():
            person = db.session.get_one(Person, world.person[key], populate_existing=True)
            db.session.expunge(person)
        db.session.rollback()
        return person

    return find


@pytest.fixture
def with_totp(world, with_password):
    """`with_totp("snv.staff")`: (e-mail, secret, recovery codes) of a person who has an app."""

    def give(key):
        email = with_password(key)
        secret = codes.new_secret()
        with unit_of_work(), whole_country():
            person = queries.person_by_email(email)
            db.session.add(
                TotpKey(
                    person_id=person.id, secret=sealing.seal(secret, person_id=person.id), confirmed_at=now()
                )
            )
            made = codes.recovery_codes()
            for code in made:
                digest = sealing.keyed_digest(codes.normal_recovery(code), person_id=person.id)
                db.session.add(RecoveryCode(person_id=person.id, digest=digest, made_at=now()))
        return email, secret, made

    return give


@pytest.fixture
def demanding(acting):
    def demand(role, *, from_day=None, grace=0):
        with acting("tdc.province_admin") as actor:
            services.demand_second_factor(actor, role, from_day=from_day or today(), grace_days=grace)

    return demand
