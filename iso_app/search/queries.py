"""Looks through every source that features declare, as far as the actor may use them."""

from collections.abc import Sequence
from dataclasses import dataclass

from iso_app.core.actor import Actor
from iso_app.core.text import fold
from iso_app.web.feature import Hit, SearchSource

FEW = 6
MANY = 100
LONGEST = 200


@dataclass(frozen=True)
class Group:
    """What one source found; `place` is the source's place among all, `more` whether it has further hits."""

    place: int
    label: str
    hits: Sequence[Hit]
    more: bool


def find(
    actor: Actor, *, sources: Sequence[SearchSource], typed: str, only: int | None = None
) -> list[Group]:
    """The groups that found something: at most FEW hits each, or MANY of the one source `only`."""
    folded = fold(typed[:LONGEST])
    if not folded:
        return []
    most = FEW if only is None else MANY
    groups = [
        _group(actor, place, source, folded, most)
        for place, source in enumerate(sources)
        if actor.may(source.permission) and only in {None, place}
    ]
    return [group for group in groups if group.hits]


def _group(actor: Actor, place: int, source: SearchSource, folded: str, most: int) -> Group:
    hits = source.find(actor, folded, most + 1)
    return Group(place, source.label, hits[:most], len(hits) > most)
