"""What changes the forms of registers, and an agency's own lists brought in: previewed, then stored or put aside."""

from dataclasses import replace
from datetime import date
from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.files import queries as contents
from iso_app.files import services as files
from iso_app.files.sniff import sniff
from iso_app.imports.services import short_name
from iso_app.registers import policies, queries
from iso_app.registers.kinds import named, own_list
from iso_app.registers.models import FileState, RegisterFile, RegisterForm
from iso_app.sheets import Problem, read
from iso_app.sheets.kind import ImportKind, Plan
from iso_app.trail.services import record

LONGEST_CODE, LONGEST_REVISION = 60, 20


def set_form(
    actor: Actor, agency_id: int, *, register: str, code: str, revision: str, issued_on: date | None
) -> RegisterForm:
    """Settle the code, revision and day that are printed above a register of the agency."""
    require(policies.may_keep(actor, agency_id))
    named(register)
    for field, text, most in (("code", code, LONGEST_CODE), ("revision", revision, LONGEST_REVISION)):
        if len(clean(text)) > most:
            raise DomainError("Dài quá {letters} ký tự; hãy viết ngắn lại.", field=field, letters=most)
    form = queries.form_of(agency_id, register) or RegisterForm(agency_id=agency_id, register=register)
    form.code, form.revision, form.issued_on = clean(code), clean(revision), issued_on
    db.session.add(form)
    record(actor, "register_form.set", form, label=named(register).label)
    return form


def preview(
    actor: Actor, agency_id: int, *, register: str, filename: str, content: bytes
) -> tuple[RegisterFile | None, Plan]:
    """What a list would do to the register of the agency. Kept for storing, unless no row could be read."""
    kind = own_list(register)
    require(policies.may_keep(actor, agency_id) and actor.holds(kind.permission))
    plan, readable = _plan(actor, kind, filename=filename, content=content)
    if not readable:
        return None, plan
    kept = files.store(content, sniff(content, filename))
    file = RegisterFile(
        agency_id=agency_id,
        register=register,
        filename=short_name(filename),
        file_digest=kept.digest,
        file_size=kept.size,
        state=FileState.PREVIEWED,
        counts=plan.counts,
        made_by=actor.name[:200],
        made_by_id=actor.person_id,
        made_at=now(),
    )
    db.session.add(file)
    record(actor, "register_file.previewed", file, register=kind.label)
    return file, plan


def plan_again(actor: Actor, file: RegisterFile) -> Plan:
    """What a kept list would do by now."""
    kind = own_list(file.register)
    return _plan(actor, kind, filename=file.filename, content=contents.content(file.file_digest))[0]


def store(actor: Actor, file: RegisterFile, *, good_rows_only: bool = False) -> Plan:
    """Do what a previewed list says, all or nothing. Wrong rows stop it, unless they are to be left out."""
    lock(file)
    kind = own_list(file.register)
    require(policies.may_finish(actor, file, kind.permission))
    plan = plan_again(actor, file)
    if plan.problems and not good_rows_only:
        raise DomainError(
            "Tệp còn {number} dòng sai nên chưa lưu gì; sửa tệp rồi tải lại, hoặc chọn “Chỉ lưu dòng đúng”.",
            number=len(plan.bad),
        )
    if not plan.changes:
        raise DomainError("Tệp không có dòng nào đúng để lưu.")
    kind.store(actor, plan, lambda _: {})
    file.state, file.stored_at = FileState.STORED, now()
    file.counts, file.good_rows_only = plan.counts, good_rows_only and bool(plan.bad)
    counts: dict[str, Any] = plan.counts
    record(actor, "register_file.stored", file, register=kind.label, **counts)
    return plan


def discard(actor: Actor, file: RegisterFile) -> None:
    """Put a previewed list aside; nothing of it was stored."""
    lock(file)
    require(policies.may_finish(actor, file, own_list(file.register).permission))
    file.state = FileState.DISCARDED
    record(actor, "register_file.discarded", file)


def _plan(actor: Actor, kind: ImportKind, *, filename: str, content: bytes) -> tuple[Plan, bool]:
    """The plan, and whether any row of the list could be read."""
    name = short_name(filename)
    reading = read(kind.sheet, content, name)
    if not reading.rows:
        empty = Problem(name, None, None, "", "Tệp chỉ có dòng tên cột; điền dữ liệu rồi tải lại.")
        return Plan((), reading.problems or (empty,), reading.notes, reading.bad), False
    plan = kind.plan(actor, reading)
    problems = tuple(p if p.file else replace(p, file=name) for p in plan.problems)
    left_out = {row.line for row in reading.rows} - {change.row.line for change in plan.changes}
    return replace(plan, problems=problems, bad=reading.bad | plan.bad | left_out), True
