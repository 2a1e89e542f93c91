"""Everything that only reads the register of records."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Row, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from iso_app.agencies.models import Agency, Department
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.db.words import has_words, values_of_words
from iso_app.records.models import RecordDisposal, RecordFolder, RecordKind
from iso_app.records.workflow import FolderState
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState

MOST = 500


def _is_due() -> Any:
    return and_(RecordFolder.state == FolderState.KEPT, RecordFolder.due_on <= today())


def register(agency_id: int | None) -> Select[Any]:
    """The register of an agency, each line with how many bundles are kept and how many are due for disposal."""
    counted = (
        select(
            RecordFolder.record_kind_id,
            _sum(RecordFolder.state == FolderState.KEPT, "kept"),
            _sum(_is_due(), "due"),
        )
        .where(RecordFolder.agency_id == agency_id)
        .group_by(RecordFolder.record_kind_id)
        .subquery("folders")
    )
    columns: tuple[Any, ...] = (
        RecordKind.id,
        RecordKind.number,
        RecordKind.title,
        Department.name.label("department"),
        RecordKind.place,
        RecordKind.retention_unit,
        RecordKind.retention_length,
        RecordKind.holder,
        RecordKind.disposal_method,
        RecordKind.ended_on,
        func.coalesce(counted.c.kept, 0).label("kept"),
        func.coalesce(counted.c.due, 0).label("due"),
    )
    return (
        select(*columns)
        .outerjoin(Department, Department.id == RecordKind.department_id)
        .outerjoin(counted, counted.c.record_kind_id == RecordKind.id)
        .where(RecordKind.agency_id == agency_id)
    )


def _sum(condition: Any, name: str) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


def register_rows(agency_id: int) -> list[Row[Any]]:
    """The whole register of an agency, by number."""
    return list(db.session.execute(register(agency_id).order_by(RecordKind.sort_number, RecordKind.id)))


def kind(record_kind_id: int) -> RecordKind:
    """A line of the register."""
    found = db.session.scalars(select(RecordKind).where(RecordKind.id == record_kind_id)).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy loại hồ sơ này.")
    return found


def kinds_by_number(agency_id: int) -> dict[str, RecordKind]:
    """Folded number -> line of the register of an agency."""
    query = select(RecordKind).where(RecordKind.agency_id == agency_id)
    return {found.folded: found for found in db.session.scalars(query)}


def folders_of(record_kind_id: int) -> list[RecordFolder]:
    """The bundles of a kind, the newest first."""
    query = (
        select(RecordFolder)
        .where(RecordFolder.record_kind_id == record_kind_id)
        .order_by(RecordFolder.closed_on.desc(), RecordFolder.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def folder_labelled(record_kind_id: int, folded: str) -> RecordFolder | None:
    """The bundle of a kind under this (folded) label."""
    query = select(RecordFolder).where(
        RecordFolder.record_kind_id == record_kind_id, RecordFolder.folded == folded
    )
    return db.session.scalars(query).one_or_none()


def due_folders(agency_id: int | None) -> list[RecordFolder]:
    """The bundles whose time is over and that nobody has proposed to dispose of, the longest due first."""
    query = (
        select(RecordFolder)
        .options(joinedload(RecordFolder.record_kind))
        .where(RecordFolder.agency_id == agency_id, _is_due(), RecordFolder.disposal_id.is_(None))
        .order_by(RecordFolder.due_on, RecordFolder.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def folders(agency_id: int, ids: Collection[int]) -> list[RecordFolder]:
    """These bundles of an agency."""
    query = (
        select(RecordFolder)
        .options(joinedload(RecordFolder.record_kind))
        .where(RecordFolder.agency_id == agency_id, RecordFolder.id.in_(ids))
        .order_by(RecordFolder.id)
    )
    return list(db.session.scalars(query))


def number_due(agency_id: int | None) -> int:
    """How many bundles wait to be proposed for disposal."""
    query = select(func.count(RecordFolder.id)).where(
        RecordFolder.agency_id == agency_id, _is_due(), RecordFolder.disposal_id.is_(None)
    )
    return db.session.scalar(query) or 0


# -- the daily round --------------------------------------------------------------------------------------------


class DueFolder(NamedTuple):
    """A bundle whose time is over and that nobody has proposed to dispose of."""

    id: int
    due_on: date


class Asked(NamedTuple):
    """A task that asked about the bundles of a kind that were due on a day, up to the newest of them."""

    day: date
    newest: int
    is_open: bool

    def covers(self, folder: DueFolder) -> bool:
        return folder.due_on <= self.day and folder.id <= self.newest


def due_keys(record_kind_id: int) -> str:
    """How the keys of a kind's tasks begin."""
    return f"record-due:{record_kind_id}:"


def due_key(record_kind_id: int, day: date, newest: int) -> str:
    """What a task is called that asks about the bundles due by a day, up to the one of the id `newest`."""
    return f"{due_keys(record_kind_id)}{day.isoformat()}:{newest}"


def kinds_with_due(*, after: int, limit: int) -> list[RecordKind]:
    """The next kinds, in whatever agencies there are today, of which bundles wait to be proposed for disposal."""
    waits = select(RecordFolder.id).where(
        RecordFolder.record_kind_id == RecordKind.id, _is_due(), RecordFolder.disposal_id.is_(None)
    )
    query = (
        select(RecordKind)
        .join(Agency, Agency.id == RecordKind.agency_id)
        .where(
            RecordKind.id > after,
            or_(Agency.valid_to.is_(None), Agency.valid_to >= today()),
            waits.exists(),
        )
        .order_by(RecordKind.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def due_of_kinds(kind_ids: Collection[int]) -> dict[int, list[DueFolder]]:
    """Kind -> its bundles that wait to be proposed for disposal; kinds without one are left out."""
    query = select(RecordFolder.record_kind_id, RecordFolder.id, RecordFolder.due_on).where(
        RecordFolder.record_kind_id.in_(kind_ids), _is_due(), RecordFolder.disposal_id.is_(None)
    )
    found: dict[int, list[DueFolder]] = {}
    for kind_id, id_, due_on in db.session.execute(query):
        if due_on is not None:
            found.setdefault(kind_id, []).append(DueFolder(id_, due_on))
    return found


def asked_of_kinds(kind_ids: Collection[int]) -> dict[int, list[Asked]]:
    """Kind -> the tasks that were ever opened about its bundles."""
    query = select(Task.subject_id, Task.key, Task.state).where(
        Task.subject_type == RecordKind.__tablename__,
        Task.subject_id.in_(kind_ids),
        Task.key.startswith("record-due:"),
    )
    found: dict[int, list[Asked]] = {}
    for kind_id, key, state in db.session.execute(query):
        *_, day, newest = (key or "").split(":")
        asked = Asked(date.fromisoformat(day), int(newest), state is TaskState.OPEN)
        found.setdefault(kind_id or 0, []).append(asked)
    return found


def disposals(agency_id: int | None) -> Select[Any]:
    """The base of the list of disposals of an agency."""
    columns: tuple[Any, ...] = (
        RecordDisposal.id,
        RecordDisposal.reason,
        RecordDisposal.decision_number,
        RecordDisposal.decision_on,
        RecordDisposal.state,
        RecordDisposal.content,
        RecordDisposal.proposed_by,
        RecordDisposal.proposed_at,
        RecordDisposal.decided_by,
        RecordDisposal.decided_at,
    )
    return select(*columns).where(RecordDisposal.agency_id == agency_id)


def disposal(disposal_id: int) -> RecordDisposal:
    """A disposal of an agency of the scope."""
    found = db.session.scalars(select(RecordDisposal).where(RecordDisposal.id == disposal_id)).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy đề nghị hủy hồ sơ này.")
    return found


def folders_in(disposal_id: int) -> list[RecordFolder]:
    """The bundles that a disposal is about now."""
    query = select(RecordFolder).where(RecordFolder.disposal_id == disposal_id).order_by(RecordFolder.id)
    return list(db.session.scalars(query))


def search(agency_id: int | None, words: list[str], most: int) -> list[Row[Any]]:
    """(id, number, title, place) of the kinds of an agency that have every word."""
    values = values_of_words(words) | {"of_agency": agency_id, "most": most}
    return list(db.session.execute(_having(len(words)), values))


@lru_cache(maxsize=8)
def _having(number: int) -> Select[Any]:
    """Built once for so many words: every search asks it."""
    query: Any = (
        select(RecordKind.id, RecordKind.number, RecordKind.title, RecordKind.place)
        .where(
            RecordKind.agency_id == bindparam("of_agency", type_=Integer),
            *has_words(RecordKind.searched, number),
        )
        .order_by(RecordKind.sort_number)
        .limit(bindparam("most", type_=Integer))
    )
    found: Select[Any] = query
    return found
