"""The list of a shelf: its columns, the file to fill in, and the reading of one in which every line is kept.

`sheets.read` leaves out a row with a faulty cell. Here the row stays, with what is wrong beside what was written: a
preview shows every line. Knows no record.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence
from iso_app.sheets import Column, Limits, Sheet, blank_form, choice, day, read, text, whole
from iso_app.shelf.kinds import BLANK, Fault, plain_facts

MOST_LINES = 5_000
STATES: Final = {
    "hiện hành": True,
    "lần cũ": False,
    "còn hiệu lực": True,
    "hết hiệu lực": False,
    "đã thay thế": False,
}
LIST = Sheet(
    "danh-muc-tai-lieu",
    "Danh mục tài liệu",
    (
        Column("code", "Mã hiệu", text(60), required=True, aliases=("Mã tài liệu", "Mã số", "Ký hiệu")),
        Column("title", "Tên tài liệu", text(300), required=True, aliases=("Tên",)),
        Column(
            "kind", "Loại", text(200), required=True, aliases=("Loại tài liệu",),
            advice="Tên hoặc mã của loại tài liệu trong phần mềm, ví dụ: Quy trình hệ thống, QT, BM.",
        ),
        Column(
            "department", "Đơn vị soạn thảo", text(200), aliases=("Đơn vị", "Bộ phận soạn thảo"),
            advice="Tên phòng, đơn vị của cơ quan.",
        ),
        Column("number", "Lần ban hành", whole(1, 999), required=True, aliases=("Lần BH",)),
        Column("effective_on", "Ngày hiệu lực", day(), required=True),
        Column(
            "state", "Tình trạng", choice(STATES),
            advice="Ghi “hiện hành” hoặc “lần cũ”; để trống là hiện hành.",
        ),
        Column(
            "basis", "Căn cứ ban hành", text(500), required=True,
            aliases=("Căn cứ ban hành (số quyết định)", "Quyết định ban hành", "Số quyết định"),
            advice="Số, ngày của quyết định ban hành, ví dụ: Quyết định 123/QĐ-SNV ngày 05/01/2024.",
        ),
        Column(
            "file", "Tên tệp", text(500), required=True, aliases=("Tệp", "Tên file", "File"),
            advice="Tên tệp trong tệp ZIP, đủ cả đuôi; có thư mục thì ghi cả thư mục, ví dụ: QT/QT-01.docx.",
        ),
    ),
    (),
)  # fmt: skip
HEADS: Final = {column.key: column.head for column in LIST.columns}
# Every list of the kind numbers its lines; that this is left aside is nothing to tell.
_COUNTED = re.compile(r"^Bỏ qua các cột không dùng: “(STT|TT|Số TT)”\.$")
_NEEDED = ("code", "file")  # a table without them is another table


@dataclass(frozen=True)
class Entry:
    """A line of the list: what was read of its cells, what stood in them, what is wrong. A faulty cell has no value."""

    line: int
    values: Mapping[str, Any]
    raw: Mapping[str, str]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class ListRead:
    """`trouble` says why a file is no list of documents; then there are no entries."""

    entries: tuple[Entry, ...]
    notes: tuple[Sentence, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class _Faulty:
    """What a cell that could not be read has in the place of a value."""

    value: str
    sentence: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class _Forgiving:
    """A reader that gives what is wrong instead of raising it."""

    def __init__(self, column: Column) -> None:
        self._read: Callable[[str], Any] = column.read
        self.takes_days = getattr(column.read, "takes_days", True)

    def __call__(self, raw: str) -> Any:
        try:
            return self._read(raw)
        except DomainError as refusal:
            return _Faulty(raw, refusal.template, plain_facts(refusal.facts))


def _forgiving(column: Column) -> Column:
    blank = _Faulty("", BLANK) if column.required else None
    return replace(column, read=_Forgiving(column), required=False, blank=blank)


_FORGIVING = replace(LIST, columns=tuple(_forgiving(column) for column in LIST.columns))


def list_to_fill_in() -> bytes:
    """The Excel file that an officer fills in, with a sheet that explains every column."""
    return blank_form(LIST)


def read_list(content: bytes, name: str) -> ListRead:
    """Every line of a list; `trouble` if the file is none."""
    found = read(_FORGIVING, content, name, limits=Limits(rows=MOST_LINES))
    entries = {row.line: _entry(row.line, row.values, row.raw) for row in found.rows}
    if not found.bad and found.problems:
        return ListRead((), found.notes, found.problems[0].advice)
    for problem in found.problems:
        if problem.line is not None and problem.line in found.bad:
            for line in (problem.line, *problem.also):
                fault = Fault(problem.column or "", problem.value, *_said(problem.advice))
                known = entries.get(line) or Entry(line, {}, {}, ())
                raw = dict(known.raw) | ({problem.column: problem.value} if problem.column else {})
                entries[line] = replace(known, raw=raw, faults=(*known.faults, fault))
    notes = tuple(note for note in found.notes if not _COUNTED.search(note))
    ordered = tuple(entries[line] for line in sorted(entries))
    filled = {key for entry in ordered for key in _NEEDED if entry.raw.get(HEADS[key])}
    missing = [HEADS[key] for key in _NEEDED if key not in filled]
    if not ordered or missing:
        trouble = found.problems[0].advice if found.problems else _nothing_in(ordered, missing)
        return ListRead((), found.notes, trouble)
    return ListRead(ordered, notes)


def _said(advice: str) -> tuple[str, Mapping[str, Any]]:
    """The constant of a sentence, and what fills its places."""
    return (advice.template, advice.facts) if isinstance(advice, Sentence) else (advice, {})


def _nothing_in(entries: Sequence[Entry], missing: Sequence[str]) -> Sentence:
    if not entries:
        return Sentence("Danh mục chỉ có dòng tên cột; hãy điền mỗi tài liệu một dòng.")
    names = ", ".join(f"“{head}”" for head in missing)
    return Sentence(
        "Không có cột {names}, hoặc cột này trống ở mọi dòng; hãy dùng danh mục mẫu.", names=names
    )


def _entry(line: int, values: Mapping[str, Any], raw: Mapping[str, str]) -> Entry:
    faults = tuple(
        Fault(HEADS[key], value.value, value.sentence, value.facts)
        for key, value in values.items()
        if isinstance(value, _Faulty)
    )
    good = {key: value for key, value in values.items() if not isinstance(value, _Faulty)}
    return Entry(line, good, {HEADS[key]: text for key, text in raw.items() if text}, faults)


def day_of(entry: Entry) -> date | None:
    """The day of "Ngày hiệu lực", if it could be read."""
    found = entry.values.get("effective_on")
    return found if isinstance(found, date) else None
