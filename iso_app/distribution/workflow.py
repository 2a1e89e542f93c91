"""The life of a copy on paper: handed out, to be collected once it is out of force, collected or lost."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class CopyState(StrEnum):
    OUT = "out"
    TO_COLLECT = "to_collect"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


class CopyAction(StrEnum):
    CALL_BACK = "call_back"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    LOSE = "lose"


COPY_LABELS = {
    CopyState.OUT: "Đang lưu hành",
    CopyState.TO_COLLECT: "Phải thu hồi",
    CopyState.RETURNED: "Đã trả lại",
    CopyState.WITHDRAWN: "Đã thu hồi",
    CopyState.LOST: "Thất lạc",
}
COPY_TONES = {
    CopyState.OUT: "success",
    CopyState.TO_COLLECT: "danger",
    CopyState.RETURNED: "neutral",
    CopyState.WITHDRAWN: "neutral",
    CopyState.LOST: "warning",
}
# A copy that somebody still has in their hands.
STILL_OUT = frozenset({CopyState.OUT, CopyState.TO_COLLECT})

_OUT, _CALLED = frozenset({CopyState.OUT}), frozenset({CopyState.TO_COLLECT})
# A lost copy that turns up again is withdrawn: nobody goes on working with it.
COPY_WORKFLOW = Workflow(
    "Bản giấy của tài liệu",
    COPY_LABELS,
    {
        CopyAction.CALL_BACK: Move(_OUT, CopyState.TO_COLLECT, "Yêu cầu thu hồi"),
        CopyAction.TAKE_BACK: Move(_OUT, CopyState.RETURNED, "Nhận lại"),
        CopyAction.WITHDRAW: Move(_CALLED | {CopyState.LOST}, CopyState.WITHDRAWN, "Thu hồi"),
        CopyAction.LOSE: Move(_OUT | _CALLED, CopyState.LOST, "Báo thất lạc"),
    },
)
