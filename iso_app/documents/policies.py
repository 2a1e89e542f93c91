"""Who may do what to controlled documents. Pure questions: no database, no request."""

from collections.abc import Collection, Sequence

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import EVERY_ROLE, Permission, Reach, Role
from iso_app.documents.models import ApprovalStep, Document, Revision, RevisionComment
from iso_app.documents.workflow import (
    DOCUMENT_WORKFLOW,
    REVISION_WORKFLOW,
    DocumentAction,
    RevisionAction,
    RevisionState,
)
from iso_app.signatures.models import Meaning
from iso_app.signatures.policies import may_sign as may_sign_at_all

READ = Permission("documents:read", "Xem tài liệu", EVERY_ROLE)
READ_KINDS = Permission(
    "documents:read-kinds",
    "Xem các loại tài liệu",
    frozenset({Role.PROVINCE_ADMIN, Role.INSPECTOR, Role.LEADER, Role.ISO_SECRETARY}),
)
DRAFT = Permission(
    "documents:draft", "Soạn tài liệu và trình xem xét", frozenset({Role.ISO_SECRETARY, Role.STAFF})
)
REVIEW = Permission(
    "documents:review",
    "Xem xét, góp ý, phê duyệt tài liệu được trình",
    frozenset({Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR, Role.STAFF}),
)
KEEP = Permission(
    "documents:keep",
    "Quản lý tài liệu của cơ quan: mã hiệu, hủy bỏ, thiết lập",
    frozenset({Role.ISO_SECRETARY, Role.LEADER}),
)
SET_KINDS = Permission(
    "documents:set-kinds",
    "Đặt các loại tài liệu của tỉnh",
    frozenset({Role.PROVINCE_ADMIN}),
    Reach.PROVINCE,
)
ALL = (READ, READ_KINDS, DRAFT, REVIEW, KEEP, SET_KINDS)

_SEE_EVERY_DRAFT = frozenset({Role.ISO_SECRETARY, Role.LEADER})
_NOT_AUTHOR = "Chỉ người soạn thảo hoặc Thư ký ISO làm được việc này."


def sees_every_draft(actor: Actor) -> bool:
    """Whether the post reads the drafts of its own agency, whoever wrote them."""
    return actor.scope.is_system or actor.role in _SEE_EVERY_DRAFT


def is_author(actor: Actor, written: Document | Revision) -> bool:
    """Whether the actor drafted it."""
    return actor.person_id is not None and written.author_id == actor.person_id


def is_asked(actor: Actor, steps: Sequence[ApprovalStep]) -> bool:
    """Whether one of these steps is for the actor's post."""
    return any(is_for(actor, step) for step in steps)


def is_for(actor: Actor, step: ApprovalStep) -> bool:
    """Whether a step is for the actor's post, or for any post of its role."""
    if step.agency_id != actor.agency_id:
        return False
    return step.post_id == actor.post_id if step.post_id is not None else step.role is actor.role


def may_read(actor: Actor, revision: Revision, steps: Sequence[ApprovalStep]) -> Verdict:
    """What was in force reads whoever sees the agency; a draft its author, leader, secretary, whoever has to sign."""
    if revision.was_in_force:
        return actor.holds(READ)
    if not actor.scope.is_system and revision.agency_id != actor.agency_id:
        return deny("Bản đang soạn chỉ người của cơ quan được xem.")
    if sees_every_draft(actor) or is_author(actor, revision) or is_asked(actor, steps):
        return ALLOWED
    return deny("Bản này đang được soạn; chỉ người soạn và người xem xét được xem.")


def may_open(actor: Actor, agency_id: int) -> Verdict:
    """Enter a new document."""
    return actor.holds_in(DRAFT, agency_id)


def may_edit(actor: Actor, document: Document) -> Verdict:
    """Code, title, department and what else the register says of it."""
    held = actor.holds_in(DRAFT if is_author(actor, document) else KEEP, document.agency_id)
    if not held:
        return held
    if document.is_withdrawn:
        return deny("Tài liệu đã hủy bỏ, không sửa được nữa.")
    return ALLOWED


def may_rename(actor: Actor, document: Document) -> Verdict:
    """Other code or title: of what was in force only whoever keeps the register gives it."""
    if document.in_force_at is None:
        return ALLOWED
    return actor.holds_in(KEEP, document.agency_id)


def _may_write(actor: Actor, written: Document | Revision) -> Verdict:
    held = actor.holds_in(DRAFT, written.agency_id)
    if not held or actor.scope.is_system:
        return held
    return ALLOWED if is_author(actor, written) or actor.role is Role.ISO_SECRETARY else deny(_NOT_AUTHOR)


def may_begin(actor: Actor, document: Document, open_revision: Revision | None) -> Verdict:
    """A new revision of a document (`open_revision`: the one that is not in force yet)."""
    held = _may_write(actor, document)
    if not held:
        return held
    if document.is_withdrawn:
        return deny("Tài liệu đã hủy bỏ; hãy lập tài liệu mới.")
    if open_revision is not None:
        return deny("Lần ban hành {number:02} đang được soạn hoặc chờ duyệt.", number=open_revision.number)
    return ALLOWED


def _open_to(revision: Revision, action: RevisionAction, otherwise: str) -> Verdict:
    return ALLOWED if REVISION_WORKFLOW.allows(revision.state, action) else deny(otherwise)


def may_save(actor: Actor, revision: Revision) -> Verdict:
    """Save a draft that was not handed in."""
    held = _may_write(actor, revision)
    if not held:
        return held
    return _open_to(revision, RevisionAction.SUBMIT, "Bản đã trình không sửa được; hãy rút lại để sửa.")


def may_submit(actor: Actor, revision: Revision) -> Verdict:
    """Hand a draft in."""
    if revision.document.is_withdrawn:
        return deny("Tài liệu đã hủy bỏ; hãy lập tài liệu mới.")
    return may_save(actor, revision)


def may_recall(actor: Actor, revision: Revision) -> Verdict:
    """Take back what is under review."""
    held = _may_write(actor, revision)
    if not held:
        return held
    return _open_to(revision, RevisionAction.RECALL, "Chỉ rút lại được bản đang xem xét.")


def may_discard(actor: Actor, revision: Revision) -> Verdict:
    """Give up a draft, or what is approved and not in force yet."""
    held = _may_write(actor, revision)
    if not held:
        return held
    return _open_to(
        revision,
        RevisionAction.DISCARD,
        "Chỉ bỏ được bản đang soạn hoặc bản đã duyệt chưa đến ngày hiệu lực.",
    )


def may_sign(
    actor: Actor, revision: Revision, step: ApprovalStep, *, writers: Collection[int] = ()
) -> Verdict:
    """Give the signature that a step waits for. `writers`: who wrote what the revision says, drafter or not."""
    held = actor.holds_in(REVIEW, revision.agency_id)
    if not held:
        return held
    turn = _turn(revision, step)
    if not turn:
        return turn
    if not is_for(actor, step):
        return deny("Bước này của vị trí khác: {whose}.", whose=step.whose)
    meaning = Meaning(step.meaning.value)
    if meaning is Meaning.DRAFTED and not is_author(actor, revision):
        return deny("Chữ ký soạn thảo là của người soạn thảo.")
    if meaning is not Meaning.DRAFTED and {actor.person_id, actor.for_person_id} & set(writers):
        return deny("Bạn, hoặc người bạn thay mặt, đã viết nội dung này: hãy để người khác ký.")
    return may_sign_at_all(actor, author_id=revision.author_id, meaning=meaning)


def _turn(revision: Revision, step: ApprovalStep) -> Verdict:
    """Whether it is the step's turn."""
    if revision.state is not RevisionState.IN_REVIEW or step.round != revision.round:
        return deny("Bản này không còn chờ xem xét.")
    if step.done_at is not None:
        return deny("Bước này đã ký.")
    return ALLOWED if step.is_waiting else deny("Chưa đến lượt: còn bước trước chưa ký.")


def may_send_back(actor: Actor, revision: Revision, steps: Sequence[ApprovalStep]) -> Verdict:
    """Whoever has a step waiting sends the revision back; `steps` are those of its round."""
    held = actor.holds_in(REVIEW, revision.agency_id)
    if not held:
        return held
    if revision.state is not RevisionState.IN_REVIEW:
        return deny("Bản này không còn chờ xem xét.")
    if is_author(actor, revision):
        return deny("Bạn là người soạn thảo; muốn sửa hãy rút lại.")
    waiting = [step for step in steps if step.is_waiting]
    return ALLOWED if is_asked(actor, waiting) else deny("Chưa đến lượt bạn xem xét bản này.")


def may_comment(actor: Actor, revision: Revision, steps: Sequence[ApprovalStep]) -> Verdict:
    """Whoever reads what was handed in and is asked to, leader and secretary besides."""
    held = actor.holds_in(REVIEW, revision.agency_id)
    if not held:
        return held
    if revision.state is not RevisionState.IN_REVIEW:
        return deny("Chỉ góp ý được khi bản đang xem xét.")
    if sees_every_draft(actor) or is_asked(actor, steps):
        return ALLOWED
    return deny("Bạn không được giao xem xét bản này.")


def may_answer(actor: Actor, revision: Revision, comment: RevisionComment) -> Verdict:
    """The drafter answers a remark once, while the revision is not approved yet."""
    held = _may_write(actor, revision)
    if not held:
        return held
    if comment.answered_at is not None:
        return deny("Góp ý này đã được trả lời.")
    if revision.state not in {RevisionState.DRAFT, RevisionState.IN_REVIEW}:
        return deny("Bản này đã duyệt; góp ý không trả lời được nữa.")
    return ALLOWED


def may_withdraw(actor: Actor, document: Document) -> Verdict:
    """Take a document out of force: the leader, who approved it. What never came into force its keepers end."""
    held = actor.holds_in(KEEP, document.agency_id)
    if not held:
        return held
    if not DOCUMENT_WORKFLOW.allows(document.state, DocumentAction.WITHDRAW):
        return deny("Tài liệu đã hủy bỏ.")
    if document.in_force_at is None or actor.scope.is_system or actor.role is Role.LEADER:
        return ALLOWED
    return deny("Tài liệu đã ban hành do lãnh đạo hủy bỏ; hãy lập đề nghị hủy bỏ để lãnh đạo quyết định.")


def may_bring_in(actor: Actor, agency_id: int) -> Verdict:
    """Note a document that was put into force on paper, by its decision: the secretary, or the operator's import."""
    held = actor.holds_in(DRAFT, agency_id)
    if not held or actor.scope.is_system:
        return held
    return (
        ALLOWED if actor.role is Role.ISO_SECRETARY else deny("Chỉ Thư ký ISO ghi được tài liệu đã ban hành.")
    )


def may_set_terms(actor: Actor, agency_id: int) -> Verdict:
    """An agency's own terms for a kind of document."""
    return actor.holds_in(KEEP, agency_id)
