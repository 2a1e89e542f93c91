"""The lines of the register, and the bundles kept of each."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.checks import require_short
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.core.text import clean, fold, sort_key
from iso_app.db import db
from iso_app.records import policies, queries
from iso_app.records.kinds import Retention
from iso_app.records.models import RecordFolder, RecordKind
from iso_app.records.services.reminding import NOT_DUE, nothing_due_left
from iso_app.records.workflow import FolderState
from iso_app.trail.services import record

LONGEST: Final = {
    "number": 60, "title": 500, "place": 300, "holder": 200, "disposal_method": 200, "label": 200,
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """A line of the register as its keeper knows it."""

    number: str
    title: str
    retention: Retention
    department_id: int | None = None
    place: str = ""
    holder: str = ""
    disposal_method: str = ""


def add_kind(actor: Actor, agency_id: int, *, facts: Facts) -> RecordKind:
    """Enter a kind of records."""
    require(policies.may_keep(actor, agency_id))
    kind = RecordKind(agency_id=agency_id)
    _write(kind, facts)
    db.session.add(kind)
    record(actor, "record_kind.added", kind)
    return kind


def edit_kind(actor: Actor, kind: RecordKind, *, facts: Facts) -> int:
    """Correct it. Another time to keep moves the day of every bundle still kept: how many were moved."""
    require(policies.may_change(actor, kind))
    before = kind.retention
    with db.session.no_autoflush:
        _write(kind, facts)
    record(actor, "record_kind.edited", kind)
    return _move_days(actor, kind) if facts.retention != before else 0


def _move_days(actor: Actor, kind: RecordKind) -> int:
    """What somebody proposed to destroy keeps its day until that is decided."""
    query = select(RecordFolder).where(
        RecordFolder.record_kind_id == kind.id,
        RecordFolder.state == FolderState.KEPT,
        RecordFolder.disposal_id.is_(None),
    )
    moved = 0
    for folder in db.session.scalars(query):
        due = kind.retention.due_on(folder.closed_on)
        if due != folder.due_on:
            folder.due_on = due
            record(actor, "record_folder.day_moved", folder, kind=str(kind))
            moved += 1
    nothing_due_left(actor, kind.agency_id, kind_ids=[kind.id], reason=NOT_DUE)
    return moved


def end_kind(actor: Actor, kind: RecordKind, *, reason: str) -> None:
    """Make no more records of this kind; what is kept stays until its time is over."""
    require(policies.may_change(actor, kind))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do ngừng lập.", field="reason")
    kind.ended_on, kind.end_reason = today(), because
    record(actor, "record_kind.ended", kind, reason=because)


def resume_kind(actor: Actor, kind: RecordKind) -> None:
    """Make records of this kind again."""
    require(policies.may_resume(actor, kind))
    kind.ended_on, kind.end_reason = None, ""
    record(actor, "record_kind.resumed", kind)


def add_folder(
    actor: Actor, kind: RecordKind, *, label: str, closed_on: date, place: str = ""
) -> RecordFolder:
    """Keep a bundle of records that was closed on a day; from then on its time runs."""
    require(policies.may_change(actor, kind))
    texts = {"label": clean(label), "place": clean(place)}
    if not texts["label"]:
        raise DomainError("Hãy ghi tên tập hồ sơ, ví dụ Năm 2025.", field="label")
    _check_lengths(texts)
    if closed_on > today():
        raise DomainError(
            "Ngày kết thúc hồ sơ không được sau hôm nay ({day}).", field="closed_on", day=show_day(today())
        )
    if queries.folder_labelled(kind.id, fold(label)) is not None:
        raise DomainError("Loại hồ sơ này đã có tập “{label}”.", field="label", label=texts["label"])
    folder = RecordFolder(
        agency_id=kind.agency_id,
        record_kind=kind,
        label=texts["label"],
        folded=fold(label),
        closed_on=closed_on,
        due_on=kind.retention.due_on(closed_on),
        place=texts["place"],
    )
    db.session.add(folder)
    record(actor, "record_folder.added", folder, kind=str(kind))
    return folder


def _write(kind: RecordKind, facts: Facts) -> None:
    names = ("number", "title", "place", "holder", "disposal_method")
    texts = {name: clean(getattr(facts, name)) for name in names}
    if not texts["number"]:
        raise DomainError("Hãy ghi số hiệu của loại hồ sơ.", field="number")
    if not texts["title"]:
        raise DomainError("Hãy ghi tên hồ sơ.", field="title")
    _check_lengths(texts)
    other = queries.kinds_by_number(kind.agency_id).get(fold(texts["number"]))
    if other is not None and other is not kind:
        raise DomainError(
            "Số hiệu {number} đã có: “{title}”.", field="number", number=other.number, title=other.title
        )
    if facts.department_id is not None and not agencies.department_by_id(kind.agency_id, facts.department_id):
        raise NotFound("Không tìm thấy phòng, bộ phận này.", field="department_id")
    for name, text in texts.items():
        setattr(kind, name, text)
    kind.folded, kind.sort_number = fold(texts["number"]), sort_key(texts["number"])
    kind.sort_title = sort_key(texts["title"])
    kind.searched = fold(" ".join((texts["number"], texts["title"], texts["place"], texts["holder"])))
    kind.department_id = facts.department_id
    kind.retention_unit, kind.retention_length = facts.retention.unit, facts.retention.length


def _check_lengths(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        require_short(text, most=LONGEST[name], field=name)
