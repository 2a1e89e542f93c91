"""Everything that only reads: forms, periods, the reports of agencies and what they add up to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import selectinload

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyPeriod, Province
from iso_app.compliance.measures import Period
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound
from iso_app.db import db
from iso_app.periodic_reports.compute import Computed, computed_rows, period_of
from iso_app.periodic_reports.content import Column, cells_of
from iso_app.periodic_reports.kinds import FieldType
from iso_app.periodic_reports.models import (
    FormDraft,
    FormDraftRow,
    FormVersion,
    PeriodicEntry,
    PeriodicReturn,
    ReportingPeriod,
    RowRemark,
)
from iso_app.periodic_reports.reading import shipped
from iso_app.periodic_reports.template import FormTemplate, parse
from iso_app.periodic_reports.workflow import DraftState, ReturnState

SETTLED = frozenset({ReturnState.SUBMITTED, ReturnState.ACCEPTED})

# -- forms -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def shipped_form(code: str) -> FormTemplate:
    """The form that ships under this code; NotFound names those there are."""
    body = shipped().get(code)
    if body is None:
        raise NotFound(
            "Không có mẫu báo cáo “{code}”. Các mẫu đang có: {codes}.", code=code, codes=", ".join(shipped())
        )
    return parse(body)


_parsed: dict[tuple[int, str], FormTemplate] = {}


def form_of(version: FormVersion) -> FormTemplate:
    """The form of a published version; parsed once, a version never changes."""
    key = (version.id, version.digest)
    if key not in _parsed:
        _parsed[key] = parse(version.body, version=version.version)
    return _parsed[key]


def versions() -> list[FormVersion]:
    """Every published version in scope, newest first within its code."""
    query = select(FormVersion).order_by(FormVersion.code, FormVersion.version.desc())
    return list(db.session.scalars(query))


def version(version_id: int) -> FormVersion:
    found = db.session.scalars(select(FormVersion).where(FormVersion.id == version_id)).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy mẫu báo cáo này.")
    return found


def latest_number(code: str) -> int:
    """The number of the last published version of a code in scope; 0 if there is none."""
    return db.session.scalar(select(func.max(FormVersion.version)).where(FormVersion.code == code)) or 0


def drafts() -> list[FormDraft]:
    """The forms being prepared, newest first."""
    query = select(FormDraft).where(FormDraft.state == DraftState.OPEN).order_by(FormDraft.id.desc())
    return list(db.session.scalars(query))


def draft(draft_id: int) -> FormDraft:
    """A form being prepared, with its rows."""
    query = select(FormDraft).where(FormDraft.id == draft_id).options(selectinload(FormDraft.rows))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy mẫu đang soạn này.")
    return found


def draft_row(prepared: FormDraft, row_id: int) -> FormDraftRow:
    found = next((row for row in prepared.rows if row.id == row_id), None)
    if found is None:
        raise NotFound("Mẫu đang soạn không có dòng này.")
    return found


# -- periods -----------------------------------------------------------------------------------------------------


def period(period_id: int) -> ReportingPeriod:
    """The period in scope with this id."""
    query = select(ReportingPeriod).where(ReportingPeriod.id == period_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy kỳ báo cáo này.")
    return found


def periods() -> list[ReportingPeriod]:
    """The periods in scope, the one that is due last first."""
    query = select(ReportingPeriod).order_by(ReportingPeriod.due_on.desc(), ReportingPeriod.id.desc())
    return list(db.session.scalars(query))


def span(found: ReportingPeriod) -> Period:
    return period_of(found.year, found.half)


def members_statement(found: ReportingPeriod) -> Select[Any]:
    """The agencies that owe a report for a period: those that existed on its last day and are of its audience."""
    statement = agencies.as_on(span(found).as_of).where(Agency.province_id == found.province_id)
    if found.level is not None:
        statement = statement.where(AgencyPeriod.level == found.level)
    if found.group_id is not None:
        statement = statement.where(AgencyPeriod.group_id == found.group_id)
    if found.applicability is not None:
        statement = statement.where(AgencyPeriod.applicability == found.applicability)
    return statement


def members(found: ReportingPeriod) -> list[Row[Any]]:
    """Those agencies in scope, by name."""
    statement = members_statement(found).order_by(AgencyPeriod.sort_name, AgencyPeriod.agency_id)
    return list(db.session.execute(statement))


def member(found: ReportingPeriod, code: str) -> Row[Any]:
    """One of them; NotFound for an agency out of scope or not asked for this report."""
    statement = members_statement(found).where(func.lower(Agency.code) == code.lower())
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("Cơ quan {code} không thuộc kỳ báo cáo này.", code=code)
    return row


# -- the report of an agency -------------------------------------------------------------------------------------


def report_of(found: ReportingPeriod, agency_id: int) -> PeriodicReturn | None:
    query = select(PeriodicReturn).where(
        PeriodicReturn.period_id == found.id, PeriodicReturn.agency_id == agency_id
    )
    return db.session.scalars(query).one_or_none()


def begun(found: ReportingPeriod, agency_id: int) -> PeriodicReturn:
    """The report of an agency; NotFound if nothing of it has been filled in."""
    report = report_of(found, agency_id)
    if report is None:
        raise NotFound("Cơ quan này chưa nhập gì cho kỳ báo cáo.")
    return report


def entries_of(report: PeriodicReturn | None) -> dict[str, PeriodicEntry]:
    """Row -> what is stored of it."""
    if report is None:
        return {}
    query = select(PeriodicEntry).where(PeriodicEntry.return_id == report.id)
    return {entry.row_key: entry for entry in db.session.scalars(query)}


def remarks_of(report: PeriodicReturn | None) -> list[RowRemark]:
    """What the authority remarked, the last round first."""
    if report is None:
        return []
    query = select(RowRemark).where(RowRemark.return_id == report.id)
    return list(db.session.scalars(query.order_by(RowRemark.round.desc(), RowRemark.id)))


def computed_now(found: ReportingPeriod, form: FormTemplate) -> dict[int, dict[str, Computed]]:
    return computed_rows(form, found.province_id, span(found))


def column_of(
    form: FormTemplate,
    who: Any,
    report: PeriodicReturn | None,
    entries: Mapping[str, PeriodicEntry],
    computed: Mapping[str, Computed],
) -> Column:
    """The figures of one agency; `who` has its code and name."""
    settled = report is not None and report.state in SETTLED
    cells = cells_of(form, entries, computed, settled=settled)
    return Column(who.code, who.name, cells, report.state.value if report else "")


@dataclass(frozen=True)
class Before:
    """The report before this one: the name of its period and its texts by row."""

    name: str = ""
    texts: Mapping[str, str] | None = None

    def text(self, key: str) -> str:
        return (self.texts or {}).get(key, "")


def before(found: ReportingPeriod, agency_id: int) -> Before:
    """What the agency reported for the last period before this one under the same code."""
    query = (
        select(PeriodicReturn)
        .join(ReportingPeriod, ReportingPeriod.id == PeriodicReturn.period_id)
        .where(
            PeriodicReturn.agency_id == agency_id,
            ReportingPeriod.code == found.code,
            tuple_(ReportingPeriod.year, ReportingPeriod.half) < tuple_(found.year, found.half),
        )
        .order_by(ReportingPeriod.year.desc(), ReportingPeriod.half.desc())
        .limit(1)
    )
    report = db.session.scalars(query).one_or_none()
    if report is None:
        return Before()
    return Before(report.period.name, {key: entry.text for key, entry in entries_of(report).items()})


@dataclass(frozen=True)
class Owed:
    """A period as one agency sees it."""

    period: ReportingPeriod
    report: PeriodicReturn | None

    @property
    def state(self) -> str:
        return self.report.state.value if self.report else "not_begun"

    @property
    def days_late(self) -> int:
        return days_late(self.period, self.report)

    @property
    def is_open(self) -> bool:
        """Whether something is left for the agency to do."""
        return self.report is None or self.report.state not in SETTLED


def days_late(found: ReportingPeriod, report: Any) -> int:
    """How many days after the due day the last submission came, or how many it is overdue; 0 if it is in time."""
    if report is not None and report.state in SETTLED and report.submitted_at is not None:
        end = report.submitted_at.date()
    else:
        end = today()
    days: int = (end - found.due_on).days
    return max(days, 0)


def owed_by(agency: Agency) -> list[Owed]:
    """Every period an agency owes a report for, the newest first."""
    query = select(PeriodicReturn).where(PeriodicReturn.agency_id == agency.id)
    reports = {report.period_id: report for report in db.session.scalars(query)}
    known = [found for found in periods() if found.province_id == agency.province_id]
    days = {span(found).as_of for found in known}
    lived = _lives(agency.id, days)
    return [
        Owed(found, reports.get(found.id))
        for found in known
        if _is_member(found, lived.get(span(found).as_of))
    ]


def _lives(agency_id: int, days: Iterable[date]) -> dict[date, AgencyPeriod]:
    stretches = db.session.scalars(select(AgencyPeriod).where(AgencyPeriod.agency_id == agency_id)).all()
    return {
        day: stretch
        for day in days
        for stretch in stretches
        if stretch.valid_from <= day and (stretch.valid_to is None or day <= stretch.valid_to)
    }


def _is_member(found: ReportingPeriod, lived: AgencyPeriod | None) -> bool:
    return lived is not None and all(
        wanted is None or wanted == given
        for wanted, given in (
            (found.level, lived.level),
            (found.group_id, lived.group_id),
            (found.applicability, lived.applicability),
        )
    )


# -- all agencies of a period ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where one agency stands in a period."""

    agency_id: int
    code: str
    name: str
    state: str
    days_late: int
    report: PeriodicReturn | None


def standings(found: ReportingPeriod) -> list[Standing]:
    """Every agency of a period: the late ones first, the latest of all on top, then by name."""
    query = select(PeriodicReturn).where(PeriodicReturn.period_id == found.id)
    reports = {report.agency_id: report for report in db.session.scalars(query)}
    lines = [_standing(found, row, reports.get(row.agency_id)) for row in members(found)]
    return sorted(lines, key=lambda line: (line.state in SETTLED, -line.days_late))


def _standing(found: ReportingPeriod, row: Any, report: PeriodicReturn | None) -> Standing:
    state = report.state.value if report else "not_begun"
    return Standing(row.agency_id, row.code, row.name, state, days_late(found, report), report)


def counts_by_period() -> dict[int, dict[str, int]]:
    """Period -> state -> how many reports stand there."""
    query = select(PeriodicReturn.period_id, PeriodicReturn.state, func.count()).group_by(
        PeriodicReturn.period_id, PeriodicReturn.state
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for period_id, state, count in db.session.execute(query):
        found[period_id][state.value] = count
    return found


def columns(found: ReportingPeriod, form: FormTemplate) -> list[Column]:
    """The figures of every agency of a period in scope, by name; three statements besides those of the measures."""
    query = select(PeriodicReturn).where(PeriodicReturn.period_id == found.id)
    reports = {report.agency_id: report for report in db.session.scalars(query)}
    entries: dict[int, dict[str, PeriodicEntry]] = defaultdict(dict)
    stored = select(PeriodicEntry).join(PeriodicReturn, PeriodicReturn.id == PeriodicEntry.return_id)
    for entry in db.session.scalars(stored.where(PeriodicReturn.period_id == found.id)):
        entries[entry.agency_id][entry.row_key] = entry
    computed = computed_now(found, form)
    return [
        column_of(
            form, row, reports.get(row.agency_id), entries[row.agency_id], computed.get(row.agency_id, {})
        )
        for row in members(found)
    ]


SUMMED = frozenset({FieldType.COUNT, FieldType.YES_NO})


@dataclass(frozen=True)
class Total:
    """What a row adds up to over the agencies: None where adding makes no sense; `given` of them filled it in."""

    number: Decimal | None
    given: int


def totals(form: FormTemplate, all_columns: Iterable[Column]) -> dict[str, Total]:
    """Row -> total over agencies that have begun: counts are summed, of Có/Không the Có are counted."""
    begun_ones = [column for column in all_columns if column.state]
    return {row.key: _total(row.field.type, row.key, begun_ones) for row in form.valued}


def _total(kind: FieldType, key: str, begun_ones: list[Column]) -> Total:
    values = [column.cells[key].value for column in begun_ones if not column.cells[key].value.blank]
    if kind not in SUMMED or not values:
        return Total(None, len(values))
    return Total(sum((value.number for value in values if value.number is not None), Decimal(0)), len(values))


def province(province_id: int) -> Province | None:
    return db.session.scalars(select(Province).where(Province.id == province_id)).one_or_none()


# -- for other tools ---------------------------------------------------------------------------------------------


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
            code=code, year=span_.year,
        )  # fmt: skip
    form = form_of(found.form_version)
    return Sought(form, span(found), columns(found, form), found.name, single=False, reporting=found)


def _of_one(code: str, span_: Period, agency: Agency, *, again: bool) -> Sought:
    owed = [one for one in owed_by(agency) if one.period.code == code and one.period.year == span_.year]
    found = next(iter(sorted(owed, key=lambda one: one.period.half)), None)
    form = form_of(found.period.form_version) if found else shipped_form(code)
    wanted = span_ if found is None or again else span(found.period)
    report = found.report if found else None
    computed = computed_rows(form, agency.province_id, wanted).get(agency.id, {})
    settled = report is not None and report.state in SETTLED and not again
    cells = cells_of(form, entries_of(report), computed, settled=settled)
    column = Column(agency.code, agency.name, cells, report.state.value if report else "")
    name = found.period.name if found else f"năm {span_.year}"
    return Sought(form, wanted, [column], name, single=True, reporting=found.period if found else None)
