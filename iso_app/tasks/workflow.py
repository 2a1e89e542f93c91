"""The life of a task: open until it is done, refused or withdrawn; a request for more time waits or is decided."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class TaskAction(StrEnum):
    FINISH = "finish"
    HAND_ON = "hand_on"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


STATE_LABELS = {
    TaskState.OPEN: "Đang mở",
    TaskState.DONE: "Đã làm",
    TaskState.REFUSED: "Từ chối",
    TaskState.WITHDRAWN: "Đã rút",
}

_OPEN = frozenset({TaskState.OPEN})

TASK_WORKFLOW = Workflow(
    "Việc",
    STATE_LABELS,
    {
        TaskAction.FINISH: Move(_OPEN, TaskState.DONE, "Đã làm xong"),
        TaskAction.HAND_ON: Move(_OPEN, TaskState.OPEN, "Chuyển việc"),
        TaskAction.REFUSE: Move(_OPEN, TaskState.REFUSED, "Từ chối"),
        TaskAction.WITHDRAW: Move(_OPEN, TaskState.WITHDRAWN, "Rút việc"),
        TaskAction.REOPEN: Move(
            frozenset({TaskState.DONE, TaskState.REFUSED, TaskState.WITHDRAWN}), TaskState.OPEN, "Mở lại"
        ),
    },
)


class ExtensionState(StrEnum):
    """What became of a request for more time."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"


class ExtensionAction(StrEnum):
    GRANT = "grant"
    DECLINE = "decline"


EXTENSION_LABELS = {
    ExtensionState.ASKED: "Chờ quyết định",
    ExtensionState.GRANTED: "Được gia hạn",
    ExtensionState.DECLINED: "Không gia hạn",
}

EXTENSION_WORKFLOW = Workflow(
    "Đề nghị gia hạn",
    EXTENSION_LABELS,
    {
        ExtensionAction.GRANT: Move(
            frozenset({ExtensionState.ASKED}), ExtensionState.GRANTED, "Đồng ý gia hạn"
        ),
        ExtensionAction.DECLINE: Move(
            frozenset({ExtensionState.ASKED}), ExtensionState.DECLINED, "Không gia hạn"
        ),
    },
)
