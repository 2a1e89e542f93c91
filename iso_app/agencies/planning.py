"""What a list of agencies (`co-quan`) would do to the agencies there are, planned from a few statements.

The file is laid over the database; whatever is wrong with the tree this would make is a problem of a line.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select

from iso_app.agencies.home import Home, find_home
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Applicability, Level
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.core.policy import Sentence, sentence_of
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.sheets import Problem, Reading, Row, Sheet
from iso_app.sheets.kind import Change, Outcome, Plan

COMPARED = ("name", "short_name", "level", "group", "parent", "applicability", "valid_from", "valid_to")
LEVEL_WORDS = {Level.PROVINCE: "Tỉnh", Level.DISTRICT: "Huyện", Level.COMMUNE: "Xã"}
APPLICABILITY_WORDS = {
    Applicability.MANDATORY: "Có",
    Applicability.OUT_OF_SCOPE: "Không",
    Applicability.VOLUNTARY: "Khuyến khích",
}
_NAMED_LINES = 10


@dataclass(slots=True)
class Known:
    """An agency as it is (or, without an id, as a line would make it).

    `key` and `parent` are codes as they are compared: its own and that of the one above, blank if there is none.
    """

    code: str
    values: Mapping[str, Any]
    id: int | None = None
    line: int | None = None
    first_end: date | None = None
    last_start: date | None = None
    key: str = field(init=False)
    parent: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = self.code.casefold()
        self.parent = str(self.values["parent"] or "").casefold()


@dataclass
class Overlay:
    """The agencies of the province with the file's lines laid over them, by code (without its case)."""

    sheet: Sheet
    unread: bool
    stored: dict[str, Known]
    lines: dict[str, tuple[Row, Known]]
    problems: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)

    def at(self, key: str) -> Known | None:
        if key in self.lines:
            row, known = self.lines[key]
            if row.line not in self.bad:
                return known
        return self.stored.get(key)

    def blame(self, row: Row, column: str, advice: str, *, also: Iterable[int] = ()) -> None:
        """Say what is wrong with a cell, and with the same cell of further lines."""
        others = tuple(also)
        self.bad.update((row.line, *others))
        if others:
            named = ", ".join(str(line) for line in others[:_NAMED_LINES])
            more = "…" if len(others) > _NAMED_LINES else ""
            advice = Sentence("{advice} Cùng lỗi ở dòng {lines}.", advice=advice, lines=f"{named}{more}")
        head = next(c.head for c in self.sheet.columns if c.key == column)
        self.problems.append(Problem("", row.line, head, row.raw[column], advice, others))


def plan(actor: Actor, reading: Reading) -> Plan:
    """What the rows of the file would make new, change or leave; nothing is written."""
    try:
        home = find_home(actor, reading.rows)
    except NotPermitted:
        raise
    except DomainError as refusal:
        every = frozenset(row.line for row in reading.rows)
        problem = Problem("", None, None, "", sentence_of(refusal))
        return Plan((), (*reading.problems, problem), reading.notes, reading.bad | every)
    stored = _stored(home.province_id) if home.province_id is not None else {}
    lines = {row.values["code"].casefold(): (row, _of_row(row, stored)) for row in reading.rows}
    overlay = Overlay(reading.sheet, bool(reading.bad), stored, lines)
    _check_days(overlay)
    _check_cycles(overlay)
    _check_parents(overlay)
    _check_ends(overlay)
    changes = tuple(_change(overlay, *pair) for pair in lines.values() if pair[0].line not in overlay.bad)
    problems = (*reading.problems, *sorted(overlay.problems, key=lambda p: p.line or 0))
    notes = (*reading.notes, *home.notes)
    return Plan(changes, problems, notes, reading.bad | overlay.bad, home.province_id, context=home)


def _of_row(row: Row, stored: Mapping[str, Known]) -> Known:
    before = stored.get(row.values["code"].casefold())
    code = row.values["code"] if before is None else before.code
    return Known(code, row.values, None if before is None else before.id, row.line)


def _stored(province_id: int) -> dict[str, Known]:
    """Every agency of a province: one statement for them, one for the few that have several periods."""
    query = (
        select(
            Agency.id, Agency.code, Agency.name, Agency.short_name, Agency.level, Agency.parent_id,
            AgencyGroup.name.label("group"), Agency.applicability, Agency.valid_from, Agency.valid_to,
        )
        .join(AgencyGroup, AgencyGroup.id == Agency.group_id)
        .where(Agency.province_id == province_id)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    codes = {row.id: row.code for row in rows}
    found = {}
    for row in rows:
        values = {name: getattr(row, name) for name in COMPARED if name != "parent"}
        known = Known(row.code, values | {"parent": codes.get(row.parent_id)}, row.id)
        found[known.key] = known
    _note_periods(province_id, {known.id: known for known in found.values()})
    return found


def _note_periods(province_id: int, known: Mapping[int | None, Known]) -> None:
    query = (
        select(AgencyPeriod.agency_id, func.min(AgencyPeriod.valid_to), func.max(AgencyPeriod.valid_from))
        .join(Agency, Agency.id == AgencyPeriod.agency_id)
        .where(Agency.province_id == province_id)
        .group_by(AgencyPeriod.agency_id)
        .having(func.count() > 1)
    )
    for agency_id, first_end, last_start in db.session.execute(query):
        known[agency_id].first_end, known[agency_id].last_start = first_end, last_start


def _check_days(overlay: Overlay) -> None:
    for key, (row, known) in overlay.lines.items():
        begins, ends = known.values["valid_from"], known.values["valid_to"]
        if ends is not None and ends < begins:
            day = show_day(begins)
            advice = Sentence("Ngày kết thúc phải từ ngày bắt đầu {day} trở đi.", day=day)
            overlay.blame(row, "valid_to", advice)
        before = overlay.stored.get(key)
        if before is None or before.first_end is None or before.last_start is None:
            continue
        if begins > before.first_end:
            day = show_day(before.first_end)
            advice = Sentence("Cơ quan đã đổi sau ngày {day}; ghi ngày bắt đầu không muộn hơn.", day=day)
            overlay.blame(row, "valid_from", advice)
        if ends is not None and ends < before.last_start:
            day = show_day(before.last_start)
            advice = Sentence(
                "Cơ quan còn được ghi nhận ở ngày {day}; ghi ngày kết thúc từ đó trở đi.", day=day
            )
            overlay.blame(row, "valid_to", advice)


def _check_cycles(overlay: Overlay) -> None:
    """Follow the parents upwards; whoever is met twice on one way stands in a circle."""
    cleared: set[str] = set()
    for start in overlay.lines:
        way: dict[str, int] = {}
        key = start
        while key and key not in cleared and key not in way:
            way[key] = len(way)
            above = overlay.at(key)
            key = above.parent if above is not None else ""
        if key in way:
            _blame_circle(overlay, list(way)[way[key] :])
        cleared.update(way)


def _blame_circle(overlay: Overlay, circle: list[str]) -> None:
    codes = [known.code for key in circle if (known := overlay.at(key)) is not None]
    shown = " → ".join([*codes, codes[0]])
    for key in circle:
        if key in overlay.lines:
            row, _ = overlay.lines[key]
            own = len(circle) == 1
            advice = (
                Sentence(
                    "Cơ quan không thể là cấp trên của chính nó; ghi mã cơ quan cấp trên khác hoặc để trống."
                )
                if own
                else Sentence("Cấp trên đi thành vòng: {codes}; sửa một trong các dòng này.", codes=shown)
            )
            overlay.blame(row, "parent", advice)


def _check_parents(overlay: Overlay) -> None:
    """Every parent stands in the file or in the database; a line that falls takes those below it with it."""
    while missing := _missing_parents(overlay):
        for key, rows in missing.items():
            overlay.blame(rows[0], "parent", _unknown(overlay, key), also=[row.line for row in rows[1:]])


def _missing_parents(overlay: Overlay) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row, known in overlay.lines.values():
        if known.parent and row.line not in overlay.bad and overlay.at(known.parent) is None:
            found[known.parent].append(row)
    return found


def _unknown(overlay: Overlay, key: str) -> Sentence:
    if key in overlay.lines:
        line = overlay.lines[key][0].line
        return Sentence("Cơ quan cấp trên ở dòng {line} đang có lỗi; sửa dòng ấy trước.", line=line)
    if overlay.unread:
        return Sentence(
            "Không có cơ quan mã này trong danh sách hay trong các dòng đọc được; "
            "sửa các dòng lỗi rồi xem lại mã."
        )
    return Sentence(
        "Không có cơ quan mã này trong tệp hay trong danh sách; sửa mã hoặc thêm dòng cho cơ quan ấy."
    )


def _check_ends(overlay: Overlay) -> None:
    """Nobody outlives the one above; said at the lower one's line, or the upper one's if only it is here."""
    keys = {**overlay.stored, **overlay.lines}
    for key in keys:
        below = overlay.at(key)
        above = overlay.at(below.parent) if below is not None and below.parent else None
        if below is None or above is None or not _outlives(below, above):
            continue
        day = show_day(above.values["valid_to"])
        if below.line is not None:
            advice = Sentence(
                "Cơ quan cấp trên kết thúc ngày {day}; ghi cơ quan cấp trên khác, "
                "hoặc ghi ngày kết thúc không muộn hơn ngày ấy.",
                day=day,
            )
            overlay.blame(overlay.lines[key][0], "parent", advice)
        elif above.line is not None:
            advice = Sentence(
                "Còn cơ quan trực thuộc sau ngày này ({code}); kết thúc hoặc chuyển cơ quan ấy trước.",
                code=below.code,
            )
            overlay.blame(overlay.lines[above.key][0], "valid_to", advice)


def _outlives(below: Known, above: Known) -> bool:
    last, bound = below.values["valid_to"], above.values["valid_to"]
    return bound is not None and (last is None or last > bound)


def _change(overlay: Overlay, row: Row, known: Known) -> Change:
    label = f"{row.values['name']} ({known.code})"
    if known.id is None:
        return Change(row, Outcome.NEW, label, subject=known)
    fields = tuple(_differences(overlay, overlay.stored[known.key], known))
    return Change(row, Outcome.CHANGED if fields else Outcome.SAME, label, fields, known)


def _differences(overlay: Overlay, old: Known, new: Known) -> Iterator[tuple[str, str, str]]:
    heads = {column.key: column.head for column in overlay.sheet.columns}
    for name in COMPARED:
        before, after = old.values[name], new.values[name]
        if _comparable(name, before) != _comparable(name, after):
            yield heads[name], _shown(before), _shown(after)


def _comparable(name: str, value: Any) -> Any:
    """Codes and group names are one however they are typed."""
    if name == "group":
        return fold(value)
    return (value or "").casefold() if name == "parent" else value


def _shown(value: Any) -> str:
    if isinstance(value, Level):
        return LEVEL_WORDS[value]
    if isinstance(value, Applicability):
        return APPLICABILITY_WORDS[value]
    return show_day(value) if isinstance(value, date) else str(value or "")


__all__ = ["Home", "Known", "plan"]
