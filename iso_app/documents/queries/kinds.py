"""Kinds of documents of a province, and what holds for them in one agency."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import count

from sqlalchemy import Select, select

from iso_app.agencies.models import Agency
from iso_app.core.errors import NotFound
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.documents.kinds import KindTerms, StepSpec, steps_of
from iso_app.documents.models import Document, DocumentKind, KindSetting

NUMBER = "{number}"


def kinds(*, also_unused: bool = False) -> list[DocumentKind]:
    """The kinds of the reader's province in their order."""
    query = select(DocumentKind).order_by(DocumentKind.position, DocumentKind.id)
    if not also_unused:
        query = query.where(DocumentKind.is_used)
    return list(db.session.scalars(query))


def kind(kind_id: int) -> DocumentKind:
    found = db.session.scalars(select(DocumentKind).where(DocumentKind.id == kind_id)).one_or_none()
    if found is None:
        raise NotFound("Không có loại tài liệu này.", field="kind_id")
    return found


def kind_or_first(kind_id: int) -> DocumentKind:
    """The kind that was asked for, or the first one if none was."""
    return kind(kind_id or min((each.id for each in kinds()), default=0))


def setting_of(agency_id: int, kind_id: int) -> KindSetting | None:
    query = select(KindSetting).where(KindSetting.agency_id == agency_id, KindSetting.kind_id == kind_id)
    return db.session.scalars(query).one_or_none()


def steps_of_kind(of: DocumentKind | None) -> tuple[StepSpec, ...]:
    """The province's steps; none for a kind that is still to be made."""
    return steps_of(of.steps) if of is not None else ()


def steps_of_setting(own: KindSetting | None) -> tuple[StepSpec, ...]:
    return steps_of(own.steps) if own is not None else ()


def terms_of(agency_id: int, of: DocumentKind) -> KindTerms:
    """What holds for a kind in an agency."""
    return _terms(of, setting_of(agency_id, of.id))


def terms_of_all(agency_id: int) -> dict[int, KindTerms]:
    """Kind -> what holds for it in an agency, for every kind in use."""
    own = db.session.scalars(select(KindSetting).where(KindSetting.agency_id == agency_id))
    settings = {setting.kind_id: setting for setting in own}
    return {found.id: _terms(found, settings.get(found.id)) for found in kinds()}


def _terms(of: DocumentKind, own: KindSetting | None) -> KindTerms:
    months = own.review_months if own is not None else None
    return KindTerms(
        code_pattern=(own.code_pattern if own is not None else "") or of.code_pattern,
        steps=steps_of((own.steps if own is not None else []) or of.steps),
        review_months=of.review_months if months is None else months,
    )


def next_code(agency_id: int, of: DocumentKind) -> str:
    """The code that comes after those of the agency's documents made by the pattern of a kind."""
    pattern = terms_of(agency_id, of).code_pattern
    if NUMBER not in pattern:
        return pattern
    begins = Document.code.startswith(pattern.partition(NUMBER)[0], autoescape=True)
    query = select(Document.code).where(Document.agency_id == agency_id, begins)
    return _after(pattern, db.session.scalars(query))


def _after(pattern: str, codes: Iterable[str]) -> str:
    """The code of a pattern that comes after these."""
    before, _, after = pattern.partition(NUMBER)
    wanted = re.compile(re.escape(before) + r"(\d{1,6})" + re.escape(after))
    used = [int(found[1]) for code in codes if (found := wanted.fullmatch(code))]
    return pattern.replace(NUMBER, f"{max(used, default=0) + 1:02}")


def codes_for(agency_id: int, wanted: Sequence[tuple[int, str]]) -> list[str]:
    """A free code of the agency for each (kind, code it had elsewhere): by the kind's pattern, else the same one or,
    where that is taken, one like it."""
    patterns = {kind_id: terms.code_pattern for kind_id, terms in terms_of_all(agency_id).items()}
    taken = list(db.session.scalars(select(Document.code).where(Document.agency_id == agency_id)))
    folded = {fold(code) for code in taken}
    found = []
    for kind_id, before in wanted:
        pattern = patterns.get(kind_id, "")
        code = _after(pattern, taken) if NUMBER in pattern else before
        tries = count(2)
        while fold(code) in folded:
            code = f"{before[:55]}-{next(tries)}"
        taken.append(code)
        folded.add(fold(code))
        found.append(code)
    return found


def names_of_kinds() -> list[tuple[str, str]]:
    """(id, name) of the kinds of the reader's province in their order, used or not; for a filter."""
    return [(str(id_), name) for id_, name in db.session.execute(_names_of_kinds())]


@cache
def _names_of_kinds() -> Select[int, str]:
    """Built once, as the next one: every list of documents asks both."""
    return select(DocumentKind.id, DocumentKind.name).order_by(DocumentKind.position, DocumentKind.id)


def agencies_with_documents() -> list[tuple[str, str]]:
    """(id, name) of the agencies of which the reader sees documents; for a filter."""
    return [(str(id_), name) for id_, name in db.session.execute(_agencies_with_documents())]


@cache
def _agencies_with_documents() -> Select[int, str]:
    of_it = select(Document.id).where(Document.agency_id == Agency.id)
    return select(Agency.id, Agency.name).where(of_it.exists()).order_by(Agency.sort_name)
