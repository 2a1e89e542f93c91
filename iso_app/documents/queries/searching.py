"""The words of documents: ids from the full-text index of the engine, records through the scope, marks on passages.

The index gives ids only, of the revisions in scope so that a common word does not bring those of the whole country;
what becomes of them is decided by the scoped statements that take them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    column,
    func,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import aliased

from iso_app.agencies.models import Province
from iso_app.core.actor import Actor
from iso_app.core.roles import Reach
from iso_app.core.text import fold_word
from iso_app.db import db
from iso_app.db.narrowing import current
from iso_app.documents import policies
from iso_app.documents.models import Document, Revision, RevisionText
from iso_app.documents.queries.documents import ANY_READER, reader, revision_seen, seen
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
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    wanted = " ".join(sought) if on_postgresql else _match(sought)
    best = _best(on_postgresql=on_postgresql, every_draft=policies.sees_every_draft(actor))
    rows = list(db.session.execute(best, reader(actor) | {"wanted": wanted, "most": most}))
    said = _said_in([row.revision_id for row in rows])
    return [_found(row, said.get(row.revision_id, ()), sought) for row in rows]


def _said_in(revision_ids: Sequence[int]) -> dict[int, Sequence[dict[str, Any]]]:
    """Revision -> its passages."""
    rows = db.session.execute(_passages(), {"ids": revision_ids}) if revision_ids else ()
    return {row.revision_id: row.passages for row in rows}


@cache
def _best(*, on_postgresql: bool, every_draft: bool) -> Select[Any]:
    """Built once: the `most` revisions with the words `wanted` that a reader may see."""
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
    mine = () if every_draft else (seen(ANY_READER), revision_seen(ANY_READER))
    query: Any = (
        select(
            Document.id, Revision.id.label("revision_id"), Revision.number, Document.code, Document.title,
            Document.agency_id, Revision.state,
        )
        .select_from(Revision)
        .join(Document, Document.id == Revision.document_id)
        .where(_said(on_postgresql=on_postgresql), shown, *mine)
        .order_by(Revision.state != RevisionState.EFFECTIVE, Document.sort_title, Document.id)
        .limit(bindparam("most", type_=Integer))
    )  # fmt: skip
    found: Select[Any] = query
    return found


@cache
def _passages() -> Select[int, list[Any]]:
    of = RevisionText.revision_id.in_(bindparam("ids", expanding=True))
    return select(RevisionText.revision_id, RevisionText.passages).where(of)


def _said(*, on_postgresql: bool) -> ColumnElement[bool]:
    """PostgreSQL's function narrows to the scope by the settings of the transaction, SQLite is told by `_match`."""
    if on_postgresql:
        return Revision.id.in_(select(func.revisions_with(bindparam("wanted", type_=String))))
    return Revision.id.in_(select(_FTS.c.rowid).where(text("revision_fts MATCH :wanted")))


def _match(sought: Sequence[str]) -> str:
    """The words as FTS5 is asked for them, each under the province in scope; under all for who sees the country."""
    scope = current()
    if scope is None or scope.is_system:
        places = list(db.session.scalars(select(Province.id))) or [0]  # where there is none, nothing is found
    else:
        places = [scope.province_id or 0]
    each = [" AND ".join(f'"=p{place}={word}"*' for word in sought) for place in places]
    wanted = " OR ".join(f"({one})" for one in each)
    only = f' AND "=a{scope.agency_id}"' if scope is not None and scope.reach is Reach.AGENCY else ""
    return f"({wanted}){only}"


def _found(row: Any, passages: Sequence[dict[str, Any]], sought: Sequence[str]) -> Found:
    document_id, revision_id, number, code, title, agency_id, state = row
    parts = marked(_passage(passages, sought), sought)
    return Found(document_id, revision_id, number, code, title, agency_id, state, parts)


def _passage(passages: Iterable[dict[str, Any]], sought: Sequence[str]) -> str:
    """The passage that has most of the words; nothing if they stand in code and title only."""
    best, most = "", 0
    for passage in passages:
        words = f" {_words_of(passage['text'])}"
        hits = sum(f" {one}" in words for one in sought)
        if hits > most:
            best, most = passage["text"], hits
        if most == len(sought):
            break
    return best


# The same searches lead to the same passages, and what is in force does not change.
_words_of = lru_cache(maxsize=2048)(words_of)


def marked(passage: str, sought: Sequence[str]) -> list[tuple[str, bool]]:
    """The passage in parts, the words sought marked, shortened around the first of them."""
    beginnings = tuple(sought)
    hits = [
        (found.start(), found.end())
        for found in _PIECES.finditer(passage)
        if fold_word(found[0]).startswith(beginnings)
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
