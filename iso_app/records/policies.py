"""Who keeps the register of records, who proposes and who approves that records are destroyed. Pure questions."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import EVERY_ROLE, Permission, Role
from iso_app.records.models import RecordDisposal, RecordKind
from iso_app.records.workflow import DISPOSAL_WORKFLOW, DisposalAction

READ = Permission("records:read", "Xem danh mục hồ sơ", EVERY_ROLE)
KEEP = Permission(
    "records:keep",
    "Giữ danh mục hồ sơ, đề nghị hủy hồ sơ hết thời hạn lưu",
    frozenset({Role.ISO_SECRETARY, Role.LEADER}),
)
APPROVE = Permission("records:approve", "Phê duyệt hủy hồ sơ", frozenset({Role.LEADER}))
ALL = (READ, KEEP, APPROVE)


def may_keep(actor: Actor, agency_id: int | None) -> Verdict:
    """The agency's own secretary and leader."""
    return actor.holds_in(KEEP, agency_id)


def may_change(actor: Actor, kind: RecordKind) -> Verdict:
    """While records of this kind are made."""
    kept = may_keep(actor, kind.agency_id)
    if not kept:
        return kept
    return ALLOWED if kind.is_kept else deny("Loại hồ sơ này đã ngừng lập.")


def may_resume(actor: Actor, kind: RecordKind) -> Verdict:
    """Make records of a kind again."""
    kept = may_keep(actor, kind.agency_id)
    if not kept:
        return kept
    return deny("Loại hồ sơ này đang được lập.") if kind.is_kept else ALLOWED


def _waits(disposal: RecordDisposal, action: DisposalAction) -> Verdict:
    if DISPOSAL_WORKFLOW.allows(disposal.state, action):
        return ALLOWED
    return deny("Đề nghị này đã được quyết định hoặc đã rút.")


def may_attach(actor: Actor, disposal: RecordDisposal) -> Verdict:
    """The decision paper is changed only while nobody has decided."""
    return may_keep(actor, disposal.agency_id) and _waits(disposal, DisposalAction.APPROVE)


def may_approve(actor: Actor, disposal: RecordDisposal) -> Verdict:
    """The leader, who is not the one who proposed it, with the decision paper at hand."""
    own = actor.holds_in(APPROVE, disposal.agency_id) and _waits(disposal, DisposalAction.APPROVE)
    if not own:
        return own
    if disposal.proposed_by_id is not None and disposal.proposed_by_id in {
        actor.person_id,
        actor.for_person_id,
    }:
        return deny("Người đề nghị không tự phê duyệt: hãy để lãnh đạo khác ký.")
    return ALLOWED if disposal.file_digest else deny("Chưa đính kèm quyết định hủy (hoặc biên bản xét hủy).")


def may_decline(actor: Actor, disposal: RecordDisposal) -> Verdict:
    """The leader says no."""
    return actor.holds_in(APPROVE, disposal.agency_id) and _waits(disposal, DisposalAction.DECLINE)


def may_withdraw(actor: Actor, disposal: RecordDisposal) -> Verdict:
    """Whoever keeps the register takes the proposal back."""
    return may_keep(actor, disposal.agency_id) and _waits(disposal, DisposalAction.WITHDRAW)
