"""All agencies of a period: where they stand, what their figures add up to; and the figures for other tools."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, Province
from iso_app.compliance.measures import Period
from iso_app.core.errors import DomainError, NotFound
from iso_app.db import db
from iso_app.periodic_reports.compute import computed_rows, period_of
from iso_app.periodic_reports.content import Column, cells_of
from iso_app.periodic_reports.kinds import FieldType
from iso_app.periodic_reports.models import (
    PeriodicEntry,
    PeriodicReturn,
    ReportingPeriod,
)
from iso_app.periodic_reports.queries.forms import form_of, latest_number, shipped_form
from iso_app.periodic_reports.queries.periods import SETTLED, is_gone, members, span
from iso_app.periodic_reports.queries.reports import (
    column_of,
    computed_now,
    days_late,
    entries_of,
    owed_by,
    report_of,
)
from iso_app.periodic_reports.reading import shipped
from iso_app.periodic_reports.template import FormTemplate
from iso_app.periodic_reports.workflow import NOT_BEGUN, ReturnState


@dataclass(frozen=True)
class Standing:
    """Where one agency stands in a period; `ended_on` its last day, if it ended without having submitted."""

    agency_id: int
    code: str
    name: str
    state: str
    days_late: int
    report: PeriodicReturn | None
    ended_on: date | None


def standings(found: ReportingPeriod) -> list[Standing]:
    """Every agency of a period: the late ones first, the latest of all on top, then by name."""
    query = select(PeriodicReturn).where(PeriodicReturn.period_id == found.id)
    reports = {report.agency_id: report for report in db.session.scalars(query)}
    lines = [_standing(found, row, reports.get(row.agency_id)) for row in members(found)]
    return sorted(lines, key=lambda line: (line.state in SETTLED, -line.days_late))


def _standing(found: ReportingPeriod, row: Any, report: PeriodicReturn | None) -> Standing:
    state = report.state.value if report else NOT_BEGUN
    ended_on = row.valid_to if is_gone(row) and state not in SETTLED else None
    late = 0 if ended_on else days_late(found, report)
    return Standing(row.agency_id, row.code, row.name, state, late, report, ended_on)


def counts_by_period() -> dict[int, dict[str, int]]:
    """Period -> state -> how many reports stand there."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for period_id, state, count in db.session.execute(_counts_by_period()):
        found[period_id][state.value] = count
    return found


@cache
def _counts_by_period() -> Select[int, ReturnState, int]:
    """Built once: the first page of an authority asks it."""
    state = (PeriodicReturn.period_id, PeriodicReturn.state)
    return select(*state, func.count()).group_by(*state)


def columns(found: ReportingPeriod, form: FormTemplate) -> list[Column]:
    """The figures that the agencies of a period have submitted, by name; what is still being filled in stays blank.

    Three statements besides those of the measures.
    """
    query = select(PeriodicReturn).where(PeriodicReturn.period_id == found.id)
    reports = {report.agency_id: report for report in db.session.scalars(query)}
    entries: dict[int, dict[str, PeriodicEntry]] = defaultdict(dict)
    stored = select(PeriodicEntry).join(PeriodicReturn, PeriodicReturn.id == PeriodicEntry.return_id)
    given = stored.where(PeriodicReturn.period_id == found.id, PeriodicReturn.state.in_(SETTLED))
    for entry in db.session.scalars(given):
        entries[entry.agency_id][entry.row_key] = entry
    return [
        column_of(form, row, reports.get(row.agency_id), entries[row.agency_id], {}) for row in members(found)
    ]


SUMMED = frozenset({FieldType.COUNT, FieldType.YES_NO})


@dataclass(frozen=True)
class Total:
    """What a row adds up to over the agencies: None where adding makes no sense; `given` of them filled it in."""

    number: Decimal | None
    given: int


def totals(form: FormTemplate, all_columns: Iterable[Column]) -> dict[str, Total]:
    """Row -> total over what was submitted: counts are summed, of Có/Không the Có are counted."""
    submitted = [column for column in all_columns if column.state in SETTLED]
    return {row.key: _total(row.field.type, row.key, submitted) for row in form.valued}


def _total(kind: FieldType, key: str, submitted: list[Column]) -> Total:
    values = [column.cells[key].value for column in submitted if not column.cells[key].value.blank]
    if kind not in SUMMED or not values:
        return Total(None, len(values))
    return Total(sum((value.number for value in values if value.number is not None), Decimal(0)), len(values))


def province(province_id: int) -> Province | None:
    """A province by its id."""
    return db.session.scalars(select(Province).where(Province.id == province_id)).one_or_none()


@dataclass(frozen=True)
class Sought:
    """A form for a year, with the figures of one agency or of all."""

    form: FormTemplate
    period: Period
    columns: list[Column]
    name: str
    single: bool
    reporting: ReportingPeriod | None = None


def knows(code: str) -> bool:
    """Whether a code names a periodic form: one that ships, or one that a province has published."""
    return code in shipped() or latest_number(code) > 0


def sought(code: str, *, year: int, as_of: date | None, agency: str | None) -> Sought:
    """The figures of a form for a year; where no period was opened, what fills itself in and otherwise blanks."""
    span_ = period_of(year, as_of=as_of)
    if span_.as_of.year != year:
        raise DomainError("Ngày lập bảng phải thuộc năm {year}.", field="as_of", year=year)
    if agency is None:
        return _of_all(code, span_)
    return _of_one(code, span_, agencies.get(agency), again=as_of is not None)


def _of_all(code: str, span_: Period) -> Sought:
    query = select(ReportingPeriod).where(ReportingPeriod.code == code, ReportingPeriod.year == span_.year)
    found = db.session.scalars(query.order_by(ReportingPeriod.half, ReportingPeriod.id)).first()
    if found is None:
        raise NotFound(
            "Chưa mở kỳ báo cáo {code} năm {year}; hãy mở kỳ, hoặc nêu một cơ quan bằng --agency.",
            code=code,
            year=span_.year,
        )
    return all_of(found)


def all_of(found: ReportingPeriod) -> Sought:
    """Every agency of a period in scope."""
    form = form_of(found.form_version)
    return Sought(form, span(found), columns(found, form), found.name, single=False, reporting=found)


def one(found: ReportingPeriod, who: Any) -> Sought:
    """One agency of a period."""
    form = form_of(found.form_version)
    report = report_of(found, who.agency_id)
    computed = computed_now(found, form).get(who.agency_id, {})
    column = column_of(form, who, report, entries_of(report), computed)
    return Sought(form, span(found), [column], found.name, single=True, reporting=found)


def _of_one(code: str, span_: Period, agency: Agency, *, again: bool) -> Sought:
    owed = [it for it in owed_by(agency) if it.period.code == code and it.period.year == span_.year]
    found = next(iter(sorted(owed, key=lambda it: it.period.half)), None)
    form = form_of(found.period.form_version) if found else shipped_form(code)
    wanted = span_ if found is None or again else span(found.period)
    report = found.report if found else None
    computed = computed_rows(form, agency.province_id, wanted).get(agency.id, {})
    settled = report is not None and report.state in SETTLED and not again
    cells = cells_of(form, entries_of(report), computed, settled=settled)
    column = Column(agency.code, agency.name, cells, report.state.value if report else "")
    name = found.period.name if found else f"năm {span_.year}"
    return Sought(form, wanted, [column], name, single=True, reporting=found.period if found else None)
