"""The life of one agency's report for a period: filled in, submitted, returned with remarks or accepted."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class ReturnState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


NOT_BEGUN = "not_begun"  # stands where a state would, of an agency that has no report yet


class ReturnAction(StrEnum):
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    REOPEN = "reopen"


class DraftState(StrEnum):
    """A form being prepared: worked on, published, or given up."""

    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class DraftAction(StrEnum):
    PUBLISH = "publish"
    DISCARD = "discard"


STATE_LABELS = {
    ReturnState.DRAFT: "Đang nhập",
    ReturnState.SUBMITTED: "Đã nộp",
    ReturnState.RETURNED: "Đã trả lại",
    ReturnState.ACCEPTED: "Đã nhận",
}
DRAFT_STATE_LABELS = {
    DraftState.OPEN: "Đang soạn",
    DraftState.PUBLISHED: "Đã phát hành",
    DraftState.DISCARDED: "Đã bỏ",
}

RETURN_WORKFLOW = Workflow(
    "Báo cáo định kỳ",
    STATE_LABELS,
    {
        ReturnAction.SUBMIT: Move(
            frozenset({ReturnState.DRAFT, ReturnState.RETURNED}), ReturnState.SUBMITTED, "Nộp báo cáo"
        ),
        ReturnAction.SEND_BACK: Move(frozenset({ReturnState.SUBMITTED}), ReturnState.RETURNED, "Trả lại"),
        ReturnAction.ACCEPT: Move(frozenset({ReturnState.SUBMITTED}), ReturnState.ACCEPTED, "Nhận báo cáo"),
        ReturnAction.REOPEN: Move(frozenset({ReturnState.ACCEPTED}), ReturnState.RETURNED, "Mở lại"),
    },
)
DRAFT_WORKFLOW = Workflow(
    "Mẫu báo cáo đang soạn",
    DRAFT_STATE_LABELS,
    {
        DraftAction.PUBLISH: Move(frozenset({DraftState.OPEN}), DraftState.PUBLISHED, "Phát hành"),
        DraftAction.DISCARD: Move(frozenset({DraftState.OPEN}), DraftState.DISCARDED, "Bỏ bản đang soạn"),
    },
)
EDITABLE = frozenset({ReturnState.DRAFT, ReturnState.RETURNED})
