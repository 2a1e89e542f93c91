"""Which items of two sequences are the same, and which are alike: the ground of redlines and merges.

Not difflib: its search takes the square, at worst the cube, of the lengths where lines repeat. Here the common
head and tail are cut off, then the longest common subsequence is found through the places where items occur in
both (Hunt and Szymanski), in about P log N steps of P such pairs. `MOST_PAIRS` bounds P: the commonest items
wait, and are matched afterwards only at the edges of the gaps between the rarer ones.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Final

MOST_PAIRS: Final = 200_000
BAND: Final = 20
ALIKE: Final = 0.4
"""Of the words of two passages, how many have to be common for one to be a new wording of the other."""

Pair = tuple[int, int]


def same(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Places (in old, in new) of equal items, rising on both sides."""
    head = _common(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - head
    tail = min(rest, _common(zip(reversed(old), reversed(new), strict=False)))
    found = [(place, place) for place in range(head)]
    inner = _inner(old, new, (head, len(old) - tail), (head, len(new) - tail))
    found += _grown(old, new, inner, (head, head), (len(old) - tail, len(new) - tail))
    found += [(len(old) - left, len(new) - left) for left in range(tail, 0, -1)]
    return found


def _common(pairs: Iterator[tuple[Hashable, Hashable]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _inner(
    old: Sequence[Hashable], new: Sequence[Hashable], of_old: tuple[int, int], of_new: tuple[int, int]
) -> list[Pair]:
    """The longest common subsequence within two stretches, of the items that are rare enough."""
    olds, news = _places(old, *of_old), _places(new, *of_new)
    weight = {item: len(places) * len(news[item]) for item, places in olds.items() if item in news}
    spent = 0
    taken: set[Hashable] = set()
    for item in sorted(weight, key=weight.__getitem__):
        spent += weight[item]
        if spent > MOST_PAIRS:
            break
        taken.add(item)
    # For each length the pair that ends such a row at the earliest place of `new`, linked to the one before.
    ends: list[int] = []
    links: list[tuple[Pair, object]] = []
    for place in range(*of_old):
        if old[place] not in taken:
            continue
        for other in reversed(news[old[place]]):
            at = bisect_left(ends, other)
            link = ((place, other), links[at - 1] if at else None)
            ends[at : at + 1] = [other]
            links[at : at + 1] = [link]
    return _followed(links[-1] if links else None)


def _places(items: Sequence[Hashable], start: int, stop: int) -> dict[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place in range(start, stop):
        places[items[place]].append(place)
    return dict(places)


def _followed(link: object) -> list[Pair]:
    found: list[Pair] = []
    while isinstance(link, tuple):
        pair, link = link
        found.append(pair)
    return found[::-1]


def _grown(
    old: Sequence[Hashable], new: Sequence[Hashable], pairs: list[Pair], start: Pair, stop: Pair
) -> list[Pair]:
    """The pairs and, in each gap between two, what is equal at its head and at its tail."""
    found: list[Pair] = []
    for (low, other_low), (high, other_high) in gaps(pairs, start, stop):
        room = min(high - low, other_high - other_low)
        head = _common((old[low + n], new[other_low + n]) for n in range(room))
        tail = _common((old[high - n], new[other_high - n]) for n in range(1, room - head + 1))
        found += [(low + n, other_low + n) for n in range(head)]
        found += [(high - n, other_high - n) for n in range(tail, 0, -1)]
        if (high, other_high) != stop:
            found.append((high, other_high))
    return found


def gaps(pairs: Sequence[Pair], start: Pair, stop: Pair) -> Iterator[tuple[Pair, Pair]]:
    """The stretches (from, to), perhaps empty, before, between and after `pairs`."""
    for place, other in pairs:
        yield start, (place, other)
        start = place + 1, other + 1
    yield start, stop


def alike(old: Sequence[frozenset[str]], new: Sequence[frozenset[str]]) -> list[Pair]:
    """Which passages (as sets of their words) are new wordings of which, rising on both sides.

    The dearest way through the table of likenesses, looked at in a band of `BAND` around its diagonal, so
    that the work grows with the length and not with its square.
    """
    if not old or not new:
        return []
    best: dict[Pair, tuple[float, Pair, bool]] = {}
    band = max(BAND, len(new) // len(old) + 1)
    for place in range(len(old)):
        middle = place * len(new) // len(old)
        for other in range(max(0, middle - band), min(len(new), middle + band + 1)):
            ways = [
                (best[before][0], before, False)
                for before in ((place - 1, other), (place, other - 1))
                if before in best
            ]
            likeness = likeness_of(old[place], new[other])
            if likeness >= ALIKE:
                before = (place - 1, other - 1)
                ways.append((likeness + (best[before][0] if before in best else 0.0), before, True))
            best[place, other] = max(ways, default=(0.0, (-1, -1), False))
    return _walked(best)


def likeness_of(one: frozenset[str], other: frozenset[str]) -> float:
    """Common words of all words, from 0 to 1."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


def _walked(best: dict[Pair, tuple[float, Pair, bool]]) -> list[Pair]:
    at = max(best, key=lambda pair: best[pair][0])
    found: list[Pair] = []
    while at in best:
        _, before, is_pair = best[at]
        if is_pair:
            found.append(at)
        at = before
    return found[::-1]
