"""Handing in, remarks, sending back, signing: the way of a revision from draft to approved."""

from collections.abc import Mapping
from datetime import date

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.checks import require_short
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotFound, Stale
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.documents import policies, queries
from iso_app.documents.content import digest_of_written, written_of
from iso_app.documents.events import RevisionApproved, RevisionReturned, RevisionSubmitted
from iso_app.documents.kinds import Source, StepSpec
from iso_app.documents.models import ApprovalStep, ReviewRound, Revision, RevisionComment
from iso_app.documents.planning import proposed_for, settled
from iso_app.documents.services import tasking
from iso_app.documents.services.looking import look
from iso_app.documents.services.taking_effect import take_effect
from iso_app.documents.workflow import REVISION_WORKFLOW, RevisionAction
from iso_app.files import queries as files
from iso_app.signatures import services as signatures
from iso_app.signatures.models import Meaning
from iso_app.signatures.services import Prover
from iso_app.tasks.services.acts import who
from iso_app.trail.services import explain, record

LONGEST_REMARK, LONGEST_QUOTE = 4_000, 600


def submit(
    actor: Actor, revision: Revision, *, shown_digest: str, posts: Mapping[int, int] | None = None
) -> ReviewRound:
    """Hand a draft in: exactly the content whose digest was shown. `posts`: step's position -> post chosen for it."""
    queries.lock(revision)
    require(policies.may_submit(actor, revision))
    _require_whole(revision, shown_digest)
    if revision.effective_on is not None and revision.effective_on < today():
        raise DomainError(
            "Ngày hiệu lực {day} đã qua; hãy sửa ngày rồi trình.",
            field="effective_on",
            day=show_day(revision.effective_on),
        )
    specs = _specs(revision, posts or {})
    tasking.nothing_to_mend(actor, revision)
    revision.state = REVISION_WORKFLOW.after(revision.state, RevisionAction.SUBMIT)
    revision.round += 1
    handed_in = ReviewRound(
        agency_id=revision.agency_id,
        revision_id=revision.id,
        number=revision.round,
        content_digest=revision.content_digest,
        submitted_by=actor.name[:200],
        submitted_by_id=actor.person_id,
        submitted_post_id=actor.post_id,
        submitted_at=now(),
    )
    db.session.add(handed_in)
    for position, spec in enumerate(specs):
        db.session.add(_step(revision, position, spec))
    record(actor, "revision.submitted", revision, round=revision.round)
    for step in queries.steps_of_round(revision):
        explain(step)
    look(actor, revision)
    _open_next(actor, revision)
    announce(RevisionSubmitted(revision.agency_id, revision.document_id, revision.id, revision.round))
    return handed_in


def _require_whole(revision: Revision, shown_digest: str) -> None:
    """What was shown is what is stored, and it says something."""
    if shown_digest != revision.content_digest:
        raise Stale("Nội dung đã thay đổi sau khi bạn mở trang này. Hãy xem lại bản mới rồi trình.")
    if revision.source is Source.WRITTEN and written_of(revision.written).is_blank:
        raise DomainError("Tài liệu chưa có nội dung; hãy soạn rồi mới trình.")


def _specs(revision: Revision, posts: Mapping[int, int]) -> list[StepSpec]:
    holders = queries.holders(revision.agency_id)
    return settled(proposed_for(revision, holders), posts, holders)


def _step(revision: Revision, position: int, spec: StepSpec) -> ApprovalStep:
    return ApprovalStep(
        agency_id=revision.agency_id,
        revision_id=revision.id,
        round=revision.round,
        position=position,
        order=spec.order,
        meaning=spec.meaning,
        role=spec.role,
        post_id=spec.post_id,
    )


def _open_next(actor: Actor, revision: Revision) -> None:
    """Let the next steps wait, if all before them are signed; equal orders wait together."""
    left = [step for step in queries.steps_of_round(revision) if step.done_at is None]
    if not left or any(step.waits_since is not None for step in left):
        return
    first = min(step.order for step in left)
    for step in left:
        if step.order == first:
            step.waits_since = now()
            explain(step)
            tasking.ask_to_sign(actor, revision, step)


def recall(actor: Actor, revision: Revision, *, reason: str) -> None:
    """The drafter takes back what was handed in, to mend it."""
    queries.lock(revision)
    require(policies.may_recall(actor, revision))
    _end_round(actor, revision, RevisionAction.RECALL, reason)
    record(actor, "revision.recalled", revision)


def send_back(actor: Actor, revision: Revision, *, shown_digest: str, reason: str) -> None:
    """A reviewer returns exactly what was shown, with what is to be mended; whoever handed it in gets a task."""
    queries.lock(revision)
    require(policies.may_send_back(actor, revision, queries.steps_of_round(revision)))
    if shown_digest != revision.content_digest:
        raise Stale("Bản này vừa được trình lại với nội dung khác; hãy xem bản mới rồi quyết định.")
    handed_in = _end_round(actor, revision, RevisionAction.SEND_BACK, reason)
    record(actor, "revision.sent_back", revision, round=revision.round)
    look(actor, revision)
    tasking.ask_to_mend(actor, revision, handed_in)


def _end_round(actor: Actor, revision: Revision, action: RevisionAction, reason: str) -> ReviewRound:
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do.", field="reason")
    handed_in = queries.round_of(revision)
    if handed_in is None:
        raise NotFound("Bản này chưa được trình.")
    revision.state = REVISION_WORKFLOW.after(revision.state, action)
    handed_in.returned_at, handed_in.returned_by = now(), actor.name[:200]
    handed_in.returned_reason = because
    for step in queries.steps_of_round(revision):
        if step.is_waiting:
            tasking.signed(actor, step)
    announce(RevisionReturned(revision.agency_id, revision.document_id, revision.id, because))
    return handed_in


def sign(
    actor: Actor,
    revision: Revision,
    step: ApprovalStep,
    *,
    shown_digest: str,
    password: str,
    effective_on: date | None = None,
    prove: Prover | None = None,
) -> None:
    """Give the signature that `step` waits for, under exactly the content that was handed in and shown.

    The last signature approves: effective at once if its day (`effective_on`, else the drafter's wish, else today)
    is today, else by itself on that day. A day that is past is refused.
    """
    queries.lock(revision)
    db.session.refresh(step)
    require(policies.may_sign(actor, revision, step, writers=queries.writers(revision)))
    digest = _digest_handed_in(revision)
    signature = signatures.sign(
        actor, revision, content_digest=digest, shown_digest=shown_digest, meaning=Meaning(step.meaning.value),
        password=password, author_id=revision.author_id, prove=prove,
    )  # fmt: skip
    step.signature_id, step.done_at, step.done_by = signature.id, now(), who(actor)
    explain(step)
    tasking.signed(actor, step)
    look(actor, revision)
    _open_next(actor, revision)
    if all(each.done_at is not None for each in queries.steps_of_round(revision)):
        _approve(actor, revision, effective_on)


def _digest_handed_in(revision: Revision) -> str:
    """The digest of the round, if what is stored still has it. Raises Stale, or Damaged for a file that changed."""
    handed_in = queries.round_of(revision)
    if revision.source is Source.WRITTEN:
        found = digest_of_written(revision.written or {})
    else:
        found = revision.file_digest or ""
        files.content(found)
    if handed_in is None or not handed_in.content_digest == revision.content_digest == found:
        raise Stale("Nội dung đã thay đổi sau khi trình; không ký được. Hãy trả lại để trình lại.")
    return found


def _approve(actor: Actor, revision: Revision, effective_on: date | None) -> None:
    wanted = effective_on or revision.effective_on or today()
    if wanted < today():
        raise DomainError(
            "Ngày hiệu lực {day} đã qua; hãy chọn từ hôm nay ({today}) trở đi.",
            field="effective_on",
            day=show_day(wanted),
            today=show_day(today()),
        )
    revision.state = REVISION_WORKFLOW.after(revision.state, RevisionAction.APPROVE)
    revision.effective_on = wanted
    revision.approved_at, revision.approved_by = now(), who(actor)
    record(actor, "revision.approved", revision, effective=show_day(wanted))
    announce(RevisionApproved(revision.agency_id, revision.document_id, revision.id))
    if wanted == today():
        take_effect(actor, revision)


def comment(actor: Actor, revision: Revision, *, words: str, passage: int | None = None) -> RevisionComment:
    """Remark on a passage (its place in the text, from 0), or on the whole."""
    require(policies.may_comment(actor, revision, queries.steps_of_round(revision)))
    said = clean(words, lines=True)
    if not said:
        raise DomainError("Hãy ghi góp ý.", field="words")
    require_short(said, most=LONGEST_REMARK, field="words")
    quote = ""
    if passage is not None:
        passages, _ = queries.passages_of(revision)
        if not 0 <= passage < len(passages):
            raise NotFound("Không có đoạn này trong tài liệu.", field="passage")
        quote = passages[passage]["text"][:LONGEST_QUOTE]
    made = RevisionComment(
        agency_id=revision.agency_id,
        revision_id=revision.id,
        round=revision.round,
        passage=passage,
        quote=quote,
        words=said,
        by=actor.name[:200],
        by_id=actor.person_id,
        at=now(),
    )
    db.session.add(made)
    db.session.flush()
    record(actor, "revision.remarked", revision, passage=0 if passage is None else passage + 1)
    look(actor, revision)
    return made


def answer(actor: Actor, revision: Revision, *, comment_id: int, words: str) -> None:
    """The drafter's answer to a remark."""
    found = queries.comment(revision, comment_id)
    lock(found)
    require(policies.may_answer(actor, revision, found))
    said = clean(words, lines=True)
    if not said or len(said) > LONGEST_REMARK:
        raise DomainError(
            "Hãy ghi câu trả lời, không quá {letters} ký tự.", field="words", letters=LONGEST_REMARK
        )
    found.answer, found.answered_by, found.answered_at = said, actor.name[:200], now()
    db.session.flush()
    record(actor, "revision.remark_answered", revision)
