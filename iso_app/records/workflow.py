"""The life of a disposal: proposed, then approved, declined or taken back."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class DisposalState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class DisposalAction(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


DISPOSAL_LABELS = {
    DisposalState.PROPOSED: "Chờ lãnh đạo phê duyệt",
    DisposalState.APPROVED: "Đã phê duyệt, đã hủy",
    DisposalState.DECLINED: "Không phê duyệt",
    DisposalState.WITHDRAWN: "Đã rút",
}
_OPEN = frozenset({DisposalState.PROPOSED})

DISPOSAL_WORKFLOW: Workflow[DisposalState, DisposalAction] = Workflow(
    "Hủy hồ sơ hết thời hạn lưu",
    DISPOSAL_LABELS,
    {
        DisposalAction.APPROVE: Move(_OPEN, DisposalState.APPROVED, "Ký phê duyệt hủy"),
        DisposalAction.DECLINE: Move(_OPEN, DisposalState.DECLINED, "Không phê duyệt"),
        DisposalAction.WITHDRAW: Move(_OPEN, DisposalState.WITHDRAWN, "Rút đề nghị"),
    },
)


class FolderState(StrEnum):
    """Tình trạng of one bundle of records."""

    KEPT = "kept"
    DISPOSED = "disposed"


FOLDER_LABELS = {FolderState.KEPT: "Đang lưu", FolderState.DISPOSED: "Đã hủy"}
