"""Everything that only reads successions, and agencies as reorganisations need them: whole lives by code."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CTE, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from iso_app.accounts.models import Post
from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyPeriod, Province
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound
from iso_app.db import db
from iso_app.documents.models import Document
from iso_app.documents.workflow import DocumentState
from iso_app.imports.models import ImportLine
from iso_app.successions.compute import Facts, Life, Stretch
from iso_app.successions.models import Succession, SuccessionKind, SuccessionPaper
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState


@dataclass(frozen=True, slots=True)
class Told:
    """A succession that is recorded already."""

    kind: SuccessionKind
    decision_number: str


def home(actor: Actor, codes: Iterable[str]) -> int:
    """The id of the province that agencies with these codes belong to: the actor's, or the one that has them."""
    if actor.province_id is not None:
        return actor.province_id
    found = agencies.provinces_with(codes)
    if len(found) > 1:
        raise DomainError("Mã trong tệp có ở nhiều tỉnh; hãy nhập bằng tài khoản của một tỉnh (--as EMAIL).")
    every = list(db.session.scalars(select(Province.id).limit(2)))
    if not found and len(every) != 1:
        raise DomainError("Không rõ tệp thuộc tỉnh nào; hãy nhập tệp cơ quan (co-quan) của tỉnh trước.")
    return found[0] if found else every[0]


def lives(province_id: int) -> dict[str, Life]:
    """Every agency of a province with its periods, by its code without case."""
    query = select(Agency.id, Agency.code, Agency.is_authority).where(Agency.province_id == province_id)
    by_id = {row.id: Life(row.code, [], row.id, row.is_authority) for row in db.session.execute(query)}
    periods = (
        select(
            AgencyPeriod.id, AgencyPeriod.agency_id, AgencyPeriod.name, AgencyPeriod.short_name,
            AgencyPeriod.level, AgencyPeriod.group_id, AgencyPeriod.parent_id, AgencyPeriod.applicability,
            AgencyPeriod.valid_from, AgencyPeriod.valid_to,
        )
        .join(Agency, Agency.id == AgencyPeriod.agency_id)
        .where(Agency.province_id == province_id)
        .order_by(AgencyPeriod.valid_from)
    )  # fmt: skip
    for row in db.session.execute(periods):
        above = by_id.get(row.parent_id)
        parent = above.code.casefold() if above is not None else ""
        facts = Facts(row.name, row.short_name, row.level, row.group_id, parent, row.applicability)
        by_id[row.agency_id].stretches.append(Stretch(row.valid_from, row.valid_to, facts, row.id))
    return {life.code.casefold(): life for life in by_id.values()}


def recorded(province_id: int) -> dict[tuple[str, str, date], Told]:
    """(predecessor, successor, day) -> what is recorded of it; codes without case, blank for nobody."""
    query = select(
        Succession.predecessor_code, Succession.successor_code, Succession.day, Succession.kind,
        Succession.decision_number,
    ).where(Succession.province_id == province_id)  # fmt: skip
    return {
        (row.predecessor_code.casefold(), row.successor_code.casefold(), row.day): Told(
            row.kind, row.decision_number
        )
        for row in db.session.execute(query)
    }


def posts_held_in(province_id: int, agency_ids: set[int]) -> int:
    """How many posts without an end these agencies of a province have."""
    query = (
        select(Post.agency_id, func.count())
        .join(Agency, Agency.id == Post.agency_id)
        .where(Agency.province_id == province_id, Post.valid_to.is_(None))
        .group_by(Post.agency_id)
    )
    return sum(number for agency_id, number in db.session.execute(query) if agency_id in agency_ids)


def documents_in_force_of(agency_ids: Collection[int]) -> int:
    """How many documents in force these agencies have."""
    query = (
        select(func.count())
        .select_from(Document)
        .where(Document.agency_id.in_(agency_ids), Document.state == DocumentState.IN_FORCE)
    )
    return db.session.scalar(query) or 0


def duties_left(last_days: Mapping[int, date]) -> list[Task]:
    """What agencies (id -> last day) would have to do when nobody is there any more; an agency at a time.

    Before its last day has come that is what is due later: until then its people do what is due. What waits for the
    authority goes on waiting.
    """
    query = (
        select(Task)
        .where(
            Task.agency_id.in_(last_days),
            Task.state == TaskState.OPEN,
            Task.by_authority.is_(False),
        )
        .order_by(Task.agency_id, Task.id)
    )
    return [
        task for task in db.session.scalars(query) if last_days[task.agency_id] < max(task.due_on, today())
    ]


def ended_with_duties(*, after: int, limit: int) -> dict[int, date]:
    """The next agencies after the id `after` that ended before today and have something to do still: id -> last day."""
    waits = select(Task.id).where(
        Task.agency_id == Agency.id, Task.state == TaskState.OPEN, Task.by_authority.is_(False)
    )
    query = select(Agency.id, Agency.valid_to).where(
        Agency.id > after, Agency.valid_to < today(), waits.exists()
    )
    rows = db.session.execute(query.order_by(Agency.id).limit(limit))
    return {id_: last for id_, last in rows if last is not None}


def lineage(agency_id: int) -> list[Row[Any]]:
    """What an agency came from and went over into, newest first, with the names of the time."""
    query = select(
        Succession.kind, Succession.day, Succession.decision_number, Succession.predecessor_id,
        Succession.predecessor_code, Succession.predecessor_name, Succession.successor_id,
        Succession.successor_code, Succession.successor_name,
    ).where(or_(Succession.predecessor_id == agency_id, Succession.successor_id == agency_id))  # fmt: skip
    return list(db.session.execute(query.order_by(Succession.day.desc(), Succession.id)))


@dataclass(frozen=True, slots=True)
class Forerunner:
    """An agency that another was made of, as it was called then; `until` is the last day that they have in common."""

    id: int
    code: str
    name: str
    until: date


def forerunners(agency_id: int) -> list[Forerunner]:
    """Those an agency was made of, the nearest first, and those that these were made of in their turn."""
    found: dict[int, Forerunner] = {}
    made = {agency_id}
    while made:
        rows = db.session.execute(_made_of(), {"made": list(made)})
        older = [
            Forerunner(id_, code, name, day - timedelta(days=1))
            for id_, code, name, day in rows
            if id_ is not None and id_ not in found and id_ != agency_id
        ]
        for one in older:
            found.setdefault(one.id, one)
        made = {one.id for one in older}
    return list(found.values())


@cache
def _made_of() -> Select[int | None, str, str, date]:
    """Built once: the record of every agency asks it."""
    return (
        select(
            Succession.predecessor_id,
            Succession.predecessor_code,
            Succession.predecessor_name,
            Succession.day,
        )
        .where(
            Succession.successor_id.in_(bindparam("made", expanding=True)),
            Succession.predecessor_id.is_not(None),
            Succession.predecessor_id != Succession.successor_id,
        )
        .order_by(Succession.day.desc(), Succession.id)
    )


def heirs(province_id: int, *, on: date | None = None) -> CTE:
    """Who carries on what agencies of a province left that are no more on a day (None: with all that is recorded).

    `former_id`, `former_name` (as it was called last), `heir_id`: through however many acts, to those who are there. Of
    one that goes on after a split nobody is the heir, nor of one that ended in nobody.
    """
    same, until = aliased(Succession), on or date.max
    goes_on = (
        select(same.id)
        .where(
            same.predecessor_id == Succession.predecessor_id,
            same.successor_id == Succession.predecessor_id,
            same.day == Succession.day,
        )
        .correlate(Succession)
        .exists()
    )
    went = (
        select(
            Succession.predecessor_id.label("former_id"),
            Succession.predecessor_name.label("former_name"),
            Succession.successor_id.label("heir_id"),
        )
        .where(
            Succession.province_id == province_id,
            Succession.predecessor_id.is_not(None),
            Succession.day <= until,
            ~goes_on,
        )
        .cte("went")
    )
    further = went.alias("further")
    reached = select(went.c.former_id, went.c.former_name, went.c.heir_id).cte("reached", recursive=True)
    reached = reached.union(
        select(reached.c.former_id, reached.c.former_name, further.c.heir_id).join(
            further, further.c.former_id == reached.c.heir_id
        )
    )
    there = reached.c.heir_id.is_not(None) & reached.c.heir_id.not_in(select(went.c.former_id))
    return select(reached.c.former_id, reached.c.former_name, reached.c.heir_id).where(there).cte("heirs")


def listed() -> Select[Any]:
    """The base statement of the list of acts, a row each."""
    columns: tuple[Any, ...] = (
        Succession.id, Succession.kind, Succession.day, Succession.decision_number,
        Succession.predecessor_code, Succession.predecessor_name,
        Succession.successor_code, Succession.successor_name,
    )  # fmt: skip
    return select(*columns)


def days_of_batch(batch_id: int) -> list[date]:
    """The days on which the acts of an imported file take effect, in their order."""
    query = select(Succession.day).join(ImportLine, ImportLine.id == Succession.import_line_id)
    return list(
        db.session.scalars(query.where(ImportLine.batch_id == batch_id).distinct().order_by(Succession.day))
    )


def acts_on(day: date) -> list[Row[Any]]:
    """What became of whom on a day: those that went into one agency stand together."""
    query = (
        listed()
        .add_columns(Succession.predecessor_id, Succession.successor_id)
        .where(Succession.day == day)
        .order_by(Succession.successor_code, Succession.id)
    )
    return list(db.session.execute(query))


def begun_on(day: date) -> list[Row[Any]]:
    """(id, code, name) of the agencies that came of others or were founded on a day; not those that only changed."""
    others = or_(
        Succession.predecessor_id.is_(None), Succession.predecessor_id != Succession.successor_id
    )  # a split leaves the old one standing: it changed as well, but did not begin
    query = (
        select(Agency.id, Agency.code, Agency.name)
        .join(Succession, Succession.successor_id == Agency.id)
        .where(Succession.day == day, others)
        .distinct()
        .order_by(Agency.name, Agency.id)
    )
    return list(db.session.execute(query))


def posts_ended_with(day: date) -> int:
    """How many posts without an end of their own stand in agencies that ended the day before `day`."""
    query = (
        select(func.count())
        .select_from(Post)
        .join(Agency, Agency.id == Post.agency_id)
        .where(Agency.valid_to == day - timedelta(days=1), Post.valid_to.is_(None))
    )
    return db.session.scalar(query) or 0


def papers(day: date) -> list[SuccessionPaper]:
    """The decisions kept for a day, in the order they were kept."""
    query = select(SuccessionPaper).where(SuccessionPaper.day == day).order_by(SuccessionPaper.id)
    return list(db.session.scalars(query))


def paper(day: date, paper_id: int) -> SuccessionPaper:
    """A decision kept for a day; NotFound if there is none like it."""
    query = select(SuccessionPaper).where(SuccessionPaper.day == day, SuccessionPaper.id == paper_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy quyết định này.")
    return found


def paper_with(day: date, digest: str) -> SuccessionPaper | None:
    """The decision of a day that has this content."""
    query = select(SuccessionPaper).where(SuccessionPaper.day == day, SuccessionPaper.file_digest == digest)
    return db.session.scalars(query).one_or_none()


def to_choose_from() -> list[tuple[str, str]]:
    """(code, name) of the agencies that have no end yet, in the order of their names."""
    query = select(Agency.code, Agency.name).where(Agency.valid_to.is_(None))
    return [(row.code, row.name) for row in db.session.execute(query.order_by(Agency.sort_name, Agency.id))]
