"""Everything that only reads the register of records."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from iso_app.agencies.models import Department
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.records.models import RecordDisposal, RecordFolder, RecordKind
from iso_app.records.workflow import FolderState

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
    query = (
        select(RecordKind.id, RecordKind.number, RecordKind.title, RecordKind.place)
        .where(
            RecordKind.agency_id == agency_id,
            *(RecordKind.searched.contains(word, autoescape=True) for word in words),
        )
        .order_by(RecordKind.sort_number)
        .limit(most)
    )
    return list(db.session.execute(query))
