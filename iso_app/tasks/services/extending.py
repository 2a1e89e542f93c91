"""More time: asked for with a new day and a reason, granted or declined by whoever may."""

from datetime import date

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.clock import now
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.tasks import policies, queries
from iso_app.tasks.events import ExtensionAsked, ExtensionDecided
from iso_app.tasks.models import Task, TaskExtension
from iso_app.tasks.services.acts import who
from iso_app.tasks.workflow import EXTENSION_WORKFLOW, ExtensionAction, TaskState
from iso_app.trail.services import explain, note, record


def ask_extension(actor: Actor, task: Task, *, due_on: date, reason: str) -> TaskExtension:
    """Ask for a later day; the day stays as it is until somebody decides."""
    last = queries.last_request(task)
    require(policies.may_ask_extension(actor, task, last))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do xin gia hạn.", field="reason")
    if due_on <= task.due_on:
        raise DomainError(
            "Ngày đề nghị phải sau hạn hiện nay ({day}).", field="due_on", day=show_day(task.due_on)
        )
    request = TaskExtension(
        agency_id=task.agency_id,
        task_id=task.id,
        number=last.number + 1 if last is not None else 1,
        due_on_before=task.due_on,
        asked_due_on=due_on,
        asked_reason=because,
        asked_by=who(actor),
        asked_by_id=actor.person_id,
        asked_at=now(),
    )
    db.session.add(request)
    record(actor, "task_extension.asked", request, task=task.title, due=show_day(due_on), reason=because)
    announce(ExtensionAsked(task.id, task.agency_id, task.post_id, task.called, due_on, task.is_of_province))
    return request


def decide_extension(actor: Actor, task: Task, *, grant: bool, reason: str = "") -> TaskExtension:
    """Say yes, and the due day moves and is counted; or no, with the reason."""
    request = queries.last_request(task)
    require(policies.may_decide(actor, task, request))
    if request is None:
        raise DomainError("Không có đề nghị gia hạn nào đang chờ.")
    because = clean(reason, lines=True)
    if not grant and not because:
        raise DomainError("Hãy ghi lý do không gia hạn.", field="reason")
    action = ExtensionAction.GRANT if grant else ExtensionAction.DECLINE
    request.state = EXTENSION_WORKFLOW.after(request.state, action)
    request.decided_by, request.decided_at, request.decision_reason = who(actor), now(), because
    verb = "task_extension.granted" if grant else "task_extension.declined"
    due = show_day(request.asked_due_on)
    record(actor, verb, request, task=task.title, due=due, reason=because)
    if grant:
        _move(actor, task, request)
    announce(
        ExtensionDecided(
            task.id, task.agency_id, task.post_id, task.called, granted=grant, asked_by_id=request.asked_by_id
        )
    )
    return request


def move_all(actor: Actor, *, key: str, due_on: date, reason: str) -> int:
    """The giver of a task moves its day for every agency that still has it to do. How many were moved.

    Whoever calls has judged that the actor may; each agency sees the day before, the new one and the reason.
    """
    query = select(Task).where(Task.key == key, Task.state == TaskState.OPEN, Task.due_on != due_on)
    moved = list(db.session.scalars(query))
    notes = []
    for task in moved:
        before = show_day(task.due_on)
        task.due_on, task.extensions = due_on, task.extensions + 1
        facts = {"number": task.extensions, "before": before, "due": show_day(due_on), "reason": reason}
        notes.append((task, task.title, {"due_on": [before, show_day(due_on)]}, facts))
    db.session.flush()
    for task in moved:
        explain(task)
    note(actor, "task.extended", notes)
    return len(moved)


def _move(actor: Actor, task: Task, request: TaskExtension) -> None:
    """The only place where a due day changes: the database takes it only together with the count."""
    before = show_day(task.due_on)
    task.due_on = request.asked_due_on
    task.extensions += 1
    record(
        actor, "task.extended", task, number=task.extensions, before=before, due=show_day(task.due_on),
        reason=request.asked_reason,
    )  # fmt: skip
