"""A request is made, spoken about, taken back."""

from dataclasses import dataclass
from datetime import date

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.checks import require_short
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean, fold
from iso_app.db import db
from iso_app.document_changes import policies, queries
from iso_app.document_changes.kinds import KIND_LABELS, SIDE_LABELS, ChangeKind, OpinionSide
from iso_app.document_changes.models import ChangeOpinion, ChangeRequest
from iso_app.document_changes.services import tasking
from iso_app.document_changes.workflow import REQUEST_WORKFLOW, RequestAction
from iso_app.documents import queries as documents
from iso_app.documents.models import Document
from iso_app.files import services as files
from iso_app.files.sniff import require_evidence
from iso_app.imports.services import short_name
from iso_app.numbering.services import next_number
from iso_app.tasks.services.acts import who
from iso_app.trail.services import record

SERIES = "PDN"
EVIDENCE_BYTES = 20_000_000
LONGEST_TEXT, LONGEST_TITLE, LONGEST_CODE = 4_000, 300, 60


@dataclass(frozen=True)
class Asked:
    """What is asked for. `document`: of a revision or withdrawal; `code`, `title`, `document_kind_id`: of a new one."""

    kind: ChangeKind
    reason: str
    document: Document | None = None
    code: str = ""
    title: str = ""
    document_kind_id: int | None = None
    wanted_on: date | None = None
    summary: str = ""


Evidence = tuple[str, bytes]  # the name of a file, and its bytes


def ask(actor: Actor, agency_id: int, *, asked: Asked, evidence: Evidence | None = None) -> ChangeRequest:
    """Ask that a document be written, changed or withdrawn; whoever decides has it to do."""
    require(policies.may_ask(actor, agency_id, asked.kind, asked.document))
    request = _filled(actor, agency_id, asked)
    if evidence is not None:
        _keep_evidence(request, evidence)
    request.number = next_number(actor, agency_id=agency_id, key=SERIES, year=today().year)
    request.folded = fold(f"{request.number} {request.code} {request.title}")[:450]
    request.agency = db.session.get_one(Agency, agency_id)
    db.session.add(request)
    record(actor, "change_request.asked", request, kind=KIND_LABELS[request.kind])
    tasking.ask_to_decide(actor, request)
    return request


def _filled(actor: Actor, agency_id: int, asked: Asked) -> ChangeRequest:
    document = asked.document
    code, title = (document.code, document.title) if document else (clean(asked.code), clean(asked.title))
    reason, summary = clean(asked.reason, lines=True), clean(asked.summary, lines=True)
    if not title:
        raise DomainError("Hãy ghi tên tài liệu.", field="title")
    if not reason:
        raise DomainError("Hãy ghi lý do đề nghị.", field="reason")
    if asked.wanted_on is not None and asked.wanted_on < today():
        raise DomainError("Hạn không được trước hôm nay ({day}).", field="wanted_on", day=show_day(today()))
    _require_short(code, title, reason, summary)
    if asked.document_kind_id is not None:
        documents.kind(asked.document_kind_id)
    return ChangeRequest(
        agency_id=agency_id,
        kind=asked.kind,
        document_id=document.id if document is not None else None,
        document=document,
        document_kind_id=document.kind_id if document is not None else asked.document_kind_id,
        code=code,
        title=title,
        wanted_on=asked.wanted_on,
        reason=reason,
        summary=summary,
        department_id=queries.department_of(actor.post_id),
        asked_by=actor.name[:200],
        asked_by_id=actor.person_id,
        asked_post=actor.post_label[:300],
        asked_post_id=actor.post_id,
        asked_role=actor.role,
        asked_at=now(),
    )


def _require_short(code: str, title: str, reason: str, summary: str) -> None:
    for field, text, most in (
        ("code", code, LONGEST_CODE),
        ("title", title, LONGEST_TITLE),
        ("reason", reason, LONGEST_TEXT),
        ("summary", summary, LONGEST_TEXT),
    ):
        require_short(text, most=most, field=field)


def _keep_evidence(request: ChangeRequest, evidence: Evidence) -> None:
    filename, content = evidence
    kept = files.store(content, require_evidence(content, filename, limit=EVIDENCE_BYTES))
    request.filename, request.file_digest = short_name(filename), kept.digest


def give_opinion(
    actor: Actor, request: ChangeRequest, *, side: OpinionSide, words: str, agrees: bool
) -> ChangeOpinion:
    """Say what the unit, the ISO board or the leader thinks of a request; once a person and side."""
    department_id = queries.department_of(actor.post_id)
    require(policies.may_opine(actor, request, side, department_id=department_id))
    said = clean(words, lines=True)
    if not said:
        raise DomainError("Hãy ghi ý kiến.", field="words")
    if any(other.side is side and other.by_id == actor.person_id for other in request.opinions):
        raise DomainError("Bạn đã cho ý kiến ở mục này; ý kiến đã ghi không sửa được.", field="side")
    opinion = ChangeOpinion(
        agency_id=request.agency_id,
        request=request,
        side=side,
        agrees=agrees,
        words=said,
        by=who(actor),
        by_id=actor.person_id,
        at=now(),
    )
    db.session.add(opinion)
    record(actor, "change_opinion.given", opinion, request=request.number, side=SIDE_LABELS[side])
    return opinion


def take_back(actor: Actor, request: ChangeRequest, *, reason: str) -> None:
    """It is wanted no longer; what was asked and said stays to be read."""
    require(policies.may_take_back(actor, request))
    end(actor, request, reason=reason)


def end(actor: Actor, request: ChangeRequest, *, reason: str) -> None:
    """Nothing will come of an open request (the caller has judged that)."""
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do rút đề nghị.", field="reason")
    request.state = REQUEST_WORKFLOW.after(request.state, RequestAction.TAKE_BACK)
    request.end_reason, request.ended_at = because, now()
    record(actor, "change_request.taken_back", request, reason=because)
    tasking.decided(actor, request)
    tasking.drafted(actor, request)
    wait_anew(actor, request, reason=because)


def wait_anew(actor: Actor, request: ChangeRequest, *, reason: str) -> None:
    """A review had asked for it: the document is due to be looked at again, if it is still in force."""
    for review in queries.reviews_asking(request.id):
        if review.due_on is not None and review.document.next_review_on == review.due_on:
            tasking.is_due_again(
                actor, request.agency_id, document_id=review.document_id, due_on=review.due_on, reason=reason
            )
