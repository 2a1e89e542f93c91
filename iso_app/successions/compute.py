"""What reorganisations make of agencies, worked out in memory day by day; nothing here asks the database.

Agencies are named by their code without its case (`key`). An act is what belongs together on one day: the rows
that share an agency. It is done as a whole or, if one of its rows is wrong, not at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from iso_app.agencies.models import Applicability, Level
from iso_app.core.policy import Sentence
from iso_app.core.text import fold
from iso_app.sheets import Row
from iso_app.successions.models import SuccessionKind

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an agency is for a time; `parent` is a key, blank for none."""

    name: str
    short_name: str
    level: Level
    group_id: int
    parent: str
    applicability: Applicability


@dataclass(slots=True)
class Stretch:
    """From `begins` to `ends`, both included; without an id it is not in the database yet."""

    begins: date
    ends: date | None
    facts: Facts
    id: int | None = None


@dataclass(slots=True)
class Life:
    """An agency over time, its stretches in order; `line` is the row that changed it last."""

    code: str
    stretches: list[Stretch]
    id: int | None = None
    is_authority: bool = False
    line: int | None = None

    @property
    def last(self) -> Stretch:
        return self.stretches[-1]

    def on(self, day: date) -> Stretch | None:
        return next(
            (s for s in self.stretches if s.begins <= day and (s.ends is None or s.ends >= day)), None
        )

    def copy(self) -> "Life":
        return replace(self, stretches=[replace(stretch) for stretch in self.stretches])


@dataclass(frozen=True, slots=True)
class Edge:
    """A row: from one agency (blank: founded) to another (blank: dissolved); blank facts are not said."""

    row: Row
    kind: SuccessionKind
    day: date
    old: str
    new: str
    new_code: str
    name: str
    level: Level | None
    parent: str

    @property
    def stays(self) -> bool:
        return self.old == self.new

    @property
    def line(self) -> int:
        return self.row.line


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell of a row; `also` are the other rows that fall with it."""

    row: Row
    column: str
    advice: str
    also: tuple[int, ...] = ()


@dataclass(frozen=True)
class Act:
    """The rows of one day that share an agency, directly or through others."""

    day: date
    edges: tuple[Edge, ...]

    @property
    def lines(self) -> frozenset[int]:
        return frozenset(edge.line for edge in self.edges)


@dataclass
class Ground:
    """The agencies as they are, with the ones that were touched laid over them."""

    stored: Mapping[str, Life]
    recorded: frozenset[tuple[str, str, date]] = frozenset()
    changed: dict[str, Life] = field(default_factory=dict)
    ended: dict[str, Edge] = field(default_factory=dict)

    def get(self, key: str) -> Life | None:
        return self.changed.get(key) or self.stored.get(key)

    def touch(self, key: str, line: int) -> Life:
        """The agency, to be changed for the sake of a row."""
        life = self.changed.get(key) or self.stored[key].copy()
        life.line = line
        self.changed[key] = life
        return life

    def last_days(self) -> dict[int, date]:
        """The last day of each agency that is there already and ends: id -> day."""
        ending = (self.changed[key] for key in self.ended if key in self.changed)
        return {
            life.id: life.last.ends for life in ending if life.id is not None and life.last.ends is not None
        }

    def everybody(self) -> Iterator[Life]:
        for key, life in self.stored.items():
            yield self.changed.get(key, life)
        yield from (life for key, life in self.changed.items() if key not in self.stored)


def acts_of(edges: Iterable[Edge]) -> list[Act]:
    """The rows put together into acts, in the order of their days."""
    leaders: dict[tuple[date, str], tuple[date, str]] = {}

    def leader(place: tuple[date, str]) -> tuple[date, str]:
        while (above := leaders.setdefault(place, place)) != place:
            leaders[place] = leaders[above]
            place = leaders[place]
        return place

    every = list(edges)
    for edge in every:
        leaders[leader((edge.day, edge.old or edge.new))] = leader((edge.day, edge.new or edge.old))
    found: dict[tuple[date, str], list[Edge]] = defaultdict(list)
    for edge in every:
        found[leader((edge.day, edge.old or edge.new))].append(edge)
    acts = [Act(edges[0].day, tuple(edges)) for edges in found.values()]
    return sorted(acts, key=lambda act: (act.day, act.edges[0].line))


def groups_by_level(ground: Ground) -> dict[Level, set[int]]:
    """Level -> the groups that its agencies belong to."""
    found: dict[Level, set[int]] = defaultdict(set)
    for life in ground.everybody():
        found[life.last.facts.level].add(life.last.facts.group_id)
    return found


class Reading:
    """An act looked at from its agencies: who goes (`preds`) and who comes (`succs`), each with its rows."""

    def __init__(self, ground: Ground, act: Act, groups: Mapping[Level, set[int]]) -> None:
        self.ground = ground
        self.act = act
        self.groups = groups
        self.preds: dict[str, list[Edge]] = defaultdict(list)
        self.succs: dict[str, list[Edge]] = defaultdict(list)
        for edge in act.edges:
            if edge.old:
                self.preds[edge.old].append(edge)
            if edge.new:
                self.succs[edge.new].append(edge)

    def stays(self, key: str) -> bool:
        return any(edge.stays for edge in self.preds.get(key, ()))

    def before(self, key: str) -> list[Facts]:
        """What the predecessors of an agency were until now."""
        olds = (self.ground.get(edge.old) for edge in self.succs[key] if edge.old)
        return [life.last.facts for life in olds if life is not None]

    def said(self, key: str) -> tuple[str, Level | None, str]:
        """Name, level and parent of a successor as its rows say them."""
        edges = self.succs[key]
        name = next((edge.name for edge in edges if edge.name), "")
        level = next((edge.level for edge in edges if edge.level), None)
        return name, level, next((edge.parent for edge in edges if edge.parent), "")

    def facts(self, key: str) -> Facts | str:
        """What a successor will be, or the column that leaves it open."""
        before = self.before(key)
        name, level, parent = self.said(key)
        own = self.ground.get(key)
        if own is not None and self.stays(key):
            return self._continued(own.last.facts, before, self.said(key))
        if not name:
            return "new_name"
        level = level or _only({facts.level for facts in before})
        if level is None:
            return "level"
        parents = {facts.parent for facts in before}
        if not parent and len(parents) > 1:
            return "parent"
        group = self._group(before, level)
        if group is None:
            return "level"
        return Facts(name, "", level, group, parent or _only(parents) or "", _strictest(before))

    def _continued(self, own: Facts, before: list[Facts], said: tuple[str, Level | None, str]) -> Facts | str:
        name, level, parent = said
        group = own.group_id if level in (None, own.level) else self._group(before, level or own.level)
        if group is None:
            return "level"
        renamed = bool(name) and name != own.name
        return Facts(
            name or own.name,
            "" if renamed else own.short_name,
            level or own.level,
            group,
            parent or own.parent,
            _strictest([own, *before]),
        )

    def _group(self, before: list[Facts], level: Level) -> int | None:
        """That of most predecessors of the level; else the only one that agencies of the level have."""
        own = Counter(facts.group_id for facts in before if facts.level is level)
        if own:
            return own.most_common(1)[0][0]
        return _only(self.groups.get(level, set()))


def _only(values: set[_T]) -> _T | None:
    return next(iter(values)) if len(values) == 1 else None


def _strictest(before: Sequence[Facts]) -> Applicability:
    """What any predecessor had to do its successor has to do; who has none is of the mandatory kind."""
    order = (Applicability.MANDATORY, Applicability.VOLUNTARY, Applicability.OUT_OF_SCOPE)
    had = {facts.applicability for facts in before}
    return next((one for one in order if one in had), Applicability.MANDATORY)


def differences(said: tuple[str, Level | None, str], there: Facts, ground: Ground) -> list[Sentence]:
    """In which words the facts of an agency differ from what is said of it; nothing said differs in nothing."""
    name, level, parent = said
    found = []
    if name and fold(name) != fold(there.name):
        found.append(Sentence("tên"))
    if level and level is not there.level:
        found.append(Sentence("cấp"))
    if parent and parent != there.parent:
        above = ground.get(there.parent)
        found.append(Sentence("cấp trên {code}", code=above.code) if above else Sentence("cấp trên"))
    return found


class Doing(Reading):
    """Carries out an act that was found without a fault."""

    def do(self) -> None:
        coming = {key: self.facts(key) for key in self.succs if self._is_made(key)}
        for key, edges in self.preds.items():
            if not self.stays(key):
                self._end(key, edges[0])
        for key, facts in coming.items():
            if not isinstance(facts, str):
                self._begin(key, facts, self.succs[key][0])

    def _is_made(self, key: str) -> bool:
        return self.stays(key) or self.ground.get(key) is None

    def _end(self, key: str, edge: Edge) -> None:
        life = self.ground.get(key)
        if life is None or life.last.ends is not None:
            return
        self.ground.touch(key, edge.line).last.ends = self.act.day - timedelta(days=1)
        self.ground.ended[key] = edge

    def _begin(self, key: str, facts: Facts, edge: Edge) -> None:
        life = self.ground.get(key)
        stretch = Stretch(self.act.day, None, facts)
        if life is None:
            self.ground.changed[key] = Life(edge.new_code, [stretch], line=edge.line)
        elif facts != life.last.facts:
            own = self.ground.touch(key, edge.line)
            own.last.ends = self.act.day - timedelta(days=1)
            own.stretches.append(stretch)
