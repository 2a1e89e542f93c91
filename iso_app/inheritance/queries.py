"""What agencies that are no more left in force, read by those who carry on; and what these decided of it.

Which agencies they were is asked in the reader's own scope. Their documents are beyond it: they are read inside
`beyond`, always by the ids of these agencies.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from iso_app.agencies.models import Agency
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.core.text import sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, DocumentClause, DocumentKind, Revision, RevisionText
from iso_app.documents.workflow import DocumentState
from iso_app.files import queries as files
from iso_app.inheritance.kinds import Decision
from iso_app.inheritance.models import InheritedDocument
from iso_app.successions import queries as successions

NewDocument = aliased(Document, name="new_document")


@contextmanager
def beyond() -> Iterator[None]:
    """The one way from a successor to the documents of those it was made of; whoever calls names these by their ids."""
    with whole_country():
        yield


def former_agencies(agency_id: int, *, on: date | None) -> dict[int, str]:
    """Those whose affairs an agency carries on and that are no more on a day: id -> name, as it was called last.

    None: on any day that is recorded. Nobody's for an agency that the scope in force does not show.
    """
    province_id = db.session.scalar(select(Agency.province_id).where(Agency.id == agency_id))
    if province_id is None:
        return {}
    heirs = successions.heirs(province_id, on=on)
    query = select(heirs.c.former_id, heirs.c.former_name).where(heirs.c.heir_id == agency_id)
    return {row.former_id: row.former_name for row in db.session.execute(query)}


def _decided(agency_id: Any) -> ColumnElement[bool]:
    """Joins to a document what an agency decided of it."""
    return and_(InheritedDocument.document_id == Document.id, InheritedDocument.agency_id == agency_id)


def _left() -> ColumnElement[bool]:
    """What is in force still, and what was decided however it stands now."""
    return or_(Document.state == DocumentState.IN_FORCE, InheritedDocument.id.is_not(None))


def lines(agency_id: int, formers: Collection[int]) -> Select[Any]:
    """The base statement of the work list of an agency; to be read inside `beyond`."""
    query: Any = (
        select(
            Document.id, Document.code, Document.title, Document.state, Agency.name.label("agency"),
            DocumentKind.name.label("kind"), Revision.number, Revision.effective_on, InheritedDocument.decision,
            InheritedDocument.reason, InheritedDocument.decided_by, InheritedDocument.decided_at,
            NewDocument.code.label("new_code"), NewDocument.state.label("new_state"),
        )
        .join(Agency, Agency.id == Document.agency_id)
        .join(DocumentKind, DocumentKind.id == Document.kind_id)
        .outerjoin(Revision, Revision.id == _last_in_force())
        .outerjoin(InheritedDocument, _decided(agency_id))
        .outerjoin(NewDocument, NewDocument.id == InheritedDocument.new_document_id)
        .where(Document.agency_id.in_(formers), _left())
    )  # fmt: skip
    found: Select[Any] = query
    return found


def _last_in_force() -> Any:
    return (
        select(func.max(Revision.id))
        .where(Revision.document_id == Document.id, Revision.in_force_at.is_not(None))
        .correlate(Document)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class Progress:
    """How many documents there are to decide, and of how many it was."""

    total: int
    decided: int

    @property
    def left(self) -> int:
        return self.total - self.decided


def progress(agency_id: int, *, ahead: bool = False) -> Progress:
    """How far an agency is; 0 of 0 for one that was made of nobody, or of such as had no documents.

    `ahead`: with what those leave who end on a day to come.
    """
    formers = former_agencies(agency_id, on=None if ahead else today())
    if not formers:
        return Progress(0, 0)
    query = (
        select(func.count(Document.id), func.count(InheritedDocument.id))
        .outerjoin(InheritedDocument, _decided(agency_id))
        .where(Document.agency_id.in_(formers), _left())
    )
    with beyond():
        total, decided = db.session.execute(query).one()
    return Progress(total, decided)


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
        decided = select(InheritedDocument.id).where(_decided(agency_id)).correlate(Document).exists()
        query = (
            select(Document, Revision, DocumentKind.name, RevisionText.passages, RevisionText.trouble)
            .join(DocumentKind, DocumentKind.id == Document.kind_id)
            .join(Revision, Revision.id == _last_in_force())
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
        .outerjoin(InheritedDocument, _decided(agency_id))
        .where(
            Document.agency_id.in_(agencies),
            Document.sort_title == sort_key(found.title),
            Document.id != found.id,
            _left(),
        )
        .order_by(Agency.sort_name, Document.id)
    )
    with beyond():
        return list(db.session.execute(query))


def content_of(found: Former) -> bytes:
    """The bytes of its file. Raises Damaged if they are not what was stored."""
    if not found.file_digest:
        raise NotFound("Bản này soạn trên phần mềm, không có tệp.")
    return files.content(found.file_digest)


def decision_of(agency_id: int, document_id: int) -> InheritedDocument | None:
    """What an agency decided of a document of a former one."""
    return decisions_of(agency_id, [document_id]).get(document_id)


def decisions_of(agency_id: int, ids: Collection[int]) -> dict[int, InheritedDocument]:
    """Document -> what an agency decided of it."""
    query = select(InheritedDocument).where(
        InheritedDocument.agency_id == agency_id, InheritedDocument.document_id.in_(ids)
    )
    return {each.document_id: each for each in db.session.scalars(query)}


def decision_that_made(document_id: int) -> InheritedDocument | None:
    """The decision that a document comes from, if it does."""
    query = select(InheritedDocument).where(InheritedDocument.new_document_id == document_id)
    return db.session.scalars(query).one_or_none()


def decisions_about(document_id: int) -> list[tuple[InheritedDocument, str]]:
    """The decision that a document comes from, and what the successors that the reader sees decided of it; with their
    names."""
    rows: Any = db.session.execute(_decisions_about(), {"document": document_id})
    return [(row, heir) for row, heir in rows]


@cache
def _decisions_about() -> Select[Any]:
    """Built once: the page of every document asks it."""
    named: BindParameter[int] = bindparam("document")
    query: Any = (
        select(InheritedDocument, Agency.name)
        .join(Agency, Agency.id == InheritedDocument.agency_id)
        .where(or_(InheritedDocument.document_id == named, InheritedDocument.new_document_id == named))
        .order_by(Agency.sort_name)
    )
    found: Select[Any] = query
    return found


def state_of(document_id: int | None) -> DocumentState | None:
    """How a document of the reader's own stands."""
    if document_id is None:
        return None
    return db.session.scalar(select(Document.state).where(Document.id == document_id))


def wait_for(agency_ids: Collection[int], province_id: int) -> list[int]:
    """Those of these agencies that find documents in force of others which end, now or on a day to come."""
    heirs = successions.heirs(province_id)
    query = (
        select(heirs.c.heir_id)
        .join(Document, Document.agency_id == heirs.c.former_id)
        .where(heirs.c.heir_id.in_(agency_ids), Document.state == DocumentState.IN_FORCE)
        .distinct()
        .order_by(heirs.c.heir_id)
    )
    return list(db.session.scalars(query))


def overview(province_id: int) -> Select[Any]:
    """The base statement of the list of a province: each agency that carries on, and how far it is."""
    heirs = successions.heirs(province_id, on=today())
    counted = (
        select(
            heirs.c.heir_id,
            func.count(heirs.c.former_id.distinct()).label("formers"),
            func.count(Document.id).label("total"),
            func.count(InheritedDocument.id).label("decided"),
        )
        .join(Document, Document.agency_id == heirs.c.former_id)
        .outerjoin(InheritedDocument, _decided(heirs.c.heir_id))
        .where(_left())
        .group_by(heirs.c.heir_id)
        .subquery("counted")
    )
    left = (counted.c.total - counted.c.decided).label("left")
    return select(
        Agency.id, Agency.code, Agency.name, counted.c.formers, counted.c.total, counted.c.decided, left
    ).join(counted, counted.c.heir_id == Agency.id)


@dataclass(frozen=True)
class Said:
    """What one of those who carry on decided of a document; `decision` None: nothing yet."""

    heir: str
    decision: Decision | None
    reason: str
    new: str
    new_in_force: bool


def said_by_all(document: Document) -> list[Said]:
    """What everybody decided who carries on the affairs of the agency that left a document; asked inside `beyond`."""
    heirs = successions.heirs(document.agency.province_id, on=today())
    query = (
        select(Agency.name, InheritedDocument, NewDocument)
        .select_from(heirs)
        .join(Agency, Agency.id == heirs.c.heir_id)
        .outerjoin(
            InheritedDocument,
            and_(InheritedDocument.agency_id == Agency.id, InheritedDocument.document_id == document.id),
        )
        .outerjoin(NewDocument, NewDocument.id == InheritedDocument.new_document_id)
        .where(heirs.c.former_id == document.agency_id)
        .order_by(Agency.sort_name)
    )
    rows: Any = db.session.execute(query)
    return [
        Said(
            heir,
            row.decision if row is not None else None,
            row.reason if row is not None else "",
            str(new) if new is not None else "",
            new is not None and new.in_force_at is not None,
        )
        for heir, row, new in rows
    ]


def left_by_the_gone(ids: Collection[int]) -> list[Document]:
    """Those of these documents that are in force still at agencies that are no more; asked inside `beyond`."""
    query = (
        select(Document)
        .join(Agency, Agency.id == Document.agency_id)
        .where(Document.id.in_(ids), Document.state == DocumentState.IN_FORCE, Agency.valid_to < today())
        .order_by(Document.id)
    )
    return list(db.session.scalars(query))
