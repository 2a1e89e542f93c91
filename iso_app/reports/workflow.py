"""The life of a table that is sent up: draft, frozen, issued with a signature."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class SnapshotState(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    ISSUED = "issued"


class SnapshotAction(StrEnum):
    FREEZE = "freeze"
    ISSUE = "issue"


STATE_LABELS = {
    SnapshotState.DRAFT: "Bản nháp",
    SnapshotState.FROZEN: "Đã chốt",
    SnapshotState.ISSUED: "Đã ban hành",
}

SNAPSHOT_WORKFLOW = Workflow(
    "Bảng Phụ lục",
    STATE_LABELS,
    {
        SnapshotAction.FREEZE: Move(frozenset({SnapshotState.DRAFT}), SnapshotState.FROZEN, "Chốt số liệu"),
        SnapshotAction.ISSUE: Move(frozenset({SnapshotState.FROZEN}), SnapshotState.ISSUED, "Ký ban hành"),
    },
)
