"""The tasks of a year, made from the province's calendar: in batches, restartable, twice the same as once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import AgencyPeriod, Province
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.jobs.services import enqueue
from iso_app.tasks import policies, queries
from iso_app.tasks.models import Obligation, OccurrenceRun, Task
from iso_app.tasks.rhythm import MONTHS, WorkingDays, occurrences
from iso_app.tasks.workflow import TaskState
from iso_app.trail.services import explain_rows, note, write

BATCH = 500  # agencies
AT_ONCE = 1_000  # agencies whose tasks are made while the page waits
JOB = "tasks.make_year"
FURTHEST_AHEAD = 2


def begin_run(actor: Actor, province: Province, *, year: int, since: date | None = None) -> OccurrenceRun:
    """Begin to make the tasks of a year, or go on where it was left; one that has ended is walked again.

    Occurrences due before `since` (today) are left out.
    """
    require(actor.holds(policies.PLAN))
    if not today().year - 1 <= year <= today().year + FURTHEST_AHEAD:
        raise DomainError("Chỉ lập việc của năm trước, năm nay và hai năm tới.", field="year")
    if not queries.obligations_of(province.id, year):
        raise DomainError("Lịch của tỉnh chưa có nghĩa vụ nào cho năm {year}.", year=year)
    query = select(OccurrenceRun).where(OccurrenceRun.province_id == province.id, OccurrenceRun.year == year)
    run = db.session.scalars(query.with_for_update()).one_or_none()
    if run is None:
        run = OccurrenceRun(province_id=province.id, year=year, tasks_made=0)
    elif run.ended_at is None:
        return run
    run.since = since or today()
    run.agencies, run.agencies_done, run.after_agency_id = queries.agencies_on(queries.day_of(year)), 0, 0
    run.begun_at, run.begun_by, run.ended_at = now(), actor.name[:200], None
    db.session.add(run)
    db.session.flush()
    note(actor, "occurrence_run.begun", [(run, str(year), {}, {})])
    return run


def make_batch(actor: Actor, run: OccurrenceRun, *, size: int = BATCH) -> bool:
    """Make the tasks of the next `size` agencies; whether there may be more. A few statements, whatever the size.

    Each batch is one unit of work of whoever calls: a walk that was stopped goes on with the batch it had not kept.
    """
    require(actor.holds(policies.PLAN))
    db.session.refresh(run, with_for_update=True)
    if run.ended_at is not None:
        return False
    found = _next_agencies(run, size)
    if found:
        run.tasks_made += _make(actor, run, found, since=run.since)
        run.agencies_done += len(found)
        run.after_agency_id = found[-1].agency_id
    if len(found) < size:
        run.ended_at = now()
    db.session.flush()
    return run.ended_at is None


def make_occurrences(actor: Actor, province: Province, *, year: int, since: date | None = None) -> int:
    """The whole year in one unit of work, for one province. How many tasks are new."""
    run = begin_run(actor, province, year=year, since=since)
    before = run.tasks_made
    while make_batch(actor, run):
        pass
    return run.tasks_made - before


def ask_for_year(actor: Actor, province: Province, *, year: int, since: date | None = None) -> int | None:
    """Make the tasks of a year now, or for many agencies in the background (None). Else how many are new."""
    if queries.agencies_on(queries.day_of(year)) <= AT_ONCE:
        return make_occurrences(actor, province, year=year, since=since)
    run = begin_run(actor, province, year=year, since=since)
    enqueue(actor, JOB, key=f"{run.id}:{run.begun_at.isoformat()}", year=year)
    return None


def join_calendar(actor: Actor, province_id: int, agency_ids: Collection[int], *, since: date) -> int:
    """Give agencies that began later what the calendar asks from `since` on, in the years that are made; how many.

    Whoever calls has judged that the actor may. A year that is not made yet meets them by itself.
    """
    query = select(OccurrenceRun).where(
        OccurrenceRun.province_id == province_id,
        OccurrenceRun.year >= since.year,
        OccurrenceRun.ended_at.is_not(None),
    )
    made = 0
    for run in db.session.scalars(query.order_by(OccurrenceRun.year)):
        day = max(since, queries.day_of(run.year))
        found = agencies.as_on(day).where(AgencyPeriod.agency_id.in_(agency_ids))
        made += _make(actor, run, list(db.session.execute(found)), since=since)
    return made


def _next_agencies(run: OccurrenceRun, size: int) -> list[Any]:
    query = (
        agencies.as_on(queries.day_of(run.year))
        .where(AgencyPeriod.agency_id > run.after_agency_id)
        .order_by(AgencyPeriod.agency_id)
        .limit(size)
    )
    return list(db.session.execute(query))


def _make(actor: Actor, run: OccurrenceRun, found: list[Any], *, since: date) -> int:
    obligations = queries.obligations_of(run.province_id, run.year)
    ids = [agency.agency_id for agency in found]
    own = queries.own_dates(ids)
    known = queries.made(ids, [obligation.id for obligation in obligations], run.year)
    calendar = queries.working_days(run.year, run.province_id)
    rows: list[dict[str, Any]] = []
    count: dict[int, int] = {}
    for agency in found:
        new = [
            row
            for obligation in obligations
            if queries.holds_for(obligation, agency)
            for row in _rows(actor, run, obligation, agency.agency_id, own, calendar)
            if row["due_on"] >= since and (agency.agency_id, obligation.id, row["period"]) not in known
        ]
        rows += new
        count[agency.agency_id] = len(new)
    if rows:
        # `known` was asked first: SQLite refuses a task that would meet a kept one, before any conflict is settled.
        dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
        db.session.execute(dialect.insert(Task).on_conflict_do_nothing(), rows)
        explain_rows(Task)
        _note(actor, run.year, found, count)
    return len(rows)


def _rows(
    actor: Actor,
    run: OccurrenceRun,
    obligation: Obligation,
    agency_id: int,
    own: Mapping[tuple[int, int], tuple[int, int]],
    calendar: WorkingDays,
) -> Iterable[dict[str, Any]]:
    moment = now()
    for period, day in occurrences(obligation.rhythm, run.year, own.get((agency_id, obligation.id))):
        due = calendar.on_or_after(day) if obligation.moves_off_days else day
        often = obligation.every_months < MONTHS
        title = f"{obligation.name} ({period[5:]}/{period[:4]})" if often else obligation.name
        yield {
            "agency_id": agency_id,
            "obligation_id": obligation.id,
            "period": period,
            "title": title,
            "folded": fold(title),
            "detail": obligation.detail,
            "role": obligation.role,
            "state": TaskState.OPEN,
            "scheduled_on": due,
            "due_on": due,
            "shown_from": due - timedelta(days=obligation.notice_days),
            "opened_at": moment,
            "opened_by": actor.name[:200],
            "opened_by_id": actor.person_id,
            "waits_since": moment,
            "version": 1,
        }


def _note(actor: Actor, year: int, found: list[Any], count: Mapping[int, int]) -> None:
    """One entry on the chain of each agency that got tasks."""
    rows = [
        {
            "chain": f"agency:{agency.agency_id}",
            "subject_type": "agency",
            "subject_id": agency.agency_id,
            "subject_label": agency.name,
            "changes": {},
            "facts": {"count": count[agency.agency_id], "year": year},
        }
        for agency in found
        if count[agency.agency_id]
    ]
    write(actor, "task.occurrences_made", rows)
