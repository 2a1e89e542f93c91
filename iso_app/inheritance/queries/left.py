"""Documents that former agencies left as plain data, to whoever carries on the affairs of these."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.core.text import sort_key
from iso_app.db import db
from iso_app.documents import queries as documents
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, DocumentClause, DocumentKind, Revision, RevisionText
from iso_app.documents.workflow import DocumentState
from iso_app.files import queries as files
from iso_app.inheritance.models import InheritedDocument
from iso_app.inheritance.queries.beyond import (
    beyond,
    decided_by,
    former_agencies,
    last_in_force,
    left_or_decided,
)


@dataclass(frozen=True)
class Former:
    """A document of a former agency as plain data: it is shown, and copied, where its record is not at hand."""

    id: int
    agency: str
    kind_id: int
    kind: str
    code: str
    title: str
    state: DocumentState
    ended_why: str
    review_months: int | None
    model_item: str | None
    tthc_code: str
    tthc_name: str
    number: int
    effective_on: date | None
    source: Source
    written: Mapping[str, Any] | None
    file_digest: str
    file_name: str
    media_type: str
    file_size: int
    passages: Sequence[Mapping[str, Any]]
    trouble: str
    clauses: Sequence[int]

    @property
    def is_in_force(self) -> bool:
        return self.state is DocumentState.IN_FORCE

    @property
    def called(self) -> str:
        return f"{self.code} {self.title}"


def formers(agency_id: int, ids: Collection[int], *, lock: bool = False) -> list[Former]:
    """Those of these documents that agencies left whose affairs this one carries on, as they were last in force.

    With `lock` nobody else decides of them until the end of the transaction.
    """
    agencies = former_agencies(agency_id, on=today())
    if not agencies or not ids:
        return []
    mine = (Document.id.in_(ids), Document.agency_id.in_(agencies))
    with beyond():
        if lock:
            db.session.execute(select(Document.id).where(*mine).order_by(Document.id).with_for_update())
        decided = select(InheritedDocument.id).where(decided_by(agency_id)).correlate(Document).exists()
        query = (
            select(Document, Revision, DocumentKind.name, RevisionText.passages, RevisionText.trouble)
            .join(DocumentKind, DocumentKind.id == Document.kind_id)
            .join(Revision, Revision.id == last_in_force())
            .outerjoin(RevisionText, RevisionText.revision_id == Revision.id)
            .where(*mine, or_(Document.state == DocumentState.IN_FORCE, decided))
            .order_by(Document.sort_title, Document.id)
            .execution_options(populate_existing=True)
        )
        rows = list(db.session.execute(query))
        clauses = _clauses([row[0].id for row in rows])
        return [_former(row, agencies[row[0].agency_id], clauses.get(row[0].id, ())) for row in rows]


def _clauses(ids: Collection[int]) -> dict[int, list[int]]:
    query = select(DocumentClause.document_id, DocumentClause.clause_id)
    found: dict[int, list[int]] = {}
    for document_id, clause_id in db.session.execute(query.where(DocumentClause.document_id.in_(ids))):
        found.setdefault(document_id, []).append(clause_id)
    return found


def _former(row: Any, agency: str, clauses: Sequence[int]) -> Former:
    document, revision, kind, passages, trouble = row
    return Former(
        document.id, agency, document.kind_id, kind, document.code, document.title, document.state,
        document.withdrawn_reason, document.review_months, document.model_item, document.tthc_code, document.tthc_name,
        revision.number, revision.effective_on, revision.source, revision.written, revision.file_digest or "",
        revision.file_name, revision.media_type, revision.file_size, passages or (), trouble or "", clauses,
    )  # fmt: skip


def former(agency_id: int, document_id: int) -> Former:
    """One of them; NotFound for a document of anybody else."""
    found = formers(agency_id, [document_id])
    if not found:
        raise NotFound("Không có tài liệu này, hoặc bạn không được xem.")
    return found[0]


def doubles(agency_id: int, found: Former) -> list[Row[Any]]:
    """(id, code, agency) of the documents of the same title that other agencies left."""
    agencies = former_agencies(agency_id, on=today())
    query = (
        select(Document.id, Document.code, Agency.name.label("agency"))
        .join(Agency, Agency.id == Document.agency_id)
        .outerjoin(InheritedDocument, decided_by(agency_id))
        .where(
            Document.agency_id.in_(agencies),
            Document.sort_title == sort_key(found.title),
            Document.id != found.id,
            left_or_decided(),
        )
        .order_by(Agency.sort_name, Document.id)
    )
    with beyond():
        return list(db.session.execute(query))


def own_like(actor: Actor, found: Former) -> list[Row[Any]]:
    """(id, code) of the documents of the same title that the actor's own agency has, as far as the actor may know."""
    query: Any = (
        documents.known(actor)
        .add_columns(Document.code)
        .where(
            Document.agency_id == actor.agency_id,
            Document.sort_title == sort_key(found.title),
            Document.state != DocumentState.WITHDRAWN,
        )
        .order_by(Document.sort_code)
    )
    return list(db.session.execute(query, documents.reader(actor)))


def content_of(found: Former) -> bytes:
    """The bytes of its file. Raises Damaged if they are not what was stored."""
    if not found.file_digest:
        raise NotFound("Bản này soạn trên phần mềm, không có tệp.")
    return files.content(found.file_digest)
