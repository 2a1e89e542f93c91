"""What became of agencies between two days: who went over into whom, who began, who ended."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from iso_app.agencies.models import Agency
from iso_app.db import db
from iso_app.successions.models import Succession, SuccessionKind


@dataclass(frozen=True, slots=True)
class Step:
    """One succession; codes and names are those of the time, blank for nobody."""

    kind: SuccessionKind
    day: date
    decision: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str


@dataclass(frozen=True)
class Lineage:
    """The successions between two days, by who went and by who came; and first and last days of agencies."""

    steps: tuple[Step, ...] = ()
    days: Mapping[str, tuple[date, date | None]] = field(default_factory=dict)
    onwards: Mapping[str, list[Step]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, steps: Iterable[Step], days: Mapping[str, tuple[date, date | None]]) -> "Lineage":
        every = tuple(steps)
        onwards: dict[str, list[Step]] = defaultdict(list)
        for step in every:
            if step.old_code and step.old_code != step.new_code:
                onwards[step.old_code].append(step)
        return cls(every, days, dict(onwards))

    def end_of(self, code: str) -> tuple[Step, ...]:
        """The last steps on the ways that an agency went over: into whom it has come, or that it was dissolved."""
        found: list[Step] = []
        seen = {code}
        ahead = list(self.onwards.get(code, ()))
        while ahead:
            step = ahead.pop(0)
            further = self.onwards.get(step.new_code, []) if step.new_code not in seen else []
            later = [after for after in further if after.day >= step.day]
            seen.add(step.new_code)
            ahead.extend(later)
            if not later:
                found.append(step)
        return tuple(found)

    @property
    def reorganised_on(self) -> list[date]:
        """The days on which agencies went over into others: under a new name or superior they are the same ones."""
        return sorted({step.day for step in self.steps if step.old_code != step.new_code})


def between(day: date, other: date) -> Lineage:
    """The successions after the earlier and up to the later of two days, in the scope in force. Two statements."""
    first, last = sorted((day, other))
    query = (
        select(
            Succession.kind, Succession.day, Succession.decision_number, Succession.predecessor_code,
            Succession.predecessor_name, Succession.successor_code, Succession.successor_name,
        )
        .where(Succession.day > first, Succession.day <= last)
        .order_by(Succession.day, Succession.id)
    )  # fmt: skip
    steps = [Step(*row) for row in db.session.execute(query)]
    inside = or_(Agency.valid_from > first, Agency.valid_to.is_not(None))
    moved = select(Agency.code, Agency.valid_from, Agency.valid_to).where(inside)
    return Lineage.of(steps, {row[0]: (row[1], row[2]) for row in db.session.execute(moved)})
