"""Work asked for is done once, for whoever asked, or stops where people see it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from iso_app.accounts import services as accounts
from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.errors import NotFound, NotPermitted
from iso_app.core.policy import Sentence, remembered
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import queries, running, services, worker
from iso_app.jobs.models import Job, JobState
from iso_app.notifications.models import Notification
from iso_app.trail.models import TrailEntry
from iso_app.trail.verify import verify
from iso_app.web.languages import say, speaking
from tests.jobs import trial

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_what_was_asked_is_done_once(app, ask, row, left):
    first = ask("trial.leave", "một")
    assert ask("trial.leave", "một") == first
    assert worker.work_off(app) == 1
    assert worker.work_off(app) == 0
    done = row(first)
    assert (done.state, done.tries, done.last_error) == (JobState.DONE, 1, "")
    assert done.ended_at is not None
    assert left() == ["một"]


def test_what_was_not_kept_was_not_asked(app, ask_in_vain, left):
    with pytest.raises(ZeroDivisionError):
        ask_in_vain("x")
    assert worker.work_off(app) == 0
    assert left() == []


def test_an_unknown_kind_is_refused(acting):
    with pytest.raises(NotFound, match="không còn loại công việc"), acting("snv.iso_secretary") as actor:
        services.enqueue(actor, "trial.nothing", key="x")


def test_a_fault_is_tried_again_ever_later_and_then_put_aside(app, ask, row, left):
    with time_machine.travel(NOON, tick=False) as clock:
        job_id = ask("trial.fail", "hỏng")
        waits = []
        for _ in range(trial.TRIES - 1):
            assert worker.work_off(app) == 1
            waits.append(row(job_id).run_after - datetime.now(UTC))
            assert worker.work_off(app) == 0, "not before its time"
            clock.shift(waits[-1])
        assert waits == [trial.WAIT, 2 * trial.WAIT]
        assert row(job_id).state is JobState.WAITING
        worker.work_off(app)
    stopped = row(job_id)
    assert (stopped.state, stopped.tries) == (JobState.POISONED, trial.TRIES)
    assert "một lỗi của phần mềm" in stopped.last_error
    assert left() == [], "what failed left nothing"


def test_a_refusal_stops_at_once_in_its_own_words_and_is_told(app, ask, row, world):
    job_id = ask("trial.refuse", "thử")
    worker.work_off(app)
    stopped = row(job_id)
    assert (stopped.state, stopped.tries) == (JobState.POISONED, 1)
    assert stopped.last_error == "Không làm được “thử”."
    with whole_country():
        told = db.session.query(Notification).one()
    assert (told.person_id, told.kind) == (world.person["snv.iso_secretary"], "jobs.stopped")
    assert remembered(told.facts)["why"] == stopped.last_error


def test_what_is_away_is_waited_for(app, ask, row):
    job_id = ask("trial.put_off", "đợi")
    worker.work_off(app)
    assert (row(job_id).state, row(job_id).last_error) == (JobState.WAITING, "Máy chủ đang nghỉ.")


def test_a_file_store_that_is_away_is_waited_for(app, ask, row):
    job_id = ask("trial.away", "đợi")
    worker.work_off(app)
    assert (row(job_id).state, row(job_id).last_error) == (JobState.WAITING, "Kho tệp tạm không dùng được.")


def test_a_right_lost_before_the_run_is_refused(app, ask, row, left, acting, world):
    job_id = ask("trial.leave", "mất quyền")
    with acting("tdc.province_admin") as admin:
        holding = db.session.query(PostHolding).filter_by(person_id=world.person["snv.iso_secretary"]).one()
        holding.held_from = today() - timedelta(days=9)
        accounts.end_holding(admin, holding, held_to=today() - timedelta(days=1))
    worker.work_off(app)
    stopped = row(job_id)
    assert stopped.state is JobState.POISONED
    assert "không còn giữ vị trí" in stopped.last_error
    assert left() == []


def test_a_closed_account_does_no_work(app, ask, row, left, acting, world):
    job_id = ask("trial.leave", "khóa")
    with acting("tdc.province_admin") as admin:
        accounts.disable_person(admin, db.session.get_one(Person, world.person["snv.iso_secretary"]))
    worker.work_off(app)
    assert "không còn hoạt động" in row(job_id).last_error
    assert left() == []


def test_why_work_stopped_is_said_in_the_readers_language(app, ask, row, acting, browse, world):
    job_id = ask("trial.leave", "tên {lạ}")
    with acting("tdc.province_admin") as admin:
        person = db.session.get_one(Person, world.person["snv.iso_secretary"])
        holding = db.session.query(PostHolding).filter_by(person_id=person.id).one()
        holding.held_from = today() - timedelta(days=9)
        accounts.end_holding(admin, holding, held_to=today() - timedelta(days=1))
        name = person.full_name
    worker.work_off(app)
    stopped = row(job_id)
    assert stopped.error_said == {
        "sentence": "{name} không còn giữ vị trí đã yêu cầu công việc này, nên công việc không được làm.",
        "facts": {"name": name},
    }
    with unit_of_work(keep=False), whole_country():
        why = queries.why_stopped(("trial.leave",), "tên")
    assert why == stopped.last_error, "the row, the trail and the letters have it in Vietnamese"
    with speaking("en"):
        assert say(why) == f"{name} no longer holds the post that asked for this work, so it was not done."
    admin = browse("tdc.province_admin")
    assert stopped.last_error in admin.get("/van-hanh").text
    admin.client.set_cookie("locale", "en")
    for address in ("/van-hanh", f"/cong-viec/{job_id}"):
        assert "no longer holds the post that asked for this work" in admin.get(address).text


def test_work_and_why_it_stopped_are_told_in_the_readers_language(app, acting, row, browse):
    with acting("snv.iso_secretary") as actor:
        job_id = services.enqueue(
            actor, "trial.refuse_titled", key="1", title=Sentence("Lưu tệp “{name}”", name="a {x}.csv")
        )
    worker.work_off(app)
    assert row(job_id).last_error == "Không tìm thấy lần nhập của “Lưu tệp “a {x}.csv””."
    said = {
        "vi": ("Lưu tệp “a {x}.csv”", "Không làm được: Lưu tệp “a {x}.csv”. Không tìm thấy lần nhập của “Lưu tệp"),
        "en": ("Store the file “a {x}.csv”", "Could not be done: Store the file “a {x}.csv”. The import of “Store"),
    }  # fmt: skip
    secretary = browse("snv.iso_secretary")
    for language, (title, told) in said.items():
        secretary.client.set_cookie("locale", language)
        assert title in secretary.get(f"/cong-viec/{job_id}").select_one("h1").get_text()
        assert told in secretary.get("/thong-bao").get_text()


def test_a_title_from_before_is_shown_as_it_was_kept(app, acting, row, browse):
    with acting("snv.iso_secretary") as actor:
        job_id = services.enqueue(actor, "trial.refuse_titled", key="1", title="Lưu tệp “{cũ}”")
    worker.work_off(app)
    secretary = browse("snv.iso_secretary")
    secretary.client.set_cookie("locale", "en")
    assert "Lưu tệp “{cũ}”" in secretary.get(f"/cong-viec/{job_id}").select_one("h1").get_text()
    assert "Lưu tệp “{cũ}”" in secretary.get("/thong-bao").get_text()


def test_why_work_stopped_before_is_shown_as_it_was_kept(app, ask, row, browse):
    job_id = ask("trial.refuse", "a")
    worker.work_off(app)
    with unit_of_work(), whole_country():
        old = db.session.get_one(Job, job_id)
        old.last_error, old.error_said = "Câu {cũ} đã lưu.", {}
    browser = browse("tdc.province_admin")
    browser.client.set_cookie("locale", "en")
    assert "Câu {cũ} đã lưu." in browser.get("/van-hanh").text
    assert row(job_id).why == "Câu {cũ} đã lưu."


def test_batches_are_kept_one_by_one_and_go_on_where_they_stopped(app, ask, row, left, monkeypatch):
    job_id = ask("trial.leave_many", "b")
    kept = running._note
    steps = []

    def stop_at_the_third(claim, step):
        steps.append(step)
        if len(steps) == 3:
            raise ConnectionError("gone")
        kept(claim, step)

    monkeypatch.setattr(running, "_note", stop_at_the_third)
    running.run(job_id)
    assert left() == ["b/0", "b/1"]
    half = row(job_id)
    assert (half.state, half.done, half.total, half.words) == (JobState.WAITING, 2, trial.BATCHES, "Đang ghi")
    worker.work_off(app)
    assert left() == [f"b/{number}" for number in range(trial.BATCHES)]
    assert (row(job_id).state, row(job_id).done) == (JobState.DONE, trial.BATCHES)


def test_what_a_killed_worker_had_taken_is_done_by_another(app, ask, row, left):
    job_id = ask("trial.leave", "bị giết")
    with (
        unit_of_work(),
        whole_country(),
    ):  # as it stands when the worker dies between its claim and the effect
        job = db.session.get_one(Job, job_id)
        job.state, job.tries = JobState.RUNNING, 1
    assert worker.work_off(app) == 0
    assert running.revive() == 1
    assert running.revive() == 0
    worker.work_off(app)
    assert (row(job_id).state, row(job_id).tries) == (JobState.DONE, 2)
    assert left() == ["bị giết"]


def test_work_that_kills_every_worker_stops(app, ask, row):
    job_id = ask("trial.fail", "giết")
    with unit_of_work(), whole_country():
        job = db.session.get_one(Job, job_id)
        job.state, job.tries = JobState.RUNNING, trial.TRIES
    running.revive()
    assert row(job_id).state is JobState.POISONED


def test_an_older_try_may_not_mark_what_a_newer_one_has_begun(app, ask, row, left, monkeypatch):
    job_id = ask("trial.leave", "hai người")
    begin = running._actor

    def somebody_else_begins(claim):
        actor = begin(claim)
        db.session.get_one(Job, job_id).tries += 1
        db.session.flush()
        return actor

    monkeypatch.setattr(running, "_actor", somebody_else_begins)
    running.run(job_id)
    assert left() == []
    assert row(job_id).state is JobState.RUNNING, "as the newer try has it"


def test_stopped_work_is_tried_again_or_given_up_and_the_trail_knows(app, ask, row, acting, browse, left):
    again, gone = ask("trial.refuse", "a"), ask("trial.refuse", "b")
    worker.work_off(app)
    browser = browse("tdc.province_admin")
    page = browser.get("/van-hanh")
    assert "Không làm được “a”." in page.text
    browser.post(f"/van-hanh/{again}/thu-lai")
    browser.post(f"/van-hanh/{gone}/bo")
    assert (row(again).state, row(again).tries) == (JobState.WAITING, 0)
    assert row(gone).state is JobState.DROPPED
    browser.post(f"/van-hanh/{gone}/thu-lai", expect=403)
    with whole_country():
        entries = db.session.query(TrailEntry).filter(TrailEntry.subject_type == "job").all()
        assert {(entry.verb, entry.subject_id) for entry in entries} == {
            ("job.tried_again", again), ("job.dropped", gone)
        }  # fmt: skip
        assert {entry.chain.partition(":")[0] for entry in entries} == {"province"}
    with db.engine.connect() as connection:
        assert verify(connection).broken is None


def test_stopped_work_is_looked_after_by_its_own_province_only(app, ask, acting):
    job_id = ask("trial.refuse", "a")
    worker.work_off(app)
    for who in ("kgtdc.province_admin", "snv.leader"):
        with pytest.raises(NotFound), acting(who) as actor:
            queries.own(actor, job_id)
    with acting("snv.iso_secretary") as actor, pytest.raises(NotPermitted):
        services.try_again(actor, queries.own(actor, job_id))
    with acting("kgtdc.province_admin") as actor:
        assert queries.unfinished(actor) == []


def test_the_system_s_own_work_is_the_operator_s_to_settle(app, acting):
    with unit_of_work(), whole_country():
        job_id = services.enqueue(operator(), "trial.refuse", key="x", agency_id=0, name="x")
    worker.work_off(app)
    with acting("tdc.province_admin") as actor:
        assert [job.id for job in queries.unfinished(actor)] == [job_id]
        with pytest.raises(NotFound):
            queries.own(actor, job_id)
    with unit_of_work(), whole_country():
        services.drop(operator(), db.session.get_one(Job, job_id))


def test_what_stopped_the_system_s_own_work_is_told_to_no_province(app, browse):
    with unit_of_work(), whole_country():
        theirs = services.enqueue(operator(), "trial.refuse", key="x", agency_id=0, name="tên tỉnh khác")
        db.session.get_one(Job, theirs).arguments |= {"title": "Tệp của tỉnh khác"}
    worker.work_off(app)
    page = browse("tdc.province_admin").get("/van-hanh")
    assert "Việc bị từ chối" in page.select_one("#unfinished-title").parent.text
    assert "Dừng vì lỗi" in page.select_one("#unfinished-title").parent.text
    assert "tỉnh khác" not in page.text
    assert not page.select(f"a[href='/cong-viec/{theirs}']")


def test_a_post_that_nobody_holds_is_no_actor(app, ask, row, world):
    job_id = ask("trial.leave", "vị trí đóng")
    with unit_of_work(), whole_country():
        from iso_app.trail.services import explain

        post = db.session.get_one(Post, world.post["snv.iso_secretary"])
        post.valid_to = today() - timedelta(days=1)
        db.session.flush()
        explain(post)
    worker.work_off(app)
    assert row(job_id).state is JobState.POISONED
