"""What is done to a task: opened, finished, handed on, refused, withdrawn, opened again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from iso_app.accounts.models import Post
from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import kept, require
from iso_app.core.roles import Role
from iso_app.core.text import clean, fold
from iso_app.db import Model, db
from iso_app.tasks import policies
from iso_app.tasks.events import TaskDone, TaskOpened
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TASK_WORKFLOW, TaskAction, TaskState
from iso_app.trail.services import explain, note, record

LONGEST_TITLE, LONGEST_WHO = 300, 500


@dataclass(frozen=True)
class Given:
    """What is asked: the words, whose post does it, the page it is done on, the record it is about.

    What the product asks is a `Sentence`. `key` is the giver's own name for the task: the same key twice in an agency
    is the same task. `endpoint` and `values` lead to the page where it is done; with `by_hand` False only its source
    can say that it is done.
    """

    title: str
    due_on: date
    role: Role = Role.ISO_SECRETARY
    post_id: int | None = None
    by_authority: bool = False
    detail: str = ""
    key: str | None = None
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    subject: Model | None = None
    by_hand: bool = True
    shown_from: date | None = None


def open_task(actor: Actor, agency_id: int, *, given: Given) -> Task:
    """The one door through which other features give a task; a `key` that is known gives the task it names.

    Whoever calls has judged whether the actor may: the task comes from an act of theirs.
    """
    known = by_key(actor, agency_id, key=given.key) if given.key else None
    if known is not None:
        return known
    task = _made(actor, agency_id, given)
    db.session.add(task)
    record(actor, "task.opened", task, due=show_day(task.due_on))
    _tell_opened(task)
    return task


def open_many(
    actor: Actor, agency_ids: Collection[int], *, given: Given, values: Mapping[int, Mapping[str, Any]]
) -> list[Task]:
    """The same task for many agencies with few statements; those that know its `key` already are left out.

    `values` are those of the page where each agency does it.
    """
    query = select(Task.agency_id).where(Task.key == given.key, Task.agency_id.in_(agency_ids))
    known = set(db.session.scalars(query)) if given.key else set()
    tasks = [
        _made(actor, id_, replace(given, values=values.get(id_, {})))
        for id_ in agency_ids
        if id_ not in known
    ]
    db.session.add_all(tasks)
    db.session.flush()
    facts = {"due": show_day(given.due_on)}
    for task in tasks:
        explain(task)
    note(actor, "task.opened", [(task, task.title, {}, facts) for task in tasks])
    for task in tasks:
        _tell_opened(task)
    return tasks


def by_key(actor: Actor, agency_id: int, *, key: str) -> Task | None:  # noqa: ARG001 - as every verb
    """The task that its giver calls so."""
    return db.session.scalars(select(Task).where(Task.agency_id == agency_id, Task.key == key)).one_or_none()


def _made(actor: Actor, agency_id: int, given: Given) -> Task:
    return Task(**made_row(actor, agency_id, given))


def made_row(actor: Actor, agency_id: int, given: Given) -> dict[str, Any]:
    """The columns of a task that is opened now."""
    moment = now()
    subject = given.subject
    return {
        "agency_id": agency_id,
        "title": given.title[:LONGEST_TITLE],
        "folded": fold(given.title)[:LONGEST_TITLE],
        "detail": str(given.detail),
        "title_said": kept(given.title),
        "detail_said": kept(given.detail),
        "end_reason_said": {},
        "key": given.key,
        "endpoint": given.endpoint,
        "endpoint_values": dict(given.values),
        "subject_type": subject.__tablename__ if subject is not None else "",
        "subject_id": subject.id if subject is not None else None,
        "role": given.role,
        "post_id": given.post_id,
        "by_authority": given.by_authority,
        "by_hand": given.by_hand,
        "scheduled_on": given.due_on,
        "due_on": given.due_on,
        "shown_from": min(given.shown_from or today(), given.due_on),
        "opened_at": moment,
        "opened_by": actor.name[:200],
        "opened_by_id": actor.person_id,
        "waits_since": moment,
    }


def _tell_opened(task: Task) -> None:
    announce(TaskOpened(task.id, task.agency_id, task.post_id, task.called, task.due_on))


def give_task(actor: Actor, agency_id: int, *, title: str, detail: str, post_id: int, due_on: date) -> Task:
    """Give a task by hand to a post of one's own agency."""
    require(policies.may_give(actor, agency_id))
    if not clean(title):
        raise DomainError("Hãy ghi việc cần làm.", field="title")
    if due_on < today():
        raise DomainError("Hạn không được trước hôm nay ({day}).", field="due_on", day=show_day(today()))
    post = _post_of(agency_id, post_id)
    given = Given(clean(title), due_on, role=post.role, post_id=post.id, detail=detail)
    return open_task(actor, agency_id, given=given)


def _post_of(agency_id: int, post_id: int) -> Post:
    post = db.session.get(Post, post_id)
    if post is None or post.agency_id != agency_id:
        raise NotFound("Không tìm thấy vị trí này.", field="post_id")
    if post.valid_to is not None and post.valid_to < today():
        raise DomainError("Vị trí này đã kết thúc; hãy chọn vị trí khác.", field="post_id")
    return post


def finish(actor: Actor, task: Task, *, remark: str = "") -> None:
    """Say that it is done."""
    require(policies.may_finish(actor, task))
    _end(actor, task, TaskAction.FINISH, clean(remark, lines=True))
    record(actor, "task.finished", task)
    _tell_ended(task)


def settle(actor: Actor, agency_id: int, *, key: str) -> Task | None:
    """Its source says that it is done; nothing happens if it is unknown or ended."""
    task = by_key(actor, agency_id, key=key)
    if task is None or not task.is_open:
        return None
    _end(actor, task, TaskAction.FINISH, "")
    record(actor, "task.finished", task)
    _tell_ended(task)
    return task


def refuse(actor: Actor, task: Task, *, reason: str) -> None:
    """Say no to what was asked, with the reason."""
    require(policies.may_refuse(actor, task))
    _end(actor, task, TaskAction.REFUSE, _reason(reason))
    record(actor, "task.refused", task, reason=task.end_reason)
    _tell_ended(task)


def withdraw(actor: Actor, task: Task, *, reason: str) -> None:
    """Ask for it no longer, with the reason."""
    require(policies.may_withdraw(actor, task))
    _end(actor, task, TaskAction.WITHDRAW, _reason(reason))
    record(actor, "task.withdrawn", task, reason=task.end_reason)
    _tell_ended(task)


def reopen(actor: Actor, task: Task, *, reason: str) -> None:
    """Take back that it has ended; it waits anew for the same post."""
    require(policies.may_reopen(actor, task))
    because = _reason(reason)
    task.state = TASK_WORKFLOW.after(task.state, TaskAction.REOPEN)
    task.ended_at, task.ended_by, task.end_reason, task.end_reason_said = None, "", "", {}
    task.waits_since = now()
    record(actor, "task.reopened", task, reason=because)
    _tell_opened(task)


def hand_on(actor: Actor, task: Task, *, post_id: int, reason: str) -> None:
    """Let another post of the same office do it; it stays open, by the same day."""
    require(policies.may_hand_on(actor, task))
    because = _reason(reason)
    office = actor.agency_id if task.by_authority else task.agency_id
    post = _post_of(office or 0, post_id)
    if post.id == task.post_id:
        raise DomainError("Việc này đang ở vị trí đó rồi.", field="post_id")
    task.state = TASK_WORKFLOW.after(task.state, TaskAction.HAND_ON)
    task.post_id, task.role, task.waits_since = post.id, post.role, now()
    record(actor, "task.handed_on", task, to=post.title, reason=because)
    _tell_opened(task)


def who(actor: Actor) -> str:
    """The name and post of whoever acts, with whom they stand in for."""
    return f"{actor.name}, {actor.post_label}"[:LONGEST_WHO] if actor.post_label else actor.name


def _end(actor: Actor, task: Task, action: TaskAction, reason: str) -> None:
    task.state = TASK_WORKFLOW.after(task.state, action)
    task.ended_at, task.ended_by, task.end_reason = now(), who(actor), reason


def _reason(typed: str) -> str:
    reason = clean(typed, lines=True)
    if not reason:
        raise DomainError("Hãy ghi lý do.", field="reason")
    return reason


def _tell_ended(task: Task) -> None:
    announce(TaskDone(task.id, task.agency_id, task.post_id, task.called, TaskState(task.state).value))
