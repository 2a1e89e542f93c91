"""What the first page shows: a province's figures of today and how far this year's tables are."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, or_, select

from iso_app.agencies.models import LEVEL_LABELS, Agency, AgencyPeriod, Level
from iso_app.compliance.models import ApplicationYear
from iso_app.db import db
from iso_app.imports.models import ImportBatch, ImportState
from iso_app.inspections.models import Inspection
from iso_app.reports.models import Snapshot, TemplateVersion
from iso_app.reports.workflow import SnapshotState

LATEST = 5


@dataclass(frozen=True)
class LevelCount:
    level: Level
    label: str
    count: int


@dataclass(frozen=True)
class Progress:
    """How far a year is: agencies in all, those with data of the year, those inspected, tables by state."""

    year: int
    agencies: int
    reported: int
    inspected: int
    drafts: int
    frozen: int
    issued: int


@dataclass(frozen=True)
class TemplateLine:
    code: str
    title: str


class StepState(StrEnum):
    """How `components/steps.html` draws a step."""

    DONE = "done"
    CURRENT = "current"
    TODO = "todo"


@dataclass(frozen=True)
class StepLine:
    """A step of the year's work: its key says which page it leads to."""

    key: str
    label: str
    state: StepState
    count: int | None = None


def levels(day: date) -> list[LevelCount]:
    """Agencies that exist on the day by level, in the order of the levels, those without any left out."""
    counts = dict(db.session.execute(_levels(), {"day": day}).all())
    return [LevelCount(level, LEVEL_LABELS[level], counts[level]) for level in Level if level in counts]


# The statements of the first page of everybody are built once.
@cache
def _levels() -> Select[Level, int]:
    day = bindparam("day", type_=Date)
    return (
        select(AgencyPeriod.level, func.count(AgencyPeriod.id))
        .where(
            AgencyPeriod.valid_from <= day, or_(AgencyPeriod.valid_to.is_(None), AgencyPeriod.valid_to >= day)
        )
        .group_by(AgencyPeriod.level)
    )


def latest_imports() -> list[ImportBatch]:
    """The files stored last."""
    return list(db.session.scalars(_latest_imports()))


@cache
def _latest_imports() -> Select[Any]:
    return (
        select(ImportBatch)
        .where(ImportBatch.state == ImportState.STORED)
        .order_by(ImportBatch.made_at.desc())
        .limit(LATEST)
    )


def templates() -> list[TemplateLine]:
    """The newest version of every template, in the order they are shown."""
    return [TemplateLine(code, title) for code, title in db.session.execute(_templates())]


@cache
def _templates() -> Select[str, str]:
    newest = (
        select(TemplateVersion.code, func.max(TemplateVersion.version).label("version"))
        .group_by(TemplateVersion.code)
        .subquery()
    )
    return (
        select(TemplateVersion.code, TemplateVersion.title)
        .join(
            newest,
            (newest.c.code == TemplateVersion.code) & (newest.c.version == TemplateVersion.version),
        )
        .order_by(TemplateVersion.position, TemplateVersion.code)
    )


def year_at_work(today: date) -> int:
    """The year of the latest data: in January one still reports the year before. Without any, this year."""
    newest = [db.session.scalar(_newest(kind)) for kind in (ApplicationYear, Inspection)]
    return max((year for year in newest if year is not None), default=today.year)


@cache
def _newest(kind: type[ApplicationYear | Inspection]) -> Select[Any]:
    return select(func.max(kind.year))


def progress(year: int) -> Progress:
    """The figures behind the steps of a year."""
    states = dict(db.session.execute(_states(), {"year": year}).all())
    return Progress(
        year=year,
        agencies=db.session.scalar(_agencies()) or 0,
        reported=db.session.scalar(_count(ApplicationYear), {"year": year}) or 0,
        inspected=db.session.scalar(_count(Inspection), {"year": year}) or 0,
        drafts=states.get(SnapshotState.DRAFT, 0),
        frozen=states.get(SnapshotState.FROZEN, 0),
        issued=states.get(SnapshotState.ISSUED, 0),
    )


@cache
def _states() -> Select[SnapshotState, int]:
    query = select(Snapshot.state, func.count(Snapshot.id)).where(Snapshot.year == bindparam("year"))
    return query.group_by(Snapshot.state)


@cache
def _agencies() -> Select[Any]:
    return select(func.count(Agency.id)).where(Agency.valid_to.is_(None))


@cache
def _count(kind: type[ApplicationYear | Inspection]) -> Select[Any]:
    return select(func.count(kind.id)).where(kind.year == bindparam("year"))


def steps(found: Progress) -> list[StepLine]:
    """The way to a signed table: what is done, the first thing that is not, and what comes after."""
    tables = found.drafts + found.frozen + found.issued
    way = (
        ("agencies", "Nhập danh sách cơ quan", found.agencies > 1, found.agencies),
        ("application", "Nhập tình hình áp dụng", found.reported > 0, found.reported),
        ("inspections", "Nhập kết quả kiểm tra", found.inspected > 0, found.inspected),
        ("report", "Mở Phụ lục 1", tables > 0, None),
        ("freeze", "Chốt số liệu", found.frozen + found.issued > 0, found.frozen or None),
        ("sign", "Ký ban hành", found.issued > 0, found.issued or None),
    )
    current = next((key for key, _, done, _ in way if not done), None)
    return [
        StepLine(key, label, _state(key, done, current), count or None) for key, label, done, count in way
    ]


def _state(key: str, done: bool, current: str | None) -> StepState:
    if done:
        return StepState.DONE
    return StepState.CURRENT if key == current else StepState.TODO


def own_agency(agency_id: int | None) -> Agency | None:
    """The agency of the actor's post; None for somebody without a post."""
    return db.session.get(Agency, agency_id) if agency_id else None
