"""What a form being prepared would be once published."""

import re
from decimal import Decimal
from typing import Any

from iso_app.core.errors import DomainError
from iso_app.core.numbers import parse_number
from iso_app.core.text import clean
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.models import FormDraft, FormDraftRow
from iso_app.periodic_reports.template import FormTemplate, body_of, parse


def form_of_draft(draft: FormDraft) -> FormTemplate:
    """The form as it would be published; DomainError says what is still wrong."""
    return parse(body_of_draft(draft))


def body_of_draft(draft: FormDraft) -> dict[str, Any]:
    """Its data, with the number of the version it will become."""
    head = FormTemplate(
        code=draft.code,
        version=queries.latest_number(draft.code) + 1,
        title=draft.title,
        heading=draft.heading,
        subject=draft.subject,
        value_label=draft.value_label,
        summary=draft.summary,
        rows=(),
        checks=(),
    )
    return body_of(head, [plain_row(row) for row in draft.rows], draft.checks)


def plain_row(row: FormDraftRow) -> dict[str, Any]:
    """The data of one row; DomainError names the field that is wrong."""
    plain: dict[str, Any] = {
        "key": row.key, "kind": row.kind, "stt": row.stt, "label": row.label, "unit": row.unit,
        "type": row.type, "help": row.help, "choices": _choices(row), "of": row.over,
        "measures": [code for code in row.measure.split(",") if code],
    }  # fmt: skip
    for name, typed in (("min", row.minimum), ("max", row.maximum)):
        if typed:
            plain[name] = str(_number(typed, "minimum" if name == "min" else "maximum"))
    return plain


def _number(typed: str, field: str) -> Decimal:
    try:
        return parse_number(typed)
    except DomainError as error:
        raise DomainError(error.template, field=field, **error.facts) from error


def _choices(row: FormDraftRow) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in re.split(r"[;\n]+", row.choices):
        if not clean(part):
            continue
        value, sign, words = part.partition("=")
        if not sign or not clean(value).isdigit() or not clean(words):
            raise DomainError("Hãy ghi các mục dạng: 0 = Trực tuyến; 1 = Phát phiếu.", field="choices")
        found[clean(value)] = clean(words)
    return found
