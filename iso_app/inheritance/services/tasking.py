"""What an agency is asked to do: decide of the documents of those it was made of. One task for all of them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import months_later
from iso_app.core.policy import Sentence
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.inheritance import queries
from iso_app.tasks import services as tasks
from iso_app.tasks.models import Task
from iso_app.tasks.services import Given
from iso_app.tasks.workflow import TaskState

KEY = "inheritance:"
MONTHS = 3  # for some dozens of documents of each agency; an extension moves it
TITLE = Sentence("Tiếp nhận tài liệu của cơ quan trước sắp xếp")


def ask_all(actor: Actor, province_id: int, agency_ids: Collection[int], *, since: date) -> int:
    """Ask those of the agencies that find documents in force of others which end by a reorganisation; how many.

    Who has the task still, of a reorganisation before, has it for these as well.
    """
    at_it = select(Task.agency_id).where(
        Task.agency_id.in_(agency_ids), Task.key.startswith(KEY), Task.state == TaskState.OPEN
    )
    busy = set(db.session.scalars(at_it))
    waiting = [id_ for id_ in queries.wait_for(agency_ids, province_id) if id_ not in busy]
    given = Given(
        TITLE,
        months_later(max(since, today()), MONTHS),
        role=Role.ISO_SECRETARY,
        key=f"{KEY}{since.isoformat()}",
        endpoint="inheritance.index",
        by_hand=False,
        shown_from=since,
    )
    return len(tasks.open_many(actor, waiting, given=given, values={})) if waiting else 0


def follow(actor: Actor, agency_id: int) -> None:
    """The task is done when everything is decided, and nothing is to come that is recorded already."""
    if queries.progress(agency_id).left or queries.progress(agency_id, ahead=True).left:
        return
    for key in tasks.open_keys(actor, agency_id, begins=KEY):
        tasks.settle(actor, agency_id, key=key)


def ask_again(actor: Actor, agency_id: int) -> None:
    """A decision is open again after the task was done."""
    query = select(Task).where(Task.agency_id == agency_id, Task.key.startswith(KEY))
    newest = db.session.scalars(query.order_by(Task.id.desc()).limit(1)).one_or_none()
    if newest is not None and newest.state is TaskState.DONE:
        tasks.reopen(actor, newest, reason=Sentence("Có quyết định tiếp nhận được rút lại."))
