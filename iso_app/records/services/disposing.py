"""Records whose time is over are destroyed: proposed with a reason and a paper, signed by the leader."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, require
from iso_app.core.roles import Role
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.files import services as files
from iso_app.files.sniff import require_evidence
from iso_app.imports.services import short_name
from iso_app.records import policies, queries
from iso_app.records.content import digest_of
from iso_app.records.models import RecordDisposal, RecordFolder
from iso_app.records.services.reminding import nothing_due_left
from iso_app.records.workflow import DISPOSAL_WORKFLOW, DisposalAction, FolderState
from iso_app.signatures import services as signatures
from iso_app.signatures.models import Meaning
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given
from iso_app.tasks.services.acts import who
from iso_app.trail.services import record

PAPER_BYTES: Final = 20_000_000
DAYS_TO_DECIDE: Final = 14
LONGEST_NUMBER: Final = 100


def propose_disposal(
    actor: Actor, agency_id: int, *, folders: Sequence[RecordFolder], reason: str, method: str = ""
) -> RecordDisposal:
    """Propose to destroy bundles whose time is over; the leader is asked. All of them or none."""
    require(policies.may_keep(actor, agency_id))
    because = clean(reason, lines=True)
    if not folders:
        raise DomainError("Hãy chọn ít nhất một tập hồ sơ.", field="folders")
    if not because:
        raise DomainError("Hãy ghi lý do hủy.", field="reason")
    for folder in folders:
        _require_due(folder)
    content = [_as_listed(folder) for folder in folders]
    disposal = RecordDisposal(
        agency_id=agency_id,
        reason=because,
        method=clean(method)[:200],
        content=content,
        content_digest="",
        proposed_by=who(actor),
        proposed_by_id=actor.person_id,
        proposed_at=now(),
    )
    disposal.content_digest = digest_of(disposal)
    db.session.add(disposal)
    record(actor, "record_disposal.proposed", disposal, count=len(content), reason=because)
    for folder in folders:
        folder.disposal = disposal
        record(actor, "record_folder.proposed", folder, kind=str(folder.record_kind))
    nothing_due_left(actor, agency_id, kind_ids={folder.record_kind_id for folder in folders})
    _ask_leader(actor, disposal)
    return disposal


def _require_due(folder: RecordFolder) -> None:
    label = f"{folder.record_kind.title} – {folder.label}"
    if folder.state is FolderState.DISPOSED:
        raise DomainError("“{label}” đã được hủy.", field="folders", label=label)
    if folder.disposal_id is not None:
        raise DomainError("“{label}” đã có trong một đề nghị hủy khác.", field="folders", label=label)
    if folder.due_on is None:
        raise DomainError("“{label}” lưu vĩnh viễn, không được hủy.", field="folders", label=label)
    if folder.due_on > today():
        raise DomainError(
            "“{label}” phải lưu đến {day}.", field="folders", label=label, day=show_day(folder.due_on)
        )


def _as_listed(folder: RecordFolder) -> dict[str, Any]:
    kind = folder.record_kind
    return {
        "folder_id": folder.id,
        "number": kind.number,
        "title": kind.title,
        "label": folder.label,
        "closed_on": folder.closed_on.isoformat(),
        "due_on": folder.due_on.isoformat() if folder.due_on else "",
        "retention": kind.retention.words,
    }


def _ask_leader(actor: Actor, disposal: RecordDisposal) -> None:
    given = Given(
        Sentence("Phê duyệt hủy {count} tập hồ sơ hết thời hạn lưu", count=len(disposal.content)),
        today() + timedelta(days=DAYS_TO_DECIDE),
        role=Role.LEADER,
        detail=disposal.reason,
        key=_task_key(disposal),
        endpoint="records.disposal",
        values={"disposal_id": disposal.id},
        subject=disposal,
        by_hand=False,
    )
    tasks.open_task(actor, disposal.agency_id, given=given)


def attach_decision(
    actor: Actor, disposal: RecordDisposal, *, number: str, decided_on: date | None, filename: str, content: bytes
) -> None:  # fmt: skip
    """Keep the decision (or the minutes) by which the records are destroyed; it is part of what is signed."""
    require(policies.may_attach(actor, disposal))
    if len(clean(number)) > LONGEST_NUMBER:
        raise DomainError("Số quyết định dài quá; hãy viết ngắn lại.", field="number")
    if decided_on is not None and decided_on > today():
        raise DomainError(
            "Ngày quyết định không được sau hôm nay ({day}).", field="decided_on", day=show_day(today())
        )
    kept = files.store(content, require_evidence(content, filename, limit=PAPER_BYTES))
    disposal.decision_number, disposal.decision_on = clean(number), decided_on
    disposal.filename, disposal.file_digest = short_name(filename), kept.digest
    disposal.content_digest = digest_of(disposal)
    record(actor, "record_disposal.decision_kept", disposal, filename=disposal.filename)


def approve_disposal(actor: Actor, disposal: RecordDisposal, *, shown_digest: str, password: str) -> None:
    """The leader signs exactly this list and paper: the bundles count as destroyed from today."""
    require(policies.may_approve(actor, disposal))
    signatures.sign(
        actor,
        disposal,
        content_digest=digest_of(disposal),
        shown_digest=shown_digest,
        meaning=Meaning.APPROVED,
        password=password,
        author_id=disposal.proposed_by_id,
    )
    _decide(actor, disposal, DisposalAction.APPROVE, "")
    for folder in queries.folders_in(disposal.id):
        folder.state, folder.disposed_on = FolderState.DISPOSED, today()
        record(actor, "record_folder.disposed", folder, decision=disposal.decision_number)
    record(actor, "record_disposal.approved", disposal, count=len(disposal.content))


def decline_disposal(actor: Actor, disposal: RecordDisposal, *, reason: str) -> None:
    """The leader says no, with the reason: the bundles are kept on."""
    require(policies.may_decline(actor, disposal))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do.", field="reason")
    _decide(actor, disposal, DisposalAction.DECLINE, because)
    _free(actor, disposal)
    record(actor, "record_disposal.declined", disposal, reason=because)


def withdraw_disposal(actor: Actor, disposal: RecordDisposal) -> None:
    """Take the proposal back: the bundles are kept on."""
    require(policies.may_withdraw(actor, disposal))
    _decide(actor, disposal, DisposalAction.WITHDRAW, "")
    _free(actor, disposal)
    record(actor, "record_disposal.withdrawn", disposal)


def _decide(actor: Actor, disposal: RecordDisposal, action: DisposalAction, reason: str) -> None:
    disposal.state = DISPOSAL_WORKFLOW.after(disposal.state, action)
    disposal.decided_by, disposal.decided_at, disposal.decision_reason = who(actor), now(), reason
    tasks.settle(actor, disposal.agency_id, key=_task_key(disposal))


def _free(actor: Actor, disposal: RecordDisposal) -> None:
    for folder in queries.folders_in(disposal.id):
        folder.disposal = None
        record(actor, "record_folder.kept_on", folder)


def _task_key(disposal: RecordDisposal) -> str:
    return f"record-disposal:{disposal.id}"
