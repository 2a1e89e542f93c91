"""The life of a revision: drafted, reviewed, approved, effective by itself on its day, superseded or withdrawn."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class RevisionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class RevisionAction(StrEnum):
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    RECALL = "recall"
    APPROVE = "approve"
    TAKE_EFFECT = "take_effect"
    BRING_IN = "bring_in"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"
    DISCARD = "discard"


class DocumentState(StrEnum):
    PREPARING = "preparing"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class DocumentAction(StrEnum):
    COME_INTO_FORCE = "come_into_force"
    WITHDRAW = "withdraw"


STATE_LABELS = {
    RevisionState.DRAFT: "Đang soạn",
    RevisionState.IN_REVIEW: "Đang xem xét",
    RevisionState.APPROVED: "Đã duyệt, chờ ngày hiệu lực",
    RevisionState.EFFECTIVE: "Đang hiệu lực",
    RevisionState.SUPERSEDED: "Đã được thay thế",
    RevisionState.WITHDRAWN: "Đã hủy bỏ",
    RevisionState.DISCARDED: "Đã bỏ bản soạn",
}
DOCUMENT_LABELS = {
    DocumentState.PREPARING: "Chưa ban hành",
    DocumentState.IN_FORCE: "Còn hiệu lực",
    DocumentState.WITHDRAWN: "Hết hiệu lực",
}
# States in which a revision waits for somebody; a document has at most one such revision.
OPEN_STATES = frozenset({RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED})
# States in which what was handed in is signed, or waits for its day.
HANDED_IN = frozenset({RevisionState.IN_REVIEW, RevisionState.APPROVED})

_DRAFT, _REVIEW = frozenset({RevisionState.DRAFT}), frozenset({RevisionState.IN_REVIEW})
_APPROVED, _EFFECTIVE = frozenset({RevisionState.APPROVED}), frozenset({RevisionState.EFFECTIVE})

REVISION_WORKFLOW = Workflow(
    "Lần ban hành của tài liệu",
    STATE_LABELS,
    {
        RevisionAction.SUBMIT: Move(_DRAFT, RevisionState.IN_REVIEW, "Trình xem xét"),
        RevisionAction.SEND_BACK: Move(_REVIEW, RevisionState.DRAFT, "Trả lại"),
        RevisionAction.RECALL: Move(_REVIEW, RevisionState.DRAFT, "Rút lại để sửa"),
        RevisionAction.APPROVE: Move(_REVIEW, RevisionState.APPROVED, "Phê duyệt"),
        RevisionAction.TAKE_EFFECT: Move(_APPROVED, RevisionState.EFFECTIVE, "Có hiệu lực"),
        RevisionAction.BRING_IN: Move(_DRAFT, RevisionState.EFFECTIVE, "Ghi bản đã ban hành trên giấy"),
        RevisionAction.SUPERSEDE: Move(_EFFECTIVE, RevisionState.SUPERSEDED, "Thay thế"),
        RevisionAction.WITHDRAW: Move(_EFFECTIVE, RevisionState.WITHDRAWN, "Hủy bỏ"),
        RevisionAction.DISCARD: Move(_DRAFT | _APPROVED, RevisionState.DISCARDED, "Bỏ bản soạn"),
    },
)
DOCUMENT_WORKFLOW = Workflow(
    "Tài liệu nội bộ",
    DOCUMENT_LABELS,
    {
        DocumentAction.COME_INTO_FORCE: Move(
            frozenset({DocumentState.PREPARING, DocumentState.IN_FORCE}), DocumentState.IN_FORCE, "Ban hành"
        ),
        DocumentAction.WITHDRAW: Move(
            frozenset({DocumentState.PREPARING, DocumentState.IN_FORCE}), DocumentState.WITHDRAWN, "Hủy bỏ"
        ),
    },
)
