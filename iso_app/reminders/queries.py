"""Who a task is for and who asked or gave: what an announcement does not carry."""

from typing import Any, NamedTuple

from sqlalchemy import select

from iso_app.agencies.models import Agency
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.tasks.models import Task, TaskExtension


class About(NamedTuple):
    """A task: whose it is, of which province, for which role, done by the authority or not, who gave it."""

    agency_id: int
    agency: str
    province_id: int
    role: Role
    by_authority: bool
    opened_by_id: int | None


def about(task_id: int) -> About:
    """The task as it stands in this transaction."""
    columns: tuple[Any, ...] = (
        Task.agency_id, Agency.name, Agency.province_id, Task.role, Task.by_authority, Task.opened_by_id
    )  # fmt: skip
    query = select(*columns).join(Agency, Agency.id == Task.agency_id).where(Task.id == task_id)
    return About(*db.session.execute(query).one())


def authority_id(province_id: int) -> int | None:
    """The agency that is the authority of a province; None before it has been named."""
    query = select(Agency.id).where(Agency.province_id == province_id, Agency.is_authority)
    return db.session.scalar(query.limit(1))


def last_asked_by(task_id: int) -> int | None:
    """Who made the last request for a later day."""
    query = select(TaskExtension.asked_by_id).where(TaskExtension.task_id == task_id)
    return db.session.scalar(query.order_by(TaskExtension.number.desc()).limit(1))
