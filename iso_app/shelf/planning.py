"""What storing the lines of a list would do: judged among themselves, against the files, against the documents there.

Everything is judged anew when it is stored: between preview and storing the documents may have moved.
"""

import difflib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.policy import Sentence
from iso_app.core.text import fold
from iso_app.documents.workflow import OPEN_STATES, DocumentState, RevisionState
from iso_app.shelf.kinds import Fault, LineVerdict, plain_facts
from iso_app.shelf.models import ShelfFile, ShelfLine
from iso_app.shelf.queries import House, Standing, by_code
from iso_app.shelf.reading import HEADS, Entry, day_of

_NEAR, _MOST_NAMED = 0.6, 2
_CODE, _FILE = HEADS["code"], HEADS["file"]
_NUMBER, _DAY, _STATE = HEADS["number"], HEADS["effective_on"], HEADS["state"]
_PUT_INTO_FORCE: Final = (RevisionState.EFFECTIVE, RevisionState.SUPERSEDED, RevisionState.WITHDRAWN)


def blame(line: ShelfLine, column: str, value: str, sentence: str, /, **facts: object) -> None:
    """Find fault with a line: a constant sentence, and what fills its places."""
    line.faults = [*line.faults, Fault(column, value[:200], sentence, plain_facts(facts)).plain()]
    line.verdict = LineVerdict.WRONG


# -- lines out of a list -----------------------------------------------------------------------------------------


def lines_of(entries: Sequence[Entry], house: House, *, shelf_id: int, agency_id: int) -> list[ShelfLine]:
    """A line for every entry, with what its cells say and what is wrong with them."""
    return [_line(entry, house, ShelfLine(shelf_id=shelf_id, agency_id=agency_id)) for entry in entries]


def _line(entry: Entry, house: House, line: ShelfLine) -> ShelfLine:
    said = entry.values
    line.line, line.raw = entry.line, dict(entry.raw)
    line.verdict, line.faults = LineVerdict.NEW, []
    for fault in entry.faults:
        blame(line, fault.column, fault.value, fault.sentence, **fault.facts)
    line.code, line.title = said.get("code") or "", said.get("title") or ""
    line.code_folded, line.folded = fold(line.code), fold(f"{line.code} {line.title}")[:400]
    line.number, line.effective_on = said.get("number"), day_of(entry)
    line.is_current = said.get("state") is not False
    line.basis, line.file_name = said.get("basis") or "", said.get("file") or ""
    line.department = said.get("department") or ""
    line.department_id = house.departments.get(fold(line.department)) if line.department else None
    _find_kind(line, said.get("kind") or "", house)
    if line.effective_on is not None and line.effective_on > today():
        blame(
            line, _DAY, show_day(line.effective_on),
            "Ngày hiệu lực của bản đã ban hành không thể sau hôm nay ({day}).", day=show_day(today()),
        )  # fmt: skip
    if line.code and not line.code_folded:
        blame(line, _CODE, line.code, "Mã hiệu phải có chữ hoặc số.")
    return line


def _find_kind(line: ShelfLine, name: str, house: House) -> None:
    line.kind_id = house.kinds.get(fold(name)) if name else None
    if not name or line.kind_id is not None:
        return
    if not house.kinds:
        advice = "Tỉnh chưa đặt loại tài liệu nào; hãy nhờ quản trị tỉnh đặt ở mục Loại tài liệu."
        blame(line, HEADS["kind"], name, advice)
        return
    near = difflib.get_close_matches(fold(name), house.kinds, n=1, cutoff=_NEAR)
    known = house.kind_names.get(house.kinds[near[0]], "") if near else " · ".join(house.kind_codes)
    advice = "Không có loại này; ghi tên hoặc mã một loại trong phần mềm: {known}."
    blame(line, HEADS["kind"], name, advice, known=known)


# -- against the files -------------------------------------------------------------------------------------------


class Names:
    """The files of a ZIP by what a list may call them: the path, else the bare name; as written, else folded."""

    def __init__(self, files: Sequence[ShelfFile]) -> None:
        self._files = files
        self._by: list[dict[str, list[ShelfFile]]] = [defaultdict(list) for _ in range(4)]
        for file in files:
            for by, key in zip(self._by, _keys(file.name), strict=True):
                by[key].append(file)

    def find(self, name: str) -> list[ShelfFile]:
        """The files that a name may mean; more than one: nobody can say which."""
        wanted = _keys(name.replace("\\", "/").removeprefix("./").strip("/"))
        bare = "/" not in name.replace("\\", "/")
        for place, (by, key) in enumerate(zip(self._by, wanted, strict=True)):
            if place >= 2 and not bare:  # noqa: PLR2004 - the keys behind are of bare names
                break
            if key in by:
                return by[key]
        return []

    def nearest(self, name: str) -> list[str]:
        bare = {fold(PurePosixPath(file.name).name): file.name for file in self._files}
        wanted = fold(PurePosixPath(name.replace("\\", "/")).name)
        return [bare[key] for key in difflib.get_close_matches(wanted, bare, n=_MOST_NAMED, cutoff=_NEAR)]


def _keys(name: str) -> tuple[str, str, str, str]:
    """Path without case, path folded, name without case, name folded: two that are equal so are the same on Windows."""
    last = name.rpartition("/")[2]
    return name.casefold(), fold(name), last.casefold(), fold(last)


def find_files(lines: Sequence[ShelfLine], files: Sequence[ShelfFile]) -> None:
    """Give every line its file, or what is wrong with its name."""
    names = Names(files)
    taken: dict[int, ShelfLine] = {}
    for line in lines:
        if not line.file_name:
            continue
        found = names.find(line.file_name)
        if len(found) != 1:
            _blame_name(line, found, names)
            continue
        line.file, line.file_id = found[0], found[0].id
        other = taken.setdefault(found[0].place, line)
        if other is not line:
            advice = "Tệp này đã ghi ở dòng {line}; mỗi lần ban hành là một tệp."
            blame(line, _FILE, line.file_name, advice, line=other.line)
            blame(other, _FILE, other.file_name, advice, line=line.line)


def _blame_name(line: ShelfLine, found: Sequence[ShelfFile], names: Names) -> None:
    name = line.file_name
    if found:
        advice = (
            "Tệp ZIP có {count} tệp cùng tên này ({paths}); ghi cả thư mục, hoặc đổi tên tệp rồi nén lại."
        )
        paths = " · ".join(f"“{file.name}”" for file in found[:3])
        blame(line, _FILE, name, advice, count=len(found), paths=paths)
    elif near := names.nearest(name):
        advice = "Không có tệp này trong tệp ZIP; tên gần giống: {names}."
        blame(line, _FILE, name, advice, names=" · ".join(near))
    else:
        advice = "Không có tệp này trong tệp ZIP; kiểm tra tên và đuôi tệp (.docx, .xlsx, .pdf)."
        blame(line, _FILE, name, advice)


def judge_files(lines: Sequence[ShelfLine]) -> None:
    """Blame the lines whose files were examined and cannot be kept."""
    for line in lines:
        if line.file is not None and line.file.trouble:
            why = line.file.why
            known = why if isinstance(why, Sentence) else Sentence(why)
            blame(line, _FILE, line.file_name, known.template, **known.facts)


# -- among themselves --------------------------------------------------------------------------------------------


def judge_among(lines: Sequence[ShelfLine]) -> None:
    """Blame the lines that cannot both be right: one number twice, two in force."""
    for code, group in by_code(lines).items():
        if not code:
            continue
        numbers: dict[int, ShelfLine] = {}
        current: list[ShelfLine] = []
        for line in group:
            if line.number is not None and (other := numbers.setdefault(line.number, line)) is not line:
                advice = "Trùng mã hiệu và lần ban hành với dòng {line}; chỉ giữ một trong hai dòng."
                blame(line, _CODE, line.code, advice, line=other.line)
                blame(other, _CODE, other.code, advice, line=line.line)
            elif line.is_current:
                current.append(line)
        for line in current if len(current) > 1 else ():
            others = ", ".join(str(other.line) for other in current if other is not line)
            advice = "Dòng {lines} cũng ghi mã này đang hiện hành; chỉ một lần ban hành hiện hành."
            blame(line, _STATE, line.code, advice, lines=others)


# -- against the documents ---------------------------------------------------------------------------------------


def judge_against(lines: Sequence[ShelfLine], there: Mapping[str, Standing]) -> None:
    """Say of every good line what it would do to the documents that are there."""
    for code, group in by_code(lines).items():
        _judge_code(group, there.get(code))


def _judge_code(group: Sequence[ShelfLine], there: Standing | None) -> None:
    open_ = [line for line in group if line.verdict is not LineVerdict.WRONG]
    for line in open_:
        line.verdict = LineVerdict.REVISION if there else LineVerdict.NEW
        line.document_id = there.id if there else None
        if there is not None:
            _judge_line(line, there)
    _judge_days(group, there)
    _judge_order(group, there)


def _judge_line(line: ShelfLine, there: Standing) -> None:
    if there.state is DocumentState.WITHDRAWN:
        blame(line, _CODE, line.code, "Tài liệu mã này đã hủy bỏ trên phần mềm; hãy dùng mã khác.")
        return
    number = line.number or 0
    same = there.revisions.get(number)
    if same is not None:
        if same.state in _PUT_INTO_FORCE and line.file is not None and same.digest == line.file.digest:
            line.verdict = LineVerdict.SAME
        elif same.state in OPEN_STATES:
            blame(line, _NUMBER, str(number), "Lần ban hành này đang được soạn trên phần mềm.")
        else:
            blame(
                line, _NUMBER, str(number),
                "Lần ban hành này đã có trên phần mềm với nội dung khác; kiểm tra lại số lần ban hành.",
            )  # fmt: skip
        return
    if line.is_current:
        _judge_current(line, there, number)


def _judge_current(line: ShelfLine, there: Standing, number: int) -> None:
    preparing = there.of(*OPEN_STATES)
    if preparing is not None:
        advice = "Lần ban hành {number} đang được soạn hoặc chờ duyệt; hãy hoàn tất hoặc bỏ bản đó trước."
        blame(line, _CODE, line.code, advice, number=f"{preparing.number:02}")
    if any(revision.is_approved_here for revision in there.revisions.values()):
        advice = "Tài liệu này đã được phê duyệt trên phần mềm; lần ban hành tiếp theo phải soạn và trình duyệt ở đây."
        blame(line, _CODE, line.code, advice)
    effective = there.of(RevisionState.EFFECTIVE)
    if effective is not None and effective.number > number:
        advice = "Phần mềm đã có lần ban hành {number} đang hiệu lực; lần này phải ghi là lần cũ."
        blame(line, _STATE, str(number), advice, number=f"{effective.number:02}")


def _judge_days(group: Sequence[ShelfLine], there: Standing | None) -> None:
    """A later number came into force on the same day or later."""
    good = [line for line in group if line.verdict is not LineVerdict.WRONG]
    days = _days(good, there)
    for line in good:
        if line.verdict is LineVerdict.SAME or line.effective_on is None:
            continue
        later = [n for n, on in days.items() if n > (line.number or 0) and on < line.effective_on]
        if later:
            advice = "Sau ngày hiệu lực của lần ban hành {number}; kiểm tra lại ngày hoặc số lần ban hành."
            blame(line, _DAY, show_day(line.effective_on), advice, number=f"{min(later):02}")


def _days(lines: Sequence[ShelfLine], there: Standing | None) -> dict[int, date]:
    """Number -> the day it came into force, of what is there and of these lines."""
    known = {r.number: r.effective_on for r in there.revisions.values() if r.effective_on} if there else {}
    return known | {line.number: line.effective_on for line in lines if line.number and line.effective_on}


def _judge_order(group: Sequence[ShelfLine], there: Standing | None) -> None:
    """Old ones stand below one in force."""
    good = [line for line in group if line.verdict is not LineVerdict.WRONG]
    effective = there.of(RevisionState.EFFECTIVE) if there else None
    numbers = [line.number or 0 for line in good if line.is_current]
    numbers += [effective.number] if effective is not None else []
    for line in good:
        if line.is_current or line.verdict is LineVerdict.SAME:
            continue
        if not numbers:
            _blame_order(line, group)
        elif (line.number or 0) > max(numbers):
            advice = "Lần cũ phải có số nhỏ hơn lần hiện hành ({number})."
            blame(line, _NUMBER, str(line.number), advice, number=f"{max(numbers):02}")


def _blame_order(line: ShelfLine, group: Sequence[ShelfLine]) -> None:
    """No line of the code is in force: there is none, or it is wrong itself."""
    wrong = next((other for other in group if other.is_current), None)
    if wrong is None:
        blame(line, _STATE, line.code, "Mã này chưa có dòng nào hiện hành; ghi thêm dòng hiện hành.")
    else:
        advice = "Dòng {line}, lần hiện hành của mã này, đang sai; hãy sửa dòng đó trước."
        blame(line, _STATE, line.code, advice, line=wrong.line)


def end_day(line: ShelfLine, group: Sequence[ShelfLine], there: Standing | None) -> date | None:
    """The day an old revision ended: when the next number came into force. None for the one in force."""
    if line.is_current:
        return None
    later = {n: on for n, on in _days(group, there).items() if n > (line.number or 0)}
    return later[min(later)] if later else line.effective_on
