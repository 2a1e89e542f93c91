"""A period about days when an agency was still there, opened or due when it is no more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.services import periods
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState
from iso_app.trail.services import explain
from tests.periodic_reports.conftest import ADMIN


@pytest.fixture
def gone(world):
    """The commune ended yesterday, after the year that is asked about."""
    with unit_of_work(), whole_country():
        agency = agencies.by_id(world.agency["xa"])
        agency.valid_to = today() - timedelta(days=1)
        explain(agency)


def test_who_is_no_more_is_asked_for_nothing_and_is_not_late(gone, period_id, browse, world, acting):
    with acting(ADMIN) as actor:
        asked = set(db.session.scalars(select(Task.agency_id).where(Task.state == TaskState.OPEN)))
        assert world.agency["snv"] in asked
        assert world.agency["xa"] not in asked
        due_on = today() - timedelta(days=4)
        periods.move_due_day(actor, queries.period(period_id), due_on=due_on, reason="thử")
    page = browse(ADMIN).get(f"/bao-cao-dinh-ky/ky/{period_id}")
    [ended] = [row for row in page.select("tbody tr") if "Đã kết thúc ngày" in row.get_text()]
    assert "kind-danger" not in ended.get("class", [])
    assert [row.select("td")[3].get_text(strip=True) for row in page.select("tbody tr.kind-danger")] == [
        "4 ngày", "4 ngày"
    ]  # fmt: skip
