"""Forms as data: a province copies one, changes its rows and checks, and publishes it as the next version."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import slug
from iso_app.db import db
from iso_app.periodic_reports import policies
from iso_app.periodic_reports.kinds import FieldType
from iso_app.periodic_reports.models import FormDraft, FormDraftRow, FormVersion
from iso_app.periodic_reports.planning import body_of_draft, form_of_draft, plain_row
from iso_app.periodic_reports.services.periods import publish_version
from iso_app.periodic_reports.template import CheckKind, FormRow, FormTemplate, Over, RowKind
from iso_app.periodic_reports.workflow import DRAFT_WORKFLOW, DraftAction
from iso_app.reports import queries as tables
from iso_app.trail.services import explain, note, record

STEP = 10
CODE_LETTERS = 40


@dataclass(frozen=True)
class RowFacts:
    """All that is said of a row by hand; `choices` as `1 = Có; 0 = Không`, numbers as typed (blank: none)."""

    kind: str
    label: str
    stt: str = ""
    unit: str = ""
    type: str = FieldType.NONE.value
    choices: str = ""
    minimum: str = ""
    maximum: str = ""
    help: str = ""
    measure: str = ""
    over: str = Over.SELF.value


def copy_form(actor: Actor, form: FormTemplate, *, title: str, code: str = "") -> FormDraft:
    """Begin a form of one's own from another; under the same code it becomes that code's next version."""
    require(actor.holds(policies.DESIGN))
    if actor.province_id is None:
        raise DomainError(
            "Mẫu báo cáo phải do người của một tỉnh soạn; hãy đăng nhập bằng tài khoản của tỉnh."
        )
    wanted = slug(code or form.code)[:CODE_LETTERS]
    if wanted in {table.code for table in tables.templates()}:
        raise DomainError("Mã {code} là của một bảng Phụ lục; hãy chọn mã khác.", field="code", code=wanted)
    draft = FormDraft(
        province_id=actor.province_id,
        code=wanted,
        title=title or form.title,
        heading=form.heading,
        subject=form.subject,
        value_label=form.value_label,
        summary=form.summary,
        based_on=f"{form.title} (phiên bản {form.version})",
        checks=[_plain_check(check) for check in form.checks],
        made_by=actor.name,
        made_at=now(),
    )
    for position, row in enumerate(form.rows, start=1):
        draft.rows.append(_row_of(actor.province_id, row, position * STEP))
    db.session.add(draft)
    db.session.flush()
    for copied in draft.rows:
        explain(copied)
    record(actor, "form_draft.begun", draft, based_on=draft.based_on, rows=len(draft.rows))
    return draft


def _plain_check(check: Any) -> dict[str, Any]:
    plain = asdict(check) | {"kind": check.kind.value, "parts": list(check.parts)}
    plain["limit"] = None if check.limit is None else str(check.limit)
    return plain


def _row_of(province_id: int, row: FormRow, position: int) -> FormDraftRow:
    return FormDraftRow(
        province_id=province_id,
        key=row.key,
        position=position,
        kind=row.kind.value,
        stt=row.stt,
        label=row.label,
        unit=row.unit,
        type=row.field.type.value,
        choices="; ".join(f"{value} = {words}" for value, words in row.field.choices.items()),
        minimum="" if not row.field.minimum else str(row.field.minimum).replace(".", ","),
        maximum="" if row.field.maximum is None else str(row.field.maximum).replace(".", ","),
        help=row.help,
        measure=",".join(row.measures),
        over=row.over.value,
    )


def rename(
    actor: Actor, draft: FormDraft, *, title: str, heading: str, subject: str, value_label: str
) -> None:
    """Change the words above the table."""
    require(policies.may_edit_draft(actor, draft))
    draft.title, draft.heading, draft.subject, draft.value_label = title, heading, subject, value_label
    record(actor, "form_draft.changed", draft)


def add_row(actor: Actor, draft: FormDraft, *, after: FormDraftRow | None, facts: RowFacts) -> FormDraftRow:
    """Put a row below another one, or first of all."""
    require(policies.may_edit_draft(actor, draft))
    rows = list(draft.rows)
    place = rows.index(after) + 1 if after is not None else 0
    row = FormDraftRow(
        province_id=draft.province_id, draft_id=draft.id, key=_new_key(rows, place, facts.kind), position=0
    )
    _fill(row, facts)
    rows.insert(place, row)
    draft.rows.insert(place, row)
    _renumber(rows)
    _check_part(draft)
    record(actor, "form_draft_row.added", row, label=row.label)
    _settle(actor, draft, rows)
    return row


def _new_key(rows: list[FormDraftRow], place: int, kind: str) -> str:
    """The next free number below what the row stands under; a key that was used never comes again for another row."""
    if kind == RowKind.SECTION:
        return _free(rows, "P")
    above = rows[:place]
    section = next((row.key for row in reversed(above) if row.kind == RowKind.SECTION), None)
    if section is None:
        raise DomainError("Hãy thêm dòng này dưới một phần.", field="kind")
    if kind == RowKind.ITEM:
        return _free(rows, f"{section}.")
    item = next((row.key for row in reversed(above) if row.kind != RowKind.LINE), section)
    return _free(rows, f"{item}." if item != section else f"{section}.0.")


def _free(rows: list[FormDraftRow], start: str) -> str:
    used = (re.fullmatch(re.escape(start) + r"(\d+)", row.key) for row in rows)
    return f"{start}{max((int(found[1]) for found in used if found), default=0) + 1}"


def change_row(actor: Actor, draft: FormDraft, row: FormDraftRow, *, facts: RowFacts) -> None:
    """Say a row anew; its key stays, so that it is compared with what it said before."""
    require(policies.may_edit_draft(actor, draft))
    _fill(row, facts)
    _check_part(draft)
    record(actor, "form_draft_row.changed", row, label=row.label)
    _settle(actor, draft, [])


def _fill(row: FormDraftRow, facts: RowFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(row, name, value)


def remove_row(actor: Actor, draft: FormDraft, row: FormDraftRow) -> None:
    """Take a row away, and the checks that name it."""
    require(policies.may_edit_draft(actor, draft))
    rows = [other for other in draft.rows if other is not row]
    draft.checks = [check for check in draft.checks if row.key not in _named(check)]
    record(actor, "form_draft_row.removed", row, label=row.label)
    draft.rows.remove(row)
    db.session.flush()
    explain(row)
    _settle(actor, draft, rows)


def _named(check: Mapping[str, Any]) -> set[str]:
    return {*check["parts"], check.get("whole", ""), check.get("percent", "")}


def move_row(actor: Actor, draft: FormDraft, row: FormDraftRow, *, up: bool) -> None:
    """Change places with the row above or below."""
    require(policies.may_edit_draft(actor, draft))
    rows = list(draft.rows)
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise DomainError("Dòng này đã ở đầu hoặc cuối biểu.")
    rows[place], rows[other] = rows[other], rows[place]
    _renumber(rows)
    record(actor, "form_draft_row.moved", row, label=row.label)
    _settle(actor, draft, rows)


def _renumber(rows: list[FormDraftRow]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position * STEP


def _settle(actor: Actor, draft: FormDraft, rows: list[FormDraftRow]) -> None:
    """Rows that only gave way are explained by the entry of the one that moved."""
    draft.made_by, draft.made_at = actor.name, now()
    for row in rows:
        explain(row)
    explain(draft)


def _check_part(draft: FormDraft) -> None:
    """What stands in a single row is right; whether all of them make a form is asked at the preview."""
    for row in draft.rows:
        plain_row(row)


def add_check(
    actor: Actor, draft: FormDraft, *, kind: str, label: str, parts: str, whole: str, percent: str = ""
) -> None:
    """Have the form compare rows, named by their keys ("I.1.2, I.1.3")."""
    require(policies.may_edit_draft(actor, draft))
    keys = [key for key in re.split(r"[\s,;+]+", parts) if key]
    used = {check["key"] for check in draft.checks}
    number = next(n for n in range(1, len(used) + 2) if f"kt_{n}" not in used)
    failed = {
        CheckKind.AT_MOST.value: "Các dòng thành phần cộng lại là {left}, lớn hơn {right}.",
        CheckKind.SUM.value: "Các dòng thành phần cộng lại là {left}, khác với {right}.",
        CheckKind.QUOTIENT.value: "Tỷ lệ ghi {left}%, tính từ các dòng là {right}%.",
    }[kind]
    check = {
        "key": f"kt_{number}", "kind": kind, "label": label.rstrip("."), "failed": failed, "parts": keys,
        "whole": whole.strip(), "percent": percent.strip(), "limit": None,
    }  # fmt: skip
    draft.checks = [*draft.checks, check]
    form_of_draft(draft)
    explain(draft)
    note(actor, "form_draft.check_added", [(draft, draft.title, {}, {"check": label})])


def remove_check(actor: Actor, draft: FormDraft, *, key: str) -> None:
    """Have the form no longer compare these rows."""
    require(policies.may_edit_draft(actor, draft))
    gone = next((check for check in draft.checks if check["key"] == key), None)
    if gone is None:
        raise DomainError("Mẫu không có phép kiểm tra này.")
    draft.checks = [check for check in draft.checks if check["key"] != key]
    explain(draft)
    note(actor, "form_draft.check_removed", [(draft, draft.title, {}, {"check": gone["label"]})])


def publish(actor: Actor, draft: FormDraft) -> FormVersion:
    """Make the draft the next version of its code; from then on nobody changes it."""
    require(policies.may_edit_draft(actor, draft))
    form_of_draft(draft)
    version = publish_version(actor, draft.province_id, body=body_of_draft(draft))
    draft.state = DRAFT_WORKFLOW.after(draft.state, DraftAction.PUBLISH)
    draft.published_id = version.id
    record(actor, "form_draft.published", draft, version=version.version)
    return version


def discard(actor: Actor, draft: FormDraft) -> None:
    """Give the draft up; it stays in the trail."""
    require(policies.may_edit_draft(actor, draft))
    draft.state = DRAFT_WORKFLOW.after(draft.state, DraftAction.DISCARD)
    record(actor, "form_draft.discarded", draft)
