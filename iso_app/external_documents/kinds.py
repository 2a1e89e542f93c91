"""What kinds of external documents there are, in which state they may be, and when two numbers are the same."""

import re
from enum import StrEnum
from typing import Final

from iso_app.core.text import fold


class DocumentClass(StrEnum):
    """Phân loại: what sort of paper it is."""

    LAW = "law"
    ORDINANCE = "ordinance"
    RESOLUTION = "resolution"
    DECREE = "decree"
    DECISION = "decision"
    DIRECTIVE = "directive"
    CIRCULAR = "circular"
    JOINT_CIRCULAR = "joint_circular"
    STANDARD = "standard"
    REGULATION = "regulation"
    GUIDANCE = "guidance"
    OTHER = "other"


CLASS_LABELS: Final = {
    DocumentClass.LAW: "Luật, Bộ luật",
    DocumentClass.ORDINANCE: "Pháp lệnh",
    DocumentClass.RESOLUTION: "Nghị quyết",
    DocumentClass.DECREE: "Nghị định",
    DocumentClass.DECISION: "Quyết định",
    DocumentClass.DIRECTIVE: "Chỉ thị",
    DocumentClass.CIRCULAR: "Thông tư",
    DocumentClass.JOINT_CIRCULAR: "Thông tư liên tịch",
    DocumentClass.STANDARD: "Tiêu chuẩn",
    DocumentClass.REGULATION: "Quy chuẩn kỹ thuật",
    DocumentClass.GUIDANCE: "Văn bản hướng dẫn",
    DocumentClass.OTHER: "Khác",
}


class Force(StrEnum):
    """Tình trạng hiệu lực."""

    IN_FORCE = "in_force"
    PARTLY = "partly"
    REPLACED = "replaced"
    EXPIRED = "expired"


FORCE_LABELS: Final = {
    Force.IN_FORCE: "Còn hiệu lực",
    Force.PARTLY: "Hết hiệu lực một phần",
    Force.REPLACED: "Thay thế bởi văn bản khác",
    Force.EXPIRED: "Hết hiệu lực",
}
ENDED: Final = frozenset({Force.REPLACED, Force.EXPIRED})
"""Whoever cites a document in one of these states has something to look at."""


class CitationState(StrEnum):
    """What is known of a number found in a text: nothing yet, or what a person said."""

    FOUND = "found"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


CITATION_LABELS: Final = {
    CitationState.FOUND: "Phần mềm tìm thấy",
    CitationState.CONFIRMED: "Đã xác nhận",
    CitationState.REJECTED: "Không phải viện dẫn",
}

_LOOSE: Final = re.compile(r"\s*([/:.,\-–—−])\s*")
_DASHES: Final = str.maketrans("–—−", "---")


def number_key(number: str) -> str:
    """What makes two numbers the same: no case, no marks, no spaces around signs, one kind of dash.

    `number_key("30 / 2020/NĐ – CP") == number_key("30/2020/nđ-cp")`.
    """
    return _LOOSE.sub(r"\1", fold(number).translate(_DASHES))
