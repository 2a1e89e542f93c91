"""What the page of a day of reorganisations shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from iso_app.core.dates import show_moment
from iso_app.core.numbers import round_half_up, show_number
from iso_app.successions import queries
from iso_app.successions.models import KIND_LABELS, SuccessionKind
from iso_app.web.languages import say


@dataclass(frozen=True)
class Named:
    """An agency as a page names it."""

    code: str
    name: str


@dataclass(frozen=True)
class Becoming:
    """Agencies that went into one, one that became several, or one that changed; `new` is None for who ended."""

    kinds: Sequence[str]
    old: Sequence[Named]
    new: Named | None
    numbers: Sequence[str]


@dataclass(frozen=True)
class Paper:
    """A decision that was kept."""

    id: int
    filename: str
    number: str
    size: str
    kept: str


@dataclass(frozen=True)
class DayPage:
    """Everything the page of a day of reorganisations shows."""

    becomings: Sequence[Becoming]
    ended: int
    begun: int
    changed: int
    posts: int
    papers: Sequence[Paper]


def of_day(day: date) -> DayPage:
    """Everything that became of agencies on a day; empty if nothing did."""
    acts = queries.acts_on(day)
    stayed = {row.predecessor_id for row in acts if row.predecessor_id == row.successor_id} - {None}
    gone = {row.predecessor_id for row in acts} - {None} - stayed
    came = {row.successor_id for row in acts} - {None} - stayed
    return DayPage(
        becomings=_becomings(acts),
        ended=len(gone),
        begun=len(came),
        changed=len(stayed),
        posts=queries.posts_ended_with(day),
        papers=[
            Paper(
                paper.id,
                paper.filename,
                paper.decision_number,
                f"{show_number(round_half_up(paper.file_size / 1000, 1))} KB",
                show_moment(paper.made_at),
            )
            for paper in queries.papers(day)
        ],
    )


def _becomings(acts: Sequence[Any]) -> list[Becoming]:
    """The acts by the agency that came of them; those that ended each for itself, last."""
    ending = [row for row in acts if row.kind is SuccessionKind.DISSOLVE]
    lasting = [row for row in acts if row.kind is not SuccessionKind.DISSOLVE]
    found = [_becoming(list(rows)) for _, rows in groupby(lasting, key=lambda row: row.successor_code)]
    return [*found, *(_becoming([row]) for row in ending)]


def _becoming(rows: Sequence[Any]) -> Becoming:
    first = rows[0]
    return Becoming(
        kinds=[say(KIND_LABELS[kind]) for kind in Counter(row.kind for row in rows)],
        old=[Named(row.predecessor_code, row.predecessor_name) for row in rows if row.predecessor_code],
        new=Named(first.successor_code, first.successor_name) if first.successor_code else None,
        numbers=[number for number in Counter(row.decision_number for row in rows) if number],
    )
