"""The board as a list of the house: filters, sorting, pages and exports over a matrix that is in memory already."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, cast

from flask import request
from sqlalchemy import literal

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import APPLICABILITY_LABELS, LEVEL_LABELS, AgencyPeriod, Applicability, Level
from iso_app.board.compute import OBLIGATIONS, STATUS_LABELS
from iso_app.board.queries import Board, Line
from iso_app.compliance.models import Status
from iso_app.core.text import fold, sort_key
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, PageRow, Table, TablePage

NONE = "none"
_DUTY, _STATUS = "CODE-OF-DUTY", "CODE-OF-STATUS"
_LEVEL_PLACE = {level: place for place, level in enumerate(Level)}
_WORSE = {Status.NOT_APPLICABLE: 0, Status.YES: 1, Status.NOT_REPORTED: 2, Status.NO: 3}


def lacking(line: Line) -> tuple[int, int]:
    """How bad a line is: all that is lacking, the number shown; of equals, whoever is known not to have done more."""
    no = line.count(Status.NO)
    return no + line.count(Status.NOT_REPORTED), no


# Column -> what its rows are ordered by; ties fall back to the names.
_KEYS: Mapping[str, Callable[[Line], Any]] = {
    "name": lambda line: (line.sort_name, line.code),
    "lacking": lacking,
    "code": lambda line: line.code,
    "level": lambda line: _LEVEL_PLACE[line.level],
    "group": lambda line: line.group_position,
    "district": lambda line: sort_key(line.district),
}


def _key(column: str) -> Callable[[Line], Any]:
    return _KEYS.get(column) or (lambda line: _WORSE[line.statuses[column]])


# Filter -> whether a line stays.
_KEEPS: Mapping[str, Callable[[Line, str], bool]] = {
    "tim": lambda line, typed: all(word in _folded(line) for word in fold(typed).split()),
    "cap": lambda line, value: line.level.value == value,
    "loai": lambda line, value: str(line.group_id) == value,
    "huyen": lambda line, value: str(line.district_id or NONE) == value,
    "dien": lambda line, value: line.applicability.value == value,
    "phien_ban": lambda line, value: (line.edition or NONE) == value,
}


def _folded(line: Line) -> str:
    return fold(f"{line.name} {line.code}")


def narrowed(lines: Sequence[Line], chosen: Mapping[str, str]) -> list[Line]:
    """The lines that a choice of filters keeps. A status without an obligation is looked for in all of them."""
    kept = list(lines)
    for name, keeps in _KEEPS.items():
        if value := chosen.get(name):
            kept = [line for line in kept if keeps(line, value)]
    wanted, duty = chosen.get("tinh_trang"), chosen.get("viec")
    if wanted:
        codes = [duty] if duty and duty in OBLIGATIONS else list(OBLIGATIONS)
        kept = [line for line in kept if any(line.statuses[code] == wanted for code in codes)]
    return kept


def _in_memory(_: str) -> None:
    """Rows are narrowed by `narrowed`, not by their statement."""


def _status_of(code: str) -> Callable[[Any], object]:
    return lambda line: say(STATUS_LABELS[line.statuses[code]])


_SORTS = literal("")  # a column that can be sorted; `_key` says by what

BOARD = Table(
    label="Bảng theo dõi",
    columns=(
        Column("name", "Cơ quan, đơn vị", lambda line: line.name, sort=_SORTS),
        Column("lacking", "Còn thiếu", lambda line: lacking(cast("Line", line))[0], sort=_SORTS),
        *(
            Column(code, measure.label, _status_of(code), sort=_SORTS)
            for code, measure in OBLIGATIONS.items()
        ),
        Column("code", "Mã", lambda line: line.code, sort=_SORTS, optional=True),
        Column("level", "Cấp", lambda line: say(LEVEL_LABELS[line.level]), sort=_SORTS, optional=True),
        Column("group", "Loại cơ quan", lambda line: line.group, sort=_SORTS, optional=True),
        Column("district", "Huyện", lambda line: line.district, sort=_SORTS, optional=True),
        Column(
            "applies",
            "Diện áp dụng",
            lambda line: say(APPLICABILITY_LABELS[line.applicability]),
            optional=True,
        ),
        Column("edition", "Phiên bản tiêu chuẩn", lambda line: line.edition_name, optional=True),
    ),
    identity=AgencyPeriod.agency_id.expression,
    default_sort="-lacking",
    empty=Empty(
        "Chưa có cơ quan nào vào ngày này",
        "Bảng theo dõi hiện các cơ quan tồn tại vào ngày lập bảng. Hãy nhập danh sách cơ quan, "
        "hoặc chọn năm và ngày khác.",
        "Nhập từ tệp",
        "imports.upload",
    ),
    filters=tuple(
        Filter(name, label, _in_memory)
        for name, label in {
            "tim": "Tên hoặc mã",
            "cap": "Cấp",
            "loai": "Loại cơ quan",
            "huyen": "Huyện",
            "dien": "Diện áp dụng",
            "phien_ban": "Phiên bản tiêu chuẩn",
            "viec": "Việc",
            "tinh_trang": "Tình trạng",
        }.items()
    ),
)


@lru_cache(maxsize=1)
def _all_columns() -> Table:
    return replace(BOARD, columns=tuple(replace(column, optional=False) for column in BOARD.columns))


@dataclass
class BoardPage(TablePage):
    """One page of the board. What `TablePage` asks of the database is answered from `lines`."""

    lines: Sequence[Line] = ()

    @cached_property
    def kept(self) -> list[Line]:
        """The lines that the filters keep, in the order asked for."""
        column, down = self.sort
        found = narrowed(self.lines, self.chosen)  # by name already
        return sorted(found, key=_key(column.key), reverse=down)

    @cached_property
    def total(self) -> int | str:
        return len(self.kept)

    @cached_property
    def shown_lines(self) -> list[Line]:
        start = self._start
        return self.kept[start : start + self.table.size]

    @cached_property
    def _start(self) -> int:
        """The first row of the page, after or before the agency that the address names."""
        places = {str(line.id): place for place, line in enumerate(self.kept)}
        if (place := places.get(self.asked.get("after", ""))) is not None:
            return place + 1
        if (place := places.get(self.asked.get("before", ""))) is not None:
            return max(0, place - self.table.size)
        return 0

    @cached_property
    def rows(self) -> list[PageRow]:
        return [PageRow(None, []) for _ in self.shown_lines]

    @property
    def previous_url(self) -> str | None:
        return self._url(before=self.kept[self._start].id) if self._start and self.shown_lines else None

    @property
    def next_url(self) -> str | None:
        more = self._start + self.table.size < len(self.kept)
        return self._url(after=self.shown_lines[-1].id) if more else None

    @cached_property
    def filters(self) -> list[dict[str, Any]]:
        choices = _choices(self.lines)
        return [
            {
                "name": asked.name,
                "label": say(asked.label),
                "kind": "select" if asked.name in choices else "text",
                "value": self.chosen.get(asked.name, ""),
                "options": [("", say("Tất cả")), *choices.get(asked.name, ())],
            }
            for asked in self.table.filters
            if choices.get(asked.name) != []
        ]

    def agencies_of(self, duty: str, status: str) -> str:
        """The address of this list with the agencies behind a number. Made from one address: a page has forty."""
        return self._of_duty.replace(_DUTY, duty).replace(_STATUS, status)

    @cached_property
    def _of_duty(self) -> str:
        return self._url(viec=_DUTY, tinh_trang=_STATUS)

    def export_rows(self) -> Iterator[list[object]]:
        for line in self.kept:
            yield [column.exported(cast("Any", line)) for column in self._exported]

    def export_heads(self) -> list[str]:
        return [say(column.label) for column in self._exported]

    @cached_property
    def _exported(self) -> list[Column]:
        """What a file holds: the columns chosen; where nobody chose, all of them."""
        columns = _all_columns().columns
        return [c for c in columns if "columns" not in self.asked or c.key in self.shown_columns]


def _choices(lines: Sequence[Line]) -> dict[str, list[tuple[str, str]]]:
    """Filter -> its choices: only what the lines have, so that none leads nowhere."""
    groups = sorted({(line.group_position, line.group_id, line.group) for line in lines})
    districts = sorted(
        {(line.district_id, line.district) for line in lines if line.district_id},
        key=lambda d: sort_key(d[1]),
    )
    levels = {line.level for line in lines}
    applies = {line.applicability for line in lines}
    held = {(line.edition, line.edition_name) for line in lines}
    return {
        "cap": [(level.value, say(LEVEL_LABELS[level])) for level in Level if level in levels],
        "loai": [(str(id_), name) for _, id_, name in groups],
        "huyen": [(str(id_), name) for id_, name in districts]
        + ([(NONE, say("Không thuộc huyện nào"))] if districts else []),
        "dien": [(a.value, say(APPLICABILITY_LABELS[a])) for a in Applicability if a in applies],
        "phien_ban": [
            (code or NONE, name or say("Chưa có số liệu")) for code, name in sorted(held, reverse=True)
        ],
        "viec": [(code, say(measure.label)) for code, measure in OBLIGATIONS.items()],
        "tinh_trang": [(status.value, say(label)) for status, label in STATUS_LABELS.items()],
    }


def page(found: Board, endpoint: str) -> BoardPage:
    """The page that the request's address asks for; its filters lead to `endpoint`."""
    base = agencies.as_on(found.period.as_of)
    return BoardPage(BOARD, base, request.args.to_dict(), endpoint, lines=found.lines)
