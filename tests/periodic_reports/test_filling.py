"""The agency's side: what is saved, by whom, beside whom, and what the trail says of it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from iso_app.core.errors import DomainError, NotPermitted, OutOfScope
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.models import PeriodicEntry
from iso_app.periodic_reports.services import deciding, filling
from iso_app.periodic_reports.services.filling import Typed
from iso_app.periodic_reports.workflow import ReturnState
from iso_app.trail.models import TrailEntry
from tests.periodic_reports.conftest import INSPECTOR, LEADER, SECRETARY
from tests.support.crowd import DONE, at_once, meeting


def verbs():
    with unit_of_work(keep=False), whole_country():
        query = select(TrailEntry).where(TrailEntry.verb.like("periodic%")).order_by(TrailEntry.id)
        return [(entry.verb, dict(entry.changes), dict(entry.facts)) for entry in db.session.scalars(query)]


def test_good_rows_are_saved_and_a_wrong_one_is_told_of(fill, stored):
    saved = fill({"I.1.1": "16", "I.1.2": "mười sáu", "I.3.1": "100", "I.1": "Kế hoạch số 5"})
    assert saved.texts == {"I.1.1": "16", "I.3.1": "100%", "I.1": "Kế hoạch số 5"}
    assert list(saved.refused) == ["I.1.2"]
    report, entries = stored()
    assert report.state is ReturnState.DRAFT
    assert {key: (entry.text, entry.number) for key, entry in entries.items()} == {
        "I.1.1": ("16", 16),
        "I.3.1": ("100%", 100),
        "I.1": ("Kế hoạch số 5", None),
    }


def test_one_save_is_one_entry_with_the_changed_rows(fill):
    fill({"I.1.1": "16", "I.1.2": "9"})
    fill({"I.1.1": "17", "I.1.2": "9"}, {"I.1.1": "16", "I.1.2": "9"})
    saves = [(changes, facts) for verb, changes, facts in verbs() if verb == "periodic_return.saved"]
    assert [changes for changes, _ in saves] == [
        {"I.1.1": ["", "16"], "I.1.2": ["", "9"]},
        {"I.1.1": ["16", "17"]},
    ]
    assert saves[1][1] == {"count": 1, "rows": "I.1.1"}


def test_the_same_save_twice_changes_nothing_the_second_time(fill):
    fill({"I.1.1": "16"})
    before = len(verbs())
    saved = fill({"I.1.1": "16"})
    assert (saved.texts, saved.overtaken, len(verbs())) == ({"I.1.1": "16"}, {}, before)


def test_of_two_editors_of_a_row_the_second_is_told_and_keeps_what_was_typed(fill, stored):
    fill({"I.1.1": "16"})
    first = fill({"I.1.1": "17", "I.1.2": "5"}, {"I.1.1": "16"}, who=LEADER)
    second = fill({"I.1.1": "18", "I.1.3": "7"}, {"I.1.1": "16"})
    assert first.overtaken == {}
    assert second.overtaken == {"I.1.1": "17"}
    assert second.texts == {"I.1.3": "7"}
    _, entries = stored()
    assert {key: entry.text for key, entry in entries.items()} == {"I.1.1": "17", "I.1.2": "5", "I.1.3": "7"}
    again = fill({"I.1.1": "18"}, {"I.1.1": "17"})
    assert again.texts == {"I.1.1": "18"}


def test_a_row_not_touched_keeps_what_another_put_there(fill, stored):
    fill({"I.1.1": "16"})
    fill({"I.1.1": "17"}, {"I.1.1": "16"}, who=LEADER)
    saved = fill({"I.1.1": "16", "I.1.2": "3"}, {"I.1.1": "16"})
    assert saved.overtaken == {}
    assert stored()[1]["I.1.1"].text == "17"


def test_headings_and_computed_rows_take_no_typing(fill):
    for key in ("I.4", "VII.5.1", "X.1"):
        with pytest.raises(DomainError):
            fill({key: "1"})


def test_an_override_keeps_both_values_and_asks_for_the_reason(acting, world, period_id, stored):
    def put(text, reason):
        with acting(SECRETARY) as actor:
            filling.override(
                actor, queries.period(period_id), agency_id=world.agency["snv"], key="VII.5.4",
                text=text, reason=reason,
            )  # fmt: skip

    with pytest.raises(DomainError, match="lý do"):
        put("1", "")
    with pytest.raises(DomainError, match="giống số tự điền"):
        put("0", "như nhau")
    put("1", "Trung tâm Lưu trữ đã công bố")
    entry = stored()[1]["VII.5.4"]
    assert (entry.text, entry.computed_text, entry.reason) == ("1", "0", "Trung tâm Lưu trữ đã công bố")
    verb, _, facts = verbs()[-1]
    assert (verb, facts["value"], facts["computed"]) == ("periodic_entry.overridden", "1", "0")
    overridden_at = entry.changed_at
    with acting(SECRETARY) as actor:
        filling.take_computed(actor, queries.period(period_id), agency_id=world.agency["snv"], key="VII.5.4")
    entry = stored()[1]["VII.5.4"]
    assert (entry.text, entry.overrides, entry.reason) == ("0", False, "")
    assert entry.changed_at > overridden_at  # a row with a remark is mended by it


def test_submitting_keeps_computed_rows_and_explanations_of_failing_checks(fill, submit, stored):
    fill({"I.1.1": "5", "I.1.2": "9"})
    submit(nhiem_vu_ke_hoach="Làm thêm bốn việc", ho_so="không liên quan")
    report, entries = stored()
    assert (report.state, report.round) == (ReturnState.SUBMITTED, 1)
    assert report.explanations == {"nhiem_vu_ke_hoach": "Làm thêm bốn việc"}
    assert entries["VII.5.4"].computed_text == "0"
    assert entries["VII.5.1"].text == ""


def test_a_submitted_report_is_no_longer_written(fill, submit):
    fill({"I.1.1": "5"})
    submit()
    with pytest.raises(NotPermitted, match="đã nộp"):
        fill({"I.1.1": "6"}, {"I.1.1": "5"})


def test_an_empty_report_is_not_handed_in(acting, world, period_id, monkeypatch):
    monkeypatch.setattr(filling, "_computed", lambda *_: {})
    with pytest.raises(DomainError, match="chưa có số liệu nào"), acting(SECRETARY) as actor:
        filling.submit(actor, queries.period(period_id), agency_id=world.agency["snv"], explanations={})
    with unit_of_work(keep=False), whole_country():
        assert queries.report_of(queries.period(period_id), world.agency["snv"]) is None, "undone as a whole"


@pytest.mark.parametrize("who", [INSPECTOR, "xa.iso_secretary", "snv.staff", "tdc.leader", "kgtdc.inspector"])
def test_nobody_else_writes_an_agencys_figures(who, acting, world, period_id, fill):
    fill({"I.1.1": "5"})
    with pytest.raises(DomainError), acting(who) as actor:
        filling.save(
            actor, queries.period(period_id), agency_id=world.agency["snv"], typed={"I.1.1": Typed("6", "5")}
        )


def test_the_authority_cannot_write_a_figure_past_the_services(acting, fill, stored):
    """The record itself says whose it is: the scope refuses what a policy would have let pass."""
    fill({"I.1.1": "5"})

    def tamper():
        with acting(INSPECTOR):
            entry = db.session.scalars(select(PeriodicEntry)).one()
            entry.text = "6"

    with pytest.raises(OutOfScope):
        tamper()
    assert stored()[1]["I.1.1"].text == "5"


def test_what_was_accepted_is_locked_in_the_database(acting, world, period_id, fill, submit):
    fill({"I.1.1": "5"})
    submit()
    with acting(INSPECTOR) as actor:
        report = queries.begun(queries.period(period_id), world.agency["snv"])
        deciding.accept(actor, report, seen=report.round)
    for statement in ("UPDATE periodic_entry SET text = '6'", "DELETE FROM periodic_entry"):
        with pytest.raises(DatabaseError, match="accepted report"), unit_of_work(), whole_country():
            db.session.execute(text(statement))


def test_what_was_reported_before_stands_beside(acting, world, fill, submit, period_id):
    from datetime import timedelta

    from iso_app.core.clock import today
    from iso_app.periodic_reports.services import periods

    fill({"I.1.1": "5", "I.1": "Kế hoạch 7"})
    with acting(INSPECTOR) as actor:
        version = queries.period(period_id).form_version
        later = periods.open_period(actor, version, year=2022, half=1, due_on=today() + timedelta(days=5)).id
    with acting(SECRETARY):
        before = queries.before(queries.period(later), world.agency["snv"])
        assert (before.text("I.1.1"), before.text("I.1.2")) == ("5", "")
        assert queries.before(queries.period(period_id), world.agency["snv"]).texts is None


def test_an_agency_owes_a_form_once_a_period(acting, period_id, world):
    from iso_app.core.clock import today
    from iso_app.periodic_reports.services import periods

    with acting(INSPECTOR) as actor:
        version = queries.period(period_id).form_version
        group_id = world.group["st.UBND cấp xã"]
        with pytest.raises(DomainError, match="đã mở cho"):
            periods.open_period(actor, version, year=2021, half=0, due_on=today(), group_id=group_id)


def test_two_who_begin_a_report_at_once_fill_in_the_same_one(
    app, world, actor_for, period_id, stored, monkeypatch
):
    meeting(monkeypatch, filling, "_locked")

    def types(key):
        def save(actor):
            typed = {key: Typed("5", "")}
            filling.save(actor, queries.period(period_id), agency_id=world.agency["snv"], typed=typed)

        return save

    rows = ("I.1.1", "I.1.2")
    assert at_once(app, [(actor_for(SECRETARY), types(key)) for key in rows]) == [DONE, DONE]
    _, entries = stored()
    assert {entries[key].text for key in rows} == {"5"}
