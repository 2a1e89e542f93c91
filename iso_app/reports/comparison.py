"""Two states of one table beside each other, each difference explained by the agencies that make it.

Nothing here asks the database. For every cell with agencies the account closes:
left - ended - no longer counted + begun + newly counted = right.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from iso_app.core.dates import show_day
from iso_app.core.numbers import show_number
from iso_app.reports.content import Content
from iso_app.reports.difference import (
    APPLICABILITY_WORDS,
    BEGUN_ON,
    CHANGED,
    DIEN,
    ENDED_ON,
    FORMED,
    MANDATORY,
    MERGED,
    NO_SUCCESSOR,
    NOT_THERE,
    STATUS_WORDS,
    Balance,
    ComparedCell,
    Comparison,
    Group,
    Population,
    Reason,
    Said,
    Side,
    Why,
)
from iso_app.reports.lineage import Lineage, Step
from iso_app.successions.models import KIND_LABELS


def compare(left: Side, right: Side, lineage: Lineage) -> Comparison:
    """Every cell of both sides, row by row of the left one; rows of the right one alone come last."""
    cells = tuple(_Comparing(left, right, lineage).cells())
    both = left.has_agencies and right.has_agencies
    return Comparison(left, right, cells, _population(left, right, lineage) if both else None)


# -- rows that belong together -----------------------------------------------------------------------------------


def paired(left: Content, right: Content) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Rows that say the same: by key and words, by words (groups may have been renumbered), then by key."""
    waiting = [row for row in right["rows"] if row["cells"]]
    found: dict[int, dict[str, Any]] = {}
    rows = [row for row in left["rows"] if row["cells"]]
    for same in (_same_row, _same_words, _same_key):
        for place, row in enumerate(rows):
            match = next((other for other in waiting if place not in found and same(row, other)), None)
            if match is not None:
                found[place] = match
                waiting.remove(match)
    pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = [
        (row, found.get(place)) for place, row in enumerate(rows)
    ]
    return pairs + [(None, row) for row in waiting]


def _same_row(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _same_key(row, other) and _same_words(row, other)


def _same_words(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(row["label"] == other["label"] and row["kind"] == other["kind"])


def _same_key(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """By key, unless it is only the number of one of several groups."""
    numbered = row["key"].rpartition("_")[2].isdigit()
    return bool(row["key"] == other["key"]) and (not numbered or _same_words(row, other))


# -- cells -------------------------------------------------------------------------------------------------------

_NOTHING: dict[str, Any] = {"value": None, "display": "", "agencies": [], "asked": []}


class _Comparing:
    def __init__(self, left: Side, right: Side, lineage: Lineage) -> None:
        self.left, self.right = left, right
        self.lineage = lineage
        self.forwards = left.as_of <= right.as_of
        self.later = right if self.forwards else left

    def cells(self) -> Iterator[ComparedCell]:
        for row, other in paired(self.left.content, self.right.content):
            words = row or other or {}
            for column in _columns(self.left.content, self.right.content):
                one = row["cells"].get(column["key"]) if row else None
                two = other["cells"].get(column["key"]) if other else None
                if one is not None or two is not None:
                    yield self._cell(words, column, one or _NOTHING, two or _NOTHING)

    def _cell(
        self,
        row: Mapping[str, Any],
        column: Mapping[str, Any],
        one: Mapping[str, Any],
        two: Mapping[str, Any],
    ) -> ComparedCell:
        key = f"{row['key']}.{column['key']}"
        named = self.left.has_agencies and self.right.has_agencies
        reasons = tuple(self._reasons(one, two)) if named else ()
        wholes = (one["whole"], two["whole"]) if named and "whole" in one and "whole" in two else None
        return ComparedCell(
            key=key,
            stt=row["stt"],
            label=row["label"].lstrip("- "),
            column=column["label"],
            left=one["display"],
            right=two["display"],
            difference=_difference(one["value"], two["value"]),
            differs=one["display"] != two["display"] or bool(reasons),
            balance=_balance(one, two, reasons) if named and (one["asked"] or two["asked"]) else None,
            reasons=reasons,
            groups=tuple(self._groups(reasons, two if self.forwards else one)),
            wholes=wholes,
            doubts=() if named else tuple(self._doubts(key)),
            asked=tuple(one["asked"] or two["asked"]),
            values=(one["value"], two["value"]),
        )

    def _doubts(self, key: str) -> Iterator[str]:
        """What the checks of a side with agencies say of a number: they name who stands outside it."""
        for side in (self.left, self.right):
            checks = side.content["checks"] if side.has_agencies else ()
            yield from (check["message"] for check in checks if not check["ok"] and key in check["marks"])

    def _reasons(self, one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[Reason]:
        counted, counting = set(one["agencies"]), set(two["agencies"])
        asked = (one["asked"] or two["asked"], two["asked"] or one["asked"])
        for code in one["agencies"]:
            if code not in counting:
                yield self._reason(code, -1, asked)
        for code in two["agencies"]:
            if code not in counted:
                yield self._reason(code, 1, asked)

    def _reason(self, code: str, sign: int, asked: tuple[Sequence[str], Sequence[str]]) -> Reason:
        before, after = self.left.people.get(code), self.right.people.get(code)
        here = before if sign < 0 else after
        name = (here or before or after or {"name": code})["name"]
        if before is None or after is None:
            return self._came_or_went(code, name, sign)
        why, said = self._changed(code, before, after, asked)
        return Reason(code, name, sign, why, said)

    def _came_or_went(self, code: str, name: str, sign: int) -> Reason:
        """Only one of the two days knows the agency."""
        on_left = sign < 0
        ended = on_left == self.forwards
        if ended and (steps := self.lineage.end_of(code)):
            return Reason(code, name, sign, Why.ENDED, _went(steps), steps)
        if not ended and (origins := [step for step in self.lineage.steps if step.new_code == code]):
            facts = {
                "number": len([step for step in origins if step.old_code]),
                "day": show_day(origins[0].day),
            }
            said = Said(FORMED, facts) if facts["number"] else Said(BEGUN_ON, {"day": facts["day"]})
            return Reason(code, name, sign, Why.BEGUN, said)
        first, last = self.lineage.days.get(code, (None, None))
        lacking = self.right if on_left else self.left
        day = last if ended else first
        missing = Said(NOT_THERE, {"day": show_day(lacking.as_of)})
        said = Said(ENDED_ON if ended else BEGUN_ON, {"day": show_day(day)}) if day else missing
        return Reason(code, name, sign, Why.ENDED if ended else Why.BEGUN, said)

    def _changed(
        self, code: str, before: Mapping[str, str], after: Mapping[str, str],
        asked: tuple[Sequence[str], Sequence[str]],
    ) -> tuple[Why, Said]:  # fmt: skip
        """Known on both days: its answer changed, or else what it is."""
        one, two = self.left.status(code, asked[0]), self.right.status(code, asked[1])
        if one != two and one and two:
            return Why.STATUS, Said(CHANGED, {"before": STATUS_WORDS[one], "after": STATUS_WORDS[two]})
        if before["applicability"] != after["applicability"]:
            words = {name: APPLICABILITY_WORDS[side["applicability"]] for name, side in _pair(before, after)}
            return Why.APPLICABILITY, Said(DIEN, words)
        if (before["level"], before["group"]) != (after["level"], after["group"]):
            words = {name: f"{side['group']}, {side['level'].lower()}" for name, side in _pair(before, after)}
            return Why.RECLASSED, Said(CHANGED, words)
        return Why.STATUS, Said(
            CHANGED, {"before": STATUS_WORDS.get(one, "…"), "after": STATUS_WORDS.get(two, "…")}
        )

    # -- told by successor -----------------------------------------------------------------------------------

    def _groups(self, reasons: Sequence[Reason], later: Mapping[str, Any]) -> Iterator[Group]:
        """The reasons of those that came and went, put together by who they became; others by their sentence."""
        became: dict[str, list[Reason]] = {}
        rest: dict[str, list[Reason]] = {}
        for reason in reasons:
            successor = _successor(reason)
            if successor:
                became.setdefault(successor, []).append(reason)
            else:
                rest.setdefault(f"{reason.why} {reason.said}", []).append(reason)
        begun = {reason.code: reason for reason in reasons if reason.why is Why.BEGUN}
        for code, members in became.items():
            step = members[0].successors[0]
            own = [begun[code]] if code in begun else []
            counted = code in later["agencies"]
            answered = "" if counted else self.later.status(code, later["asked"])
            yield Group(
                step.new_name, members[0].said, step.decision, (*members, *own), code, counted, answered
            )
        for members in rest.values():
            left = [m for m in members if not (m.why is Why.BEGUN and m.code in became)]
            if left:
                steps = left[0].successors
                yield Group("", left[0].said, steps[0].decision if steps else "", tuple(left))


def _pair(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, Mapping[str, str]], ...]:
    return (("before", before), ("after", after))


def _successor(reason: Reason) -> str:
    return reason.successors[0].new_code if reason.why is Why.ENDED and reason.successors else ""


def _went(steps: Sequence[Step]) -> Said:
    into = [step.new_name for step in steps if step.new_code]
    day = show_day(steps[0].day)
    if not into:
        return Said(NO_SUCCESSOR)
    return Said(MERGED, {"kind": KIND_LABELS[steps[0].kind], "successor": "; ".join(into), "day": day})


def _columns(left: Content, right: Content) -> list[Mapping[str, Any]]:
    known = {column["key"]: column for column in right["columns"]} | {c["key"]: c for c in left["columns"]}
    return list(known.values())


def _difference(one: float | None, two: float | None) -> str:
    if one is None or two is None:
        return ""
    found = Decimal(str(two)) - Decimal(str(one))
    return f"+{show_number(found)}" if found > 0 else show_number(found).replace("-", "\u2212")


def _balance(one: Mapping[str, Any], two: Mapping[str, Any], reasons: Iterable[Reason]) -> Balance:
    """The account of a cell, from its reasons. That it closes is for the tests to hold."""
    told = [(reason.why in {Why.ENDED, Why.BEGUN}, reason.sign) for reason in reasons]
    return Balance(
        left=len(one["agencies"]),
        ended=told.count((True, -1)),
        begun=told.count((True, 1)),
        lost=told.count((False, -1)),
        gained=told.count((False, 1)),
        right=len(two["agencies"]),
    )


# -- the population ----------------------------------------------------------------------------------------------


def _population(left: Side, right: Side, lineage: Lineage) -> Population:
    one, two = _in_scope(left), _in_scope(right)
    gone = [code for code in one if code not in right.people]
    come = [code for code in two if code not in left.people]
    changed = len(set(one) ^ set(two)) - len(gone) - len(come)
    touched = {code for step in lineage.steps for code in (step.old_code, step.new_code)}
    days = lineage.reorganised_on if touched & {*gone, *come} else []
    return Population(len(one), len(two), _by_level(gone, left), _by_level(come, right), changed, tuple(days))


def _in_scope(side: Side) -> list[str]:
    return [code for code, agency in side.people.items() if agency["applicability"] == MANDATORY]


def _by_level(codes: Iterable[str], side: Side) -> dict[str, int]:
    counts: dict[str, int] = {}
    for code in codes:
        level = side.people[code]["level"]
        counts[level] = counts.get(level, 0) + 1
    return counts
