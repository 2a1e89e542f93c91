"""What the pages of a comparison show, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from iso_app.core.dates import show_day
from iso_app.core.errors import NotFound
from iso_app.reports.difference import ComparedCell, Comparison, Group, Population, Reason, Said, Side, Why
from iso_app.reports.evidence import source_words, words
from iso_app.web.languages import say

MORE = "Số cơ quan thuộc diện tăng từ {left} lên {right}"
FEWER = "Số cơ quan thuộc diện thay đổi từ {left} xuống {right}"
SAME = "Số cơ quan thuộc diện vẫn là {right} nhưng danh sách đã khác"
BECAUSE = "{change} vì sắp xếp ngày {days}: {parts}."
PLAINLY = "{change}: {parts}."
GONE = "{number} cơ quan không còn ({levels})"
COME = "{number} cơ quan mới ({levels})"
MOVED = "{number} cơ quan đổi diện áp dụng"
COUNTED = "Cơ quan mới được tính ở {table}."
NOT_COUNTED = "Cơ quan mới chưa được tính ở {table}."
NOT_COUNTED_AS = "Cơ quan mới chưa được tính ở {table}: {why}."
WHY_NOT = {
    "no": "không đạt điều kiện của dòng này",
    "not_applicable": "không thuộc diện",
    "not_reported": "chưa có số liệu",
}


def said(words: Said) -> str:
    """A sentence in the reader's language, its own words too."""
    facts = {key: say(value) if isinstance(value, str) else value for key, value in words.facts.items()}
    return say(words.template, **facts)


def in_vietnamese(message: str, **facts: object) -> str:
    """A sentence as documents say it, whoever reads the page."""
    return message.format(**facts) if facts else message


def population(change: Population | None, *, speak: Callable[..., str] = say) -> str:
    """Why the agencies in scope are others, in one sentence; blank where they are the same."""
    if change is None or not change.differs:
        return ""
    forms = {1: MORE, -1: FEWER, 0: SAME}
    way = (change.right > change.left) - (change.right < change.left)
    opening = speak(forms[way], left=change.left, right=change.right)
    parts = [
        *_counted(GONE, change.gone, speak),
        *_counted(COME, change.come, speak),
        *([speak(MOVED, number=change.changed)] if change.changed else []),
    ]
    days = ", ".join(show_day(day) for day in change.days)
    return speak(BECAUSE if days else PLAINLY, change=opening, parts="; ".join(parts), days=days)


def _counted(form: str, levels: Mapping[str, int], speak: Callable[..., str]) -> list[str]:
    words = ", ".join(f"{number} {speak(level).lower()}" for level, number in levels.items())
    return [speak(form, number=sum(levels.values()), levels=words)] if levels else []


@dataclass(frozen=True)
class Member:
    """An agency that makes a difference: on which side it is counted, why, with the evidence of each side."""

    code: str
    name: str
    sign: int
    said: str
    left: tuple[tuple[str, str], ...] = ()
    right: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShownGroup:
    """Members under one head; `note` says whether the successor itself is counted."""

    title: str
    said: str
    decision: str
    members: tuple[Member, ...]
    note: str = ""


@dataclass(frozen=True)
class Account:
    """One number on both sides with everything that makes the difference."""

    cell: ComparedCell
    groups: tuple[ShownGroup, ...]
    left_url: str | None
    right_url: str | None


def account(found: Comparison, key: str, code: str) -> Account:
    """What makes a number differ; NotFound if neither side has it."""
    cell = found.cell(key)
    if cell is None:
        raise NotFound("Bảng này không có ô đó.")
    changed = [reason.code for reason in cell.reasons if reason.why not in {Why.ENDED, Why.BEGUN}]
    left = found.left.facts(cell.asked, changed) if changed else {}
    right = found.right.facts(cell.asked, changed) if changed else {}
    later = "bảng sau" if found.left.as_of <= found.right.as_of else "bảng trước"
    groups = tuple(_group(group, left, right, later) for group in cell.groups)
    return Account(cell, groups, _url(found.left, code, key), _url(found.right, code, key))


def _group(group: Group, left: Mapping[str, Any], right: Mapping[str, Any], later: str) -> ShownGroup:
    members = tuple(_member(reason, left, right) for reason in group.members)
    note = said(_successor(group, later)) if group.successor else ""
    return ShownGroup(group.title, said(group.said), group.decision, members, note)


def _successor(group: Group, later: str) -> Said:
    """Whether the later table counts the successor; if not, why."""
    if group.counted:
        return Said(COUNTED, {"table": later})
    if group.answered in WHY_NOT:
        return Said(NOT_COUNTED_AS, {"table": later, "why": WHY_NOT[group.answered]})
    return Said(NOT_COUNTED, {"table": later})


def _member(reason: Reason, left: Mapping[str, Any], right: Mapping[str, Any]) -> Member:
    return Member(
        reason.code,
        reason.name,
        reason.sign,
        said(reason.said),
        _told(left.get(reason.code, ())),
        _told(right.get(reason.code, ())),
    )


def _told(facts: Any) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((words(fact), source_words(fact)) for fact in facts))


def _url(side: Side, code: str, cell: str) -> str | None:
    """Where the agencies behind a side's number are listed."""
    if not side.has_agencies:
        return None
    year, _, rest = side.key.partition("-")
    if not year.isdigit():
        return url_for("reports.snapshot_cell", number=side.key, cell=cell)
    as_of = show_day(side.as_of) if rest else None
    return url_for("reports.live_cell", code=code, cell=cell, year=year, as_of=as_of)
