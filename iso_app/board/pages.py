"""What the pages of the board show, made from its lines: counts, progress, two years side by side, heat maps."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote

from flask import get_template_attribute, request, url_for
from markupsafe import Markup, escape

from iso_app.agencies.models import LEVEL_LABELS, Level
from iso_app.board.compute import OBLIGATIONS, asked_of, share_of
from iso_app.board.queries import Board, Line
from iso_app.board.tables import NONE, BoardPage
from iso_app.compliance.measures import Period
from iso_app.compliance.models import Status
from iso_app.core.dates import show_day
from iso_app.core.numbers import percent, show_number
from iso_app.core.text import sort_key
from iso_app.web.languages import say
from iso_app.web.page import Tab, open_tabs

STEPS = (20, 40, 60, 80, 100)  # a heat map has a shade for less than each of these, and one for all
_CODE, _DUTY, _LABEL, _URL = "CODE-OF-AGENCY", "CODE-OF-DUTY", "LABEL-OF-DUTY", "URL-OF-CELL"

Link = Callable[[str, str], str]


@dataclass(frozen=True)
class ShownLine:
    """A row of the matrix: the agency, how much is lacking, and its cells, an obligation each."""

    name: str
    url: str
    detail: str
    no: int
    unknown: int
    cells: Markup
    more: tuple[tuple[str, object], ...]


def cell_links(period: Period) -> Link:
    """`link(code, obligation)`: the address of a cell. Made from one address: a page has five hundred of them."""
    pattern = url_for(".cell", code=_CODE, duty=_DUTY, **asked(period))
    return lambda code, duty: pattern.replace(_CODE, quote(code)).replace(_DUTY, duty)


def matrix(page: BoardPage, period: Period) -> list[ShownLine]:
    """The rows of the page asked for."""
    record = url_for("agencies.show", code=_CODE)
    wanted = set(page.shown_columns)
    further = [column for column in page.table.columns if column.optional and column.key in wanted]
    drawn = _drawn([code for code in OBLIGATIONS if code in wanted], cell_links(period))
    return [
        ShownLine(
            name=line.name,
            url=record.replace(_CODE, quote(line.code)),
            detail=f"{line.code} · {line.group}",
            no=line.count(Status.NO),
            unknown=line.count(Status.NOT_REPORTED),
            cells=_named((cells[line.statuses[code]] for code, cells in drawn), line.code),
            more=tuple((say(column.label), column.show(line)) for column in further),  # type: ignore[arg-type]
        )
        for line in page.shown_lines
    ]


def _drawn(duties: Sequence[str], link: Link) -> list[tuple[str, dict[Status, str]]]:
    """Each obligation with its cell in every status, as the template draws it for an agency still to be named.

    A page has five hundred cells; only four of them differ in more than their addresses and heads.
    """
    draw = get_template_attribute("board/parts.html", "state")
    plain = {status: str(draw(_LABEL, status.value, _URL)) for status in Status}
    found = []
    for code in duties:
        label, url = str(escape(say(OBLIGATIONS[code].label))), str(escape(link(_CODE, code)))
        cells = {status: cell.replace(_LABEL, label).replace(_URL, url) for status, cell in plain.items()}
        found.append((code, cells))
    return found


def _named(cells: Iterable[str], code: str) -> Markup:
    return Markup("".join(cells).replace(_CODE, quote(code)))  # noqa: S704 - made by the template


def asked(period: Period) -> dict[str, Any]:
    """The part of an address that names a period."""
    ends = period.as_of == Period.of_year(period.year).as_of
    return {"year": period.year} | ({} if ends else {"as_of": show_day(period.as_of)})


# -- counts by obligation ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """One obligation over some agencies: how many stand in each status."""

    code: str
    label: str
    counts: Counter[Status]

    @property
    def asked(self) -> int:
        return asked_of(self.counts)

    @cached_property
    def share(self) -> Decimal | None:
        return share_of(self.counts)

    @property
    def shown_share(self) -> str:
        return show_number(self.share, blank="-")


def tally(lines: Iterable[Line]) -> list[Tally]:
    """Every obligation over these agencies."""
    found = [line.statuses for line in lines]
    return [
        Tally(code, say(measure.label), Counter(statuses[code] for statuses in found))
        for code, measure in OBLIGATIONS.items()
    ]


# -- progress of the campaign ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Inspections of a level: planned, done, and done among the planned."""

    label: str
    planned: int
    done: int
    of_plan: int

    @property
    def share(self) -> str:
        return show_number(percent(self.of_plan, self.planned), blank="-")


def progress(lines: Sequence[Line]) -> list[Progress]:
    """The year's campaign by level, then over all; a level without agencies is left out."""
    found = [
        _progress(say(LEVEL_LABELS[level]), [line for line in lines if line.level is level])
        for level in Level
        if any(line.level is level for line in lines)
    ]
    return [*found, _progress(say("Tổng số"), lines)]


def _progress(label: str, lines: Sequence[Line]) -> Progress:
    done = [line for line in lines if line.statuses["inspected"] is Status.YES]
    of_plan = sum(line.planned for line in done)
    return Progress(label, sum(line.planned for line in lines), len(done), of_plan)


# -- years side by side ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TwoYears:
    """One obligation in the year before and in this one, and the difference in points of a hundred."""

    before: Tally
    now: Tally

    @property
    def difference(self) -> str:
        if self.before.share is None or self.now.share is None:
            return "-"
        points = self.now.share - self.before.share
        return f"{'+' if points > 0 else ''}{show_number(points)}"


def two_years(before: Iterable[Line], now: Iterable[Line]) -> list[TwoYears]:
    return [TwoYears(then, today) for then, today in zip(tally(before), tally(now), strict=True)]


# -- heat maps ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Warmth:
    """A cell of a heat map: the share of those asked, its shade (0 to 5, None: nobody is asked), where it leads."""

    tally: Tally
    url: str

    @cached_property
    def shade(self) -> int | None:
        share = self.tally.share
        return None if share is None else sum(share >= step for step in STEPS)


@dataclass(frozen=True)
class HeatRow:
    label: str
    agencies: int
    cells: tuple[Warmth, ...]


def by_district(page: BoardPage, board: Board) -> list[HeatRow]:
    """Districts with what lies in them; agencies in no district by level, so that one without districts reads."""
    districts = {(line.district, str(line.district_id)) for line in page.kept if line.district_id}
    rows = [
        _heat_row(page, board, name, [line for line in page.kept if str(line.district_id) == id_], huyen=id_)
        for name, id_ in sorted(districts, key=lambda district: sort_key(district[0]))
    ]
    outside = {"huyen": NONE} if districts else {}
    for level in Level:
        rest = [line for line in page.kept if line.district_id is None and line.level is level]
        if rest:
            rows.append(_heat_row(page, board, say(LEVEL_LABELS[level]), rest, cap=level.value, **outside))
    return rows


def by_group(page: BoardPage, board: Board) -> list[HeatRow]:
    """The province's groups in its own order."""
    groups = sorted({(line.group_position, line.group_id, line.group) for line in page.kept})
    return [
        _heat_row(page, board, name, [line for line in page.kept if line.group_id == id_], loai=str(id_))
        for _, id_, name in groups
    ]


def _heat_row(page: BoardPage, board: Board, label: str, lines: Sequence[Line], **where: str) -> HeatRow:
    kept = page.chosen | asked(board.period) | where
    pattern = url_for(".index", **kept | {"viec": _DUTY})
    cells = tuple(Warmth(found, pattern.replace(_DUTY, found.code)) for found in tally(lines))
    return HeatRow(label, len(lines), cells)


# -- the frame of the pages --------------------------------------------------------------------------------------


def tabs() -> list[Tab]:
    """The two faces of the board, each with the same period and filters."""
    left_out = {"after", "before", "export", "columns"}
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if k not in left_out}
    return open_tabs(("board.index", "Bảng"), ("board.charts", "Biểu đồ và so sánh"), **kept)
