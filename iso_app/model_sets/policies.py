"""Who may do what with model sets and templates. Pure questions: no database, no request."""

from dataclasses import dataclass

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import EVERY_ROLE, Permission, Reach, Role
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState
from iso_app.model_sets.models import CopyStep, DocumentTemplate, ModelItem, TemplateCopy
from iso_app.model_sets.workflow import TEMPLATE_WORKFLOW, TemplateAction, TemplateState

_KEEPERS = frozenset({Role.PROVINCE_ADMIN, Role.INSPECTOR})
READ = Permission("model-sets:read", "Xem mô hình khung và mẫu tài liệu của tỉnh", EVERY_ROLE)
OWN = Permission("model-sets:own", "Xem cơ quan mình còn thiếu tài liệu nào", EVERY_ROLE, Reach.AGENCY)
OVERSEE = Permission(
    "model-sets:oversee",
    "Xem các cơ quan còn thiếu tài liệu nào, theo phiên bản mẫu nào",
    _KEEPERS | {Role.LEADER},
    Reach.PROVINCE,
)
KEEP = Permission(
    "model-sets:keep", "Đặt mô hình khung, soạn và phát hành mẫu tài liệu", _KEEPERS, Reach.PROVINCE
)
TAKE = Permission(
    "model-sets:take",
    "Soạn tài liệu từ mẫu của tỉnh, ghép phiên bản mới",
    frozenset({Role.ISO_SECRETARY}),
    Reach.AGENCY,
)
ALL = (READ, OWN, OVERSEE, KEEP, TAKE)


def may_keep(actor: Actor) -> Verdict:
    """Model sets and their items."""
    return actor.holds(KEEP)


def may_retire_item(actor: Actor, item: ModelItem) -> Verdict:
    """Ask for an item no longer."""
    held = actor.holds(KEEP)
    if not held:
        return held
    return ALLOWED if item.retired_on is None else deny("Mục này đã ngừng dùng.")


def may_resume_item(actor: Actor, item: ModelItem) -> Verdict:
    """Ask for an item again."""
    held = actor.holds(KEEP)
    if not held:
        return held
    return ALLOWED if item.retired_on is not None else deny("Mục này đang dùng.")


def may_write(actor: Actor, template: DocumentTemplate) -> Verdict:
    """The draft of a template's next version, and what is said of the template."""
    held = actor.holds(KEEP)
    if not held:
        return held
    if not TEMPLATE_WORKFLOW.allows(template.state, TemplateAction.PUBLISH):
        return deny("Mẫu này đã ngừng dùng.")
    return ALLOWED


def may_push(actor: Actor, template: DocumentTemplate) -> Verdict:
    """Ask agencies to take it over; to stop using it takes the same."""
    held = actor.holds(KEEP)
    if not held:
        return held
    if template.state is not TemplateState.PUBLISHED:
        return deny("Chỉ gửi hoặc ngừng dùng được mẫu đã phát hành.")
    return ALLOWED


def may_take(
    actor: Actor, template: DocumentTemplate, copy: TemplateCopy | None, mine: Revision | None
) -> Verdict:
    """Begin one's own document from a template; `mine` is what the agency's copy says now, if there is one."""
    held = actor.holds(TAKE)
    if not held:
        return held
    if template.state is not TemplateState.PUBLISHED:
        return deny("Mẫu này chưa phát hành hoặc đã ngừng dùng.")
    if copy is not None and copy.ended_on is None and mine is not None:
        return deny("Cơ quan đã có tài liệu soạn từ mẫu này.")
    return ALLOWED


def may_link(actor: Actor, template: DocumentTemplate, copy: TemplateCopy | None) -> Verdict:
    """Say that a document which was there before stands on a version of a template."""
    held = actor.holds(TAKE)
    if not held:
        return held
    if template.state is not TemplateState.PUBLISHED:
        return deny("Mẫu này chưa phát hành hoặc đã ngừng dùng.")
    if copy is not None and copy.ended_on is None:
        return deny("Cơ quan đã có tài liệu theo mẫu này.")
    return ALLOWED


def may_link_document(actor: Actor, document: Document, says: Revision | None) -> Verdict:
    """`says` is the revision of the document that is compared with the template."""
    if actor.agency_id != document.agency_id and not actor.scope.is_system:
        return deny("Chỉ người của chính cơ quan làm được việc này.")
    if document.is_withdrawn or says is None:
        return deny("Chỉ gắn được tài liệu đang dùng hoặc đang soạn.")
    return ALLOWED


@dataclass(frozen=True)
class SinceLinked:
    """What came to a document since it was linked to its template.

    `linked` is None of a document that was begun from the template; `merged` the revision that has what a later version
    says; `waiting` numbers a version that came by the link and was not decided on.
    """

    linked: CopyStep | None
    merged: Revision | None = None
    waiting: int = 0


def may_unlink(actor: Actor, copy: TemplateCopy, since: SinceLinked) -> Verdict:
    """Take a link back, while nothing came to the document by it."""
    held = actor.holds_in(TAKE, copy.agency_id)
    if not held:
        return held
    if copy.ended_on is not None:
        return _over(copy)
    if since.linked is None:
        return deny(
            "Tài liệu này soạn từ mẫu, không phải gắn sau, nên không bỏ liên kết được;"
            " không dùng nữa thì hủy bỏ tài liệu."
        )
    if since.merged is not None:
        return _merged_into(since.merged)
    if since.waiting:
        return deny(
            "Phiên bản {number} của mẫu đã đến cơ quan theo liên kết này và đang chờ quyết định; hãy ghi lý do giữ bản"
            " của mình rồi bỏ liên kết, hoặc ghép phiên bản đó.",
            number=since.waiting,
        )
    return ALLOWED


def _merged_into(revision: Revision) -> Verdict:
    if revision.is_open:
        return deny(
            "Phiên bản mới của mẫu đã ghép vào bản soạn của lần ban hành {number:02}; hãy bỏ bản soạn đó"
            " (đã trình thì rút lại trước), rồi bỏ liên kết.",
            number=revision.number,
        )
    return deny(
        "Lần ban hành {number:02} đã có nội dung ghép từ mẫu nên liên kết giữ nguyên; không theo phiên bản sau của"
        " mẫu thì ghi lý do giữ bản của mình, không dùng tài liệu nữa thì hủy bỏ tài liệu.",
        number=revision.number,
    )


def _over(copy: TemplateCopy) -> Verdict:
    if copy.is_unlinked:
        return deny("Tài liệu của cơ quan đã bỏ liên kết với mẫu này.")
    return deny("Tài liệu soạn từ mẫu này đã hủy bỏ.")


def may_keep_mine(actor: Actor, copy: TemplateCopy, standing: int) -> Verdict:
    """Leave a version out; `standing` is the number of the version that the copy stands on."""
    held = actor.holds_in(TAKE, copy.agency_id)
    if not held:
        return held
    if copy.ended_on is not None:
        return _over(copy)
    if standing >= copy.template.latest:
        return deny("Tài liệu của cơ quan đã theo phiên bản mới nhất của mẫu.")
    return ALLOWED


def may_merge(
    actor: Actor, copy: TemplateCopy, standing: int, mine: Revision | None, *, unread: str = ""
) -> Verdict:
    """Take a new version over into a new draft, or into the draft that is being written.

    `unread` is why the agency's file says nothing that could be merged.
    """
    held = may_keep_mine(actor, copy, standing)
    if not held:
        return held
    if mine is None:
        return deny("Bản soạn từ mẫu đã bị bỏ; hãy soạn lại từ mẫu.")
    if mine.source is Source.FILE and mine.is_draft:
        return deny(
            "Bản soạn đang là tệp: hãy sửa trong tệp theo các thay đổi bên dưới, tải lên, rồi ghi rằng tệp đã theo mẫu;"
            " hoặc ghi lý do giữ bản của mình."
        )
    if unread:
        return deny(
            "Chữ trong tệp của cơ quan không đọc được nên không ghép từng đoạn; hãy tải lên tệp của lần ban hành"
            " mới đã sửa theo các thay đổi bên dưới, hoặc ghi lý do giữ bản của mình."
        )
    if mine.state in {RevisionState.IN_REVIEW, RevisionState.APPROVED}:
        return deny(
            "Lần ban hành {number:02} đang chờ phê duyệt hoặc chờ hiệu lực; hãy ghép sau khi có hiệu lực,"
            " hoặc rút lại để sửa.",
            number=mine.number,
        )
    return ALLOWED


def may_adopt(actor: Actor, copy: TemplateCopy, standing: int, mine: Revision | None) -> Verdict:
    """Say that the file that is being prepared has what the new version changed."""
    held = may_keep_mine(actor, copy, standing)
    if not held:
        return held
    if mine is None or mine.source is not Source.FILE or not mine.is_draft:
        return deny("Hãy tải lên tệp của lần ban hành mới trước, rồi ghi rằng tệp đã theo mẫu.")
    return ALLOWED
