"""Two new versions of one text made one: passages that only one of them changed, and those that both did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from iso_app.core.errors import DomainError
from iso_app.texts.aligning import gaps, same
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
    def grows(self) -> bool:
        return len(self.texts) > self.high - self.low


def merge(base: Sequence[str], upstream: Sequence[str], mine: Sequence[str]) -> Merge:
    """Three-way over passages. Edits of neighbouring passages are both taken, unless one adds passages between.

    Where both sides changed the same passages, or added at the same place, it is a conflict for people.
    """
    parts: list[Part] = []
    reached = 0
    for theirs, ours in _clusters(_edits(base, upstream), _edits(base, mine)):
        low = min(edit.low for edit in (*theirs, *ours))
        high = max(edit.high for edit in (*theirs, *ours))
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
    """Edits that have to be judged together; most stand alone."""
    rest = sorted(
        [(edit, True) for edit in theirs] + [(edit, False) for edit in ours],
        key=lambda item: (item[0].low, item[0].high),
    )
    clusters: list[tuple[list[_Edit], list[_Edit]]] = []
    reach = -1
    for edit, is_theirs in rest:
        others = clusters[-1][0 if not is_theirs else 1] if clusters else []
        if edit.low < reach or any(_clash(edit, other) for other in others):
            clusters[-1][0 if is_theirs else 1].append(edit)
        else:
            clusters.append(([edit], []) if is_theirs else ([], [edit]))
        reach = max(reach, edit.high)
    return clusters


def _clash(edit: _Edit, other: _Edit) -> bool:
    """Whether edits of the two sides touch the same passages, or one adds where the other changes."""
    if edit.low < other.high and other.low < edit.high:
        return True
    return (edit.low == other.high or other.low == edit.high) and (edit.grows or other.grows)


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
