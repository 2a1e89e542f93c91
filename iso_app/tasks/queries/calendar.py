"""The province's calendar: obligations, own days, days off, how far the tasks of a year are made."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyPeriod
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.tasks.models import (
    DayOff,
    Obligation,
    ObligationDate,
    OccurrenceRun,
    Task,
)
from iso_app.tasks.rhythm import WorkingDays, occurrences


def obligation(obligation_id: int) -> Obligation:
    """An obligation in the scope in force; raises NotFound."""
    found = db.session.get(Obligation, obligation_id)
    if found is None:
        raise NotFound("Không tìm thấy nghĩa vụ này.")
    return found


def day_off(day_off_id: int) -> DayOff:
    """A day of the calendar in the scope in force; raises NotFound."""
    found = db.session.get(DayOff, day_off_id)
    if found is None:
        raise NotFound("Không tìm thấy ngày này trong lịch.")
    return found


def own_date(obligation_id: int, agency_id: int) -> ObligationDate | None:
    """An agency's own day for an obligation."""
    query = select(ObligationDate).where(
        ObligationDate.obligation_id == obligation_id, ObligationDate.agency_id == agency_id
    )
    return db.session.scalars(query).one_or_none()


def run_of(year: int) -> OccurrenceRun | None:
    """How far the tasks of a year are made in the scope's province."""
    return db.session.scalars(select(OccurrenceRun).where(OccurrenceRun.year == year)).one_or_none()


def obligations() -> list[Obligation]:
    """The province's calendar in the order of its days."""
    return list(
        db.session.scalars(select(Obligation).order_by(Obligation.month, Obligation.day, Obligation.id))
    )


def obligations_of(province_id: int, year: int) -> list[Obligation]:
    """What the calendar asks in a year."""
    query = select(Obligation).where(
        Obligation.province_id == province_id,
        Obligation.from_year <= year,
        or_(Obligation.to_year.is_(None), Obligation.to_year >= year),
    )
    return list(db.session.scalars(query.order_by(Obligation.id)))


def holds_for(obligation: Obligation, agency: Any) -> bool:
    """Whether an obligation asks an agency, given as a row of `agencies.queries.as_on`."""
    return (
        obligation.level in {None, agency.level}
        and obligation.group_id in {None, agency.group_id}
        and obligation.applicability in {None, agency.applicability}
    )


def day_of(year: int) -> date:
    """The day whose agencies are asked: today, the first day of a year to come, the last of one that has gone."""
    this = today().year
    return today() if year == this else date(year, 1, 1) if year > this else date(year, 12, 31)


def agencies_on(day: date) -> int:
    """How many agencies of the scope existed on a day."""
    return db.session.scalar(select(func.count()).select_from(agencies.as_on(day).subquery())) or 0


def own_dates(agency_ids: Collection[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """(agency, obligation) -> (month, day)."""
    query = select(
        ObligationDate.agency_id, ObligationDate.obligation_id, ObligationDate.month, ObligationDate.day
    ).where(ObligationDate.agency_id.in_(agency_ids))
    return {(agency, duty): (month, day) for agency, duty, month, day in db.session.execute(query)}


def own_dates_of(obligation: Obligation) -> list[ObligationDate]:
    """The agencies with a day of their own, in the order of their names."""
    query = (
        select(ObligationDate)
        .join(Agency, Agency.id == ObligationDate.agency_id)
        .where(ObligationDate.obligation_id == obligation.id)
        .order_by(Agency.sort_name)
    )
    return list(db.session.scalars(query))


def made(
    agency_ids: Collection[int], obligation_ids: Collection[int], year: int
) -> set[tuple[int, int, str]]:
    """(agency, obligation, period) of a year that there are tasks for."""
    query = select(Task.agency_id, Task.obligation_id, Task.period).where(
        Task.agency_id.in_(agency_ids),
        Task.obligation_id.in_(obligation_ids),
        Task.period.startswith(f"{year:04}-"),
    )
    return {(agency, duty or 0, period or "") for agency, duty, period in db.session.execute(query)}


def days_off(year: int, province_id: int) -> list[DayOff]:
    """The days of a year that are not as their weekday says, in order."""
    query = select(DayOff).where(
        DayOff.province_id == province_id, DayOff.day >= date(year, 1, 1), DayOff.day <= date(year, 12, 31)
    )
    return list(db.session.scalars(query.order_by(DayOff.day)))


def working_days(year: int, province_id: int) -> WorkingDays:
    """The calendar of a year and the next: a day moved from December lands in January."""
    found = days_off(year, province_id) + days_off(year + 1, province_id)
    return WorkingDays(
        frozenset(row.day for row in found if not row.is_worked),
        frozenset(row.day for row in found if row.is_worked),
    )


@dataclass(frozen=True)
class Preview:
    """What making a year would do for one obligation."""

    obligation: Obligation
    days: list[date]
    agencies: int
    wanted: int
    known: int


def preview(province_id: int, year: int, since: date) -> list[Preview]:
    """For each obligation of a year: how many agencies it asks, how many tasks that is, how many there are."""
    rows = agencies.as_on(day_of(year)).with_only_columns(
        AgencyPeriod.level, AgencyPeriod.group_id, AgencyPeriod.applicability, func.count().label("count")
    )
    kinds = db.session.execute(
        rows.group_by(AgencyPeriod.level, AgencyPeriod.group_id, AgencyPeriod.applicability)
    ).all()
    query = select(Task.obligation_id, func.count()).where(Task.period.startswith(f"{year:04}-"))
    known: dict[Any, int] = Counter(dict(db.session.execute(query.group_by(Task.obligation_id)).all()))
    return [_previewed(duty, year, since, kinds, known) for duty in obligations_of(province_id, year)]


def _previewed(
    duty: Obligation, year: int, since: date, kinds: Iterable[Any], known: dict[Any, int]
) -> Preview:
    days = [day for _, day in occurrences(duty.rhythm, year) if day >= since]
    asked_of = sum(row.count for row in kinds if holds_for(duty, row))
    return Preview(duty, days, asked_of, asked_of * len(days), known[duty.id])


def existing_own_date(obligation_id: int, agency_id: int) -> ObligationDate:
    """An agency's own day for an obligation; raises NotFound."""
    found = own_date(obligation_id, agency_id)
    if found is None:
        raise NotFound("Cơ quan này không có ngày riêng cho nghĩa vụ.")
    return found


def names_of_days_off(province_id: int | None, year: int) -> dict[date, str]:
    """Day -> name of the days off of a year and the weeks around it."""
    query = select(DayOff.day, DayOff.name).where(
        DayOff.province_id == province_id,
        DayOff.is_worked.is_(False),
        DayOff.day >= date(year - 1, 12, 20),
        DayOff.day <= date(year + 1, 1, 12),
    )
    return dict(db.session.execute(query).all())


def existing_run(year: int) -> OccurrenceRun:
    """How far the tasks of a year are made; raises NotFound before it was begun."""
    found = run_of(year)
    if found is None:
        raise NotFound("Chưa lập việc cho năm này.")
    return found
