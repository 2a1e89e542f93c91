"""Who may say who must have a document, hand out copies, acknowledge. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Role
from iso_app.distribution.models import DistributionLine, PaperCopy
from iso_app.distribution.workflow import COPY_WORKFLOW, CopyAction
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState

ACKNOWLEDGE = Permission(
    "distribution:acknowledge", "Xem tài liệu mình phải đọc và ký nhận đã đọc", EVERY_ROLE
)
FOLLOW = Permission(
    "distribution:follow",
    "Xem phân phối tài liệu và ai đã đọc",
    AUTHORITY_ROLES | {Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR},
)
KEEP = Permission(
    "distribution:keep",
    "Phân phối tài liệu, giao và thu hồi bản giấy",
    frozenset({Role.ISO_SECRETARY, Role.LEADER}),
)
ALL = (ACKNOWLEDGE, FOLLOW, KEEP)


def may_keep(actor: Actor, document: Document) -> Verdict:
    """Say who must have a document of one's own agency, and hand out what is on paper."""
    return actor.holds_in(KEEP, document.agency_id)


def may_distribute(actor: Actor, document: Document) -> Verdict:
    """Change the lines of a document that is not withdrawn."""
    held = may_keep(actor, document)
    if not held:
        return held
    if document.is_withdrawn:
        return deny("Tài liệu đã hủy bỏ, không phân phối nữa.")
    return ALLOWED


def may_change(actor: Actor, line: DistributionLine) -> Verdict:
    """Change or remove a line that stands."""
    held = may_distribute(actor, line.document)
    if not held:
        return held
    return ALLOWED if line.stands else deny("Dòng phân phối này đã kết thúc.")


def may_hand_out(actor: Actor, document: Document, revision: Revision | None) -> Verdict:
    """Hand out copies of what is in force (`revision`: the effective one)."""
    held = may_distribute(actor, document)
    if not held:
        return held
    return ALLOWED if revision is not None else deny("Tài liệu chưa có lần ban hành nào đang hiệu lực.")


def may_end_copy(actor: Actor, copy: PaperCopy, action: CopyAction) -> Verdict:
    """Collect a copy, take it back or say that it is lost."""
    held = may_keep(actor, copy.document)
    if not held:
        return held
    if not COPY_WORKFLOW.allows(copy.state, action):
        return deny("Bản giấy này đang ở trạng thái “{state}”.", state=COPY_WORKFLOW.states[copy.state])
    return ALLOWED


def may_acknowledge(actor: Actor, revision: Revision, *, owes: bool) -> Verdict:
    """Say that one has read the revision in force; `owes`: whether the actor (or whom they stand in for) has to.

    Nobody says it for another: a signed list on paper is registered by `may_keep`.
    """
    held = actor.holds(ACKNOWLEDGE)
    if not held:
        return held
    if actor.person_id is None or actor.agency_id != revision.agency_id:
        return deny("Chỉ người của cơ quan ký nhận đã đọc tài liệu của cơ quan mình.")
    if revision.state is not RevisionState.EFFECTIVE:
        return deny("Chỉ ký nhận lần ban hành đang hiệu lực.")
    return ALLOWED if owes else deny("Tài liệu này không yêu cầu bạn đọc và ký nhận.")


def may_register_list(actor: Actor, document: Document, revision: Revision | None) -> Verdict:
    """Register a list that people signed on paper."""
    return may_hand_out(actor, document, revision)
