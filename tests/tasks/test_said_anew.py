"""What the product itself asks is kept in Vietnamese and read in the reader's language; what people typed stands."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from iso_app.core.clock import today
from iso_app.core.policy import Sentence, anew, kept
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.notifications.kinds import kinds, sentence
from iso_app.notifications.models import Notification
from iso_app.tasks import services
from iso_app.tasks.models import Task
from iso_app.tasks.services import Given
from iso_app.tasks.workflow import TaskState
from iso_app.trail.models import TrailEntry
from iso_app.trail.queries import history
from iso_app.web.languages import speaking

CITES = "Tài liệu này viện dẫn {number} ({title}).\n\n“{passage}”"
PASSAGE = "“Điều 5 {xem}”"
VIETNAMESE = "Soạn “Sổ tay chất lượng” từ mẫu của tỉnh"
ENGLISH = "Draft “Sổ tay chất lượng” from the province’s template"
REASON = Sentence("Mẫu đã có phiên bản mới hơn.")


@pytest.fixture
def asked(acting, world) -> int:
    """A task that the product gave to the secretary of `snv`; its id."""
    given = Given(
        Sentence("Soạn “{title}” từ mẫu của tỉnh", title="Sổ tay chất lượng"),
        today() + timedelta(days=5),
        detail=Sentence(CITES, number="1/QĐ", title="A", passage=PASSAGE),
        key="mau:1",
    )
    with acting("snv.leader") as actor:
        return services.open_task(actor, world.agency["snv"], given=given).id


def test_kept_in_vietnamese_and_said_in_the_readers_language(asked, browse):
    with unit_of_work(), whole_country():
        task = db.session.get_one(Task, asked)
        entry = db.session.scalars(select(TrailEntry).where(TrailEntry.verb == "task.opened")).one()
        assert (task.title, task.folded) == (VIETNAMESE, "soan “so tay chat luong” tu mau cua tinh")
        assert entry.subject_label == VIETNAMESE
    reader = browse("snv.iso_secretary")
    reader.client.post("/ngon-ngu", data={"locale": "en"})
    for page in (f"/viec/{asked}", "/viec", f"/viec/{asked}/chuyen", "/nhat-ky"):
        shown = reader.get(page).get_text(" ", strip=True)
        assert ENGLISH in shown, page
        assert VIETNAMESE not in shown, page
    detail = " ".join(reader.get(f"/viec/{asked}").get_text(" ").split())
    assert f"This document cites 1/QĐ (A). “{PASSAGE}”" in detail


def test_its_history_and_what_is_told_of_it_as_well(asked, acting):
    with acting("snv.iso_secretary"), speaking("en"):
        (opened,) = history("task", asked)
        assert f"“{ENGLISH}”" in opened.sentence
        assert ("Name", None, ENGLISH) in opened.changes
    with unit_of_work(), whole_country():
        told = db.session.scalars(select(Notification).where(Notification.kind == "tasks.opened")).all()
        with speaking("en"):
            assert {ENGLISH in sentence(kinds()[one.kind], one.facts) for one in told} == {True}
        assert {VIETNAMESE in sentence(kinds()[one.kind], one.facts) for one in told} == {True}


def test_why_it_ended_until_somebody_gives_another_reason(asked, acting, world):
    with acting("snv.leader") as actor:
        ended = {"keys": ["mau:1"], "state": TaskState.WITHDRAWN, "reason": REASON}
        assert services.end_by_keys(actor, world.agency["snv"], **ended) == 1
    with acting("snv.leader") as actor:
        task = db.session.get_one(Task, asked)
        assert task.end_reason == str(REASON)
        assert task.why_ended.template == REASON.template
        services.reopen(actor, task, reason="còn cần")
        services.withdraw(actor, task, reason="Thôi")
        assert task.why_ended == "Thôi"
        assert not isinstance(task.why_ended, Sentence)


def test_what_a_person_typed_is_never_translated(acting, world, browse):
    """Not even where it is letter for letter what the product says elsewhere."""
    with acting("snv.leader") as actor:
        task_id = services.give_task(
            actor, world.agency["snv"], title="Tuân thủ", detail="Tuân thủ",
            post_id=world.post["snv.iso_secretary"], due_on=today(),
        ).id  # fmt: skip
    reader = browse("snv.iso_secretary")
    reader.client.post("/ngon-ngu", data={"locale": "en"})
    page = reader.get(f"/viec/{task_id}")
    assert page.h1.get_text(strip=True) == page.select_one("p.prewrap").get_text(strip=True) == "Tuân thủ"
    assert "“Tuân thủ”" in reader.get("/nhat-ky").select_one("tbody").get_text()


def test_a_row_from_before_constants_were_kept_stands_as_it_is():
    made = Sentence("Soạn “{title}” từ mẫu của tỉnh", title="A")
    assert anew(str(made), kept(made)).template == made.template
    assert not isinstance(anew(str(made), {}), Sentence)
    assert not isinstance(anew(str(made), None), Sentence)
    assert anew("Khác", kept(made)) == "Khác"
    assert anew(str(made)[:9], kept(made)) == str(made), "cut to its column"
