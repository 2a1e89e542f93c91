"""The words of a comparison: two sides, what differs between them, and why. Values only."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from iso_app.reports.content import Content
from iso_app.reports.lineage import Step

MANDATORY = "mandatory"


class Why(StrEnum):
    """Why an agency is counted on one side and not on the other."""

    ENDED = "ended"
    BEGUN = "begun"
    RECLASSED = "reclassed"
    APPLICABILITY = "applicability"
    STATUS = "status"


APPLICABILITY_WORDS = {
    "mandatory": "bắt buộc",
    "voluntary": "khuyến khích",
    "out_of_scope": "không thuộc diện",
}
STATUS_WORDS = {
    "yes": "có", "no": "không", "not_applicable": "không thuộc diện", "not_reported": "chưa có số liệu",
}  # fmt: skip
NO_SUCCESSOR = "Kết thúc hoạt động, không có cơ quan kế tục"
ENDED_ON = "Kết thúc ngày {day}"
BEGUN_ON = "Có từ ngày {day}"
NOT_THERE = "Không có trong danh sách cơ quan ngày {day}"
DIEN = "Diện áp dụng: từ {before} thành {after}"
CHANGED = "Từ “{before}” thành “{after}”"
MERGED = "{kind} thành {successor} từ ngày {day}"
FORMED = "Hình thành từ {number} cơ quan, từ ngày {day}"


@dataclass(frozen=True)
class Said:
    """A sentence: a constant with its facts, so that it can be said in the reader's language."""

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.facts)


Facts = Callable[[Sequence[str], Iterable[str]], Mapping[str, Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True)
class Side:
    """One of two states: a table computed now, a snapshot, or printed figures (which name no agencies).

    `people` are all agencies of its day by code; `statuses` what each answer said of them (empty where that was
    not kept); `facts(asked, codes)` reads the evidence that some agencies have for some answers.
    """

    key: str
    label: Said
    as_of: date
    content: Content
    people: Mapping[str, Mapping[str, str]]
    statuses: Mapping[str, Mapping[str, str]]
    facts: Facts
    has_agencies: bool = True

    def status(self, code: str, asked: Sequence[str]) -> str:
        """What the first answer of a cell said of an agency; blank where that is not known."""
        return self.statuses.get(asked[0], {}).get(code, "") if asked else ""


@dataclass(frozen=True)
class Reason:
    """An agency that only one side counts. `sign` is -1 where that is the left one, else 1."""

    code: str
    name: str
    sign: int
    why: Why
    said: Said
    successors: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Group:
    """What belongs together: those that went over into one successor, or one reason without a successor.

    Of the successor: whether the later table counts it, and if not, what it answered there.
    """

    title: str
    said: Said
    decision: str
    members: tuple[Reason, ...]
    successor: str = ""
    counted: bool = False
    answered: str = ""


@dataclass(frozen=True)
class Balance:
    """left - ended - lost + begun + gained = right, in agencies."""

    left: int
    ended: int
    begun: int
    lost: int
    gained: int
    right: int


@dataclass(frozen=True)
class ComparedCell:
    """A number on both sides, as read and (`values`) as reckoned with; `reasons` only where both name agencies."""

    key: str
    stt: str
    label: str
    column: str
    left: str
    right: str
    difference: str
    differs: bool
    balance: Balance | None
    reasons: tuple[Reason, ...] = ()
    groups: tuple[Group, ...] = ()
    wholes: tuple[int, int] | None = None
    doubts: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    values: tuple[float | None, float | None] = (None, None)

    @property
    def row(self) -> str:
        return f"{self.stt} {self.label}".strip()


@dataclass(frozen=True)
class Population:
    """How the agencies in scope differ. `left` and `right` count the mandatory ones."""

    left: int
    right: int
    gone: Mapping[str, int]
    come: Mapping[str, int]
    changed: int
    days: tuple[date, ...]

    @property
    def differs(self) -> bool:
        return bool(self.gone or self.come or self.changed)


@dataclass(frozen=True)
class Comparison:
    left: Side
    right: Side
    cells: tuple[ComparedCell, ...]
    population: Population | None

    @property
    def has_columns(self) -> bool:
        """Whether the tables have more than one column of numbers."""
        return len({cell.column for cell in self.cells}) > 1

    @property
    def differing(self) -> list[ComparedCell]:
        return [cell for cell in self.cells if cell.differs]

    def cell(self, key: str) -> ComparedCell | None:
        return next((cell for cell in self.cells if cell.key == key), None)
