"""What a successor decides of a document."""

from enum import StrEnum


class Decision(StrEnum):
    """Quyết định tiếp nhận."""

    TAKEN = "taken"
    DECLINED = "declined"


DECISION_LABELS = {Decision.TAKEN: "Đã tiếp nhận", Decision.DECLINED: "Không tiếp nhận"}
DECISION_TONES = {Decision.TAKEN: "success", Decision.DECLINED: "neutral"}
UNDECIDED, UNDECIDED_LABEL = "undecided", "Chưa quyết định"
