"""A province in which Phụ lục 2 is due, and what people do with it."""

from datetime import timedelta

import pytest

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.services import filling, periods
from iso_app.periodic_reports.services.filling import Typed

SECRETARY, LEADER, INSPECTOR, ADMIN = (
    "snv.iso_secretary",
    "snv.leader",
    "tdc.inspector",
    "tdc.province_admin",
)
YEAR = 2021


@pytest.fixture
def period_id(world, acting):
    """Phụ lục 2 of 2021 is due from every agency of the province in ten days."""
    with acting(ADMIN) as actor:
        version = periods.take_shipped(actor, agencies.province_of(actor), code="phu-luc-2")
        return periods.open_period(actor, version, year=YEAR, half=0, due_on=today() + timedelta(days=10)).id


@pytest.fixture
def fill(acting, world, period_id):
    """`fill({"I.1.1": "16"})`: the secretary types these rows; `shown` says what had been there."""

    def save(texts, shown=None, who=SECRETARY):
        with acting(who) as actor:
            typed = {key: Typed(text, (shown or {}).get(key, "")) for key, text in texts.items()}
            return filling.save(
                actor,
                queries.period(period_id),
                agency_id=world.agency[who.split(".", maxsplit=1)[0]],
                typed=typed,
            )[1]

    return save


@pytest.fixture
def submit(acting, world, period_id):
    def hand_in(who=SECRETARY, **explanations):
        with acting(who) as actor:
            filling.submit(
                actor, queries.period(period_id), agency_id=world.agency["snv"], explanations=explanations
            )

    return hand_in


@pytest.fixture
def stored(world, period_id):
    """`stored()`: the report of Sở Nội vụ and its entries as they are in the database."""

    def look():
        with unit_of_work(keep=False), whole_country():
            report = queries.report_of(queries.period(period_id), world.agency["snv"])
            entries = queries.entries_of(report)
            db.session.expunge_all()
            return report, entries

    return look
