"""The authority's side, and every walk through the states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from iso_app.core.errors import DomainError, InvalidTransition, NotPermitted, Stale
from iso_app.db import db
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.services import deciding
from iso_app.periodic_reports.workflow import (
    EDITABLE,
    RETURN_WORKFLOW,
    ReturnAction,
    ReturnState,
)
from iso_app.trail.models import TrailEntry
from tests.periodic_reports.conftest import ADMIN, INSPECTOR, SECRETARY


@pytest.fixture
def decide(acting, world, period_id):
    """`decide(deciding.accept)`: the inspector's act on the report of Sở Nội vụ."""

    def act(verb, who=INSPECTOR, **facts):
        with acting(who) as actor:
            report = queries.begun(queries.period(period_id), world.agency["snv"])
            if verb in {deciding.accept, deciding.send_back}:
                facts = {"seen": report.round} | facts
            verb(actor, report, **facts)

    return act


def test_sent_back_with_remarks_mended_and_accepted(fill, submit, decide, stored):
    fill({"I.1.1": "5", "I.1.2": "4"})
    submit()
    decide(deciding.send_back, note="Xem lại", remarks={"I.1.1": "Thiếu nhiệm vụ quý IV", "I.1.2": ""})
    report, _ = stored()
    assert (report.state, report.decision_note) == (ReturnState.RETURNED, "Xem lại")
    fill({"I.1.1": "6"}, {"I.1.1": "5"})
    submit()
    assert stored()[0].round == 2
    decide(deciding.accept)
    assert stored()[0].state is ReturnState.ACCEPTED
    with pytest.raises(NotPermitted, match="khóa"):
        fill({"I.1.1": "7"}, {"I.1.1": "6"})
    decide(deciding.reopen, reason="Sai đơn vị tính")
    fill({"I.1.1": "7"}, {"I.1.1": "6"})
    assert stored()[1]["I.1.1"].text == "7"


def test_sending_back_says_what_is_to_be_mended(fill, submit, decide):
    fill({"I.1.1": "5"})
    submit()
    with pytest.raises(DomainError, match="nhận xét"):
        decide(deciding.send_back, note="", remarks={})
    with pytest.raises(DomainError, match="không có dòng"):
        decide(deciding.send_back, note="", remarks={"X.1": "?"})


def test_a_remark_is_changed_and_taken_away_while_it_waits(acting, world, period_id, fill, submit, decide):
    fill({"I.1.1": "5"})
    submit()
    decide(deciding.remark, remarks={"I.1.1": "một", "I.1.2": "hai"})
    decide(deciding.remark, remarks={"I.1.1": "một rưỡi", "I.1.2": ""}, who=ADMIN)
    with acting(INSPECTOR):
        report = queries.begun(queries.period(period_id), world.agency["snv"])
        assert [(r.row_key, r.text, r.round) for r in queries.remarks_of(report)] == [
            ("I.1.1", "một rưỡi", 1)
        ]


def test_who_fills_in_does_not_decide(fill, submit, decide):
    fill({"I.1.1": "5"})
    submit()
    for verb, facts in (
        (deciding.accept, {}),
        (deciding.send_back, {"note": "x", "remarks": {}}),
        (deciding.remark, {"remarks": {"I.1.1": "x"}}),
    ):
        with pytest.raises(NotPermitted):
            decide(verb, who=SECRETARY, **facts)


def test_what_was_handed_in_since_is_not_decided_unseen(fill, submit, decide, stored):
    fill({"I.1.1": "5"})
    submit()
    decide(deciding.send_back, note="Xem lại", remarks={}, who=ADMIN)
    fill({"I.1.1": "777"}, {"I.1.1": "5"})
    submit()
    for verb, facts in ((deciding.accept, {}), (deciding.send_back, {"note": "x", "remarks": {}})):
        with pytest.raises(Stale, match="nộp lại"):
            decide(verb, seen=1, **facts)
    assert stored()[0].state is ReturnState.SUBMITTED


def test_the_history_tells_no_remark_before_it_is_sent(acting, world, fill, submit, decide):
    def told():
        with acting(SECRETARY):
            entries = db.session.scalars(select(TrailEntry).order_by(TrailEntry.id))
            return " ".join(f"{entry.changes} {entry.facts}" for entry in entries)

    fill({"I.1.1": "5"})
    submit()
    decide(deciding.remark, remarks={"I.1.1": "Thiếu quý IV"})
    assert "Thiếu quý IV" not in told()
    decide(deciding.send_back, note="", remarks={})
    assert "Thiếu quý IV" in told()


def test_reopening_is_an_act_with_a_reason(fill, submit, decide):
    fill({"I.1.1": "5"})
    submit()
    with pytest.raises(NotPermitted):
        decide(deciding.reopen, reason="chưa nhận")
    decide(deciding.accept)
    with pytest.raises(DomainError, match="lý do"):
        decide(deciding.reopen, reason="")
    with pytest.raises(NotPermitted):
        decide(deciding.accept)


@given(st.lists(st.sampled_from(ReturnAction)))
def test_no_walk_leads_past_the_authority(actions):
    """Accepted only straight from a submission, written only by its agency before or after one was sent back."""
    state, walked = ReturnState.DRAFT, []
    for action in actions:
        before = state
        try:
            state = RETURN_WORKFLOW.after(state, action)
        except InvalidTransition:
            assert not RETURN_WORKFLOW.allows(before, action)
            continue
        walked.append(action)
        assert (state is ReturnState.ACCEPTED) == (action is ReturnAction.ACCEPT)
        assert action is not ReturnAction.ACCEPT or before is ReturnState.SUBMITTED
        assert action is not ReturnAction.SUBMIT or before in EDITABLE
    submissions = walked.count(ReturnAction.SUBMIT)
    verdicts = walked.count(ReturnAction.ACCEPT) + walked.count(ReturnAction.SEND_BACK)
    assert submissions - verdicts in {0, 1}


def test_a_due_day_is_moved_with_a_reason(acting, period_id):
    from datetime import timedelta

    from iso_app.periodic_reports.services import periods

    with acting(INSPECTOR) as actor:
        period = queries.period(period_id)
        with pytest.raises(DomainError, match="lý do"):
            periods.move_due_day(actor, period, due_on=period.due_on + timedelta(days=3), reason="")
        with pytest.raises(DomainError, match="đang là ngày này"):
            periods.move_due_day(actor, period, due_on=period.due_on, reason="lụt")
        before = period.due_on
        periods.move_due_day(actor, period, due_on=before + timedelta(days=3), reason="Mưa lũ")
    with acting(SECRETARY):
        assert (queries.period(period_id).due_on - before).days == 3


@pytest.mark.parametrize("verb", [deciding.accept, deciding.send_back])
def test_a_note_that_is_too_long_is_refused_and_nothing_is_decided(verb, fill, submit, decide, stored):
    fill({"I.1.1": "5"})
    submit()
    remarks = {"remarks": {}} if verb is deciding.send_back else {}
    with pytest.raises(DomainError, match="1000 ký tự"):
        decide(verb, note="a" * 1001, **remarks)
    assert stored()[0].state is ReturnState.SUBMITTED
