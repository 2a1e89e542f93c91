"""A province's own tables: cloned from one, edited and previewed as a draft, published as versions for ever."""

import copy
from collections.abc import Callable
from string import Formatter
from typing import Any

from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.core.text import slug
from iso_app.db import db
from iso_app.reports import policies, queries
from iso_app.reports.content import body_digest
from iso_app.reports.models import TemplateDraft, TemplateVersion
from iso_app.trail.services import record

OWN_FROM = 100  # a province's own tables stand after the shipped ones
CODE_LETTERS = 40
PERIOD_PLACES = frozenset({"year", "as_of"})
CHECK_PLACES = frozenset({"left", "right", "difference"})

Body = dict[str, Any]


def drafts() -> list[TemplateDraft]:
    """The province's own tables in the making, by their titles."""
    return list(db.session.scalars(select(TemplateDraft).order_by(TemplateDraft.title, TemplateDraft.id)))


def draft_of(code: str) -> TemplateDraft:
    """One of them; NotFound if the scope has none like it."""
    found = db.session.scalars(select(TemplateDraft).where(TemplateDraft.code == code)).one_or_none()
    if found is None:
        raise NotFound("Không có mẫu riêng này.")
    return found


def row_of(draft: TemplateDraft, key: str) -> Body:
    """The words of a line as a form shows them, with its place (the first is 1)."""
    rows = draft.body["rows"]
    row = _row(rows, key)
    note = row.get("note", "")
    return {**row, "note": note if isinstance(note, str) else "", "place": rows.index(row) + 1}


def check_of(draft: TemplateDraft, key: str) -> Body:
    """A check of the draft; NotFound if it has none like it."""
    return _check(draft.body, key)


def clone(actor: Actor, *, code: str, title: str) -> TemplateDraft:
    """A copy of a table's newest version, to be made the province's own."""
    require(actor.holds(policies.TEMPLATES))
    base = queries.template(code)
    province = agencies.province_of(actor)
    # Codes are unique over the country: by its number, a province meets no other one's, nor learns of it.
    own = f"rieng-{province.id}-{slug(title)}"[:CODE_LETTERS].rstrip("-")
    taken = select(TemplateDraft.id).where(TemplateDraft.code == own)
    if db.session.scalars(taken).first() is not None:
        raise DomainError("Tỉnh đã có mẫu riêng tên như vậy; hãy đặt tên khác.", field="title")
    body = copy.deepcopy(base.body) | {"code": own, "version": 1, "title": title}
    made = TemplateDraft(
        province_id=province.id, code=own, base_code=base.code, base_version=base.version, title=title,
        body=body, made_by=actor.name, made_by_id=actor.person_id, made_at=now(),
    )  # fmt: skip
    db.session.add(made)
    record(actor, "template_draft.cloned", made, base=base.code, base_version=base.version)
    return made


def write_heads(
    actor: Actor, draft: TemplateDraft, *, title: str, heading: str, subject: str, summary: str
) -> None:
    """The words above the table."""
    _require_places(subject, PERIOD_PLACES, "subject")
    words = {"title": title, "heading": heading, "subject": subject, "summary": summary}
    _change(actor, draft, lambda body: body.update(words), part=title)
    draft.title = title
    record(actor, "template_draft.edited", draft, part=title)


def write_row(
    actor: Actor, draft: TemplateDraft, *, key: str, label: str, stt: str, unit: str, note: str, place: int
) -> None:
    """The words of a line, and its place among the lines (the first is 1)."""

    def change(body: Body) -> None:
        rows = body["rows"]
        row = _row(rows, key)
        row.update({"label": label, "stt": stt, "unit": unit})
        if not isinstance(row.get("note"), dict):
            row["note"] = note
        rows.remove(row)
        rows.insert(max(0, place - 1), row)

    _edit(actor, draft, change, part=label)


def remove_row(actor: Actor, draft: TemplateDraft, *, key: str) -> None:
    """Leave a line out; refused while a check or a sum of another line needs it."""

    def change(body: Body) -> None:
        row = _row(body["rows"], key)
        if any(cell.partition(".")[0] == key for check in body.get("checks", ()) for cell in _cells(check)):
            raise DomainError("Phép kiểm tra của mẫu còn dùng dòng này; hãy bỏ phép kiểm tra đó trước.")
        if any(part.startswith(f"{key}.") for other in body["rows"] for part in _summed(other)):
            raise DomainError("Dòng khác của mẫu còn cộng dòng này.")
        body["rows"].remove(row)

    _edit(actor, draft, change, part=key)


def write_check(actor: Actor, draft: TemplateDraft, *, key: str, label: str, failed: str) -> None:
    """The sentences of a check: what should hold, and what is said where it does not."""

    _require_places(failed, CHECK_PLACES, "failed")

    def change(body: Body) -> None:
        _check(body, key).update({"label": label, "failed": failed})

    _edit(actor, draft, change, part=label)


def remove_check(actor: Actor, draft: TemplateDraft, *, key: str) -> None:
    """Leave a check out."""
    _edit(actor, draft, lambda body: body["checks"].remove(_check(body, key)), part=key)


def publish(actor: Actor, draft: TemplateDraft) -> TemplateVersion:
    """A new version of the province's own table, from now on the one that is opened; it never changes again."""
    require(actor.holds(policies.TEMPLATES))
    number = draft.published_version + 1
    body = copy.deepcopy(draft.body) | {"version": number}
    queries.expanded(body, queries.period(now().year, None))
    if number > 1 and body_digest(body | {"version": number - 1}) == queries.template(draft.code).digest:
        raise DomainError("Mẫu chưa thay đổi gì so với phiên bản đã ban hành.")
    version = TemplateVersion(
        code=draft.code, version=number, title=draft.title, position=OWN_FROM, body=body,
        digest=body_digest(body), loaded_at=now(), province_id=draft.province_id,
    )  # fmt: skip
    db.session.add(version)
    draft.published_version, draft.published_at = number, now()
    record(actor, "template_draft.published", draft, number=number)
    return version


def _require_places(text: str, allowed: frozenset[str], field: str) -> None:
    """Only the places in braces that are filled: anything else typed there is no text of a table."""
    try:
        places_named = [place for place in Formatter().parse(text) if place[1] is not None]
    except ValueError:
        places_named = [("", text, "", None)]
    # A width or a conversion beside the name would be obeyed as well: a page of any size from one line.
    if any(name not in allowed or how or turned for _, name, how, turned in places_named):
        places = ", ".join(f"{{{name}}}" for name in sorted(allowed))
        raise DomainError("Trong ngoặc nhọn chỉ được ghi: {places}.", field=field, places=places)


def _edit(actor: Actor, draft: TemplateDraft, change: Callable[[Body], object], *, part: str) -> None:
    _change(actor, draft, change, part=part)
    record(actor, "template_draft.edited", draft, part=part)


def _change(actor: Actor, draft: TemplateDraft, change: Callable[[Body], object], *, part: str) -> None:
    """Change a copy of the draft; it is kept only if it is still a whole template."""
    require(actor.holds(policies.TEMPLATES))
    if not part:
        raise DomainError("Chưa điền tên.", field="label")
    body = copy.deepcopy(draft.body)
    change(body)
    queries.expanded(body, queries.period(now().year, None))
    draft.body = body


def _row(rows: list[Body], key: str) -> Body:
    found = next((row for row in rows if row["key"] == key), None)
    if found is None:
        raise NotFound("Mẫu này không có dòng đó.")
    return found


def _check(body: Body, key: str) -> Body:
    found: Body | None = next((check for check in body.get("checks", ()) if check["key"] == key), None)
    if found is None:
        raise NotFound("Mẫu này không có phép kiểm tra đó.")
    return found


def _cells(check: Body) -> list[str]:
    other = check.get("equals_cell")
    return [*check["cells"], *([other] if other else [])]


def _summed(row: Body) -> list[str]:
    return [part for cell in row.get("cells", {}).values() for part in cell.get("sum", ())]
