"""Who must have a document: lines added, changed, removed."""

from dataclasses import dataclass

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.checks import require_short
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.distribution import policies, queries
from iso_app.distribution.kinds import (
    DAYS_TO_READ,
    LONGEST_READING,
    MOST_COPIES,
    DistributionForm,
    LineEnd,
    Target,
)
from iso_app.distribution.models import DistributionLine
from iso_app.distribution.services import tasking
from iso_app.documents.models import Document
from iso_app.documents.workflow import RevisionState
from iso_app.trail.services import record

LONGEST_NOTE = 300


@dataclass(frozen=True)
class LineFacts:
    """What a line says besides whom it is for; `copies` counts paper only."""

    form: DistributionForm = DistributionForm.ELECTRONIC
    copies: int = 0
    must_read: bool = True
    reading_days: int = DAYS_TO_READ
    note: str = ""


def add_line(actor: Actor, document: Document, *, target: Target, facts: LineFacts) -> DistributionLine:
    """Say that a department, a post or the whole agency must have a document. What is in force is asked to be read."""
    db.session.refresh(document, ["state", "version"], with_for_update=True)
    require(policies.may_distribute(actor, document))
    revision = queries.distributed(document.id)
    if revision is None:
        raise DomainError("Hãy soạn lần ban hành đầu tiên trước khi phân phối.")
    if not queries.is_target(document.agency_id, target):
        raise NotFound("Không có đơn vị hoặc vị trí này trong cơ quan.", field="target")
    _require_sound(facts)
    _refuse_known(document, target, facts.form)
    line = DistributionLine(
        agency_id=document.agency_id,
        document_id=document.id,
        revision_id=revision.id,
        document=document,
        target=target.key,
        department_id=target.department_id,
        post_id=target.post_id,
    )
    _fill(line, facts)
    db.session.add(line)
    record(actor, "distribution_line.added", line, document=str(document), form=facts.form.value)
    _follow(actor, document)
    return line


def edit_line(actor: Actor, line: DistributionLine, *, facts: LineFacts) -> None:
    """Change the form, the copies or what is asked; whom a line is for stays."""
    require(policies.may_change(actor, line))
    _require_sound(facts)
    if facts.form is not line.form:
        _refuse_known(line.document, line.aims_at, facts.form)
    _fill(line, facts)
    record(actor, "distribution_line.edited", line, document=str(line.document))
    _follow(actor, line.document)


def remove_line(actor: Actor, line: DistributionLine) -> None:
    """Take a line away; what was acknowledged stays, and so do copies that were handed out."""
    require(policies.may_change(actor, line))
    line.ended_on, line.ended_why = today(), LineEnd.REMOVED
    record(actor, "distribution_line.removed", line, document=str(line.document))
    _follow(actor, line.document)


def _fill(line: DistributionLine, facts: LineFacts) -> None:
    line.form, line.must_read, line.reading_days = facts.form, facts.must_read, facts.reading_days
    line.copies = facts.copies if facts.form is DistributionForm.PAPER else 0
    line.note = clean(facts.note)


def _require_sound(facts: LineFacts) -> None:
    if facts.form is DistributionForm.PAPER and not 1 <= facts.copies <= MOST_COPIES:
        raise DomainError("Bản giấy phải có số lượng từ 1 đến {most}.", field="copies", most=MOST_COPIES)
    if not 1 <= facts.reading_days <= LONGEST_READING:
        raise DomainError(
            "Thời hạn đọc từ 1 đến {most} ngày làm việc.", field="reading_days", most=LONGEST_READING
        )
    require_short(clean(facts.note), most=LONGEST_NOTE, field="note")


def _refuse_known(document: Document, target: Target, form: DistributionForm) -> None:
    query = select(DistributionLine.id).where(
        DistributionLine.document_id == document.id,
        DistributionLine.target == target.key,
        DistributionLine.form == form,
        DistributionLine.ended_on.is_(None),
    )
    with db.session.no_autoflush:
        if db.session.scalar(query) is not None:
            raise DomainError("Nơi nhận này đã có dòng phân phối cùng hình thức.", field="target")


def _follow(actor: Actor, document: Document) -> None:
    revision = queries.effective(document.id)
    if revision is not None and revision.state is RevisionState.EFFECTIVE:
        tasking.follow_readers(actor, document, revision)
