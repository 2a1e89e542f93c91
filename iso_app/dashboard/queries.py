"""What the first page shows: a province's figures of today and how far this year's tables are."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, or_, select

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
    query = (
        select(AgencyPeriod.level, func.count(AgencyPeriod.id))
        .where(
            AgencyPeriod.valid_from <= day, or_(AgencyPeriod.valid_to.is_(None), AgencyPeriod.valid_to >= day)
        )
        .group_by(AgencyPeriod.level)
    )
    counts = dict(db.session.execute(query).all())
    return [LevelCount(level, LEVEL_LABELS[level], counts[level]) for level in Level if level in counts]


def latest_imports() -> list[ImportBatch]:
    """The files stored last."""
    query = (
        select(ImportBatch)
        .where(ImportBatch.state == ImportState.STORED)
        .order_by(ImportBatch.made_at.desc())
        .limit(LATEST)
    )
    return list(db.session.scalars(query))


def templates() -> list[TemplateLine]:
    """The newest version of every template, in the order they are shown."""
    newest = (
        select(TemplateVersion.code, func.max(TemplateVersion.version).label("version"))
        .group_by(TemplateVersion.code)
        .subquery()
    )
    query = (
        select(TemplateVersion.code, TemplateVersion.title)
        .join(
            newest,
            (newest.c.code == TemplateVersion.code) & (newest.c.version == TemplateVersion.version),
        )
        .order_by(TemplateVersion.position, TemplateVersion.code)
    )
    return [TemplateLine(code, title) for code, title in db.session.execute(query)]


def year_at_work(today: date) -> int:
    """The year of the latest data: in January one still reports the year before. Without any, this year."""
    newest = [
        db.session.scalar(select(func.max(ApplicationYear.year))),
        db.session.scalar(select(func.max(Inspection.year))),
    ]
    return max((year for year in newest if year is not None), default=today.year)


def progress(year: int) -> Progress:
    """The figures behind the steps of a year."""
    states = dict(
        db.session.execute(
            select(Snapshot.state, func.count(Snapshot.id))
            .where(Snapshot.year == year)
            .group_by(Snapshot.state)
        ).all()
    )
    return Progress(
        year=year,
        agencies=db.session.scalar(select(func.count(Agency.id)).where(Agency.valid_to.is_(None))) or 0,
        reported=_count(ApplicationYear, year),
        inspected=_count(Inspection, year),
        drafts=states.get(SnapshotState.DRAFT, 0),
        frozen=states.get(SnapshotState.FROZEN, 0),
        issued=states.get(SnapshotState.ISSUED, 0),
    )


def _count(model: type[ApplicationYear | Inspection], year: int) -> int:
    return db.session.scalar(select(func.count(model.id)).where(model.year == year)) or 0


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
