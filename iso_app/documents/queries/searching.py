"""The words of documents: ids from the full-text index of the engine, records through the scope, marks on passages.

The index gives ids only, of the texts in scope so that a common word does not bring those of the whole country; what
becomes of them is decided by the scoped statements that take them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, column, func, or_, select, table, text
from sqlalchemy.orm import aliased

from iso_app.core.actor import Actor
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.db.scope import current
from iso_app.documents.models import Document, Revision, RevisionText
from iso_app.documents.queries.documents import revision_seen_by, seen_by
from iso_app.documents.reading import words_of
from iso_app.documents.workflow import OPEN_STATES, RevisionState

LONGEST_EXCERPT = 240
_FTS = table("revision_fts", column("rowid"), column("revision_fts"))
_PIECES = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Found:
    """A document with the passage in which the words stand: parts of (text, whether it is a word sought)."""

    document_id: int
    revision_id: int
    number: int
    code: str
    title: str
    agency_id: int
    state: RevisionState
    parts: Sequence[tuple[str, bool]]


def search(actor: Actor, words: str, *, most: int = 20) -> list[Found]:
    """Documents whose code, title or text has all the words (each may be the beginning of one), best known first.

    Of a document the revision in force is looked at; one that is not yet, or no longer, by its newest revision that
    the actor may read.
    """
    sought = words_of(words).split()
    if not sought:
        return []
    newer = aliased(Revision)
    shown = or_(
        Revision.state == RevisionState.EFFECTIVE,
        and_(
            ~select(newer.id)
            .where(newer.document_id == Revision.document_id, newer.state == RevisionState.EFFECTIVE)
            .exists(),
            Revision.state.in_(OPEN_STATES | {RevisionState.WITHDRAWN}),
        ),
    )
    best = (
        select(
            Document.id, Revision.id.label("revision_id"), Revision.number, Document.code, Document.title,
            Document.agency_id, Revision.state, RevisionText.id.label("text_id"),
        )
        .select_from(RevisionText)
        .join(Revision, Revision.id == RevisionText.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .where(_says(sought), shown, seen_by(actor), revision_seen_by(actor))
        .order_by(Revision.state != RevisionState.EFFECTIVE, Document.sort_title, Document.id)
        .limit(most)
    )  # fmt: skip
    found = list(db.session.execute(best))
    said = select(RevisionText.id, RevisionText.passages).where(
        RevisionText.id.in_([row.text_id for row in found])
    )
    passages = {row.id: row.passages for row in db.session.execute(said)} if found else {}
    return [_found(row, passages.get(row.text_id, ()), sought) for row in found]


def _found(row: Any, passages: Sequence[dict[str, Any]], sought: Sequence[str]) -> Found:
    document_id, revision_id, number, code, title, agency_id, state, _ = row
    parts = marked(_passage(passages, sought), sought)
    return Found(document_id, revision_id, number, code, title, agency_id, state, parts)


def says(words: str) -> ColumnElement[bool]:
    """The condition on `RevisionText` that it has all the words; for filters of lists."""
    return _says(words_of(words).split())


def _says(sought: Sequence[str]) -> ColumnElement[bool]:
    """PostgreSQL's function narrows to the scope by the settings of the transaction, SQLite is told here."""
    if db.session.get_bind().dialect.name == "postgresql":
        wanted = " & ".join(f"{word}:*" for word in sought)
        return RevisionText.id.in_(select(func.revision_texts_with(wanted)))
    wanted = "{head body} : (" + " AND ".join(f'"{word}"*' for word in sought) + ")"
    place = _place()
    if place:
        wanted = f'place : "{place}" AND {wanted}'
    rows = select(_FTS.c.rowid).where(text("revision_fts MATCH :wanted").bindparams(wanted=wanted))
    return RevisionText.id.in_(rows)


def _place() -> str:
    """The word of `reading.place_of` that the texts in scope have; none for who sees the country."""
    scope = current()
    if scope is None or scope.is_system:
        return ""
    return f"p{scope.province_id}" if scope.is_province else f"a{scope.agency_id}"


def _passage(passages: Iterable[dict[str, Any]], sought: Sequence[str]) -> str:
    """The passage that has most of the words; nothing if they stand in code and title only."""
    best, most = "", 0
    for passage in passages:
        words = words_of(passage["text"]).split()
        hits = sum(any(word.startswith(one) for word in words) for one in sought)
        if hits > most:
            best, most = passage["text"], hits
        if most == len(sought):
            break
    return best


def marked(passage: str, sought: Sequence[str]) -> list[tuple[str, bool]]:
    """The passage in parts, the words sought marked, shortened around the first of them."""
    hits = [
        (found.start(), found.end())
        for found in _PIECES.finditer(passage)
        if any(fold(found[0]).startswith(word) for word in sought)
    ]
    if not hits:
        return [(passage[:LONGEST_EXCERPT], False)] if passage else []
    begin = max(0, hits[0][0] - LONGEST_EXCERPT // 3)
    begin = passage.rfind(" ", 0, begin) + 1 if begin else 0
    end = min(len(passage), begin + LONGEST_EXCERPT)
    parts: list[tuple[str, bool]] = [("… ", False)] if begin else []
    at = begin
    for start, stop in hits:
        if stop > end:
            break
        parts += [(passage[at:start], False), (passage[start:stop], True)]
        at = stop
    parts.append((passage[at:end] + (" …" if end < len(passage) else ""), False))
    return [part for part in parts if part[0]]
