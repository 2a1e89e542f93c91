"""The life of a task: who may do what, what is kept, what the database itself refuses."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from iso_app.accounts import queries as accounts
from iso_app.accounts import services as accounts_services
from iso_app.accounts import sessions
from iso_app.core import announcements
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, InvalidTransition, NotFound, NotPermitted
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.tasks import queries, services
from iso_app.tasks.events import ExtensionAsked, ExtensionDecided, TaskDone, TaskOpened
from iso_app.tasks.models import Task
from iso_app.tasks.services import Given
from iso_app.tasks.workflow import TASK_WORKFLOW, TaskAction, TaskState
from iso_app.trail.models import TrailEntry
from tests.support.world import World

LATER = timedelta(days=20)


@pytest.fixture
def heard() -> Iterator[list]:
    """What tasks announce while a test runs."""
    found: list = []
    known = dict(announcements._subscribers)
    for kind in (TaskOpened, TaskDone, ExtensionAsked, ExtensionDecided):
        announcements.subscribe(kind, found.append)
    yield found
    announcements._subscribers.clear()
    announcements._subscribers.update(known)
    for handlers in announcements._subscribers.values():
        if found.append in handlers:
            handlers.remove(found.append)


def verbs() -> list[str]:
    with unit_of_work(), whole_country():
        query = select(TrailEntry.verb).where(TrailEntry.subject_type.in_(["task", "task_extension"]))
        return list(db.session.scalars(query.order_by(TrailEntry.id)))


def state(task_id: int) -> TaskState:
    with unit_of_work(), whole_country():
        return queries.task(task_id).state


def test_a_task_is_given_done_and_opened_again(given: Callable, acting: Callable, heard: list) -> None:
    task_id = given()
    with acting("snv.iso_secretary") as actor:
        task = queries.task(task_id)
        services.finish(actor, task)
        assert task.ended_by == "Thư ký ISO SNV, Thư ký ISO – Sở Nội vụ"
    with acting("snv.leader") as actor:
        services.reopen(actor, queries.task(task_id), reason="Thiếu phụ lục")
    assert state(task_id) is TaskState.OPEN
    assert verbs() == ["task.opened", "task.finished", "task.reopened"]
    assert [type(event).__name__ for event in heard] == ["TaskOpened", "TaskDone", "TaskOpened"]


def test_a_task_is_handed_on_and_waits_anew(given: Callable, acting: Callable, world: World) -> None:
    task_id = given()
    with acting("snv.iso_secretary") as actor:
        task = queries.task(task_id)
        before = task.waits_since
        services.hand_on(actor, task, post_id=world.post["snv.staff"], reason="Đúng chuyên môn")
        assert task.state is TaskState.OPEN
        assert task.waits_since > before
        assert task.role is Role.STAFF
    with acting("snv.staff") as actor:
        assert [row.id for row in queries.mine(actor)] == [task_id]
    with acting("snv.iso_secretary") as actor:
        assert queries.mine(actor) == []


def test_refusing_and_withdrawing_take_a_reason(given: Callable, acting: Callable) -> None:
    refused, withdrawn = given(), given("Việc khác")
    with acting("snv.iso_secretary") as actor:
        task = queries.task(refused)
        with pytest.raises(DomainError, match="lý do"):
            services.refuse(actor, task, reason=" ")
        services.refuse(actor, task, reason="Không thuộc nhiệm vụ")
    with acting("snv.leader") as actor:
        services.withdraw(actor, queries.task(withdrawn), reason="Không cần nữa")
    assert (state(refused), state(withdrawn)) == (TaskState.REFUSED, TaskState.WITHDRAWN)


def test_every_move_that_the_table_has_not_is_refused() -> None:
    closed = [(s, a) for s in TaskState for a in TaskAction if not TASK_WORKFLOW.allows(s, a)]
    assert len(closed) == len(TaskState) * len(TaskAction) - 7
    for from_state, action in closed:
        with pytest.raises(InvalidTransition):
            TASK_WORKFLOW.after(from_state, action)


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("snv.staff", services.finish),
        ("snv.leader", lambda actor, task: services.refuse(actor, task, reason="x")),
        ("snv.iso_secretary", lambda actor, task: services.withdraw(actor, task, reason="x")),
        ("snv.auditor", lambda actor, task: services.hand_on(actor, task, post_id=0, reason="x")),
        ("tdc.province_admin", services.finish),
    ],
)
def test_others_may_not(who: str, act: Callable, given: Callable, acting: Callable) -> None:
    task_id = given()
    with acting(who) as actor, pytest.raises(NotPermitted):
        act(actor, queries.task(task_id))


def test_another_agency_does_not_know_of_it(given: Callable, acting: Callable, browse: Callable) -> None:
    task_id = given()
    with acting("xa.leader"), pytest.raises(NotFound):
        queries.task(task_id)
    for who in ("xa.leader", "kgtdc.province_admin"):
        browse(who).get(f"/viec/{task_id}", expect=404)
        browse(who).post(f"/viec/{task_id}/xong", expect=404)


def test_the_calendars_task_is_not_refused_and_only_the_authority_withdraws_it(
    asked_by_province: int, acting: Callable
) -> None:
    with acting("snv.iso_secretary") as actor:
        task = queries.task(asked_by_province)
        with pytest.raises(NotPermitted, match="gia hạn"):
            services.refuse(actor, task, reason="Bận")
    with acting("snv.leader") as actor, pytest.raises(NotPermitted):
        services.withdraw(actor, queries.task(asked_by_province), reason="Bận")
    with acting("tdc.inspector") as actor:
        services.withdraw(actor, queries.task(asked_by_province), reason="Cơ quan sáp nhập")


def test_extensions_are_asked_decided_and_counted(
    asked_by_province: int, acting: Callable, heard: list
) -> None:
    with acting("snv.iso_secretary") as actor:
        task = queries.task(asked_by_province)
        scheduled, before = task.scheduled_on, task.due_on
        services.ask_extension(actor, task, due_on=before + LATER, reason="Lãnh đạo đi công tác")
        assert task.due_on == before
        with pytest.raises(NotPermitted, match="đang chờ"):
            services.ask_extension(actor, task, due_on=before + LATER, reason="Lần nữa")
    with acting("snv.leader") as actor, pytest.raises(NotPermitted):
        services.decide_extension(actor, queries.task(asked_by_province), grant=True)
    with acting("tdc.inspector") as actor:
        services.decide_extension(actor, queries.task(asked_by_province), grant=True)
    with acting("snv.iso_secretary") as actor:
        task = queries.task(asked_by_province)
        assert (task.due_on, task.scheduled_on, task.extensions) == (before + LATER, scheduled, 1)
        services.ask_extension(actor, task, due_on=task.due_on + LATER, reason="Lần hai")
    with acting("tdc.inspector") as actor:
        task = queries.task(asked_by_province)
        with pytest.raises(DomainError, match="lý do"):
            services.decide_extension(actor, task, grant=False)
        services.decide_extension(actor, task, grant=False, reason="Đã gia hạn một lần")
        assert (task.due_on, task.extensions) == (before + LATER, 1)
    assert [type(event).__name__ for event in heard] == ["ExtensionAsked", "ExtensionDecided"] * 2


def test_an_agencys_own_task_is_extended_by_its_leader(given: Callable, acting: Callable) -> None:
    task_id = given()
    with acting("snv.iso_secretary") as actor:
        task = queries.task(task_id)
        services.ask_extension(actor, task, due_on=task.due_on + LATER, reason="Chờ số liệu")
    with acting("tdc.province_admin") as actor, pytest.raises(NotPermitted):
        services.decide_extension(actor, queries.task(task_id), grant=True)
    with acting("snv.leader") as actor:
        assert [row.id for row in queries.to_decide(actor)] == [task_id]
        services.decide_extension(actor, queries.task(task_id), grant=True)
        assert queries.task(task_id).extensions == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE task SET scheduled_on = '2030-01-01' WHERE id = :id",
        "UPDATE task SET due_on = '2030-01-01' WHERE id = :id",
        "UPDATE task SET due_on = '2030-01-01', extensions = extensions + 2 WHERE id = :id",
        "DELETE FROM task WHERE id = :id",
    ],
)
def test_the_database_holds_the_days(statement: str, given: Callable) -> None:
    task_id = given()
    with (
        pytest.raises(DatabaseError, match="written once: days of task"),
        unit_of_work(keep=False),
        whole_country(),
    ):
        db.session.execute(text(statement), {"id": task_id})


def test_a_post_without_a_holder_shows_to_who_answers_for_it(
    given: Callable, acting: Callable, world: World, browse: Callable
) -> None:
    task_id = given(role=Role.STAFF)
    with acting("tdc.province_admin") as actor:
        person = accounts.person(world.person["snv.staff"])
        (holding,) = accounts.holdings_of(person.id)
        accounts_services.end_holding(actor, holding, held_to=today())
    with time_machine.travel(today() + timedelta(days=1, hours=3), tick=False):
        for who in ("snv.leader", "snv.iso_secretary"):
            with acting(who) as actor:
                assert [row.id for row in queries.without_holder(actor)] == [task_id]
            assert "Chưa có người giữ" in browse(who).get("/viec").text
        with acting("snv.auditor") as actor:
            assert queries.without_holder(actor) == []


def test_a_successor_finds_the_tasks_of_the_post(given: Callable, acting: Callable, world: World) -> None:
    task_id = given()
    with acting("tdc.province_admin") as actor:
        (holding,) = accounts.holdings_of(world.person["snv.iso_secretary"])
        accounts_services.end_holding(actor, holding, held_to=today())
        successor = accounts.person(world.person["snv.staff"])
        post = accounts.post(world.post["snv.iso_secretary"])
        accounts_services.appoint(actor, successor, post, held_from=today())
        held = next(p for p in _held(successor.id) if p.post_id == post.id)
    newcomer = sessions.actor_of(world.person["snv.staff"], "Người mới", held)
    with unit_of_work(), acting_in(newcomer.scope):
        assert [row.id for row in queries.mine(newcomer)] == [task_id]


def _held(person_id: int) -> tuple:
    with whole_country():
        return sessions.posts_held(person_id, today())


def test_the_same_key_is_the_same_task(acting: Callable, world: World) -> None:
    given = Given("Xét báo cáo", today() + LATER, key="periodic:1:1")
    with acting("snv.iso_secretary") as actor:
        first = services.open_task(actor, world.agency["snv"], given=given)
        assert services.open_task(actor, world.agency["snv"], given=given) is first
        assert services.settle(actor, world.agency["snv"], key="periodic:1:1") is first
        assert services.settle(actor, world.agency["snv"], key="periodic:1:1") is None
    with unit_of_work(), whole_country():
        assert len(list(db.session.scalars(select(Task)))) == 1


def test_what_its_source_settles_is_not_done_by_hand(acting: Callable, world: World) -> None:
    given = Given("Nộp báo cáo", today() + LATER, key="k", by_hand=False)
    with acting("snv.iso_secretary") as actor:
        task = services.open_task(actor, world.agency["snv"], given=given)
        with pytest.raises(NotPermitted, match="tự hoàn thành"):
            services.finish(actor, task)


def test_the_authoritys_task_about_an_agency(acting: Callable, world: World, browse: Callable) -> None:
    given = Given("Xét báo cáo", today() + LATER, role=Role.INSPECTOR, by_authority=True)
    with acting("snv.iso_secretary") as actor:
        task_id = services.open_task(actor, world.agency["snv"], given=given).id
        assert [row.id for row in queries.given_by(actor)] == [task_id]
        assert queries.mine(actor) == []
    with acting("tdc.inspector") as actor:
        assert [row.id for row in queries.mine(actor)] == [task_id]
    assert "Cơ quan quản lý ISO của tỉnh" in browse("snv.iso_secretary").get("/viec").text
