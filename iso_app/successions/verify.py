"""Which reorganisations can be done: each act is tried on the agencies as the acts before it leave them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches

from iso_app.core.dates import show_day
from iso_app.core.policy import NOTHING, Sentence, listed
from iso_app.core.text import fold
from iso_app.successions.compute import (
    Act,
    Doing,
    Edge,
    Fault,
    Ground,
    Life,
    Reading,
    differences,
    groups_by_level,
)
from iso_app.successions.models import SuccessionKind

_NAMED = 5
_IN_PLACE = {SuccessionKind.RENAME, SuccessionKind.MOVE, SuccessionKind.CHANGE_LEVEL}


def settle(
    stored: Mapping[str, Life], recorded: frozenset[tuple[str, str, date]], acts: Sequence[Act],
    known: Sequence[Fault],
) -> tuple[Ground, list[Fault], set[int]]:  # fmt: skip
    """The agencies after every act without a fault, all faults (those `known` before too), the lines that fall.

    An act that falls may take others with it (its agency was to be their parent): so all are done again
    without it, until those that are left have no fault.
    """
    lines = {edge.line: act.lines for act in acts for edge in act.edges}
    faults: list[Fault] = []
    bad: set[int] = set()
    found = list(known)
    while True:
        blamed = bad | {fault.row.line for fault in found}
        for fault in found:
            fallen = lines.get(fault.row.line, frozenset({fault.row.line}))
            faults.append(replace(fault, also=tuple(sorted(fallen - blamed))))
            blamed |= fallen
            bad |= fallen
        good = [act for act in acts if not act.lines & bad]
        ground = Ground(stored, recorded)
        found = _run(ground, good, {edge.new for act in acts if act.lines & bad for edge in act.edges})
        if not found:
            return ground, faults, bad


def _run(ground: Ground, acts: Sequence[Act], fallen: set[str]) -> list[Fault]:
    faults: list[Fault] = []
    by_day: dict[date, list[Act]] = defaultdict(list)
    for act in acts:
        by_day[act.day].append(act)
    groups = groups_by_level(ground)
    for day in sorted(by_day):
        for act in by_day[day]:
            wrong = list(_Judge(ground, act, groups).faults())
            if wrong:
                faults.extend(wrong)
            else:
                Doing(ground, act, groups).do()
        faults.extend(_wrong_parents(ground, by_day[day], fallen))
    return faults or list(_orphans(ground))


class _Judge(Reading):
    """Finds what is wrong with an act on the ground as it is that day."""

    def faults(self) -> Iterator[Fault]:
        wrong = [fault for key, edges in self.preds.items() for fault in self._going(key, edges)]
        yield from wrong
        if not wrong:  # what comes is made of what goes
            for key, edges in self.succs.items():
                yield from self._coming(key, edges)

    def _going(self, key: str, edges: list[Edge]) -> Iterator[Fault]:
        first, day = edges[0], self.act.day
        life = self.ground.get(key)
        if life is None:
            yield Fault(first.row, "old_code", _unknown(key, self.ground))
            return
        yield from self._once(edges)
        last = life.last
        if last.ends is not None and not self._closed_by_hand(key, last.ends):
            advice = Sentence(
                "“{name}” đã kết thúc ngày {day}; sửa mã hoặc bỏ dòng này.",
                name=last.facts.name,
                day=show_day(last.ends),
            )
            yield Fault(first.row, "old_code", advice)
        elif last.begins >= day:
            advice = Sentence(
                "“{name}” chỉ ghi nhận như hiện nay từ {day}; ghi ngày sau ngày ấy.",
                name=last.facts.name,
                day=show_day(last.begins),
            )
            yield Fault(first.row, "day", advice)
        elif life.is_authority and not self.stays(key):
            advice = Sentence(
                "Đây là cơ quan quản lý của tỉnh; hãy chọn cơ quan quản lý khác trước khi kết thúc."
            )
            yield Fault(first.row, "old_code", advice)

    def _closed_by_hand(self, key: str, ends: date) -> bool:
        """Somebody ended it on the right day already, and no act says into whom it went."""
        told = any(old == key and day == self.act.day for old, _, day in self.ground.recorded)
        return ends == self.act.day - timedelta(days=1) and not told and not self.stays(key)

    def _once(self, edges: list[Edge]) -> Iterator[Fault]:
        """An agency goes into one other; only a split has several rows, and then at least two."""
        odd = [edge for edge in edges if edge.kind is not SuccessionKind.SPLIT]
        if odd and len(edges) > 1:
            second = edges[1] if odd[0] is edges[0] else odd[0]
            advice = Sentence(
                "Cơ quan này đã được sắp xếp ở dòng {line}; chỉ giữ một dòng, hoặc ghi cả hai là Chia tách.",
                line=edges[0].line,
            )
            yield Fault(second.row, "old_code", advice)
        elif not odd and len(edges) == 1 and not self._split_before(edges[0]):
            advice = Sentence(
                "Chia tách phải có ít nhất hai dòng cùng mã cũ; nếu cơ quan cũ còn hoạt động thì thêm dòng "
                "có mã mới là chính mã ấy."
            )
            yield Fault(edges[0].row, "kind", advice)

    def _split_before(self, edge: Edge) -> bool:
        return any(old == edge.old and day == edge.day for old, _, day in self.ground.recorded)

    def _coming(self, key: str, edges: list[Edge]) -> Iterator[Fault]:
        apart = list(_disagreements(edges))
        yield from apart
        if apart:
            return
        life = self.ground.get(key)
        if life is not None and not self.stays(key):
            yield from self._taken(life, edges)
            return
        facts = self.facts(key)
        if isinstance(facts, str):
            yield Fault(edges[0].row, facts, _MISSING[facts])
        elif life is not None and facts == life.last.facts and {e.kind for e in edges} & _IN_PLACE:
            advice = Sentence("Dòng này không thay đổi gì của cơ quan; ghi điều thay đổi hoặc bỏ dòng.")
            yield Fault(edges[0].row, "new_name", advice)

    def _taken(self, life: Life, edges: list[Edge]) -> Iterator[Fault]:
        """The code is in use: fine for an agency that is already just what the rows say."""
        first, day = edges[0], self.act.day
        if key_ends := self.preds.get(first.new):
            advice = Sentence(
                "Cơ quan này kết thúc ở dòng {line}; ghi mã khác, hoặc thêm dòng giữ lại mã ấy.",
                line=key_ends[0].line,
            )
            yield Fault(first.row, "new_code", advice)
            return
        there = life.on(day)
        if there is None or life.last.ends is not None:
            advice = Sentence(
                "Mã này là của “{name}”, không hoạt động vào {day}; ghi mã khác.",
                name=life.last.facts.name,
                day=show_day(day),
            )
            yield Fault(first.row, "new_code", advice)
            return
        differing = differences(self.said(first.new), there.facts, self.ground)
        if differing or (first.kind is SuccessionKind.FOUND and there.begins != day):
            what = (
                Sentence("khác: {what}", what=listed(differing))
                if differing
                else Sentence("từ {day}", day=show_day(there.begins))
            )
            advice = Sentence(
                "Mã này đã dùng cho “{name}” ({what}); ghi mã khác hoặc sửa cho khớp.",
                name=there.facts.name,
                what=what,
            )
            yield Fault(first.row, "new_code", advice)


_MISSING = {
    "new_name": Sentence("Chưa ghi tên cơ quan mới."),
    "level": Sentence(
        "Không rõ cấp hoặc loại của cơ quan mới; ghi cấp hành chính mới, "
        "hoặc thêm cơ quan ấy vào danh sách cơ quan (co-quan) trước."
    ),
    "parent": Sentence("Các cơ quan cũ có cấp trên khác nhau; ghi mã cơ quan cấp trên mới."),
}


def _disagreements(edges: list[Edge]) -> Iterator[Fault]:
    """Rows of one successor say one name, one level, one parent; blanks agree with everything."""
    for column, head in (("name", "new_name"), ("level", "level"), ("parent", "parent")):
        saying = [edge for edge in edges if getattr(edge, column)]
        for edge in saying[1:]:
            if _same(getattr(edge, column)) != _same(getattr(saying[0], column)):
                stands = saying[0].row.raw[head]
                advice = Sentence(
                    "Dòng {line} ghi “{stands}” cho cùng cơ quan mới; ghi giống nhau.",
                    line=saying[0].line,
                    stands=stands,
                )
                yield Fault(edge.row, head, advice)


def _same(value: object) -> str:
    return fold(str(value))


def _wrong_parents(ground: Ground, acts: Sequence[Act], fallen: set[str]) -> Iterator[Fault]:
    """Whoever begins on a day has a parent that is there that day, and is not its own parent."""
    for act in acts:
        for edge in {edge.new: edge for edge in reversed(act.edges) if edge.new}.values():
            life = ground.get(edge.new)
            if life is None or life.last.begins != act.day or not life.last.facts.parent:
                continue
            if advice := _wrong_parent(ground, edge, life.last.facts.parent, fallen):
                yield Fault(edge.row, "parent", advice)


def _wrong_parent(ground: Ground, edge: Edge, parent: str, fallen: set[str]) -> Sentence:
    above = ground.get(parent)
    if above is None and parent in fallen:
        return Sentence("Dòng lập cơ quan cấp trên này đang có lỗi; sửa dòng ấy trước.")
    if above is None:
        return _unknown(parent, ground)
    if above.on(edge.day) is None or above.last.ends is not None:
        ends = show_day(above.last.ends) if above.last.ends else show_day(above.last.begins)
        return Sentence(
            "“{name}” không còn hoạt động (mốc {day}); ghi cơ quan cấp trên khác.",
            name=above.last.facts.name,
            day=ends,
        )
    met: set[str] = set()
    key = parent
    while key and key not in met:
        if key == edge.new:
            return Sentence("Cơ quan cấp trên lại thuộc chính cơ quan này; ghi cơ quan cấp trên khác.")
        met.add(key)
        higher = ground.get(key)
        key = higher.last.facts.parent if higher is not None else ""
    return NOTHING


def _orphans(ground: Ground) -> Iterator[Fault]:
    """Nobody outlives the one above: those below end or move on the same day."""
    left: dict[str, list[str]] = defaultdict(list)
    for life in ground.everybody():
        for stretch in life.stretches:
            edge = ground.ended.get(stretch.facts.parent)
            if edge is not None and (stretch.ends is None or stretch.ends >= edge.day):
                left[stretch.facts.parent].append(stretch.facts.name)
    for key, names in left.items():
        shown = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        advice = Sentence(
            "Còn {number} cơ quan trực thuộc sau khi cơ quan này kết thúc ({names}); "
            "thêm dòng cho các cơ quan ấy kết thúc hoặc chuyển cấp trên từ cùng ngày.",
            number=len(names),
            names=shown,
        )
        yield Fault(ground.ended[key].row, "old_code", advice)


def _unknown(key: str, ground: Ground) -> Sentence:
    codes = {life_key: life.code for life_key, life in {**ground.stored, **ground.changed}.items()}
    close = [codes[found] for found in get_close_matches(key, codes, n=3, cutoff=0.8)]
    if close:
        return Sentence("Không có cơ quan mã này; mã gần giống: {codes}.", codes=", ".join(close))
    return Sentence(
        "Không có cơ quan mã này trong danh sách cơ quan; sửa mã, hoặc nhập tệp cơ quan (co-quan) trước."
    )
