"""What changed between two texts: passage by passage and, inside a passage, word by word."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal

from iso_app.texts.aligning import Pair, alike, gaps, same

PieceKind = Literal["same", "added", "removed"]
ChangeKind = Literal["same", "added", "removed", "changed"]


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage. Pieces same and removed make the old passage, same and added the new one."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class Change:
    """A passage and what became of it; an index is None on the side where the passage is not.

    `moved_index` of a removed passage is where in the new text the same words stand, of an added one where in
    the old; None if nowhere, or if they stand more than once.
    """

    kind: ChangeKind
    old_index: int | None
    new_index: int | None
    pieces: tuple[Piece, ...]
    moved_index: int | None = None


# A word with the signs inside it (30/2020/NĐ-CP, 1.000,5), or one sign; each with the space before it.
_TOKEN: Final = re.compile(r"(\s*)(\w+(?:[/.,:‑-]\w+)*|[^\w\s]|\Z)")
_WORD: Final = re.compile(r"\w+")
_SHORT: Final = 4
_SAME: Final[tuple[PieceKind, ...]] = ("same",)
_DIFFERENT: Final[tuple[PieceKind, ...]] = ("removed", "added")


def redline(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """All passages of both texts, in the order of the new one with what was removed where it stood."""
    changes: list[Change] = []
    matched = same(old, new)
    stop = (len(old), len(new))
    for start, end in gaps(matched, (0, 0), stop):
        changes += _between(old, new, start, end)
        if end != stop:
            changes.append(Change("same", *end, (Piece("same", new[end[1]]),)))
    return _with_moves(old, new, changes)


def _between(old: Sequence[str], new: Sequence[str], start: Pair, stop: Pair) -> list[Change]:
    """The changes of a stretch in which no passage is the same."""
    changes: list[Change] = []
    for (low, other_low), (high, other_high) in gaps(reworded(old, new, start, stop), start, stop):
        changes += [
            Change("removed", place, None, (Piece("removed", old[place]),)) for place in range(low, high)
        ]
        changes += [
            Change("added", None, place, (Piece("added", new[place]),))
            for place in range(other_low, other_high)
        ]
        if (high, other_high) != stop:
            changes.append(Change("changed", high, other_high, _pieces(old[high], new[other_high])))
    return changes


def reworded(old: Sequence[str], new: Sequence[str], start: Pair, stop: Pair) -> list[Pair]:
    """Which passage of a stretch is a new wording of which, by the words they have in common."""
    olds, news = (
        [frozenset(_WORD.findall(text.lower())) for text in texts[low:high]]
        for texts, low, high in ((old, start[0], stop[0]), (new, start[1], stop[1]))
    )
    return [(start[0] + place, start[1] + other) for place, other in alike(olds, news)]


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word; spaces belong to the word behind them, so that no two words are ever glued together."""
    olds, news = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[Piece] = []
    stop = (len(olds), len(news))
    pairs = same([word for _, word in olds], [word for _, word in news])
    for (low, other_low), (high, other_high) in gaps(_solid(pairs, stop, olds), (0, 0), stop):
        found.append(Piece("removed", _joined(olds[low:high])))
        found.append(Piece("added", _joined(news[other_low:other_high])))
        if (high, other_high) == stop:
            break
        (space, _), (other_space, word) = olds[high], news[other_high]
        if space != other_space:
            found += [Piece("removed", space), Piece("added", other_space)]
            space = ""
        found.append(Piece("same", space + word))
    return _merged([piece for piece in found if piece.text])


def _joined(tokens: Sequence[tuple[str, str]]) -> str:
    return "".join(space + word for space, word in tokens)


def _solid(pairs: list[Pair], stop: Pair, olds: list[tuple[str, str]]) -> list[Pair]:
    """Without the lonely short words that two different sentences share by chance."""
    runs: list[list[Pair]] = []
    for pair in pairs:
        if runs and pair == (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    befores = [(0, 0), *((run[-1][0] + 1, run[-1][1] + 1) for run in runs)]
    afters = [*(run[0] for run in runs), stop]
    replaced = [
        low < high and other_low < other_high
        for (low, other_low), (high, other_high) in zip(befores, afters, strict=True)
    ]
    return [
        pair
        for place, run in enumerate(runs)
        for pair in run
        if not (replaced[place] and replaced[place + 1]) or sum(len(olds[at][1]) for at, _ in run) > _SHORT
    ]


def _merged(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one piece, in each change what was removed first, both whole."""
    found: list[Piece] = []
    for is_same, group in groupby(pieces, key=lambda piece: piece.kind == "same"):
        stretch = list(group)
        for kind in _SAME if is_same else _DIFFERENT:
            text = "".join(piece.text for piece in stretch if piece.kind == kind)
            if text:
                found.append(Piece(kind, text))
    return tuple(found)


def _with_moves(old: Sequence[str], new: Sequence[str], changes: list[Change]) -> list[Change]:
    """Removed and added passages of the same words, each standing once, told of each other."""
    gone: dict[str, list[int]] = defaultdict(list)
    come: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        if change.kind == "removed" and change.old_index is not None:
            gone[old[change.old_index]].append(change.old_index)
        elif change.kind == "added" and change.new_index is not None:
            come[new[change.new_index]].append(change.new_index)
    moved = {text for text in gone if len(gone[text]) == len(come.get(text, ())) == 1}
    return [
        replace(change, moved_index=(come if change.kind == "removed" else gone)[text][0])
        if change.kind in {"removed", "added"} and (text := change.pieces[0].text) in moved
        else change
        for change in changes
    ]
