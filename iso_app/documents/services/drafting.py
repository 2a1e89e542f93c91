"""What a revision says while it is a draft: begun, saved, given up; and what was put into force on paper."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from sqlalchemy import func, select

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.checks import require_short
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.documents import policies, queries
from iso_app.documents.content import Written, digest_of_written, passages_of_written, tidy
from iso_app.documents.events import RevisionDiscarded
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, Revision, RevisionText
from iso_app.documents.reading import place_of, said_by, words_of, words_of_passages
from iso_app.documents.services import tasking
from iso_app.documents.services.taking_effect import put_into_force
from iso_app.documents.workflow import OPEN_STATES, REVISION_WORKFLOW, RevisionAction, RevisionState
from iso_app.files import services as files
from iso_app.files.sniff import DOCX, PDF, XLSX, require_evidence
from iso_app.trail.services import explain, record

LARGEST_FILE = 50_000_000  # bytes
KINDS = (DOCX, XLSX, PDF)
LONGEST_SUMMARY, LONGEST_BASIS = 4_000, 500


@dataclass(frozen=True)
class FileBody:
    """A file that was looked at and stored: see `upload`. What it says was read when it was stored."""

    digest: str
    name: str
    media_type: str
    size: int
    passages: tuple[dict[str, Any], ...] = ()
    trouble: str = ""


Body = FileBody | Written


@dataclass(frozen=True)
class Plan:
    """What is said about a revision besides its content; `effective_on` None: the day it is approved."""

    change_summary: str = ""
    effective_on: date | None = None
    must_be_read_again: bool = True


def upload(actor: Actor, content: bytes, *, name: str) -> FileBody:
    """Look at a file and keep it byte for byte; refuses what is no Word, Excel or PDF, macros, bombs, passwords."""
    require(actor.holds(policies.DRAFT))
    media_type = require_evidence(content, name, limit=LARGEST_FILE)
    if media_type not in KINDS:
        raise DomainError("Tài liệu là tệp Word (.docx), Excel (.xlsx) hoặc PDF.", field="file")
    said = said_by(content, media_type)
    stored = files.store(content, media_type)
    kept = clean(PurePath(name).name)[-200:]
    return FileBody(stored.digest, kept, media_type, len(content), tuple(said.passages), said.trouble)


def begin_revision(actor: Actor, document: Document, *, body: Body, plan: Plan) -> Revision:
    """Begin the next revision of a document; there is one at a time."""
    queries.lock(document)
    waiting = select(Revision).where(Revision.document_id == document.id, Revision.state.in_(OPEN_STATES))
    require(policies.may_begin(actor, document, db.session.scalars(waiting).one_or_none()))
    _require_plan(plan)
    last = select(func.max(Revision.number)).where(
        Revision.document_id == document.id, Revision.state != RevisionState.DISCARDED
    )
    revision = drafted(actor, document, number=(db.session.scalar(last) or 0) + 1, body=body, plan=plan)
    db.session.add(revision)
    record(actor, "revision.begun", revision)
    _keep_text(revision, body)
    return revision


def drafted(actor: Actor, document: Document, *, number: int, body: Body, plan: Plan) -> Revision:
    """A new draft that says this; not in the session yet."""
    moment = now()
    revision = Revision(
        agency_id=document.agency_id,
        document_id=document.id,
        document=document,
        number=number,
        state=RevisionState.DRAFT,
        author_id=actor.person_id,
        author_name=actor.name[:200],
        made_at=moment,
        saved_at=moment,
        saved_by=actor.name[:200],
    )
    _fill(revision, body, plan)
    return revision


def save(actor: Actor, revision: Revision, *, body: Body | None, plan: Plan) -> None:
    """Save a draft; `body` None leaves what it says as it is."""
    queries.lock(revision)
    require(policies.may_save(actor, revision))
    _require_plan(plan)
    before = revision.content_digest
    _fill(revision, body, plan)
    revision.saved_at, revision.saved_by = now(), actor.name[:200]
    record(actor, "revision.saved", revision)
    if body is not None and revision.content_digest != before:
        _keep_text(revision, body)


def _require_plan(plan: Plan) -> None:
    require_short(plan.change_summary, most=LONGEST_SUMMARY, field="change_summary")
    if plan.effective_on is not None and plan.effective_on < today():
        raise DomainError(
            "Ngày hiệu lực không được trước hôm nay ({day}); tài liệu đã ban hành trên giấy thì ghi bằng"
            " “Ghi bản đã ban hành”.",
            field="effective_on",
            day=show_day(today()),
        )


def _fill(revision: Revision, body: Body | None, plan: Plan) -> None:
    revision.change_summary = clean(plan.change_summary, lines=True)
    revision.effective_on = plan.effective_on
    revision.must_be_read_again = plan.must_be_read_again
    if isinstance(body, Written):
        plain = tidy(body).plain()
        revision.source, revision.written, revision.content_digest = (
            Source.WRITTEN, plain, digest_of_written(plain)
        )  # fmt: skip
        revision.file_digest, revision.file_name, revision.media_type, revision.file_size = None, "", "", 0
    elif body is not None:
        revision.source, revision.written, revision.content_digest = Source.FILE, None, body.digest
        revision.file_digest, revision.file_name = body.digest, body.name
        revision.media_type, revision.file_size = body.media_type, body.size


def _keep_text(revision: Revision, body: Body) -> None:
    """What the revision says now, for reading, redlines and the search."""
    query = select(RevisionText).where(RevisionText.revision_id == revision.id)
    text = db.session.scalars(query).one_or_none()
    if text is None:
        db.session.add(text_of(revision, body))
    else:
        _say(text, revision, body)


def text_of(revision: Revision, body: Body) -> RevisionText:
    """What a revision that has its id says; not in the session yet."""
    place = place_of(revision.document.agency.province_id, revision.agency_id)
    text = RevisionText(agency_id=revision.agency_id, revision_id=revision.id, place=place)
    _say(text, revision, body)
    return text


def _say(text: RevisionText, revision: Revision, body: Body) -> None:
    if isinstance(body, Written):
        passages, trouble = passages_of_written(tidy(body)), ""
    else:
        passages, trouble = list(body.passages), body.trouble
    text.content_digest, text.passages, text.trouble = revision.content_digest, passages, trouble[:500]
    text.head, text.body = words_of(str(revision.document)), words_of_passages(passages)


def discard(actor: Actor, revision: Revision, *, reason: str) -> None:
    """Give up a draft, or what was approved and is not in force yet; it stays to be read, its number is free again."""
    queries.lock(revision)
    require(policies.may_discard(actor, revision))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do bỏ bản soạn.", field="reason")
    revision.state = REVISION_WORKFLOW.after(revision.state, RevisionAction.DISCARD)
    record(actor, "revision.discarded", revision, reason=because)
    tasking.nothing_to_mend(actor, revision)
    announce(RevisionDiscarded(revision.agency_id, revision.document_id, revision.id))


def bring_in(
    actor: Actor,
    document: Document,
    *,
    body: Body,
    number: int,
    effective_on: date,
    basis: str,
    summary: str = "",
) -> Revision:
    """Note a revision that a decision on paper (`basis`) put into force before; its day may be past.

    It takes the place of the one in force. Nobody signs it here: the page says on which decision it rests.
    """
    require(policies.may_bring_in(actor, document.agency_id))
    _require_on_paper(document)
    grounds = clean(basis)[:LONGEST_BASIS]
    if not grounds:
        raise DomainError("Hãy ghi quyết định ban hành (số, ngày, người ký).", field="basis")
    if effective_on > today():
        raise DomainError("Ngày hiệu lực của bản đã ban hành không thể sau hôm nay.", field="effective_on")
    revision = begin_revision(actor, document, body=body, plan=Plan(summary, None, must_be_read_again=False))
    if number < revision.number:
        raise DomainError("Lần ban hành phải từ {least:02} trở đi.", field="number", least=revision.number)
    revision.number, revision.paper_basis = number, grounds
    put_into_force(actor, revision, on=effective_on, action=RevisionAction.BRING_IN)
    record(actor, "revision.brought_in", revision, basis=grounds, effective=show_day(effective_on))
    explain(document)
    return revision


def _require_on_paper(document: Document) -> None:
    """What was approved here is replaced by what is approved here: naming a decision on paper is no way around it."""
    query = select(Revision.id).where(Revision.document_id == document.id, Revision.approved_at.is_not(None))
    if db.session.scalar(query.limit(1)) is not None:
        raise DomainError(
            "Tài liệu này đã được phê duyệt trên phần mềm; lần ban hành tiếp theo phải soạn và trình duyệt ở đây."
        )
