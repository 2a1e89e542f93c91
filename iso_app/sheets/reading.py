"""An officer's file into typed rows; every fault as file, line, column, value and what would be right."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, sentence_of
from iso_app.core.text import clean
from iso_app.sheets.delimited import read_delimited, unguard
from iso_app.sheets.heads import find_heads, wanted_heads
from iso_app.sheets.kinds import kind
from iso_app.sheets.shapes import SHOWN, Column, Limits, Mark, Problem, Reading, Refused, Row, Sheet, Table
from iso_app.sheets.workbook import address, read_workbook, shown

_EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_BLANK = Sentence("Không được để trống.")
_BECAME_DAY = Sentence("Excel đã đổi ô này thành ngày; định dạng ô là Text rồi gõ lại đúng chữ cần ghi.")
_ERROR = Sentence("Ô báo lỗi của Excel; sửa công thức gốc rồi dán giá trị, hoặc để trống.")


def read(sheet: Sheet, content: bytes, filename: str, *, limits: Limits | None = None) -> Reading:
    """Read a CSV or XLSX. Whatever is wrong with the file comes back as problems; nothing is raised."""
    bounds = limits or Limits()
    name = clean(filename.replace("\\", "/").rpartition("/")[2])[-SHOWN:] or "không tên"
    try:
        table = _table(sheet, content, name, bounds)
    except Refused as no:
        return Reading(sheet, (), (Problem(name, no.line, no.column, _short(no.value), no.advice),))
    return _Work(sheet, table, name, bounds).reading()


def _table(sheet: Sheet, content: bytes, name: str, limits: Limits) -> Table:
    if len(content) > limits.size:
        most = f"{limits.size / 1e6:.0f} MB"
        raise Refused(
            Sentence(
                "Tệp quá lớn ({size} MB); nhiều nhất {most}, chia thành nhiều tệp.",
                size=f"{len(content) / 1e6:.0f}",
                most=most,
            )
        )
    if kind(content, name) == "xlsx":
        table = read_workbook(content, limits)
    else:
        table = read_delimited(content, wanted_heads(sheet).keys(), limits)
    if len(table.head) > limits.columns:
        raise Refused(
            Sentence(
                "Bảng có {count} cột, nhiều nhất {most}; xoá các cột thừa.",
                count=len(table.head),
                most=limits.columns,
            )
        )
    return table


def _short(value: str) -> str:
    tidied = clean(value[: 4 * SHOWN])
    return tidied if len(tidied) <= SHOWN else f"{tidied[:SHOWN]}…"


def not_listed(number: int) -> Sentence:
    """That there are so many faults more than are told one by one."""
    return Sentence("Còn {number} lỗi nữa chưa kê ra; sửa các lỗi trên rồi tải lại tệp.", number=number)


@dataclass
class _Faults:
    """Problems as they are found, column by column; lists so many, remembers every spoilt line."""

    file: str
    most: int
    found: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    heads_bad: bool = False
    unlisted: int = 0
    listed: dict[str | None, int] = field(default_factory=lambda: defaultdict(int))

    def add(
        self, line: int | None, column: str | None, value: str, advice: str, *, also: Iterable[int] = ()
    ) -> None:
        others = tuple(also)
        self.bad.update(others)
        if line is not None:
            self.bad.add(line)
        self.listed[column] += 1
        if self.listed[column] > self.most:
            self.unlisted += 1
            return
        self.found.append(Problem(self.file, line, column, _short(value), advice, others[: self.most]))

    def problems(self) -> tuple[Problem, ...]:
        ordered = sorted(self.found, key=lambda problem: problem.line or 0)
        left = self.unlisted + len(ordered) - self.most
        if left <= 0:
            return tuple(ordered)
        return (*ordered[: self.most], Problem(self.file, None, None, "", not_listed(left)))


class _Work:
    """One reading, column by column: every different cell of a column is read once."""

    def __init__(self, sheet: Sheet, table: Table, name: str, limits: Limits) -> None:
        self.sheet = sheet
        self.table = table
        self.limits = limits
        self.heads = find_heads(sheet, table)
        self.faults = _Faults(name, limits.problems)
        self.shown: Callable[[Any], str] = unguard if table.csv else shown
        self.marked: set[tuple[int, int]] = set()
        self.unread: dict[str, set[int]] = defaultdict(set)

    def reading(self) -> Reading:
        for column, value, advice in self.heads.faults:
            self.faults.add(self.table.head_line, column or None, value, advice)
        if self.heads.faults:
            # Without its columns no row can be judged; a thousand sentences would hide the one that counts.
            bad = frozenset(self.table.lines)
            return Reading(self.sheet, (), self.faults.problems(), tuple(self._notes()), bad)
        self._level_rows()
        self._take_marks()
        texts, values = self._read_columns()
        self._find_repeats(values)
        rows = self._rows(texts, values)
        return Reading(
            self.sheet, rows, self.faults.problems(), tuple(self._notes()), frozenset(self.faults.bad)
        )

    def _notes(self) -> list[Sentence]:
        return [*self.table.notes, *self.heads.notes]

    def _level_rows(self) -> None:
        """Every row as long as the head; in a CSV, where Excel writes every cell, a difference is a fault."""
        width = len(self.table.head)
        for line, row in zip(self.table.lines, self.table.rows, strict=True):
            if len(row) == width:
                continue
            if self.table.csv and (len(row) < width or any(cell.strip() for cell in row[width:])):
                advice = Sentence(
                    "Dòng có {cells} ô, dòng tên cột có {heads} ô; "
                    'ô có dấu ngăn cột bên trong thì đặt trong ngoặc kép (").',
                    cells=len(row),
                    heads=width,
                )
                self.faults.add(line, None, row[-1] if len(row) > width else "", advice)
                self.marked.update((line, place) for place in range(width))
            row[width:] = [""] * (width - len(row))

    def _take_marks(self) -> None:
        names = {place: self._column(key).head for key, place in self.heads.places.items()}
        at = {line: index for index, line in enumerate(self.table.lines)}
        for mark in self.table.marks:
            if mark.kind == "merged":
                self._take_merged(mark, names)
                continue
            line = mark.row + 1
            if mark.cell not in names or not (line in at or line == self.table.head_line):
                continue
            self.marked.add((line, mark.cell))
            row = self.table.head if line == self.table.head_line else self.table.rows[at[line]]
            value = mark.text or self.shown(row[mark.cell])
            where = address(mark.row, mark.cell)
            advice = _ERROR
            if mark.kind == "formula":
                advice = Sentence(
                    "Ô {where} chứa công thức; chép ô rồi dán giá trị (Paste Special → Values).", where=where
                )
            self.faults.add(line, names[mark.cell], value, advice)

    def _take_merged(self, mark: Mark, names: dict[int, str]) -> None:
        """Merged cells hold one value for many: which row it belongs to is not for us to guess."""
        bottom, right = (int(part) for part in mark.text.split(","))
        lines = self.table.lines
        reached = lines[bisect_left(lines, mark.row + 1) : bisect_right(lines, bottom + 1)]
        places = [place for place in names if mark.cell <= place <= right]
        if not reached or not places:
            return
        self.marked.update((line, place) for line in reached for place in places)
        where = f"{address(mark.row, mark.cell)}:{address(bottom, right)}"
        advice = Sentence("Các ô {where} bị gộp; bỏ gộp (Unmerge Cells) rồi ghi đủ từng ô.", where=where)
        self.faults.add(reached[0], names[min(places)], "", advice, also=reached[1:])

    def _column(self, key: str) -> Column:
        return next(column for column in self.sheet.columns if column.key == key)

    def _read_columns(self) -> tuple[dict[str, list[str]], dict[str, list[Any]]]:
        """The texts and the values of every column, row by row; a faulty cell has the value None."""
        texts: dict[str, list[str]] = {}
        values: dict[str, list[Any]] = {}
        height = len(self.table.rows)
        for column in self.sheet.columns:
            place = self.heads.places.get(column.key)
            if place is None:
                texts[column.key], values[column.key] = [""] * height, [column.blank] * height
                continue
            cells = [row[place] for row in self.table.rows]
            text_of, value_of, wrong = self._read_cells(column, set(cells))
            texts[column.key] = [text_of[cell] for cell in cells]
            values[column.key] = [value_of[cell] for cell in cells]
            if wrong:
                self._blame(column, place, cells, text_of, wrong)
        return texts, values

    def _read_cells(
        self, column: Column, cells: set[Any]
    ) -> tuple[dict[Any, str], dict[Any, Any], dict[Any, str]]:
        texts: dict[Any, str] = {}
        values: dict[Any, Any] = {}
        wrong: dict[Any, str] = {}
        for cell in cells:
            texts[cell] = text = self.shown(cell)
            is_day = cell.__class__ is str and cell[:1] == "\x01" and not self.table.csv
            values[cell], advice = self._read_cell(column, text, is_day=is_day)
            if advice:
                wrong[cell] = advice
        return texts, values, wrong

    def _read_cell(self, column: Column, text: str, *, is_day: bool) -> tuple[Any, str]:
        """The value and, if there is none, what would be right."""
        if len(text) > self.limits.cell:
            most = self.limits.cell
            return None, Sentence(
                "Ô dài {letters} ký tự, nhiều nhất {most}; rút ngắn lại.", letters=len(text), most=most
            )
        typed = clean(text, lines=True)
        if not typed:
            return (None, _BLANK) if column.required else (column.blank, "")
        if typed in _EXCEL_ERRORS:
            return None, _ERROR
        if is_day and not getattr(column.read, "takes_days", True):
            return None, _BECAME_DAY
        try:
            return column.read(typed), ""
        except DomainError as refusal:
            return None, column.advice or sentence_of(refusal)

    def _blame(
        self, column: Column, place: int, cells: list[Any], texts: dict[Any, str], wrong: dict[Any, str]
    ) -> None:
        for line, cell in zip(self.table.lines, cells, strict=True):
            if cell in wrong:
                self.unread[column.key].add(line)
                if (line, place) not in self.marked:
                    self.faults.add(line, column.head, texts[cell], wrong[cell])

    def _find_repeats(self, values: dict[str, list[Any]]) -> None:
        """Two rows with one key: nobody can say which one counts; both are bad, one sentence names both."""
        if not self.sheet.key:
            return
        keys = zip(*([_same(value) for value in values[key]] for key in self.sheet.key), strict=True)
        unread = set[int]().union(*(self.unread[key] for key in self.sheet.key))
        first: dict[tuple[Hashable, ...], int] = {}
        head = " + ".join(self._column(key).head for key in self.sheet.key)
        for line, key in zip(self.table.lines, keys, strict=True):
            if line in unread:
                continue
            before = first.setdefault(key, line)
            if before != line:
                value = " · ".join(_said(part) for part in key)
                advice = Sentence(
                    "Dòng {line} trùng với dòng {before}; chỉ giữ một trong hai dòng.",
                    line=line,
                    before=before,
                )
                self.faults.add(line, head, value, advice, also=(before,))

    def _rows(self, texts: dict[str, list[str]], values: dict[str, list[Any]]) -> tuple[Row, ...]:
        keys = tuple(values)
        bad = self.faults.bad
        return tuple(
            Row(line, dict(zip(keys, value, strict=True)), dict(zip(keys, text, strict=True)))
            for line, value, text in zip(
                self.table.lines,
                zip(*values.values(), strict=True),
                zip(*texts.values(), strict=True),
                strict=True,
            )
            if line not in bad
        )


def _same(value: Any) -> Hashable:
    """Codes that differ only in case are one code to the officer who typed them twice."""
    return value.casefold() if isinstance(value, str) else value


def _said(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
