"""Copies on paper: handed out with a number, collected and stamped, taken back, lost."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from iso_app.core.actor import Actor
from iso_app.core.checks import require_short
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.distribution import policies, queries
from iso_app.distribution.kinds import MOST_COPIES
from iso_app.distribution.models import DistributionLine, PaperCopy
from iso_app.distribution.services import tasking
from iso_app.distribution.workflow import COPY_WORKFLOW, CopyAction, CopyState
from iso_app.documents.models import Document, Revision
from iso_app.trail.services import record

LONGEST_HOLDER, LONGEST_NOTE = 200, 500


@dataclass(frozen=True)
class Handing:
    """Who gets how many copies on which day; `line` is the line of distribution that asks for it, if one does."""

    holder: str
    count: int
    day: date
    line: DistributionLine | None = None
    note: str = ""


def hand_out(actor: Actor, document: Document, *, handing: Handing) -> list[PaperCopy]:
    """Give somebody numbered copies of the revision in force. The numbers go on from the last one."""
    db.session.refresh(document, ["state", "version"], with_for_update=True)
    revision = queries.effective(document.id)
    require(policies.may_hand_out(actor, document, revision))
    if revision is None:
        raise DomainError("Tài liệu chưa có lần ban hành nào đang hiệu lực.")
    holder = _sound_holder(handing, revision)
    last = queries.last_number(revision.id)
    copies = [
        PaperCopy(
            agency_id=document.agency_id,
            document_id=document.id,
            revision_id=revision.id,
            line_id=handing.line.id if handing.line is not None else None,
            number=last + position,
            holder=holder,
            handed_on=handing.day,
            handed_by=actor.name[:200],
            note=clean(handing.note),
        )
        for position in range(1, handing.count + 1)
    ]
    db.session.add_all(copies)
    for copy in copies:
        record(actor, "paper_copy.handed_out", copy, document=str(document), day=show_day(handing.day))
    return copies


def _sound_holder(handing: Handing, revision: Revision) -> str:
    holder = clean(handing.holder) or (handing.line.whose if handing.line is not None else "")
    if not holder:
        raise DomainError("Hãy ghi người hoặc đơn vị giữ bản giấy.", field="holder")
    require_short(holder, most=LONGEST_HOLDER, field="holder")
    if not 1 <= handing.count <= MOST_COPIES:
        raise DomainError("Số bản từ 1 đến {most}.", field="count", most=MOST_COPIES)
    if not (revision.effective_on or handing.day) <= handing.day <= today():
        raise DomainError(
            "Ngày giao từ ngày hiệu lực {day} đến hôm nay.", field="day", day=show_day(revision.effective_on)
        )
    return holder


def withdraw(actor: Actor, copy: PaperCopy, *, day: date, stamped: bool, note: str = "") -> None:
    """A copy out of force has come back; stamped "HẾT HIỆU LỰC", else the note says what became of it."""
    if not stamped and not clean(note):
        raise DomainError("Hãy đóng dấu HẾT HIỆU LỰC, hoặc ghi cách xử lý (ví dụ: đã hủy).", field="note")
    _end(actor, copy, CopyAction.WITHDRAW, day=day, note=note)
    copy.stamped = stamped
    record(actor, "paper_copy.withdrawn", copy, document=str(copy.document), day=show_day(day))
    _all_collected(actor, copy)


def take_back(actor: Actor, copy: PaperCopy, *, day: date, note: str = "") -> None:
    """A copy that is in force has been given back."""
    _end(actor, copy, CopyAction.TAKE_BACK, day=day, note=note)
    record(actor, "paper_copy.returned", copy, document=str(copy.document), day=show_day(day))


def lose(actor: Actor, copy: PaperCopy, *, day: date, note: str) -> None:
    """Nobody knows where a copy is; the note says what is known."""
    if not clean(note):
        raise DomainError("Hãy ghi rõ việc thất lạc.", field="note")
    _end(actor, copy, CopyAction.LOSE, day=day, note=note)
    record(actor, "paper_copy.lost", copy, document=str(copy.document), reason=copy.note)
    _all_collected(actor, copy)


def _end(actor: Actor, copy: PaperCopy, action: CopyAction, *, day: date, note: str) -> None:
    require(policies.may_end_copy(actor, copy, action))
    if not copy.handed_on <= day <= today():
        raise DomainError("Ngày từ ngày giao {day} đến hôm nay.", field="day", day=show_day(copy.handed_on))
    require_short(clean(note), most=LONGEST_NOTE, field="note")
    copy.state = COPY_WORKFLOW.after(copy.state, action)
    copy.ended_on, copy.ended_by = day, actor.name[:200]
    copy.note = clean(note) or copy.note


def _all_collected(actor: Actor, copy: PaperCopy) -> None:
    query = select(func.count(PaperCopy.id)).where(
        PaperCopy.revision_id == copy.revision_id, PaperCopy.state == CopyState.TO_COLLECT
    )
    if not db.session.scalar(query):
        tasking.all_collected(actor, copy.agency_id, revision_id=copy.revision_id)
