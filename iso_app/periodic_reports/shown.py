"""Lists and lines of the pages, in words, with their addresses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from iso_app.agencies.models import APPLICABILITY_LABELS, LEVEL_LABELS
from iso_app.compliance.measures import MEASURES
from iso_app.core.clock import today
from iso_app.core.dates import show_day, show_moment
from iso_app.core.numbers import show_number
from iso_app.db import Model
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.content import Column
from iso_app.periodic_reports.kinds import TYPE_HELP, TYPE_LABELS, FieldType, words_of
from iso_app.periodic_reports.models import (
    FormDraft,
    FormDraftRow,
    ReportingPeriod,
)
from iso_app.periodic_reports.queries import Owed, Standing
from iso_app.periodic_reports.reading import shipped
from iso_app.periodic_reports.template import ROW_KIND_LABELS, FormRow, FormTemplate, RowKind
from iso_app.periodic_reports.workflow import NOT_BEGUN, STATE_LABELS, ReturnState
from iso_app.trail.queries import HistoryEntry
from iso_app.trail.queries import history as trail_history
from iso_app.web.languages import say
from iso_app.web.page import Tab

TONES = {
    NOT_BEGUN: "neutral",
    ReturnState.DRAFT.value: "info",
    ReturnState.SUBMITTED.value: "accent",
    ReturnState.RETURNED.value: "warning",
    ReturnState.ACCEPTED.value: "success",
}


def state_words(state: str) -> str:
    """Where a report stands, in the reader's language."""
    return say("Chưa mở") if state == NOT_BEGUN else say(STATE_LABELS[ReturnState(state)])


# -- lists -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwedLine:
    """A report that an agency owes, as its list shows it."""

    title: str
    period: str
    due: str
    state: str
    tone: str
    late: int
    url: str
    urgent: bool


def owed_lines(owed: Iterable[Owed], code: str) -> list[OwedLine]:
    """The periods of one agency, what is still to be done first."""
    ordered = sorted(owed, key=lambda one: not one.is_open)
    return [
        OwedLine(
            title=one.period.form_version.title,
            period=say(one.period.when),
            due=show_day(one.period.due_on),
            state=state_words(one.state),
            tone=TONES[one.state],
            late=one.days_late,
            url=url_for("periodic_reports.show", period_id=one.period.id, code=code),
            urgent=one.is_open,
        )
        for one in ordered
    ]


@dataclass(frozen=True)
class PeriodLine:
    """A period with how many of its agencies stand where."""

    period: ReportingPeriod
    title: str
    name: str
    due: str
    audience: str
    url: str
    counts: Mapping[str, int]
    is_due: bool


def period_lines() -> list[PeriodLine]:
    """All periods, with the counts of their agencies."""
    counts = queries.counts_by_period()
    return [
        PeriodLine(
            period=found,
            title=found.form_version.title,
            name=say(found.when),
            due=show_day(found.due_on),
            audience=audience_words(found),
            url=url_for("periodic_reports.period", period_id=found.id),
            counts=counts.get(found.id, {}),
            is_due=found.due_on < today(),
        )
        for found in queries.periods()
    ]


def audience_words(found: ReportingPeriod) -> str:
    """Who owes the report: `Sở, ngành`, `Cấp xã · Bắt buộc`, or everybody."""
    parts = [
        say(LEVEL_LABELS[found.level]) if found.level else "",
        found.group.name if found.group else "",
        say(APPLICABILITY_LABELS[found.applicability]) if found.applicability else "",
    ]
    return " · ".join(part for part in parts if part) or say("Mọi cơ quan")


@dataclass(frozen=True)
class StandingLine:
    """Where an agency stands in a period, as the list shows it."""

    standing: Standing
    state: str
    tone: str
    submitted: str
    url: str


def standing_lines(found: ReportingPeriod, lines: Iterable[Standing]) -> list[StandingLine]:
    """The agencies of a period as its page lists them."""
    return [
        StandingLine(
            standing=line,
            state=state_words(line.state),
            tone=TONES[line.state],
            submitted=show_moment(line.report.submitted_at) if line.report else "",
            url=url_for("periodic_reports.show", period_id=found.id, code=line.code),
        )
        for line in lines
    ]


def counted(lines: Iterable[Standing]) -> dict[str, int]:
    """State -> how many agencies; `late` -> how many are late."""
    found = dict.fromkeys(TONES, 0) | {"late": 0}
    for line in lines:
        found[line.state] += 1
        found["late"] += bool(line.days_late)
    return found


@dataclass(frozen=True)
class TotalLine:
    """A row with its total over the province and how many agencies gave a figure."""

    row: FormRow
    total: str
    given: int
    url: str


def total_lines(found: ReportingPeriod, form: FormTemplate) -> list[TotalLine]:
    """Each row with what it adds up to over the province."""
    totals = queries.totals(form, queries.columns(found, form))
    return [
        TotalLine(
            row,
            show_number(totals[row.key].number) if row.has_value else "",
            totals[row.key].given if row.has_value else 0,
            url_for("periodic_reports.across", period_id=found.id, row=row.key),
        )
        for row in form.rows
    ]


@dataclass(frozen=True)
class AcrossLine:
    """What one agency says in a row."""

    column: Column
    words: str
    state: str
    tone: str
    url: str


def across_lines(found: ReportingPeriod, form: FormTemplate, row: FormRow) -> list[AcrossLine]:
    """One row of every agency side by side, with the figures that were submitted."""
    return [
        AcrossLine(
            column,
            words_of(row.field, column.cells[row.key].value.text),
            state_words(column.state or NOT_BEGUN),
            TONES[column.state or NOT_BEGUN],
            url_for("periodic_reports.show", period_id=found.id, code=column.code),
        )
        for column in queries.columns(found, form)
    ]


@dataclass(frozen=True)
class SideBySide:
    """A part of a form with the figures of every agency that has submitted; `missing` agencies have not."""

    tabs: Sequence[Tab]
    part: FormRow
    columns: Sequence[tuple[Column, str]]
    rows: Sequence[tuple[FormRow, Sequence[str], str]]
    missing: int


def side_by_side(found: ReportingPeriod, form: FormTemplate, wanted: str) -> SideBySide:
    """The part that is `wanted` by its key, else the first; each row with its figures and what they add up to."""
    sections = list(form.sections())
    part, rows = next((one for one in sections if one[0].key == wanted), sections[0])
    every = queries.columns(found, form)
    given = [column for column in every if column.state in queries.SETTLED]
    totals = queries.totals(form, every)
    return SideBySide(
        tabs=[
            Tab(
                one.stt or one.key,
                url_for("periodic_reports.side_by_side", period_id=found.id, phan=one.key),
                one is part,
            )
            for one, _ in sections
        ],
        part=part,
        columns=[
            (column, url_for("periodic_reports.show", period_id=found.id, code=column.code))
            for column in given
        ],
        rows=[
            (
                row,
                [words_of(row.field, column.cells[row.key].value.text) for column in given]
                if row.has_value
                else [""] * len(given),
                show_number(totals[row.key].number) if row.has_value else "",
            )
            for row in rows
        ],
        missing=len(every) - len(given),
    )


# -- forms -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PreviewLine:
    """A row of a form as an agency will see it."""

    row: FormRow
    type: str
    help: str
    options: tuple[str, ...]


def preview(form: FormTemplate) -> list[tuple[FormRow, list[PreviewLine]]]:
    """Each part with its rows."""
    return [(part, [_preview_line(row) for row in rows]) for part, rows in form.sections()]


def _preview_line(row: FormRow) -> PreviewLine:
    return PreviewLine(
        row,
        say(TYPE_LABELS[row.field.type]) if row.has_value else "",
        row.help or say(TYPE_HELP.get(row.field.type, "")),
        tuple(words_of(row.field, value) for value in row.field.options),
    )


def shipped_lines() -> list[FormTemplate]:
    """The forms that come with the product."""
    return [queries.shipped_form(code) for code in shipped()]


@dataclass(frozen=True)
class DraftLine:
    """A row of a form being prepared."""

    row: FormDraftRow
    kind: str
    type: str
    measure: str


def draft_lines(draft: FormDraft) -> list[DraftLine]:
    """The rows of a form being prepared."""
    return [
        DraftLine(
            row,
            say(ROW_KIND_LABELS[RowKind(row.kind)]),
            say(TYPE_LABELS[FieldType(row.type)]),
            ", ".join(say(MEASURES[code].label) for code in row.measure.split(",") if code in MEASURES),
        )
        for row in draft.rows
    ]


def history(record: Model) -> list[HistoryEntry]:
    """What happened to a record."""
    return trail_history(record.__tablename__, record.id)
