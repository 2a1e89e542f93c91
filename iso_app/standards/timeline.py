"""The editions of one agency over time: periods that never overlap, both days included."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_DAY = timedelta(days=1)


@dataclass
class Stretch:
    """A time on one edition; `id` is None until it is stored, `valid_to` None while it lasts."""

    edition_id: int
    valid_from: date
    valid_to: date | None = None
    id: int | None = None
    touched: bool = False

    def columns(self) -> dict[str, Any]:
        return {"edition_id": self.edition_id, "valid_from": self.valid_from, "valid_to": self.valid_to}

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def adopt(stretches: list[Stretch], edition_id: int, day: date) -> None:
    """From `day` on, until the next change that is already known, the edition is `edition_id`.

    The same edition again changes nothing; another one ends the former the day before; on the very
    day that a stretch begins it corrects that stretch. One of the same edition that begins later then
    begins on `day` instead.
    """
    before = next((s for s in stretches if s.covers(day)), None)
    if before is not None and before.edition_id == edition_id:
        return
    if before is not None and before.valid_from == day:
        before.edition_id, before.touched = edition_id, True
        return
    if before is not None:
        before.valid_to, before.touched = day - _DAY, True
    after = min((s for s in stretches if s.valid_from > day), key=lambda s: s.valid_from, default=None)
    if after is not None and after.edition_id == edition_id:
        after.valid_from, after.touched = day, True
        return
    end = after.valid_from - _DAY if after is not None else None
    stretches.append(Stretch(edition_id, day, end))
