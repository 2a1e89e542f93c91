"""Writes printed figures, from a file or typed by hand: one entry of the trail a printed table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.reports import figures, policies
from iso_app.reports.models import PrintedFigure, PrintedTable
from iso_app.reports.planning import Place
from iso_app.sheets.kind import LineRef, Outcome, Plan
from iso_app.trail.services import explain, record

TOLD_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Given:
    """A figure to be stored; an empty text takes it away."""

    row: str
    column: str
    text: str
    line_id: int | None = None


def store(actor: Actor, plan: Plan, lines: Callable[[Sequence[LineRef]], dict[int, int]]) -> None:
    """Do what a planned file says; each figure points to its line."""
    if plan.province_id is None:
        raise ValueError("the province is found before a plan is stored")
    keeper = agencies.authority(plan.province_id)
    if keeper is None:
        raise DomainError("Tỉnh chưa chọn cơ quan quản lý; hãy chọn ở trang cơ quan rồi nhập tệp này.")
    changes = [c for c in plan.changes if c.outcome in {Outcome.NEW, Outcome.CHANGED}]
    line_ids = lines([LineRef(keeper.id, change.row) for change in changes])
    by_table: dict[tuple[str, int, str], list[Given]] = {}
    for change in changes:
        place: Place = change.subject
        given = Given(place.row, place.column, change.row.values["text"], line_ids[change.row.line])
        by_table.setdefault((place.template, place.year, place.source), []).append(given)
    for (code, year, source), figures_of in by_table.items():
        write(actor, province_id=plan.province_id, code=code, year=year, source=source, given=figures_of)


def write(
    actor: Actor, *, province_id: int, code: str, year: int, source: str, given: Sequence[Given]
) -> PrintedTable:
    """Keep the figures of one printed table; figures that are not given stay as they are."""
    require(actor.holds(policies.COMPILE))
    if not source:
        raise DomainError("Hãy ghi nguồn của số in, ví dụ tên và số của báo cáo.", field="source")
    table = figures.record_of(code, year, source)
    if table is None:
        table = PrintedTable(
            province_id=province_id, template_code=code, year=year, source=source, made_by=actor.name,
            made_by_id=actor.person_id, made_at=now(),
        )  # fmt: skip
        db.session.add(table)
    known = {(figure.row_key, figure.column_key): figure for figure in table.figures}
    told = [words for one in given if (words := _keep(table, known.get((one.row, one.column)), one))]
    if told:
        for figure in {*known.values(), *table.figures}:
            explain(figure)
        record(
            actor,
            "printed_table.figures_kept",
            table,
            number=len(told),
            figures=told[:TOLD_AT_MOST],
            source=source,
        )
    return table


def _keep(table: PrintedTable, figure: PrintedFigure | None, given: Given) -> str:
    """Keep one figure; gives the words of what changed, blank for nothing."""
    key = f"{given.row}.{given.column}"
    if figure is None:
        if not given.text:
            return ""
        table.figures.append(
            PrintedFigure(
                province_id=table.province_id, row_key=given.row, column_key=given.column, text=given.text,
                import_line_id=given.line_id,
            )
        )  # fmt: skip
        return f"{key}: {given.text}"
    if figure.text == given.text:
        return ""
    if not given.text:
        table.figures.remove(figure)
        return f"{key}: {figure.text} → ∅"
    before, figure.text, figure.import_line_id = figure.text, given.text, given.line_id
    return f"{key}: {before} → {given.text}"


def write_typed(actor: Actor, *, code: str, year: int, source: str, typed: Mapping[str, str]) -> PrintedTable:
    """Keep what was typed for a printed table, by `row.column`; an empty place is no figure."""
    given = [Given(key.partition(".")[0], key.partition(".")[2], text) for key, text in typed.items()]
    if not any(one.text for one in given):
        raise DomainError("Chưa điền số in nào.")
    province = agencies.province_of(actor)
    return write(actor, province_id=province.id, code=code, year=year, source=source, given=given)
