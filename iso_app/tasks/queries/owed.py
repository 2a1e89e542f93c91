"""What agencies owe the province of a year's calendar."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select

from iso_app.agencies.models import Agency, AgencyGroup
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.tasks.models import (
    Obligation,
    OccurrenceRun,
    Task,
)
from iso_app.tasks.queries.tasks import asked
from iso_app.tasks.workflow import TaskState


def owed(year: int, obligation_id: int | None) -> Select[Any]:
    """The base of the province's list: agencies with the counts of what they owe of a year's obligations.

    Columns: agency_id, code, name, sort_name, group_name, total, done, overdue, open, asked.
    """
    overdue = and_(Task.state == TaskState.OPEN, Task.due_on < today())
    counted = _of_year(
        year,
        obligation_id,
        Task.agency_id,
        func.count().label("total"),
        _sum(Task.state == TaskState.DONE, "done"),
        _sum(overdue, "overdue"),
        _sum(Task.state == TaskState.OPEN, "open"),
        _sum(asked(), "asked"),
    )
    found = counted.group_by(Task.agency_id).subquery("owed")
    return (
        select(
            Agency.id,
            Agency.code,
            Agency.name,
            Agency.sort_name,
            Agency.level,
            AgencyGroup.name.label("group_name"),
            found.c.total,
            found.c.done,
            found.c.overdue,
            found.c.open,
            found.c.asked,
        )
        .join(found, found.c.agency_id == Agency.id)
        .join(AgencyGroup, AgencyGroup.id == Agency.group_id)
    )


def owed_by_obligation(year: int) -> list[Row[Any]]:
    """(obligation_id, name, total, done, overdue, open, asked) of each obligation of a year, the worst first."""
    overdue = and_(Task.state == TaskState.OPEN, Task.due_on < today())
    query = _of_year(
        year,
        None,
        Obligation.id.label("obligation_id"),
        Obligation.name,
        func.count().label("total"),
        _sum(Task.state == TaskState.DONE, "done"),
        _sum(overdue, "overdue"),
        _sum(Task.state == TaskState.OPEN, "open"),
        _sum(asked(), "asked"),
    ).group_by(Obligation.id, Obligation.name)
    return sorted(db.session.execute(query), key=lambda row: (-row.overdue, -row.open, row.name))


def _sum(condition: ColumnElement[bool], name: str) -> Any:
    return func.sum(case((condition, 1), else_=0)).label(name)


def _of_year(year: int, obligation_id: int | None, *columns: Any) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(Task)
        .join(Obligation, Obligation.id == Task.obligation_id)
        .where(Task.period.startswith(f"{year:04}-"), Task.state != TaskState.WITHDRAWN)
    )
    return query.where(Obligation.id == obligation_id) if obligation_id else query


def years_made() -> list[int]:
    """The years whose tasks were made, newest first; this year stands among them."""
    found = set(db.session.scalars(select(OccurrenceRun.year)))
    return sorted(found | {today().year}, reverse=True)
