"""The authority's side: remarks on rows, sending back, accepting, opening again."""

from collections.abc import Mapping

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.checks import require_short
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, Stale
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.periodic_reports import policies, queries
from iso_app.periodic_reports.models import PeriodicReturn, RowRemark
from iso_app.periodic_reports.services import tasking
from iso_app.periodic_reports.services.telling import tell_agency
from iso_app.periodic_reports.workflow import RETURN_WORKFLOW, ReturnAction
from iso_app.trail.accepted import rows_digest
from iso_app.trail.services import explain, record

REMARK_LETTERS = 2000
NOTE_LETTERS = 1000


def remark(actor: Actor, report: PeriodicReturn, *, remarks: Mapping[str, str]) -> int:
    """Write down what is to be mended, row by row; an empty text takes a remark of this round away.

    Gives how many remarks the round then has. The agency reads them once the report is sent back: until then the
    history tells only of how many rows.
    """
    lock(report)
    changed = _write(actor, report, remarks)
    if changed:
        record(actor, "periodic_return.remarked", report, rows=", ".join(changed))
    return len(_remarks(report))


def _write(actor: Actor, report: PeriodicReturn, remarks: Mapping[str, str]) -> list[str]:
    """The keys of the rows whose remark was written, changed or taken away."""
    require(policies.may_accept(actor, report))
    form = queries.form_of(report.period.form_version)
    known = _remarks(report)
    changed = []
    for key, text in remarks.items():
        form.row(key)
        found = known.get(key)
        if text == (found.text if found else ""):
            continue
        require_short(text, most=REMARK_LETTERS, field=f"remark.{key}")
        changed.append(key)
        if not text and found is not None:
            db.session.delete(found)
            explain(found)
            continue
        if found is None:
            found = RowRemark(
                agency_id=report.agency_id, return_id=report.id, row_key=key, round=report.round
            )
            db.session.add(found)
        found.text, found.by, found.at = text, actor.name, now()
        explain(found)
    return changed


def _remarks(report: PeriodicReturn) -> dict[str, RowRemark]:
    """Row -> its remark in this round."""
    query = select(RowRemark).where(RowRemark.return_id == report.id, RowRemark.round == report.round)
    return {found.row_key: found for found in db.session.scalars(query)}


def send_back(
    actor: Actor, report: PeriodicReturn, *, seen: int, note: str, remarks: Mapping[str, str]
) -> None:
    """Return the submission that was `seen` (its round), with at least one sentence of what is to be mended."""
    lock(report)
    require(policies.may_accept(actor, report))
    _require_seen(report, seen)
    require_short(note, most=NOTE_LETTERS, field="note")
    _write(actor, report, remarks)
    written = _remarks(report)
    if not written and not note:
        raise DomainError(
            "Hãy ghi nhận xét ở ít nhất một dòng, hoặc một nhận xét chung, rồi trả lại.", field="note"
        )
    _decide(actor, report, ReturnAction.SEND_BACK, note)
    told = "; ".join(f"{key}: {found.text}" for key, found in written.items())
    record(actor, "periodic_return.sent_back", report, remarks=len(written), note=note, told=told)
    tell_agency(actor, report, kind="periodic_reports.sent_back")
    tasking.decided(actor, report)
    tasking.ask_again(actor, report)


def accept(actor: Actor, report: PeriodicReturn, *, seen: int, note: str = "") -> None:
    """Accept the submission that was `seen` (its round); its figures are locked, and sealed by their digest."""
    lock(report)
    require(policies.may_accept(actor, report))
    _require_seen(report, seen)
    require_short(note, most=NOTE_LETTERS, field="note")
    _decide(actor, report, ReturnAction.ACCEPT, note)
    db.session.flush()
    digest = rows_digest(db.session.connection(), report.id)
    record(actor, "periodic_return.accepted", report, rows_digest=digest)
    tell_agency(actor, report, kind="periodic_reports.accepted")
    tasking.decided(actor, report)


def reopen(actor: Actor, report: PeriodicReturn, *, reason: str) -> None:
    """Unlock an accepted report so that its agency can mend it; the reason is kept."""
    require(policies.may_reopen(actor, report))
    if not reason:
        raise DomainError("Hãy ghi lý do mở lại báo cáo.", field="reason")
    _decide(actor, report, ReturnAction.REOPEN, reason)
    record(actor, "periodic_return.reopened", report, reason=reason)
    tell_agency(actor, report, kind="periodic_reports.reopened")
    tasking.ask_again(actor, report)


def _require_seen(report: PeriodicReturn, seen: int) -> None:
    if report.round != seen:
        raise Stale("Cơ quan vừa nộp lại báo cáo này; hãy xem bản mới rồi quyết định.")


def _decide(actor: Actor, report: PeriodicReturn, action: ReturnAction, note: str) -> None:
    report.state = RETURN_WORKFLOW.after(report.state, action)
    report.decided_at, report.decided_by, report.decision_note = now(), actor.name, note
