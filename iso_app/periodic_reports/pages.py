"""What the pages of periodic reports show, made from records: no rule stands here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.core.policy import Verdict
from iso_app.core.text import clean
from iso_app.periodic_reports import policies, queries
from iso_app.periodic_reports.checks import CheckResult
from iso_app.periodic_reports.content import Cell, Column, blanks_of, checks_of
from iso_app.periodic_reports.kinds import TYPE_HELP, words_of
from iso_app.periodic_reports.models import (
    PeriodicReturn,
    ReportingPeriod,
    RowRemark,
)
from iso_app.periodic_reports.queries import Before
from iso_app.periodic_reports.services.filling import Saved, Typed
from iso_app.periodic_reports.template import FormRow, FormTemplate
from iso_app.periodic_reports.workflow import NOT_BEGUN, ReturnState
from iso_app.trail.queries import HistoryEntry
from iso_app.trail.queries import history as trail_history
from iso_app.web import reading
from iso_app.web.form import translated
from iso_app.web.languages import say

VALUE, SHOWN, REMARK, EXPLANATION = "v.", "was.", "remark.", "explanation."

# -- what a form sent --------------------------------------------------------------------------------------------


def typed(sent: Mapping[str, str]) -> dict[str, Typed]:
    """Row -> what was typed and what had been shown, of the fields that a form sent."""
    return {
        name.removeprefix(VALUE): Typed(text, sent.get(SHOWN + name.removeprefix(VALUE), ""))
        for name, text in sent.items()
        if name.startswith(VALUE)
    }


def sent_under(sent: Mapping[str, str], start: str) -> dict[str, str]:
    """Key -> words, of the fields whose names begin so."""
    return {
        name.removeprefix(start): clean(text, lines=True)
        for name, text in sent.items()
        if name.startswith(start)
    }


# -- the report of an agency -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownRow:
    """One row of the page: what stands in it, what was typed if that could not be stored, and what to say of it.

    `filled_in` is what the row fills in by itself; `remark` the one that is kept, `remarking` what stands in its field.
    """

    row: FormRow
    cell: Cell
    text: str
    shown: str
    words: str
    filled_in: str
    before: str
    help: str
    remark: str = ""
    remarking: str = ""
    mended: bool = False
    error: str = ""
    overtaken: str | None = None
    failing: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.row.key.replace(".", "-")


@dataclass(frozen=True)
class ShownSection:
    """A part of the form with its rows; `open`: it is shown unfolded."""

    row: FormRow
    rows: tuple[ShownRow, ...]
    open: bool

    @property
    def id(self) -> str:
        return f"phan-{self.row.key}"

    @property
    def total(self) -> int:
        return sum(1 for shown in self.rows if shown.row.has_value)

    @property
    def filled(self) -> int:
        return sum(1 for shown in self.rows if shown.row.has_value and not shown.cell.value.blank)

    @property
    def remarked(self) -> int:
        return sum(1 for shown in self.rows if shown.remark)


@dataclass(frozen=True)
class Sheet:
    """The report of one agency as a page shows it."""

    form: FormTemplate
    period: ReportingPeriod
    report: PeriodicReturn | None
    column: Column
    sections: tuple[ShownSection, ...]
    before: Before
    failing: tuple[CheckResult, ...]
    blank: tuple[FormRow, ...]
    late: int
    may_fill: Verdict
    may_decide: bool
    may_reopen: bool
    remarks: tuple[RowRemark, ...] = ()
    history: list[HistoryEntry] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.report.state.value if self.report else NOT_BEGUN

    @property
    def filled(self) -> int:
        return len(self.form.valued) - len(self.blank)

    @property
    def saved_at(self) -> str:
        return show_moment(self.report.saved_at) if self.report else ""

    def section(self, key: str) -> str:
        """The id of the part a row stands in."""
        return next((part.id for part in self.sections if any(r.row.key == key for r in part.rows)), "")


def sheet(
    actor: Actor,
    period: ReportingPeriod,
    who: Any,
    *,
    opened: str = "",
    sent: Mapping[str, Typed] | None = None,
    saved: Saved | None = None,
    remarking: Mapping[str, str] | None = None,
) -> Sheet:
    """The report of an agency (`who` has its id, code and name); `opened` names the part to show unfolded. What was
    typed and could not be stored: `sent` and `saved` of figures, `remarking` of remarks."""
    reading.read(who.agency_id)
    form = queries.form_of(period.form_version)
    report = queries.report_of(period, who.agency_id)
    entries = queries.entries_of(report)
    settled = report is not None and report.state in queries.SETTLED
    computed = {} if settled else queries.computed_now(period, form).get(who.agency_id, {})
    column = queries.column_of(form, who, report, entries, computed)
    before = queries.before(period, who.agency_id)
    failing = tuple(check for check in checks_of(form, column) if not check.ok)
    remarks = queries.remarks_of(report)
    current = _current(actor, report, remarks)
    marks = _Marks(failing, current, sent or {}, saved or Saved(), entries, report, remarking or {})
    sections = tuple(
        _section(part, rows, column, before, marks, opened=opened) for part, rows in form.sections()
    )
    begun = policies.may_begin(actor, who.agency_id)
    return Sheet(
        form=form,
        period=period,
        report=report,
        column=column,
        sections=sections,
        before=before,
        failing=failing,
        blank=tuple(blanks_of(form, column)),
        late=queries.days_late(period, report),
        may_fill=policies.may_fill(actor, report) if report is not None else begun,
        may_decide=report is not None and bool(policies.may_accept(actor, report)),
        may_reopen=report is not None and bool(policies.may_reopen(actor, report)),
        remarks=tuple(current.values()),
        history=trail_history(report.__tablename__, report.id) if report else [],
    )


def _current(
    actor: Actor, report: PeriodicReturn | None, remarks: Iterable[RowRemark]
) -> dict[str, RowRemark]:
    """Row -> the remark of the last round. The agency reads it once the report was sent back."""
    if report is None:
        return {}
    waiting = report.state is ReturnState.SUBMITTED and not actor.sees_province
    wanted = report.round - 1 if waiting else report.round
    return {remark.row_key: remark for remark in remarks if remark.round == wanted}


@dataclass(frozen=True)
class _Marks:
    """What there is to say of rows besides their values."""

    failing: tuple[CheckResult, ...]
    remarks: Mapping[str, RowRemark]
    sent: Mapping[str, Typed]
    saved: Saved
    entries: Mapping[str, Any]
    report: PeriodicReturn | None
    remarking: Mapping[str, str]

    def mended(self, key: str) -> bool:
        """Whether a row was changed after it had been remarked on."""
        entry, remark = self.entries.get(key), self.remarks.get(key)
        return entry is not None and remark is not None and entry.changed_at > remark.at


def _section(
    part: FormRow, rows: list[FormRow], column: Column, before: Before, marks: _Marks, *, opened: str
) -> ShownSection:
    shown = tuple(_row(row, column, before, marks) for row in rows)
    wanted = opened == part.key or any(
        one.remarking or one.remark or one.error or one.overtaken is not None for one in shown
    )
    return ShownSection(part, shown, wanted)


def _row(row: FormRow, column: Column, before: Before, marks: _Marks) -> ShownRow:
    cell = column.cells.get(row.key, Cell())
    refused, overtaken = marks.saved.refused.get(row.key), marks.saved.overtaken.get(row.key)
    kept = refused is not None or overtaken is not None
    remark = marks.remarks.get(row.key)
    return ShownRow(
        row=row,
        cell=cell,
        text=marks.sent[row.key].text if kept else cell.value.text,
        shown=cell.value.text,
        words=words_of(row.field, cell.value.text),
        filled_in=words_of(row.field, cell.computed.value.text) if cell.computed else "",
        before=words_of(row.field, before.text(row.key)),
        help=row.help or say(TYPE_HELP.get(row.field.type, "")),
        remark=remark.text if remark else "",
        remarking=marks.remarking.get(row.key, remark.text if remark else ""),
        mended=marks.mended(row.key),
        error=translated(refused) if refused else "",
        overtaken=overtaken,
        failing=tuple(say(check.message) for check in marks.failing if row.key in check.rows),
    )


def autosaved(report: PeriodicReturn, saved: Saved, shown: Sheet) -> dict[str, Any]:
    """What the page is told after it saved by itself; `at` is blank where every row was refused."""
    something = saved.texts or not (saved.refused or saved.overtaken)
    return {
        "at": say("Đã lưu lúc {moment}", moment=show_moment(report.saved_at)[-5:]) if something else "",
        "saved": saved.texts,
        "refused": {key: translated(error) for key, error in saved.refused.items()},
        "overtaken": saved.overtaken,
        "filled": say("Đã điền {filled}/{total} dòng", filled=shown.filled, total=len(shown.form.valued)),
        "parts": {part.row.key: f"{part.filled}/{part.total}" for part in shown.sections},
        "failing": {
            one.row.key: list(one.failing) for part in shown.sections for one in part.rows if one.failing
        },
    }
