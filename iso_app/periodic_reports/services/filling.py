"""The agency's side: figures saved row by row, a computed row overridden with its reason, submitting."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from iso_app.core.actor import Actor
from iso_app.core.checks import require_short
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, Stale
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.periodic_reports import policies, queries
from iso_app.periodic_reports.compute import Computed
from iso_app.periodic_reports.content import NOTHING, Column, checks_of
from iso_app.periodic_reports.kinds import Value, read
from iso_app.periodic_reports.models import PeriodicEntry, PeriodicReturn, ReportingPeriod
from iso_app.periodic_reports.services import tasking
from iso_app.periodic_reports.services.telling import tell_authority
from iso_app.periodic_reports.template import FormRow, FormTemplate
from iso_app.periodic_reports.workflow import RETURN_WORKFLOW, ReturnAction
from iso_app.trail.services import explain, note, record

EXPLANATION_LETTERS = 2000


@dataclass(frozen=True)
class Typed:
    """What somebody typed in a row, and what the row said when it was shown to them."""

    text: str
    shown: str


@dataclass
class Saved:
    """Row -> text now stored; row -> why what was typed is no value; row -> what another person put there meanwhile."""

    texts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, DomainError] = field(default_factory=dict)
    overtaken: dict[str, str] = field(default_factory=dict)


def begin(actor: Actor, period: ReportingPeriod, *, agency_id: int) -> PeriodicReturn:
    """The report of an agency for a period, begun now if nobody has; locked until the transaction ends."""
    found = _locked(period, agency_id)
    if found is not None:
        return found
    require(policies.may_begin(actor, agency_id))
    moment = now()
    report = PeriodicReturn(
        agency_id=agency_id, period_id=period.id, period=period, begun_at=moment, saved_at=moment,
        saved_by=actor.name, explanations={},
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except IntegrityError:  # somebody else began it at the same moment: it is theirs that is filled in
        return _locked(period, agency_id) or report
    record(actor, "periodic_return.begun", report)
    return report


def _locked(period: ReportingPeriod, agency_id: int) -> PeriodicReturn | None:
    """Whoever saves waits for whoever is saving: each sees what the one before has stored."""
    query = select(PeriodicReturn).where(
        PeriodicReturn.period_id == period.id, PeriodicReturn.agency_id == agency_id
    )
    query = query.with_for_update(of=PeriodicReturn).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def save(
    actor: Actor, period: ReportingPeriod, *, agency_id: int, typed: Mapping[str, Typed]
) -> tuple[PeriodicReturn, Saved]:
    """Store each row that was changed. A row typed wrongly, or changed by somebody else since it was shown, is left
    as it is and told of; the others are stored all the same. One entry in the trail names the changed rows."""
    report = begin(actor, period, agency_id=agency_id)
    require(policies.may_fill(actor, report))
    form = queries.form_of(period.form_version)
    entries = queries.entries_of(report)
    done = Saved()
    changed: dict[str, list[str]] = {}
    for key, one in typed.items():
        row = form.row(key)
        if row.is_computed or not row.has_value:
            raise DomainError("Dòng “{row}” không nhập trực tiếp.", row=row.label)
        was = entries[key].text if key in entries else ""
        value = _read(row, one, was, done)
        if value is None:
            continue
        done.texts[key] = value.text
        if value.text != was:
            changed[key] = [was, value.text]
            entries[key] = _put(actor, report, entries.get(key), key, value)
    if changed:
        _note_saved(actor, report, changed, entries)
    return report, done


def _read(row: FormRow, one: Typed, was: str, done: Saved) -> Value | None:
    """The value to store; None if nothing may be stored."""
    try:
        value = read(row.field, one.text)
    except DomainError as error:
        done.refused[row.key] = error
        return None
    if value.text == one.shown:
        return Value(was)  # not changed by this person, whatever others did
    if was not in {one.shown, value.text}:
        done.overtaken[row.key] = was
        return None
    return value


def _put(
    actor: Actor, report: PeriodicReturn, entry: PeriodicEntry | None, key: str, value: Value
) -> PeriodicEntry:
    if entry is None:
        entry = PeriodicEntry(agency_id=report.agency_id, return_id=report.id, row_key=key)
        db.session.add(entry)
    entry.text, entry.number = value.text, value.number
    entry.changed_at, entry.changed_by = now(), actor.name
    return entry


def _note_saved(
    actor: Actor,
    report: PeriodicReturn,
    changed: Mapping[str, list[str]],
    entries: Mapping[str, PeriodicEntry],
) -> None:
    report.saved_at, report.saved_by = now(), actor.name
    for key in changed:
        explain(entries[key])
    explain(report)
    facts = {"count": len(changed), "rows": ", ".join(changed)}
    note(actor, "periodic_return.saved", [(report, str(report), dict(changed), facts)])


def locked_entry(actor: Actor, period: ReportingPeriod, *, agency_id: int, key: str) -> PeriodicEntry | None:
    """What is stored of a row, if anything is; nobody else saves the report until the transaction ends."""
    report = begin(actor, period, agency_id=agency_id)
    return queries.entries_of(report).get(key)


def override(
    actor: Actor, period: ReportingPeriod, *, agency_id: int, key: str, text: str, reason: str
) -> PeriodicReturn:
    """Put another value in a row that fills itself in; what the measures say stays beside it, with the reason."""
    report = begin(actor, period, agency_id=agency_id)
    require(policies.may_fill(actor, report))
    form = queries.form_of(period.form_version)
    row = form.row(key)
    if not row.is_computed:
        raise DomainError("Dòng “{row}” không phải dòng tự điền.", row=row.label)
    value = read(row.field, text)
    if value.blank:
        raise DomainError("Hãy chọn giá trị thay cho số tự điền.", field="text")
    if not reason:
        raise DomainError("Hãy ghi lý do khác với số tự điền.", field="reason")
    told = _computed(period, form, agency_id).get(key, NOTHING).value
    if value.text == told.text:
        raise DomainError("Giá trị này giống số tự điền; không cần ghi đè.", field="text")
    entry = _put(actor, report, queries.entries_of(report).get(key), key, value)
    entry.overrides, entry.reason = True, reason
    entry.computed_text, entry.computed_number = told.text, told.number
    report.saved_at, report.saved_by = now(), actor.name
    record(actor, "periodic_entry.overridden", entry, label=f"{key} {row.label}", computed=told.text or "–",
           value=value.text, reason=reason)  # fmt: skip
    explain(report)
    return report


def take_computed(
    actor: Actor, period: ReportingPeriod, *, agency_id: int, key: str, shown_version: int | None = None
) -> None:
    """Go back to what the measures say."""
    report = begin(actor, period, agency_id=agency_id)
    require(policies.may_fill(actor, report))
    entry = queries.entries_of(report).get(key)
    if entry is None or not entry.overrides:
        raise DomainError("Dòng này đang dùng số tự điền.")
    if shown_version is not None and shown_version != entry.version:
        raise Stale("Giá trị của dòng này vừa được người khác sửa; hãy xem lại rồi chọn.")
    entry.overrides, entry.reason = False, ""
    entry.text, entry.number = entry.computed_text, entry.computed_number
    entry.changed_at, entry.changed_by = now(), actor.name
    report.saved_at, report.saved_by = now(), actor.name
    record(actor, "periodic_entry.override_removed", entry, label=key)
    explain(report)


def _computed(period: ReportingPeriod, form: FormTemplate, agency_id: int) -> Mapping[str, Computed]:
    return queries.computed_now(period, form).get(agency_id, {})


def submit(
    actor: Actor,
    period: ReportingPeriod,
    *,
    agency_id: int,
    explanations: Mapping[str, str],
    shown_version: int | None = None,
) -> PeriodicReturn:
    """Hand the report in. The rows that fill themselves in are kept as they say now; failing checks never block."""
    report = begin(actor, period, agency_id=agency_id)
    require(policies.may_submit(actor, report))
    if shown_version is not None and shown_version != report.version:
        raise Stale("Số liệu vừa được người khác sửa; hãy xem lại rồi nộp.")
    form = queries.form_of(period.form_version)
    entries = queries.entries_of(report)
    computed = _computed(period, form, agency_id)
    for row in form.computed:
        entries[row.key] = _keep_computed(actor, report, entries.get(row.key), row, computed)
    column = queries.column_of(form, report.agency, report, entries, computed)
    if all(cell.value.blank for cell in column.cells.values()):
        raise DomainError("Báo cáo chưa có số liệu nào; hãy nhập rồi nộp.")
    report.explanations = _kept(form, column, explanations)
    report.state = RETURN_WORKFLOW.after(report.state, ReturnAction.SUBMIT)
    report.round += 1
    report.submitted_at, report.submitted_by = now(), actor.name
    for row in form.computed:
        explain(entries[row.key])
    record(actor, "periodic_return.submitted", report, round=report.round)
    tell_authority(actor, report)
    tasking.submitted(actor, report)
    return report


def _keep_computed(
    actor: Actor,
    report: PeriodicReturn,
    entry: PeriodicEntry | None,
    row: FormRow,
    computed: Mapping[str, Computed],
) -> PeriodicEntry:
    told = computed.get(row.key, NOTHING).value
    kept = entry if entry is not None and entry.overrides else _put(actor, report, entry, row.key, told)
    kept.computed_text, kept.computed_number = told.text, told.number
    return kept


def _kept(form: FormTemplate, column: Column, explanations: Mapping[str, str]) -> dict[str, str]:
    """The explanations of checks that fail; DomainError for one that is too long."""
    failing = {check.key for check in checks_of(form, column) if not check.ok}
    kept = {key: text for key, text in explanations.items() if key in failing and text}
    for text in kept.values():
        require_short(text, most=EXPLANATION_LETTERS)
    return kept
