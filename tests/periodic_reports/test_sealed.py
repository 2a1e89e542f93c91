"""What was accepted is proved by the trail: rows rewritten past the product are named."""

import pytest
from sqlalchemy import text

from iso_app.db import db
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.services import deciding
from iso_app.trail.verify import verify
from tests.periodic_reports.conftest import INSPECTOR
from tests.trust.conftest import intruder

__all__ = ["intruder"]


@pytest.fixture
def accepted(acting, world, period_id, fill, submit):
    """The report of Sở Nội vụ was handed in and accepted; gives its id."""
    fill({"I.1.1": "5", "I.1.2": "4"})
    submit()
    with acting(INSPECTOR) as actor:
        report = queries.begun(queries.period(period_id), world.agency["snv"])
        deciding.accept(actor, report, seen=report.round)
        return report.id


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE periodic_entry SET text = '50', number = 500000 WHERE row_key = 'I.1.1'",
        "UPDATE periodic_entry SET number = 500000 WHERE row_key = 'I.1.1'",
        "UPDATE periodic_entry SET row_key = 'x' WHERE row_key = 'I.1.1'",
        "UPDATE periodic_entry SET changed_by = 'Ai đó' WHERE row_key = 'I.1.2'",
        "DELETE FROM periodic_entry WHERE row_key = 'I.1.1'",
        "DELETE FROM periodic_entry",
    ],
)
def test_rewritten_after_acceptance_it_is_named(accepted, intruder, change):
    assert verify(intruder).broken is None
    assert intruder.execute(text(change)).rowcount > 0
    broken = verify(intruder).broken
    assert f"số liệu của báo cáo số {accepted} đã bị sửa sau khi chấp nhận" in str(broken)
    assert str(broken).endswith(": dòng I.1.1") == ("text" in change)
    query = text("SELECT verb FROM trail_entry WHERE id = :id AND position = :position")
    told = intruder.scalar(query, {"id": broken.id, "position": broken.position})
    assert told == "periodic_return.accepted"


def test_its_state_does_not_take_the_seal_away(accepted, intruder):
    intruder.execute(text("UPDATE periodic_return SET state = 'draft', round = 0"))
    intruder.execute(text("UPDATE periodic_entry SET text = '50' WHERE row_key = 'I.1.1'"))
    assert "dòng I.1.1" in str(verify(intruder).broken)


def test_opened_again_it_may_be_mended(accepted, acting, world, period_id, fill):
    with acting(INSPECTOR) as actor:
        report = queries.begun(queries.period(period_id), world.agency["snv"])
        deciding.reopen(actor, report, reason="Sai đơn vị tính")
    fill({"I.1.1": "7"}, {"I.1.1": "5"})
    with db.engine.connect() as connection:
        assert verify(connection).broken is None
