"""What agencies that end had to do is asked of them no longer; whoever goes on has what is still to come."""

from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, Applicability, Province
from iso_app.compliance import queries as compliance
from iso_app.core.actor import operator
from iso_app.core.clock import VIETNAM
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.periodic_reports.services import periods
from iso_app.successions.jobs import end_duties_left
from iso_app.tasks import services
from iso_app.tasks.models import Task
from iso_app.tasks.services import Given, Terms
from iso_app.tasks.workflow import TaskState
from iso_app.trail.services import explain

MERGER = (
    "Sáp nhập,X1,,N1,UBND xã Mới,Xã,T-UBND,01/07/2025,",
    "Sáp nhập,X2,,N1,UBND xã Mới,Xã,T-UBND,01/07/2025,",
)
AUDIT = Terms(name="Đánh giá nội bộ", month=9, day=30, from_year=2020, evidence="internal_audit")
HALF = Terms(name="Báo cáo mục tiêu chất lượng", month=6, day=15, every_months=6, from_year=2020)


@pytest.fixture
def in_may():
    """Before the day of the merger."""
    with time_machine.travel(datetime(2025, 5, 5, 8, tzinfo=VIETNAM), tick=False):
        yield


@pytest.fixture
def busy(in_may, province):
    """The year's calendar is made, a period is open, the authority has to look at something of X1."""
    with unit_of_work(), whole_country():
        home = db.session.scalars(select(Province)).one()
        for terms in (AUDIT, HALF):
            services.add_obligation(operator(), home, terms=terms)
        services.make_occurrences(operator(), home, year=2025)
        form = periods.take_shipped(operator(), home, code="phu-luc-2")
        periods.open_period(operator(), form, year=2025, half=0, due_on=date(2025, 12, 22))
        looked_at = Given("Xét báo cáo", date(2025, 8, 1), role=Role.INSPECTOR, by_authority=True)
        services.open_task(operator(), agencies.get("X1").id, given=looked_at)


def tasks_of(code):
    """The tasks of an agency: (day, state)."""
    with unit_of_work(), whole_country():
        query = select(Task).join(Agency, Agency.id == Task.agency_id).where(Agency.code == code)
        return {
            (task.title, task.due_on): (task.state, task.end_reason) for task in db.session.scalars(query)
        }


def open_of(code):
    return {(title, day) for (title, day), (state, _) in tasks_of(code).items() if state is TaskState.OPEN}


def test_duties_go_over_to_whoever_goes_on(busy, bring_in):
    to_submit = "Nộp “Phụ lục 2 – Số liệu cải cách hành chính – năm 2025”"
    asked_before = {code: tasks_of(code) for code in ("X3", "T-SKH")}
    plan = bring_in(*MERGER)
    assert plan.problems == ()

    half_year = ("Báo cáo mục tiêu chất lượng (06/2025)", date(2025, 6, 16))
    assert open_of("X2") == {half_year}, "until their last day its people do what is due"
    assert open_of("X1") == {half_year, ("Xét báo cáo", date(2025, 8, 1))}
    assert {reason for _, reason in tasks_of("X2").values()} == {
        "", "Cơ quan kết thúc hoạt động sau ngày 30/06/2025.",
    }  # fmt: skip
    assert open_of("N1") == {
        ("Đánh giá nội bộ", date(2025, 9, 30)),
        ("Báo cáo mục tiêu chất lượng (12/2025)", date(2025, 12, 15)),
        (to_submit, date(2025, 12, 22)),
    }
    assert {code: tasks_of(code) for code in asked_before} == asked_before

    bring_in(*MERGER)
    assert len(tasks_of("N1")) == 3


def test_the_preview_says_what_follows_for_tasks_and_declarations(busy, bring_in):
    withdrawn = sum(len(open_of(code)) for code in ("X1", "X2")) - 3  # two of June, one of the authority
    notes = [str(note) for note in bring_in(*MERGER).notes]
    assert any(
        note.startswith(f"{withdrawn} việc đang mở của các cơ quan kết thúc được rút") for note in notes
    )
    assert "1 cơ quan mới phải công bố lại hệ thống quản lý chất lượng." in notes


def test_the_preview_promises_no_successor_where_there_is_none(busy, bring_in):
    dropped = len(open_of("X2")) - 1  # of June, due before its last day
    notes = [str(note) for note in bring_in("Kết thúc hoạt động,X2,,,,,,01/07/2025,").notes]
    said = f"{dropped} việc đang mở của các cơ quan kết thúc không có cơ quan kế tục được rút."
    assert said in notes
    assert not [note for note in notes if "cơ quan kế tục nhận việc" in note]


def test_whatever_is_left_open_is_withdrawn_where_the_day_has_gone(busy, bring_in):
    with time_machine.travel(datetime(2025, 9, 1, 8, tzinfo=VIETNAM), tick=False):
        bring_in(*MERGER)
        assert open_of("X2") == set()
        assert ("Báo cáo mục tiêu chất lượng (06/2025)", date(2025, 6, 16)) not in tasks_of("N1")


def _end_duties_left():
    with unit_of_work(), whole_country():
        for _ in end_duties_left(operator()):
            pass


def test_what_was_never_done_by_the_last_day_is_withdrawn_once_it_has_gone(busy, bring_in):
    bring_in(*MERGER)
    _end_duties_left()
    half_year = ("Báo cáo mục tiêu chất lượng (06/2025)", date(2025, 6, 16))
    assert open_of("X2") == {half_year}, "their last day is to come"
    with time_machine.travel(datetime(2025, 7, 1, 0, 5, tzinfo=VIETNAM), tick=False):
        _end_duties_left()
        assert open_of("X2") == set()
        assert open_of("X1") == {("Xét báo cáo", date(2025, 8, 1))}, "the authority still has to look"
        assert tasks_of("X2")[half_year][1] == "Cơ quan kết thúc hoạt động sau ngày 30/06/2025."
        assert open_of("N1")


@pytest.mark.parametrize(("applicability", "waiting"), [("MANDATORY", ["N1"]), ("OUT_OF_SCOPE", [])])
def test_whoever_is_out_of_scope_has_nothing_to_declare(applicability, waiting, busy, bring_in):
    bring_in(*MERGER)
    with unit_of_work(), whole_country():
        new = agencies.get("N1")
        new.applicability = Applicability[applicability]
        explain(new)
        assert [row.code for row in compliance.declared_since(date(2025, 7, 1))] == waiting
