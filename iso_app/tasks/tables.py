"""The lists: an agency's tasks, what agencies owe the province, all their tasks."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, or_

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import LEVEL_LABELS, Agency, Level
from iso_app.core.clock import day_of, today
from iso_app.core.dates import show_day
from iso_app.tasks import queries, shown
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import STATE_LABELS, TaskState
from iso_app.web.filters import being, choice_of, having_words, naming
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, chosen_id

STATES = (("late", "Quá hạn"), ("asked", "Đang xin gia hạn"), ("nobody", "Chưa có người giữ"))


def _state(value: str) -> ColumnElement[bool] | None:
    if value == "late":
        return and_(Task.state == TaskState.OPEN, Task.due_on < today())
    if value == "asked":
        return and_(Task.state == TaskState.OPEN, queries.asked())
    if value == "nobody":
        return and_(Task.state == TaskState.OPEN, ~queries.has_holder())
    return being(Task.state, TaskState)(value)


def _words(typed: str) -> ColumnElement[bool] | None:
    """Which titles are veiled depends on who asks: the column is made when they do."""
    return having_words(queries.folded_title())(typed)


def _states() -> Sequence[tuple[str, str]]:
    return (*choice_of(STATE_LABELS)(), *STATES)


def _shown_state(row: AnyRow) -> str:
    if row.state is TaskState.OPEN and row.due_on < today():
        return say("Quá hạn {days} ngày", days=(today() - row.due_on).days)
    return say(STATE_LABELS[row.state])


def _waits_for(row: AnyRow) -> str:
    post = shown.addressee(row.post, row.role, by_authority=row.by_authority)
    if row.by_authority:
        return post
    return f"{post}: {row.holders}" if row.holders else f"{post} ({say('chưa có người giữ')})"


def _tone(row: AnyRow) -> str | None:
    if row.state is not TaskState.OPEN:
        return "muted"
    return "danger" if row.due_on < today() else None


def _link(row: AnyRow) -> str:
    return url_for("tasks.show", task_id=row.id)


def _title() -> Column:
    return Column("title", "Việc", shown.title_of, sort=queries.folded_title())


_WHOSE = Column("agency", "Cơ quan", lambda row: row.agency, sort=Agency.sort_name.expression)
_WHO = Column("who", "Đang chờ ai", _waits_for)
_DUE = Column(
    "due",
    "Hạn",
    lambda row: show_day(row.due_on),
    sort=Task.due_on.expression,
    export=lambda row: row.due_on,
)
_STATE = Column("state", "Tình trạng", _shown_state)
_EXTENDED = Column(
    "extensions", "Số lần gia hạn", lambda row: row.extensions or "", sort=Task.extensions.expression, align="right"
)  # fmt: skip
_SINCE = Column("since", "Chờ từ", lambda row: show_day(day_of(row.waits_since)))
_SCHEDULED = Column(
    "scheduled",
    "Ngày theo lịch",
    lambda row: show_day(row.scheduled_on),
    sort=Task.scheduled_on.expression,
    optional=True,
)
_GIVER = Column("giver", "Người giao", lambda row: row.opened_by, optional=True)

_SEARCH = Filter("q", "Tìm trong tên việc", _words)
_STATE_FILTER = Filter("state", "Tình trạng", _state, _states)


def of_agency(agency_id: int | None) -> Table:
    """The tasks of one agency, for its leader and secretary."""
    people = Filter(
        "person",
        "Người",
        lambda value: queries.held_by(chosen_id(value)),
        lambda: queries.people_of(agency_id),
    )
    posts = Filter("post", "Vị trí", _post_of(agency_id), lambda: _posts(agency_id))
    return Table(
        label="Việc của cơ quan",
        columns=(_title(), _WHO, _DUE, _STATE, _EXTENDED, _SINCE, _SCHEDULED, _GIVER),
        identity=Task.id.expression,
        default_sort="due",
        filters=(_SEARCH, _STATE_FILTER, people, posts),
        empty=Empty("Chưa có việc nào", "Việc theo lịch của tỉnh và việc giao trong cơ quan hiện ở đây."),
        link=_link,
        tone=_tone,
    )


def _posts(agency_id: int | None) -> list[tuple[str, str]]:
    return [(str(id_), label) for id_, label in queries.posts_of(agency_id)]


def _post_of(agency_id: int | None) -> Any:
    def narrow(value: str) -> ColumnElement[bool]:
        roles = queries.role_of_post(chosen_id(value), agency_id)
        return or_(Task.post_id == chosen_id(value), and_(Task.post_id.is_(None), Task.role.in_(roles)))

    return narrow


def of_province() -> Table:
    """All tasks of the province's agencies."""
    agency = Filter("agency", "Cơ quan", naming(Task.agency_id), queries.agencies_with_tasks)
    duty = Filter("obligation", "Nghĩa vụ", naming(Task.obligation_id), _obligations)
    year = Filter("year", "Năm", lambda value: Task.period.startswith(f"{chosen_id(value):04}-"), _years)
    return Table(
        label="Việc của các cơ quan",
        columns=(_title(), _WHOSE, _WHO, _DUE, _STATE, _EXTENDED, _SINCE, _SCHEDULED),
        identity=Task.id.expression,
        default_sort="due",
        filters=(_SEARCH, agency, duty, year, _STATE_FILTER),
        empty=Empty(
            "Chưa có việc nào",
            "Lập việc của năm từ lịch nghĩa vụ của tỉnh; việc của từng cơ quan hiện ở đây.",
        ),
        link=_link,
        tone=_tone,
    )


def _obligations() -> list[tuple[str, str]]:
    return [(str(duty.id), duty.name) for duty in queries.obligations()]


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in queries.years_made()]


def owed(year: int, base: Select[Any]) -> Table:
    """Agencies with the counts of what they owe of a year, the worst first; `base` is `queries.owed`."""
    names = base.selected_columns
    counts = (
        ("overdue", "Quá hạn"),
        ("asked", "Đang xin gia hạn"),
        ("open", "Chưa xong"),
        ("done", "Đã làm"),
        ("total", "Tất cả"),
    )
    return Table(
        label="Nghĩa vụ của các cơ quan",
        columns=(
            Column("name", "Cơ quan", lambda row: row.name, sort=Agency.sort_name.expression),
            Column("group", "Loại cơ quan", lambda row: row.group_name),
            *(
                Column(key, label, _count(key), sort=names[key], align="right", export=_exact(key))
                for key, label in counts
            ),
        ),
        identity=Agency.id.expression,
        default_sort="-overdue",
        filters=(
            Filter("year", "Năm", lambda _: None, _years),
            Filter("obligation", "Nghĩa vụ", lambda _: None, _obligations),
            Filter("group", "Loại cơ quan", naming(Agency.group_id), agencies.names_of_groups),
            Filter("level", "Cấp hành chính", being(Agency.level, Level), choice_of(LEVEL_LABELS)),
        ),
        empty=Empty(
            "Chưa lập việc cho năm này",
            "Việc của các cơ quan được lập từ lịch nghĩa vụ của tỉnh.",
            "Lịch nghĩa vụ",
            "obligations.index",
        ),
        link=lambda row: url_for("tasks.of_province", agency=row.id, year=year),
        tone=lambda row: "danger" if row.overdue else None,
    )


def _count(key: str) -> Any:
    return lambda row: getattr(row, key) or ""


def _exact(key: str) -> Any:
    return lambda row: getattr(row, key)
