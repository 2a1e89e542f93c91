"""How long records are kept, as officials write it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from iso_app.core.dates import months_later
from iso_app.core.errors import DomainError
from iso_app.core.text import fold

MONTHS_OF_A_YEAR: Final = 12
LONGEST: Final = 1200
"""Months or years that may be asked for; what is kept longer is kept for ever."""


class RetentionUnit(StrEnum):
    """What the time of a kind of records is counted in."""

    MONTHS = "months"
    YEARS = "years"
    PERMANENT = "permanent"


UNIT_LABELS: Final = {
    RetentionUnit.MONTHS: "tháng",
    RetentionUnit.YEARS: "năm",
    RetentionUnit.PERMANENT: "vĩnh viễn",
}
_WRITTEN: Final = re.compile(r"([0-9]{1,4}) ?(nam|thang)")
_UNITS: Final = {"nam": RetentionUnit.YEARS, "thang": RetentionUnit.MONTHS}


@dataclass(frozen=True)
class Retention:
    """Thời gian lưu. Raises DomainError for a length that is none."""

    unit: RetentionUnit
    length: int | None = None

    def __post_init__(self) -> None:
        if self.unit is RetentionUnit.PERMANENT:
            if self.length is not None:
                raise DomainError("Lưu vĩnh viễn thì không ghi số tháng, số năm.", field="length")
        elif self.length is None or not 1 <= self.length <= LONGEST:
            raise DomainError(
                "Thời gian lưu là số tháng hoặc số năm, từ 1 đến {most}, hoặc vĩnh viễn.",
                field="length",
                most=LONGEST,
            )

    @property
    def words(self) -> str:
        """`5 năm`, `18 tháng`, `Vĩnh viễn`."""
        if self.length is None:
            return "Vĩnh viễn"
        return f"{self.length} {UNIT_LABELS[self.unit]}"

    def due_on(self, closed_on: date) -> date | None:
        """The day from which what was closed on a day may be disposed of; None: never."""
        if self.length is None:
            return None
        months = self.length * (MONTHS_OF_A_YEAR if self.unit is RetentionUnit.YEARS else 1)
        return months_later(closed_on, months)


def parse_retention(text: str) -> Retention:
    """What `words` writes, whatever its case and marks. Raises DomainError with what would be right."""
    written = fold(text)
    if written == fold(UNIT_LABELS[RetentionUnit.PERMANENT]):
        return Retention(RetentionUnit.PERMANENT)
    if match := _WRITTEN.fullmatch(written):
        return Retention(_UNITS[match[2]], int(match[1]))
    raise DomainError("Ghi thời gian lưu dạng “5 năm”, “18 tháng” hoặc “Vĩnh viễn”.", field="length")
