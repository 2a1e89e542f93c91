"""The words of model sets: how much an item is wanted, for whom a set or a template is, what an agency did with one."""

from dataclasses import dataclass
from enum import StrEnum

from iso_app.agencies.models import Level
from iso_app.core.errors import DomainError
from iso_app.core.numbers import whole


class Necessity(StrEnum):
    """Whether an agency has to have an item, or had better."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


NECESSITY_LABELS = {Necessity.REQUIRED: "Bắt buộc", Necessity.RECOMMENDED: "Nên có"}


class Outcome(StrEnum):
    """What an agency did with a version of a template."""

    COPIED = "copied"
    MERGED = "merged"
    KEPT = "kept"
    LINKED = "linked"
    UNLINKED = "unlinked"


OUTCOME_LABELS = {
    Outcome.COPIED: "Soạn từ mẫu",
    Outcome.MERGED: "Ghép phiên bản mới",
    Outcome.KEPT: "Giữ bản của mình",
    Outcome.LINKED: "Gắn với mẫu",
    Outcome.UNLINKED: "Bỏ liên kết với mẫu",
}


@dataclass(frozen=True)
class Audience:
    """All agencies of a province, those of a level, or those of a group."""

    level: Level | None = None
    group_id: int | None = None

    def __post_init__(self) -> None:
        if self.level is not None and self.group_id is not None:
            raise DomainError("Hãy chọn một cấp hoặc một loại cơ quan, không chọn cả hai.", field="audience")

    @property
    def key(self) -> str:
        """One word that a unique constraint can compare: blanks differ from each other there."""
        if self.group_id is not None:
            return f"group:{self.group_id}"
        return f"level:{self.level.value}" if self.level is not None else "all"

    def covers(self, level: Level, group_id: int) -> bool:
        if self.group_id is not None:
            return self.group_id == group_id
        return self.level is None or self.level is level


def audience_of(key: str) -> Audience:
    """The audience that `key` names."""
    kind, _, value = key.partition(":")
    if kind == "group" and (group_id := whole(value)) is not None:
        return Audience(group_id=group_id)
    if kind == "level" and value in set(Level):
        return Audience(level=Level(value))
    if key == "all":
        return Audience()
    raise DomainError("Hãy chọn một mục trong danh sách.", field="audience")


class ItemStatus(StrEnum):
    """Whether an agency has an item, in the four answers of the house."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    NOT_REPORTED = "not_reported"


STATUS_LABELS = {
    ItemStatus.YES: "Có",
    ItemStatus.NO: "Không",
    ItemStatus.NOT_APPLICABLE: "Không áp dụng",
    ItemStatus.NOT_REPORTED: "Chưa có số liệu",
}
