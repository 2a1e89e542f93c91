"""Tasks as pages show them: lines in groups, moves with their reasons, the months of the calendar."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for

from iso_app.core.actor import Actor
from iso_app.core.clock import day_of, today
from iso_app.core.dates import show_day
from iso_app.core.policy import Verdict, anew
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.tasks import policies, queries
from iso_app.tasks.models import Task, TaskExtension
from iso_app.tasks.workflow import EXTENSION_LABELS, STATE_LABELS, TASK_WORKFLOW, TaskAction, TaskState
from iso_app.web.addresses import whole_address
from iso_app.web.feature import CalendarEntry, registry
from iso_app.web.languages import say, told

FEW = 3
TONES = {
    TaskState.OPEN: "info",
    TaskState.DONE: "success",
    TaskState.REFUSED: "danger",
    TaskState.WITHDRAWN: "neutral",
}
MOVE_ENDPOINTS = {
    TaskAction.FINISH: "tasks.finish",
    TaskAction.HAND_ON: "tasks.hand_on",
    TaskAction.REFUSE: "tasks.refuse",
    TaskAction.WITHDRAW: "tasks.withdraw",
    TaskAction.REOPEN: "tasks.reopen",
}


@dataclass(frozen=True)
class Line:
    """One task in a list."""

    id: int
    title: str
    url: str
    work_url: str | None
    due: str
    days_late: int
    agency: str
    waits_for: str
    holders: str
    since: str
    extensions: int
    is_asked: bool
    may_finish: bool
    version: int


@dataclass(frozen=True)
class Group:
    """Lines under one head."""

    key: str
    label: str
    tone: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Mine:
    """The first page: what waits for me, in groups; what I wait for; what nobody holds; what I decide."""

    groups: Sequence[Group]
    is_plain: bool
    count: int
    late: int
    is_cut: bool


def my_work(actor: Actor) -> Mine:
    """Everything that "Việc của tôi" shows."""
    rows = queries.mine(actor)
    day = today()
    sunday = day + timedelta(days=6 - day.weekday())
    late = [row for row in rows if row.due_on < day]
    week = [row for row in rows if day <= row.due_on <= sunday]
    later = [row for row in rows if row.due_on > sunday]
    groups = [
        _group("decide", "Đề nghị gia hạn chờ bạn quyết định", "warning", queries.to_decide(actor)),
        _group("late", "Quá hạn", "danger", late, mine=True),
        _group("week", "Tuần này", "warning", week, mine=True),
        _group("later", "Sau đó", "info", later, mine=True),
        _group("nobody", "Chưa có người giữ", "warning", queries.without_holder(actor)),
        _group("others", "Đang chờ người khác", "neutral", queries.given_by(actor)),
    ]
    return Mine(
        groups=[group for group in groups if group.lines],
        is_plain=actor.role is Role.STAFF and len(rows) <= FEW,
        count=len(rows),
        late=len(late),
        is_cut=len(rows) == queries.MOST_ON_A_PAGE,
    )


def _group(key: str, label: str, tone: str, rows: Iterable[Any], *, mine: bool = False) -> Group:
    return Group(key, label, tone, [line(row, mine=mine) for row in rows])


def line(row: Any, *, mine: bool = False) -> Line:
    """A row of `queries.lines` for a page; `mine` offers to say at once that it is done."""
    return Line(
        id=row.id,
        title=title_of(row),
        url=url_for("tasks.show", task_id=row.id),
        work_url=None if row.is_veiled else work_url(row.endpoint, row.endpoint_values),
        due=show_day(row.due_on),
        days_late=max((today() - row.due_on).days, 0) if row.state is TaskState.OPEN else 0,
        agency=row.agency,
        waits_for=addressee(row.post, row.role, by_authority=row.by_authority),
        holders=row.holders or "",
        since=show_day(day_of(row.waits_since)),
        extensions=row.extensions,
        is_asked=bool(row.is_asked),
        may_finish=mine and row.by_hand,
        version=row.version,
    )


def title_of(row: Any) -> str:
    """What a line of `queries.lines` is called: of a veiled one in the reader's language."""
    return say(queries.VEILED) if row.is_veiled else told(anew(row.title, row.title_said))


def addressee(post: str | None, role: Role, *, by_authority: bool) -> str:
    """Whose post a task waits for, in words."""
    if by_authority:
        return say("Cơ quan quản lý ISO của tỉnh")
    return post or say(ROLE_LABELS[role])


def work_url(endpoint: str, values: dict[str, Any]) -> str | None:
    """The page where the task is done, if this installation has it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


@dataclass(frozen=True)
class MoveButton:
    """A move that is open to this person, or why it is not."""

    action: TaskAction
    label: str
    url: str
    verdict: Verdict


@dataclass(frozen=True)
class TaskPage:
    """One task with everything its page needs.

    Of a task about another's draft: without its title, its words, and what was said of it.
    """

    task: Task
    title: str
    is_veiled: bool
    post: str
    holders: str
    state: str
    tone: str
    days_late: int
    work_url: str | None
    moves: Sequence[MoveButton]
    requests: Sequence[TaskExtension]
    may_ask: Verdict
    may_decide: Verdict
    waiting: TaskExtension | None = None
    request_labels: dict[Any, str] = field(default_factory=dict)


_RULES = {
    TaskAction.FINISH: policies.may_finish,
    TaskAction.HAND_ON: policies.may_hand_on,
    TaskAction.REFUSE: policies.may_refuse,
    TaskAction.WITHDRAW: policies.may_withdraw,
    TaskAction.REOPEN: policies.may_reopen,
}


def of_task(actor: Actor, task: Task) -> TaskPage:
    """The page of a task: its buttons come from the workflow and the policy."""
    requests = queries.requests(task)
    last = requests[-1] if requests else None
    veiled = queries.is_veiled(task)
    decide = policies.may_decide(actor, task, last)
    moves = [
        MoveButton(
            action,
            TASK_WORKFLOW.label(action),
            url_for(MOVE_ENDPOINTS[action], task_id=task.id),
            _RULES[action](actor, task),
        )
        for action in TASK_WORKFLOW.open_to(task.state)
    ]
    return TaskPage(
        task=task,
        title=say(queries.VEILED) if veiled else told(task.called),
        is_veiled=veiled,
        post=addressee(task.post.title if task.post else None, task.role, by_authority=task.by_authority),
        holders=queries.holders_of(task),
        state=STATE_LABELS[task.state],
        tone=TONES[task.state],
        days_late=max((today() - task.due_on).days, 0) if task.is_open else 0,
        work_url=None if veiled else work_url(task.endpoint, task.endpoint_values),
        moves=moves,
        requests=[] if veiled else requests,
        may_ask=policies.may_ask_extension(actor, task, last),
        may_decide=decide,
        waiting=last if last is not None and last.decided_at is None and not veiled else None,
        request_labels=dict(EXTENSION_LABELS),
    )


# -- the calendar --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayCell:
    """One day of the month's table."""

    day: date
    in_month: bool
    is_today: bool
    off: str
    entries: Sequence[CalendarEntry]


@dataclass(frozen=True)
class Month:
    """A month as weeks of days, and as a list."""

    first: date
    last: date
    previous: str
    next: str
    weeks: Sequence[Sequence[DayCell]]

    @property
    def busy(self) -> list[DayCell]:
        """The days of the month on which there is something."""
        return [cell for week in self.weeks for cell in week if cell.in_month and cell.entries]


def month(actor: Actor, asked: str, days_off: dict[date, str]) -> Month:
    """The month asked for as `YYYY-MM`, else this one."""
    first = month_asked(asked)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    found: dict[date, list[CalendarEntry]] = {}
    for entry in entries(actor, weeks[0][0], weeks[-1][-1]):
        found.setdefault(entry.day, []).append(entry)
    cells = [
        [
            DayCell(day, day.month == first.month, day == today(), days_off.get(day, ""), found.get(day, []))
            for day in week
        ]
        for week in weeks
    ]
    last = _month_after(first, 1) - timedelta(days=1)
    return Month(first, last, f"{_month_after(first, -1):%Y-%m}", f"{_month_after(first, 1):%Y-%m}", cells)


def month_asked(asked: str) -> date:
    """The first day of the month written `YYYY-MM`; of this month if it is no month."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today().replace(day=1)
    return found if 2000 <= found.year <= 2100 else today().replace(day=1)  # noqa: PLR2004 - sane years


def _month_after(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def entries(actor: Actor, first: date, last: date) -> list[CalendarEntry]:
    """What all features have to say between two days, each to whom it may."""
    found = [
        entry
        for source in registry().calendar()
        if actor.may(source.permission)
        for entry in source.find(actor, first, last)
    ]
    return sorted(found, key=lambda entry: (entry.day, entry.over, entry.title))


def due_tasks(actor: Actor, first: date, last: date) -> list[CalendarEntry]:
    """Tasks on the days by which they are due."""
    return [
        CalendarEntry(
            day=row.due_on,
            title=title_of(row),
            url=whole_address("tasks.show", task_id=row.id),
            detail=row.agency,
            over=row.state is not TaskState.OPEN,
            key=f"task-{row.id}",
        )
        for row in queries.dated(actor, first, last)
    ]
