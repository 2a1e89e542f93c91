"""The forms of a province: published versions, those being prepared, those that ship."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from iso_app.core.errors import NotFound
from iso_app.core.numbers import whole
from iso_app.core.policy import Sentence
from iso_app.db import db
from iso_app.periodic_reports.models import (
    FormDraft,
    FormDraftRow,
    FormVersion,
)
from iso_app.periodic_reports.reading import shipped
from iso_app.periodic_reports.template import FormRow, FormTemplate, parse
from iso_app.periodic_reports.workflow import DraftState


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
    """A published version of a form."""
    found = db.session.scalars(select(FormVersion).where(FormVersion.id == version_id)).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy mẫu báo cáo này.")
    return found


def chosen_form(choice: str) -> FormTemplate:
    """A form by its choice: the id of a published version, or the code of one that ships."""
    version_id = whole(choice)
    return shipped_form(choice) if version_id is None else form_of(version(version_id))


def choices_of_version() -> list[tuple[str, str]]:
    """(choice, words) of the forms that may be asked for: the newest published of each code, and those that ship."""
    newest: dict[str, FormVersion] = {}
    for found in versions():
        newest.setdefault(found.code, found)
    found_ones = [(str(found.id), found.called) for found in newest.values()]
    shipped_ones = [(code, _called(body)) for code, body in shipped().items() if code not in newest]
    return [*found_ones, *shipped_ones]


def _called(body: Mapping[str, Any]) -> Sentence:
    return Sentence("{title} (phiên bản {number})", title=body["title"], number=body["version"])


def row_of(form: FormTemplate, key: str) -> FormRow:
    """A row that takes a value; NotFound if the form has none like it."""
    found = form.by_key.get(key)
    if found is None or not found.has_value:
        raise NotFound("Biểu không có dòng số liệu này.")
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
    """A row of a draft."""
    found = next((row for row in prepared.rows if row.id == row_id), None)
    if found is None:
        raise NotFound("Mẫu đang soạn không có dòng này.")
    return found
