"""How a document reaches people and how they say that they have read it. Knows no record and no form."""

from dataclasses import dataclass
from enum import StrEnum

from iso_app.core.errors import DomainError
from iso_app.core.numbers import whole

MOST_COPIES = 500
LONGEST_READING = 90  # working days
DAYS_TO_READ = 10  # working days, unless a line says otherwise
EVERYBODY = "agency"
REGISTER = "phan-phoi"  # the form whose code the agency sets


class DistributionForm(StrEnum):
    """Hình thức of a line."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


FORM_LABELS = {DistributionForm.ELECTRONIC: "Điện tử", DistributionForm.PAPER: "Bản giấy"}


class Way(StrEnum):
    """How somebody acknowledged: here, or by their signature on a list on paper."""

    PRODUCT = "product"
    PAPER_LIST = "paper_list"


WAY_LABELS = {Way.PRODUCT: "Trên phần mềm", Way.PAPER_LIST: "Danh sách ký giấy"}


class LineEnd(StrEnum):
    """Why a line holds no longer."""

    REMOVED = "removed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


END_LABELS = {
    LineEnd.REMOVED: "Bỏ khỏi phân phối",
    LineEnd.SUPERSEDED: "Đã có lần ban hành mới",
    LineEnd.WITHDRAWN: "Tài liệu đã hủy bỏ",
}


@dataclass(frozen=True)
class Target:
    """Whom a line is for: a department, a post, or (neither) the whole agency."""

    department_id: int | None = None
    post_id: int | None = None

    @property
    def key(self) -> str:
        """As it stands in a choice and in the unique key of lines."""
        if self.post_id is not None:
            return f"post:{self.post_id}"
        return f"department:{self.department_id}" if self.department_id is not None else EVERYBODY


def target_of(key: str) -> Target:
    """The target that a choice names; DomainError for what names none."""
    kind, _, number = key.partition(":")
    if key == EVERYBODY:
        return Target()
    if kind in {"department", "post"} and (id_ := whole(number)) is not None:
        return Target(department_id=id_) if kind == "department" else Target(post_id=id_)
    raise DomainError("Hãy chọn nơi nhận.", field="target")
