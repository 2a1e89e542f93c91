"""Two new versions of one text made one: passages that only one of them changed, and those that both did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from iso_app.core.errors import DomainError
from iso_app.texts.aligning import Pair, gaps, same
from iso_app.texts.redlines import reworded

PartKind = Literal["same", "theirs", "mine", "both", "conflict"]
Side = Literal["base", "theirs", "mine"]


@dataclass(frozen=True)
class Part:
    """A stretch of passages on all three sides; `kind` says who changed it (both: in the same way)."""

    kind: PartKind
    base: tuple[str, ...]
    upstream: tuple[str, ...]
    mine: tuple[str, ...]

    def of(self, side: Side) -> tuple[str, ...]:
        return {"base": self.base, "theirs": self.upstream, "mine": self.mine}[side]


@dataclass(frozen=True)
class Merge:
    """The whole text in parts, in order."""

    parts: tuple[Part, ...]

    @property
    def conflicts(self) -> tuple[int, ...]:
        """Where in `parts` both sides changed the same passages differently."""
        return tuple(place for place, part in enumerate(self.parts) if part.kind == "conflict")

    @property
    def has_conflicts(self) -> bool:
        return bool(self.conflicts)

    def resolved(self, choices: Mapping[int, Sequence[str] | str]) -> list[str]:
        """The one text. `choices`, by place in `parts`: "base", "theirs" or "mine", or a list of passages.

        A part without conflict may be chosen for as well; without a choice, what was changed stays changed.

        Raises:
            DomainError: a conflict has no choice.
            ValueError: a choice for no part, or a word that names no side.
        """
        if unknown := choices.keys() - set(range(len(self.parts))):
            raise ValueError(f"No such parts: {sorted(unknown)}")
        if open_ := set(self.conflicts) - choices.keys():
            raise DomainError(
                "Còn {count} chỗ hai bên sửa khác nhau; hãy chọn cho từng chỗ.", count=len(open_)
            )
        return [
            text
            for place, part in enumerate(self.parts)
            for text in _chosen(part, choices.get(place, "mine" if part.kind == "mine" else "theirs"))
        ]


def _chosen(part: Part, choice: Sequence[str] | str) -> Sequence[str]:
    if not isinstance(choice, str):
        return choice
    for side in get_args(Side):
        if choice == side:
            return part.of(side)
    raise ValueError(f"No side: {choice}")


@dataclass(frozen=True)
class _Edit:
    """Passages low … high (without it) of the base became `texts`."""

    low: int
    high: int
    texts: tuple[str, ...]

    @property
    def reach(self) -> Pair:
        """First and last point that an edit of the other side must not share, in quarters of a passage.

        Neighbours do not meet, unless one of them adds passages: then nobody knows whose come first.
        """
        more = 1 if len(self.texts) > self.high - self.low else -1
        return 4 * self.low - more, 4 * self.high + more


def merge(base: Sequence[str], upstream: Sequence[str], mine: Sequence[str]) -> Merge:
    """Three-way over passages. Edits of neighbouring passages are both taken, unless one adds passages between.

    Where both sides changed the same passages, or added at the same place, it is a conflict for people.
    """
    parts: list[Part] = []
    reached = 0
    for theirs, ours in _clusters(_edits(base, upstream), _edits(base, mine)):
        low, high = _span((theirs, ours))
        if low > reached:
            parts.append(_part(base[reached:low], base[reached:low], base[reached:low]))
        parts.append(
            _part(base[low:high], _applied(base, theirs, low, high), _applied(base, ours, low, high))
        )
        reached = high
    if reached < len(base):
        parts.append(_part(base[reached:], base[reached:], base[reached:]))
    return Merge(tuple(parts))


def _edits(base: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    """As small as they can be told apart: a new wording of one passage is an edit of its own."""
    found: list[_Edit] = []
    stop = (len(base), len(new))
    for start, end in gaps(same(base, new), (0, 0), stop):
        for (low, other_low), (high, other_high) in gaps(reworded(base, new, start, end), start, end):
            if low < high or other_low < other_high:
                found.append(_Edit(low, high, tuple(new[other_low:other_high])))
            if (high, other_high) != end:
                found.append(_Edit(high, high + 1, (new[other_high],)))
    return found


def _clusters(theirs: list[_Edit], ours: list[_Edit]) -> list[tuple[list[_Edit], list[_Edit]]]:
    """Edits that have to be judged together, in the order of the base; most stand alone.

    Both lists rise and do not overlap in themselves, so one walk along both finds all that meet.
    """
    clusters: list[tuple[list[_Edit], list[_Edit]]] = []
    placed: dict[int, int] = {}
    begin = 0
    for edit in theirs:
        while begin < len(ours) and ours[begin].reach[1] < edit.reach[0]:
            begin += 1
        end = begin
        while end < len(ours) and ours[end].reach[0] <= edit.reach[1]:
            end += 1
        known = next((placed[place] for place in range(begin, end) if place in placed), len(clusters))
        if known == len(clusters):
            clusters.append(([], []))
        clusters[known][0].append(edit)
        for place in range(begin, end):
            if place not in placed:
                placed[place] = known
                clusters[known][1].append(ours[place])
    clusters += [([], [edit]) for place, edit in enumerate(ours) if place not in placed]
    return sorted(clusters, key=_span)


def _span(cluster: tuple[list[_Edit], list[_Edit]]) -> tuple[int, int]:
    edits = [*cluster[0], *cluster[1]]
    return min(edit.low for edit in edits), max(edit.high for edit in edits)


def _applied(base: Sequence[str], edits: list[_Edit], low: int, high: int) -> tuple[str, ...]:
    found: list[str] = []
    for edit in edits:
        found += base[low : edit.low]
        found += edit.texts
        low = edit.high
    return (*found, *base[low:high])


def _part(base: Sequence[str], upstream: Sequence[str], mine: Sequence[str]) -> Part:
    sides = tuple(base), tuple(upstream), tuple(mine)
    before, theirs, ours = sides
    if theirs == ours:
        kind: PartKind = "same" if theirs == before else "both"
    elif theirs == before:
        kind = "mine"
    else:
        kind = "theirs" if ours == before else "conflict"
    return Part(kind, *sides)
