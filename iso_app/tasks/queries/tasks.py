"""Tasks: one, whose it is, the lists of them."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from iso_app.accounts.models import Person, Post, PostHolding, held_on
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.errors import NotFound
from iso_app.core.roles import AUTHORITY_ROLES, Role
from iso_app.core.text import fold
from iso_app.db import asker, db
from iso_app.db.asker import ASKER, TODAY
from iso_app.tasks.models import (
    Task,
    TaskExtension,
)
from iso_app.tasks.workflow import ExtensionState, TaskState
from iso_app.trail import veils

MOST_ON_A_PAGE = 200
VEILED = "Việc về tài liệu chưa có hiệu lực"


def task(task_id: int) -> Task:
    """A task in the scope in force; raises NotFound."""
    found = db.session.get(Task, task_id)
    if found is None:
        raise NotFound("Không tìm thấy việc này.")
    return found


def veiled() -> ColumnElement[bool]:
    """The condition on `Task` that it is about a record which the reader's scope does not show: an agency's draft."""
    return veils.hidden(Task.subject_type.expression, Task.subject_id.expression, but_pointers=True)


def is_veiled(task: Task) -> bool:
    """Whether what the task says of its record is not the reader's to read."""
    return db.session.scalar(select(Task.id).where(Task.id == task.id, veiled())) is not None


def folded_title() -> ColumnElement[Any]:
    """The title as it is searched and ordered by: of a veiled task the words that stand for it."""
    return _shown(Task.folded, fold(VEILED))


def _shown(column: InstrumentedAttribute[str], instead: str) -> ColumnElement[Any]:
    return case((veiled(), instead), else_=column)


def names_request(id_: ColumnElement[Any]) -> ColumnElement[bool]:
    """An entry of the trail may name this request for more time to its reader: its task is not veiled."""
    query = select(TaskExtension.id).join(Task, Task.id == TaskExtension.task_id)
    return query.where(TaskExtension.id == id_, ~veiled()).exists()


def title_said(id_: ColumnElement[Any]) -> ColumnElement[Any]:
    """What is kept of the constant that a task's title was made from."""
    return select(Task.title_said).where(Task.id == id_).scalar_subquery()


def title_said_of_request(id_: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same of the task that a request for more time is about."""
    query = select(Task.title_said).join(TaskExtension, TaskExtension.task_id == Task.id)
    return query.where(TaskExtension.id == id_).scalar_subquery()


def requests(task: Task) -> list[TaskExtension]:
    """What was asked of a task's day, oldest first."""
    query = select(TaskExtension).where(TaskExtension.task_id == task.id).order_by(TaskExtension.number)
    return list(db.session.scalars(query))


def last_request(task: Task) -> TaskExtension | None:
    found = requests(task)
    return found[-1] if found else None


def waits_for(sees_province: bool) -> ColumnElement[bool]:
    """The condition on `Task` that it waits for the post of `ASKER` (as `policies.is_for`)."""
    post = or_(Task.post_id == ASKER.post_id, and_(Task.post_id.is_(None), Task.role == ASKER.role))
    own = and_(Task.by_authority.is_(False), Task.agency_id == ASKER.agency_id)
    return and_(post, or_(own, Task.by_authority.is_(True)) if sees_province else own)


def _held_today(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(PostHolding.id)
        .join(Post, Post.id == PostHolding.post_id)
        .where(
            held_on(TODAY),
            Post.agency_id == Task.agency_id,
            or_(Post.id == Task.post_id, and_(Task.post_id.is_(None), Post.role == Task.role)),
            *conditions,
        )
        .correlate(Task)
    )


def has_holder() -> ColumnElement[bool]:
    """Somebody holds the post that the task waits for (of the authority's tasks: taken for granted)."""
    return or_(Task.by_authority.is_(True), _held_today().exists())


def held_by(person_id: int) -> ColumnElement[bool]:
    """A person holds the post that the task waits for."""
    return and_(Task.by_authority.is_(False), _held_today(PostHolding.person_id == person_id).exists())


def holders() -> Any:
    """The names of who holds the post that the task waits for, for a column."""
    query = _held_today().join(Person, Person.id == PostHolding.person_id)
    return query.with_only_columns(func.aggregate_strings(Person.full_name, ", ")).scalar_subquery()


def asked() -> ColumnElement[bool]:
    """A request for more time waits."""
    return exists().where(TaskExtension.task_id == Task.id, TaskExtension.state == ExtensionState.ASKED)


def lines() -> Select[Any]:
    """The base of lists of tasks: plain columns with the agency's name, the post's, its holders', what is asked."""
    return _lines(veils.are_drawn())


# The veils are those of the reader at work: what is built for one kind of reader is kept for that kind.
@cache
def _lines(_are_veils_drawn: bool) -> Select[Any]:
    columns: list[Any] = [
        Task.id,
        _shown(Task.title, VEILED).label("title"),
        Task.title_said,
        _shown(Task.detail, "").label("detail"),
        Task.state,
        Task.role,
        Task.post_id,
        Task.by_authority,
        Task.by_hand,
        Task.due_on,
        Task.scheduled_on,
        Task.shown_from,
        Task.extensions,
        Task.waits_since,
        Task.ended_at,
        Task.endpoint,
        Task.endpoint_values,
        Task.opened_by,
        Task.agency_id,
        Task.obligation_id,
        Task.version,
        Agency.name.label("agency"),
        Agency.code.label("agency_code"),
        Post.title.label("post"),
        holders().label("holders"),
        asked().label("is_asked"),
        veiled().label("is_veiled"),
    ]
    return select(*columns).join(Agency, Agency.id == Task.agency_id).outerjoin(Post, Post.id == Task.post_id)


# "Việc của tôi" is the first page of most: each of its groups is a statement built once.


def mine(actor: Actor) -> list[Row[Any]]:
    """The open tasks of the actor's post that are to be seen by now, the earliest first."""
    return _some(_mine(actor.sees_province, veils.are_drawn()), actor)


@cache
def _mine(sees_province: bool, _are_veils_drawn: bool) -> Select[Any]:
    by_now = or_(Task.shown_from <= TODAY, Task.due_on <= TODAY)
    return _earliest(waits_for(sees_province), by_now)


def given_by(actor: Actor) -> list[Row[Any]]:
    """Open tasks that the actor gave to others by hand, and those about the agency that the authority has to do."""
    return _some(_given(actor.sees_province, _follows(actor), veils.are_drawn()), actor)


@cache
def _given(sees_province: bool, follows: bool, _are_veils_drawn: bool) -> Select[Any]:
    given = and_(
        Task.opened_by_id == ASKER.person_id, Task.obligation_id.is_(None), Task.by_authority.is_(False)
    )
    theirs = and_(Task.by_authority.is_(True), Task.agency_id == ASKER.agency_id)
    return _earliest(or_(given, theirs) if follows else given, ~waits_for(sees_province))


def to_decide(actor: Actor) -> list[Row[Any]]:
    """Tasks with a request for more time that the actor may decide, the earliest asked first."""
    of_province = actor.sees_province and actor.role in AUTHORITY_ROLES | {Role.LEADER}
    if not of_province and actor.role is not Role.LEADER:
        return []
    return _some(_to_decide(of_province, veils.are_drawn()), actor)


@cache
def _to_decide(of_province: bool, _are_veils_drawn: bool) -> Select[Any]:
    provinces = or_(Task.obligation_id.is_not(None), Task.by_authority.is_(True))
    own = and_(~provinces, Task.agency_id == ASKER.agency_id)
    return _earliest(provinces if of_province else own, asked())


def without_holder(actor: Actor) -> list[Row[Any]]:
    """Open tasks of the actor's agency that wait for a post which nobody holds, for who answers for them."""
    return _some(_without_holder(veils.are_drawn()), actor) if _follows(actor) else []


@cache
def _without_holder(_are_veils_drawn: bool) -> Select[Any]:
    return _earliest(Task.agency_id == ASKER.agency_id, Task.shown_from <= TODAY, ~has_holder())


def _earliest(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Open tasks under conditions, the earliest first."""
    return _in_order(lines().where(*conditions, Task.state == TaskState.OPEN))


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(Task.due_on, Task.id).limit(MOST_ON_A_PAGE)


def _some(query: Select[Any], actor: Actor) -> list[Row[Any]]:
    return list(db.session.execute(query, asker.values_of(actor)))


def _follows(actor: Actor) -> bool:
    return actor.role in {Role.LEADER, Role.ISO_SECRETARY}


def of_agency(agency_id: int | None) -> Select[Any]:
    """The base of an agency's list."""
    return lines().where(Task.agency_id == agency_id)


def dated(actor: Actor, first: date, last: date) -> list[Row[Any]]:
    """Tasks that are due between two days: of the actor's post, or for who follows of the whole agency."""
    theirs = waits_for(actor.sees_province)
    if _follows(actor):
        theirs = or_(theirs, and_(Task.agency_id == actor.agency_id, Task.by_authority.is_(False)))
    query = lines().where(
        theirs, Task.due_on >= first, Task.due_on <= last, Task.state != TaskState.WITHDRAWN
    )
    return _some(_in_order(query), actor)


def holders_of(task: Task) -> str:
    """The names of who holds the post that a task waits for."""
    return db.session.scalar(select(holders()).where(Task.id == task.id)) or ""
