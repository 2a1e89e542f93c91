"""What a kind of document says: its class, who signs in which order. Knows no record and no form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from iso_app.core.errors import DomainError
from iso_app.core.roles import Role

LONGEST_REVIEW_MONTHS = 120
MOST_STEPS = 12


class DocumentClass(StrEnum):
    """Loại tài liệu, as the register groups them."""

    POLICY = "policy"
    MANUAL = "manual"
    OBJECTIVES = "objectives"
    PROCEDURE = "procedure"
    TTHC = "tthc"
    INSTRUCTION = "instruction"
    REGULATION = "regulation"
    FORM = "form"
    OTHER = "other"


CLASS_LABELS = {
    DocumentClass.POLICY: "Chính sách",
    DocumentClass.MANUAL: "Mô hình hệ thống quản lý chất lượng",
    DocumentClass.OBJECTIVES: "Mục tiêu, kế hoạch",
    DocumentClass.PROCEDURE: "Quy trình hệ thống",
    DocumentClass.TTHC: "Quy trình thủ tục hành chính",
    DocumentClass.INSTRUCTION: "Hướng dẫn",
    DocumentClass.REGULATION: "Quy định, quy chế",
    DocumentClass.FORM: "Biểu mẫu",
    DocumentClass.OTHER: "Khác",
}


class Source(StrEnum):
    """Where the words of a revision are: in a file that was brought, or written here section by section."""

    FILE = "file"
    WRITTEN = "written"


SOURCE_LABELS = {Source.FILE: "Tệp tải lên", Source.WRITTEN: "Soạn trên phần mềm"}


class StepMeaning(StrEnum):
    """What a step of approval says; the values are those of `signatures.Meaning`."""

    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    APPROVED = "approved"


STEP_LABELS = {
    StepMeaning.DRAFTED: "Soạn thảo",
    StepMeaning.REVIEWED: "Xem xét",
    StepMeaning.APPROVED: "Phê duyệt",
}


@dataclass(frozen=True)
class StepSpec:
    """One step of approval. Steps of equal `order` run together; the drafter's has neither role nor post."""

    order: int
    meaning: StepMeaning
    role: Role | None = None
    post_id: int | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        found: dict[str, Any] = {"order": self.order, "meaning": self.meaning.value}
        if self.role is not None:
            found["role"] = self.role.value
        if self.post_id is not None:
            found["post_id"] = self.post_id
        return found


def steps_of(plain: Iterable[dict[str, Any]]) -> tuple[StepSpec, ...]:
    """The steps that JSON kept, in their order."""
    found = (
        StepSpec(
            int(step["order"]),
            StepMeaning(step["meaning"]),
            Role(step["role"]) if step.get("role") else None,
            step.get("post_id"),
        )
        for step in plain
    )
    return tuple(sorted(found, key=lambda step: step.order))


def require_sound(steps: Sequence[StepSpec]) -> None:
    """Refuse an order of approval that would let a document through without an approval at its end."""
    if not steps or len(steps) > MOST_STEPS:
        raise DomainError("Hãy đặt từ 1 đến {most} bước phê duyệt.", field="steps", most=MOST_STEPS)
    last = max(step.order for step in steps)
    if not any(step.order == last and step.meaning is StepMeaning.APPROVED for step in steps):
        raise DomainError("Bước cuối cùng phải là phê duyệt.", field="steps")
    if any(step.order < last and step.meaning is StepMeaning.APPROVED for step in steps):
        raise DomainError(
            "Sau khi phê duyệt không còn bước nào nữa; hãy đặt phê duyệt ở cuối.", field="steps"
        )
    for step in steps:
        drafted = step.meaning is StepMeaning.DRAFTED
        if not drafted and step.role is None and step.post_id is None:
            raise DomainError("Mỗi bước xem xét, phê duyệt phải có vị trí làm.", field="steps")
        if drafted and step.order != min(other.order for other in steps):
            raise DomainError("Người soạn thảo ký trước tiên.", field="steps")


def require_months(months: int) -> None:
    """Refuse an interval between periodic reviews that is none; 0 is no review at all."""
    if not 0 <= months <= LONGEST_REVIEW_MONTHS:
        raise DomainError(
            "Chu kỳ soát xét từ 0 đến {most} tháng.", field="review_months", most=LONGEST_REVIEW_MONTHS
        )


@dataclass(frozen=True)
class KindTerms:
    """What holds for a kind in one agency: the province's terms, or the agency's own in their place."""

    code_pattern: str
    steps: tuple[StepSpec, ...]
    review_months: int
