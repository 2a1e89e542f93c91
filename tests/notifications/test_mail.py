"""Letters, read from a real mail server: the digest of a day, what cannot wait, a server that is away."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from iso_app.accounts.models import Person
from iso_app.core.clock import VIETNAM
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import periodic, worker
from iso_app.jobs.models import Job, JobState
from iso_app.notifications import services, smtp
from iso_app.notifications.models import Mail, Notification

MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=VIETNAM)


@pytest.fixture
def address(world):
    def of(who):
        with whole_country():
            return db.session.get_one(Person, world.person[who]).email

    return of


@pytest.fixture
def tick(app):
    """The hour's work is asked for and everything due is done."""

    def work():
        periodic.ask_for_due()
        worker.work_off(app)
        db.session.remove()

    return work


def _wish(acting, who, **wishes):
    with acting(who) as actor:
        services.choose(actor, **({"digest_hour": 7, "language": "vi", "by_mail": {}} | wishes))


def _parts(letter):
    return letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()


def test_the_digest_of_two_people_in_their_languages(app, acting, tell, tick, box, address):
    _wish(acting, "xa.iso_secretary", language="en")
    with time_machine.travel(MORNING, tick=False):
        for number in range(3):
            tell("snv.leader", agency=f"Phòng <{number}>", code="ST-SNV")
        tell("xa.iso_secretary")
        tick()
    (vietnamese,), (english,) = box.to(address("snv.leader")), box.to(address("xa.iso_secretary"))
    assert vietnamese["Subject"] == "ISO điện tử: 3 thông báo ngày 23/11/2026"
    assert vietnamese.get_content_type() == "multipart/alternative"
    plain, html = _parts(vietnamese)
    assert "Cơ quan Phòng <1> đã nộp báo cáo ST-SNV." in plain
    assert "Phòng &lt;1&gt;" in html
    for part in (plain, html):
        assert "https://iso.example.vn/co-quan/ST-SNV" in part
        assert "https://iso.example.vn/thong-bao/thiet-lap" in part
    assert english["Subject"] == "ISO điện tử: notifications of 23/11/2026 (1)"
    assert "Dear" in _parts(english)[0]
    assert english["Content-Language"] == "en"
    assert len(box.letters) == 2


def test_a_link_survives_signing_in(app, tell, tick, box, address, world):
    with time_machine.travel(MORNING, tick=False):
        tell("snv.leader")
        tick()
        plain, _ = _parts(box.letters[0])
        link = next(line.strip() for line in plain.splitlines() if "/co-quan/" in line)
        client = app.test_client()
        asked = client.get(link.removeprefix("https://iso.example.vn"))
        assert asked.status_code == 302
        assert asked.location == "/dang-nhap?next=/co-quan/ST-SNV".replace(
            "next=/co-quan/", "next=%2Fco-quan%2F"
        )
        from iso_app.accounts import services as accounts
        from iso_app.core.actor import operator

        with unit_of_work(), whole_country():
            person = db.session.get_one(Person, world.person["snv.leader"])
            accounts.set_password(operator(), person, "mat khau rat dai cua toi")
        given = {"email": address("snv.leader"), "password": "mat khau rat dai cua toi"}
        assert client.post(asked.location, data=given).location == "/co-quan/ST-SNV"
        assert client.post("/dang-nhap?next=//evil.example/x", data=given).location == "/bat-dau"


def test_one_digest_a_day_at_the_hour_one_chose(app, acting, tell, tick, box):
    _wish(acting, "snv.leader", digest_hour=9)
    with time_machine.travel(MORNING, tick=False) as clock:
        tell("snv.leader")
        tick()
        assert box.letters == [], "half past seven"
        clock.shift(timedelta(hours=2))
        tick()
        assert len(box.letters) == 1
        tell("snv.leader")
        clock.shift(timedelta(hours=1))
        tick()
        assert len(box.letters) == 1, "the second goes with tomorrow's"
        clock.shift(timedelta(hours=22))
        tick()
        assert len(box.letters) == 1
        clock.shift(timedelta(hours=1))
        tick()
    assert [letter["Subject"][-10:] for letter in box.letters] == ["23/11/2026", "24/11/2026"]


def test_past_midnight_and_the_year_s_end(app, acting, tell, tick, box):
    _wish(acting, "snv.leader", digest_hour=23)
    with time_machine.travel(datetime(2026, 12, 31, 23, 10, tzinfo=VIETNAM), tick=False) as clock:
        tell("snv.leader")
        tick()
        tell("snv.leader")
        clock.move_to(datetime(2027, 1, 1, 0, 10, tzinfo=VIETNAM))
        tick()
        assert [letter["Subject"][-10:] for letter in box.letters] == ["31/12/2026"]
        clock.move_to(datetime(2027, 1, 1, 23, 5, tzinfo=VIETNAM))
        tick()
    assert [letter["Subject"][-10:] for letter in box.letters] == ["31/12/2026", "01/01/2027"]


def test_a_worker_that_was_away_at_the_hour_makes_up_for_it(app, tell, tick, box):
    with time_machine.travel(MORNING, tick=False) as clock:
        tell("snv.leader")
        clock.shift(timedelta(hours=8))
        tick()
    assert len(box.letters) == 1


def test_what_was_read_or_is_not_wanted_is_not_mailed(app, acting, tell, tick, box):
    _wish(acting, "xa.iso_secretary", by_mail={"trial.plain": "no"})
    with time_machine.travel(MORNING, tick=False):
        tell("snv.leader")
        tell("snv.staff", "trial.quiet", what="x")
        tell("xa.iso_secretary")
        with acting("snv.leader") as actor:
            assert services.mark_read(actor) == 1
        tick()
    assert box.letters == []


def test_what_cannot_wait_goes_at_once_and_only_that(app, acting, tell, box, address):
    _wish(acting, "snv.staff", by_mail={"trial.urgent": "digest"})
    tell("snv.leader", "trial.urgent", what="ký")
    tell("snv.staff", "trial.urgent", what="ký")
    worker.work_off(app)
    (letter,) = box.letters
    assert (letter["To"], letter["Subject"]) == (address("snv.leader"), "ISO điện tử: Cần làm ngay: ký.")


def test_many_told_at_once_are_one_piece_of_work(app, acting, world, box, address):
    told = {world.agency[name]: {"what": name} for name in ("snv", "xa")}
    with acting("tdc.inspector") as actor:
        kind = "trial.urgent"
        assert services.notify_agencies(actor, kind, roles=(Role.ISO_SECRETARY,), facts=told) == 2
        assert services.notify_agencies(actor, kind, roles=(Role.ISO_SECRETARY,), facts={}) == 0
        assert [job.kind for job in db.session.scalars(select(Job))] == ["notifications.letters"]
    worker.work_off(app)
    assert {letter["To"]: letter["Subject"] for letter in box.letters} == {
        address(f"{name}.iso_secretary"): f"ISO điện tử: Cần làm ngay: {name}." for name in ("snv", "xa")
    }


def test_never_for_what_one_did_oneself(app, tell, box):
    assert tell("snv.leader", "trial.urgent", by="snv.leader", what="x") == 0
    worker.work_off(app)
    assert box.letters == []


def test_the_server_is_away_for_an_hour_and_nothing_is_lost(app, tell, box, browse, monkeypatch):
    given = app.extensions["settings"]
    there = given.mail_url
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        monkeypatch.setattr(given, "mail_url", f"smtp://127.0.0.1:{taken.getsockname()[1]}")
        with time_machine.travel(MORNING, tick=False) as clock:
            tell("snv.leader", "trial.urgent", what="ký")
            for _ in range(6):
                worker.work_off(app)
                clock.shift(timedelta(minutes=10))
            shown = browse("tdc.province_admin").get("/van-hanh").text
            assert "máy chủ thư 127.0.0.1 không trả lời" in shown
            assert "Thư chờ gửi" in shown
            monkeypatch.setattr(given, "mail_url", there)
            clock.shift(timedelta(minutes=30))
            worker.work_off(app)
    assert len(box.letters) == 1
    with unit_of_work(keep=False):
        job = db.session.scalars(select(Job).where(Job.kind == "notifications.send")).one()
        assert job.state is JobState.DONE
        assert 2 < job.tries < 8, "ever more seldom"


def test_a_letter_sent_twice_is_known_by_its_name(app, tell, box, monkeypatch):
    """The worker dies when the server has taken the letter and before the row says so."""
    send = smtp.send
    calls = []

    def die_after(letter):
        send(letter)
        calls.append(letter)
        if len(calls) == 1:
            raise ConnectionError("killed")

    monkeypatch.setattr(smtp, "send", die_after)
    with time_machine.travel(MORNING, tick=False) as clock:
        tell("snv.leader", "trial.urgent", what="ký")
        worker.work_off(app)
        clock.shift(timedelta(minutes=1))
        worker.work_off(app)
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@iso.example.vn>")
    assert first.as_bytes().split(b"boundary")[0] == second.as_bytes().split(b"boundary")[0]


def test_a_refused_letter_is_put_aside_with_what_the_server_said(app, tell, box):
    box.refusal = "550 no such mailbox"
    tell("snv.leader", "trial.urgent", what="ký")
    worker.work_off(app)
    with unit_of_work(keep=False):
        job = db.session.scalars(select(Job).where(Job.kind == "notifications.send")).one()
        assert job.state is JobState.POISONED
        assert "no such mailbox" in job.last_error
    box.refusal = "451 later"
    tell("snv.leader", "trial.urgent", what="ký")
    worker.work_off(app)
    with unit_of_work(keep=False):
        states = db.session.scalars(select(Job.state).where(Job.kind == "notifications.send"))
        assert sorted(states) == [JobState.POISONED, JobState.WAITING]


def test_who_left_the_post_gets_no_letter_about_it(app, acting, tell, tick, box, world):
    from iso_app.accounts import services as accounts
    from iso_app.accounts.models import PostHolding

    with time_machine.travel(MORNING, tick=False):
        tell("snv.leader")
        with acting("tdc.province_admin") as admin:
            holding = db.session.query(PostHolding).filter_by(person_id=world.person["snv.leader"]).one()
            accounts.end_holding(admin, holding, held_to=MORNING.date() - timedelta(days=1))
        tick()
    assert box.letters == []


def test_without_a_server_everything_stays_in_the_product(app, tell, tick, browse):
    with time_machine.travel(MORNING, tick=False):
        tell("snv.leader", "trial.urgent", what="ký")
        tick()
        assert "chỉ hiện trong phần mềm" in browse("tdc.province_admin").get("/van-hanh").text
    with unit_of_work(keep=False):
        assert db.session.scalar(select(Mail.id)) is None
        assert db.session.scalars(select(Notification.by_mail)).one() == "no"


def test_a_bad_address_of_the_server_says_what_is_expected(app, tell, monkeypatch):
    monkeypatch.setattr(app.extensions["settings"], "mail_url", "mail.example.vn")
    tell("snv.leader", "trial.urgent", what="ký")
    worker.work_off(app)
    with unit_of_work(keep=False):
        job = db.session.scalars(select(Job).where(Job.kind == "notifications.send")).one()
        assert "smtp://" in job.last_error


def test_the_server_s_address_in_full():
    server = smtp.MailServer.at("smtp://iso%40vn:m%C3%A2t@mail.example.vn:587?starttls=yes")
    assert (server.host, server.port, server.user, server.password) == (
        "mail.example.vn",
        587,
        "iso@vn",
        "mât",
    )
    assert server.starttls
    assert not server.encrypted
    assert smtp.MailServer.at("smtps://mail.example.vn").port == 465
    assert datetime.now(UTC)
