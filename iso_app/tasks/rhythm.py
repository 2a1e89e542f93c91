"""The arithmetic of recurring duties: on which days of a year one is due, and which days are worked.

Plain functions of days; no record, no clock.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

MONTHS = 12
_SATURDAY = 5
LONGEST_BREAK = 60


@dataclass(frozen=True)
class WorkingDays:
    """The province's calendar: its days off, and the days of a weekend that are worked in exchange."""

    off: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)

    def works(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first worked one after it (at most two months later)."""
        found = day
        for _ in range(LONGEST_BREAK):
            if self.works(found):
                return found
            found += timedelta(days=1)
        return day

    def after(self, day: date, count: int) -> date:
        """The working day that comes `count` working days after `day`."""
        found = day
        for _ in range(count):
            found = self.on_or_after(found + timedelta(days=1))
        return found


@dataclass(frozen=True)
class Rhythm:
    """Every so many months, the first time in `month` of `from_year`, by a day of the month."""

    every_months: int
    month: int
    day: int
    from_year: int

    def days_of(self, year: int) -> Iterator[date]:
        """The days of a year by which it is due, in order; a 31st falls on the last day of a shorter month."""
        first = self.from_year * MONTHS + self.month - 1
        for month in range(1, MONTHS + 1):
            distance = year * MONTHS + month - 1 - first
            if distance >= 0 and distance % self.every_months == 0:
                yield date(year, month, min(self.day, monthrange(year, month)[1]))


def period_of(day: date) -> str:
    """The name of an occurrence, the same however its day is moved within the month: `2026-07`."""
    return f"{day.year:04}-{day.month:02}"


def occurrences(rhythm: Rhythm, year: int, own: tuple[int, int] | None = None) -> list[tuple[str, date]]:
    """(period, due day) of each occurrence in a year.

    `own` is an agency's (month, day) in place of the first occurrence's of a year: the others move by as many
    months. The period stays the province's own, so that a moved date is no second occurrence.
    """
    days = list(rhythm.days_of(year))
    if own is None or not days:
        return [(period_of(day), day) for day in days]
    shift = own[0] - days[0].month
    return [(period_of(day), _moved(day, shift, own[1])) for day in days]


def _moved(day: date, months: int, day_of_month: int) -> date:
    index = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(index, MONTHS)
    return date(year, month + 1, min(day_of_month, monthrange(year, month + 1)[1]))
