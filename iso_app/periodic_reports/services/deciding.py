"""The authority's side: remarks on rows, sending back, accepting, opening again."""

from collections.abc import Mapping

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.periodic_reports import policies, queries
from iso_app.periodic_reports.models import PeriodicReturn, RowRemark
from iso_app.periodic_reports.services import tasking
from iso_app.periodic_reports.services.telling import tell_agency
from iso_app.periodic_reports.workflow import RETURN_WORKFLOW, ReturnAction
from iso_app.trail.services import explain, record

REMARK_LETTERS = 2000


def remark(actor: Actor, report: PeriodicReturn, *, remarks: Mapping[str, str]) -> int:
    """Write down what is to be mended, row by row; an empty text takes a remark of this round away.

    Gives how many remarks the round then has. The agency reads them once the report is sent back.
    """
    require(policies.may_accept(actor, report))
    form = queries.form_of(report.period.form_version)
    query = select(RowRemark).where(RowRemark.return_id == report.id, RowRemark.round == report.round)
    known = {found.row_key: found for found in db.session.scalars(query)}
    for key, text in remarks.items():
        row = form.row(key)
        found = known.get(key)
        if text == (found.text if found else ""):
            continue
        if len(text) > REMARK_LETTERS:
            raise DomainError("Dài quá {letters} ký tự; hãy viết ngắn lại.", letters=REMARK_LETTERS)
        if not text:
            record(actor, "row_remark.removed", known[key], label=f"{key} {row.label}")
            gone = known.pop(key)
            db.session.delete(gone)
            explain(gone)
            continue
        if found is None:
            found = known[key] = RowRemark(
                agency_id=report.agency_id, return_id=report.id, row_key=key, round=report.round
            )
            db.session.add(found)
        found.text, found.by, found.at = text, actor.name, now()
        record(actor, "row_remark.written", found, label=f"{key} {row.label}")
    return len(known)


def send_back(actor: Actor, report: PeriodicReturn, *, note: str, remarks: Mapping[str, str]) -> None:
    """Return a submission to its agency, with at least one sentence of what is to be mended."""
    require(policies.may_accept(actor, report))
    written = remark(actor, report, remarks=remarks)
    if not written and not note:
        raise DomainError(
            "Hãy ghi nhận xét ở ít nhất một dòng, hoặc một nhận xét chung, rồi trả lại.", field="note"
        )
    _decide(actor, report, ReturnAction.SEND_BACK, note)
    record(actor, "periodic_return.sent_back", report, remarks=written, note=note)
    tell_agency(actor, report, kind="periodic_reports.sent_back")
    tasking.decided(actor, report)
    tasking.ask_again(actor, report)


def accept(actor: Actor, report: PeriodicReturn, *, note: str = "") -> None:
    """Accept a submission; its figures are locked."""
    require(policies.may_accept(actor, report))
    _decide(actor, report, ReturnAction.ACCEPT, note)
    record(actor, "periodic_return.accepted", report)
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


def _decide(actor: Actor, report: PeriodicReturn, action: ReturnAction, note: str) -> None:
    report.state = RETURN_WORKFLOW.after(report.state, action)
    report.decided_at, report.decided_by, report.decision_note = now(), actor.name, note
