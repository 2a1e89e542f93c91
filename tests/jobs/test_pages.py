"""The pages of background work: for who asked, for who looks after it, for machines."""

from datetime import timedelta

from iso_app.accounts.models import Person
from iso_app.core.announcements import announce
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import progress, readiness, worker
from iso_app.jobs.events import JobEnded
from iso_app.jobs.kinds import Step
from iso_app.jobs.models import Job, JobState


def test_who_asked_sees_how_far_it_is(app, ask, browse):
    job_id = ask("trial.leave_many", "b")
    mine = browse("snv.iso_secretary")
    assert "Đang chờ" in mine.get(f"/cong-viec/{job_id}").text
    with unit_of_work(), whole_country():
        job = db.session.get_one(Job, job_id)
        job.state, job.done, job.total, job.words = JobState.RUNNING, 1500, 13000, "Đang lưu"
    page = mine.get(f"/cong-viec/{job_id}")
    assert page.find("progress")["value"] == "1500"
    assert page.find(attrs={"data-progress": True})["data-progress"] == f"/cong-viec/{job_id}/tien-do"
    assert page.select_one(f".lead a[href='/cong-viec/{job_id}']"), "loaded again without scripts"
    said = mine.client.get(f"/cong-viec/{job_id}/tien-do").json
    assert said == {
        "state": "running", "done": 1500, "total": 13000, "words": "Đang lưu", "share": "1.500/13.000"
    }  # fmt: skip
    browse("tdc.province_admin").get(f"/cong-viec/{job_id}")


def test_nobody_else_sees_it(app, ask, browse):
    job_id = ask("trial.leave", "a")
    for who in ("snv.leader", "xa.iso_secretary", "kgtdc.province_admin", "tdc.inspector"):
        browse(who).get(f"/cong-viec/{job_id}", expect=404)
        browse(who).get(f"/cong-viec/{job_id}/tien-do", expect=404)


def test_when_it_has_ended_the_product_says_so(app, ask, browse):
    job_id = ask("trial.leave", "a")
    worker.work_off(app)
    mine = browse("snv.iso_secretary")
    page = mine.get("/thong-bao")
    assert "Đã xong: Ghi một phòng." in page.text
    address = page.select_one("form[action$='/da-doc']")["action"]
    answer = mine.client.post(address, data={"mo": "1"})
    assert answer.location == f"/cong-viec/{job_id}"


def test_what_has_ended_is_said_in_the_readers_language(app, ask, browse):
    with unit_of_work(), whole_country():
        person = db.session.query(Person).filter_by(email="snv.iso_secretary@example.vn").one()
        announce(JobEnded(1, "notifications.send", "Gửi thư", {}, person.id, error=""))
    mine = browse("snv.iso_secretary")
    assert "Đã xong: Gửi thư." in mine.get("/thong-bao").text
    mine.post("/ngon-ngu", locale="en")
    assert "Done: Send mail." in mine.get("/thong-bao").text


def test_figures_have_dots_and_no_share_of_nothing(app, ask, browse):
    job_id = ask("trial.leave_many", "b")
    assert (
        browse("snv.iso_secretary").get(f"/cong-viec/{job_id}").select_one(".progress-head .num").text == ""
    )
    with unit_of_work(), whole_country():
        job = db.session.get_one(Job, job_id)
        job.state, job.done, job.total = JobState.RUNNING, 1500, 3000
    page = browse("snv.iso_secretary").get(f"/cong-viec/{job_id}")
    assert page.select_one(".progress-head .num").text == "1.500/3.000 (50 %)"


def test_one_writer_says_from_its_own_process_how_far_it_is(app, ask, row, monkeypatch):
    job_id = ask("trial.leave", "a")
    with progress.of(job_id):
        progress._live[job_id] = Step(5, 10, "Đang lưu")
        assert progress.seen(row(job_id)).done == 5
    assert progress.seen(row(job_id)).done == 0


def test_the_state_page_tells_what_is_late(app, ask, browse):
    job_id = ask("trial.leave", "a")
    with unit_of_work(), whole_country():
        db.session.get_one(Job, job_id).run_after -= timedelta(hours=1)
    assert "đã quá giờ 60 phút" in browse("tdc.province_admin").get("/van-hanh").text
    browse("tdc.inspector").get("/van-hanh", expect=403)


def test_alive_and_ready(app, monkeypatch, tmp_path):
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["migrations"]) == (200, True)
    monkeypatch.setattr(app.extensions["settings"], "files_url", str(tmp_path / "gone" / "away"))
    away = client.get("/readyz")
    assert (away.status_code, away.json["files"], away.json["database"]) == (503, False, True)


def test_not_ready_before_the_migrations(app, monkeypatch):
    monkeypatch.setattr(readiness, "_newest", lambda _folder: "9999")
    away = app.test_client().get("/readyz")
    assert (away.status_code, away.json["migrations"]) == (503, False)


def test_figures_for_prometheus(app, ask):
    ask("trial.refuse", "a")
    worker.work_off(app)
    app.test_client().get("/healthz")
    text = app.test_client().get("/metrics").text
    assert 'iso_jobs{kind="trial.refuse",state="poisoned"} 1.0' in text
    assert 'iso_requests_total{endpoint="jobs.alive",method="GET",status="200"}' in text
    assert "iso_jobs_oldest_waiting_seconds 0.0" in text


def test_invented_methods_add_no_figures(app):
    client = app.test_client()
    for number in range(5):
        client.open("/healthz", method=f"INVENTED{number}")
    text = client.get("/metrics").text
    assert "INVENTED" not in text
    assert 'method="other"' in text


def test_figures_are_closed_to_others(app, monkeypatch):
    settings = app.extensions["settings"]
    far = {"REMOTE_ADDR": "203.0.113.7"}
    client = app.test_client()
    assert client.get("/metrics", environ_base=far).status_code == 404
    monkeypatch.setattr(settings, "https", True)
    assert client.get("/metrics").status_code == 404, "a proxy stands before us: everybody comes from here"
    monkeypatch.setattr(settings, "metrics_token", "a long token")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    given = {"Authorization": "Bearer a long token"}
    assert client.get("/metrics", environ_base=far, headers=given).status_code == 200
