"""Tasks for many posts of an agency, or for many agencies, opened and ended with few statements."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.dates import show_day
from iso_app.core.policy import kept
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.tasks.models import Task
from iso_app.tasks.services.acts import Given, made_row, who
from iso_app.tasks.workflow import TaskState
from iso_app.trail.bulk import Written, insert_all
from iso_app.trail.services import Changes, explain_rows, note


class ForPost(NamedTuple):
    """A post that has the task, by which day; `key` names it for its giver, as in `Given`."""

    post_id: int
    role: Role
    due_on: date
    key: str


def open_for_posts(actor: Actor, agency_id: int, *, given: Given, posts: Collection[ForPost]) -> list[int]:
    """Open a task for each post whose key is not known yet; the posts that have one now.

    `due_on`, `role`, `post_id` and `key` of `given` are each post's own. The giver's own entry in the trail says what
    was asked of whom, and the giver tells them: hundreds of entries and events would say it no better.
    """
    known = _known(agency_id, [post.key for post in posts])
    new = [post for post in posts if post.key not in known]
    rows = [
        made_row(actor, agency_id, given)
        | {
            "post_id": post.post_id,
            "role": post.role,
            "key": post.key,
            "scheduled_on": post.due_on,
            "due_on": post.due_on,
            "state": TaskState.OPEN,
            "version": 1,
        }
        for post in new
    ]
    if rows:
        db.session.execute(insert(Task), rows)
        explain_rows(Task)
    return [post.post_id for post in new]


def open_each(actor: Actor, *, given: Sequence[tuple[int, Given]]) -> list[int]:
    """Open tasks of many agencies, each as it is given, with a few statements; those whose key is known are left out.

    The agency of each that was opened. Each stands in its agency's trail; whoever gives them tells people, once an
    agency (`notify_agencies`).
    """
    keys = [one.key for _, one in given]
    query = select(Task.agency_id, Task.key).where(Task.key.in_(keys))
    known = {(row.agency_id, row.key) for row in db.session.execute(query)} if given else set()
    new = [
        made_row(actor, agency_id, one) | {"state": TaskState.OPEN, "version": 1}
        for agency_id, one in given
        if (agency_id, one.key) not in known
    ]
    rows = [Written(row, row["title"], {}, {"due": show_day(row["due_on"])}) for row in new]
    insert_all(actor, "task.opened", Task, rows)
    return [row["agency_id"] for row in new]


def end_by_keys(
    actor: Actor, agency_id: int, *, keys: Collection[str], state: TaskState, reason: str = ""
) -> int:
    """Their source says that these tasks are done or wanted no longer; how many were open.

    As with `open_for_posts`, the giver's own entry explains it.
    """
    ended = {"state": state, **_ended(actor, reason)}
    statement = (
        update(Task)
        .where(Task.agency_id == agency_id, Task.key.in_(keys), Task.state == TaskState.OPEN)
        .values(**ended, version=Task.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    count = int(db.session.execute(statement).rowcount) if keys else 0  # type: ignore[attr-defined]
    if count:
        explain_rows(Task)
    return count


def withdraw_each(actor: Actor, found: Sequence[Task], *, reason: str) -> int:
    """Ask for none of these open tasks any longer, in whatever agencies, with a few statements; how many.

    Whoever calls has judged that the actor may. Each agency reads the reason in its trail.
    """
    if not found:
        return 0
    ended = {"state": TaskState.WITHDRAWN, **_ended(actor, reason)}
    db.session.execute(
        update(Task)
        .where(Task.id.in_([task.id for task in found]))
        .values(**ended, version=Task.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    changes: Changes = {"state": [TaskState.OPEN, TaskState.WITHDRAWN], "end_reason": [None, str(reason)]}
    note(actor, "task.withdrawn", [(task, task.title, changes, {"reason": str(reason)}) for task in found])
    return len(found)


def _ended(actor: Actor, reason: str) -> dict[str, Any]:
    return {
        "ended_at": now(),
        "ended_by": who(actor),
        "end_reason": str(reason),
        "end_reason_said": kept(reason),
    }


def open_keys(
    actor: Actor,  # noqa: ARG001 - as every verb
    agency_id: int,
    *,
    begins: str,
    posts: Collection[int] | None = None,
) -> dict[str, int]:
    """Key -> post of the open tasks whose key begins so; only those of `posts`, if they are given."""
    query = select(Task.key, Task.post_id).where(
        Task.agency_id == agency_id,
        Task.key.startswith(begins, autoescape=True),
        Task.state == TaskState.OPEN,
    )
    if posts is not None:
        query = query.where(Task.post_id.in_(posts))
    return {row.key: row.post_id for row in db.session.execute(query)}


def _known(agency_id: int, keys: Collection[str]) -> set[str | None]:
    query = select(Task.key).where(Task.agency_id == agency_id, Task.key.in_(keys))
    return set(db.session.scalars(query)) if keys else set()
