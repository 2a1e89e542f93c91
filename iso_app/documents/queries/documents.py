"""Documents and their revisions, each only to whom it may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from iso_app.agencies.models import Agency, Department
from iso_app.core.actor import Actor
from iso_app.core.canonical import canonical
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.documents import policies
from iso_app.documents.kinds import Source
from iso_app.documents.models import (
    ApprovalStep,
    Document,
    DocumentClause,
    DocumentKind,
    ReviewRound,
    Revision,
)
from iso_app.documents.reading import picture
from iso_app.documents.workflow import OPEN_STATES, DocumentState, RevisionState
from iso_app.files import queries as files
from iso_app.files.sniff import PDF
from iso_app.standards.models import AgencyEdition, Clause, StandardEdition

_WHOLE = (joinedload(Document.kind), joinedload(Document.agency), joinedload(Document.department))
_NONE = "Không có tài liệu này, hoặc bạn không được xem."


def document(actor: Actor, document_id: int) -> Document:
    """A document that the actor may know of."""
    query = select(Document).where(Document.id == document_id, seen_by(actor))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_NONE)
    return found


def revision(actor: Actor, document_id: int, number: int) -> Revision:
    """A revision by its number that the actor may read; a discarded draft only if there is no other."""
    query = (
        select(Revision)
        .where(Revision.document_id == document_id, Revision.number == number, revision_seen_by(actor))
        .order_by((Revision.state == RevisionState.DISCARDED), Revision.id.desc())
        .limit(1)
        .options(joinedload(Revision.document).options(*_WHOLE))
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_NONE)
    return found


def revision_read(actor: Actor, revision_id: int) -> Revision:
    """A revision by its id that the actor may read."""
    query = select(Revision).where(Revision.id == revision_id, revision_seen_by(actor))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_NONE)
    return found


def revision_before(actor: Actor, of: Revision) -> Revision | None:
    """The revision that was in force before this one."""
    query = (
        select(Revision)
        .where(
            Revision.document_id == of.document_id,
            Revision.number < of.number,
            Revision.in_force_at.is_not(None),
            revision_seen_by(actor),
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def lock(record: Document | Revision) -> None:
    """Wait until nobody else changes the document or a revision of it, then see the record as it is.

    A document is always locked before its revisions, so that no two who act on it wait for each other.
    """
    document_id = record.document_id if isinstance(record, Revision) else record.id
    db.session.execute(select(Document.id).where(Document.id == document_id).with_for_update())
    if isinstance(record, Revision):
        db.session.execute(select(Revision.id).where(Revision.id == record.id).with_for_update())
    db.session.refresh(record)


class Reader(NamedTuple):
    """Who reads, as conditions ask for it: the values themselves, or their names in a statement that is built once."""

    person_id: Any
    agency_id: Any
    post_id: Any
    role: Any


ANY_READER = Reader(
    bindparam("reader_id", type_=Integer),
    bindparam("reader_agency_id", type_=Integer),
    bindparam("reader_post_id", type_=Integer),
    bindparam("reader_role", type_=ApprovalStep.role.type),
)


def reader(actor: Actor) -> dict[str, Any]:
    """The values of ANY_READER."""
    return {
        "reader_id": actor.person_id,
        "reader_agency_id": actor.agency_id,
        "reader_post_id": actor.post_id,
        "reader_role": actor.role,
    }


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Documents that the actor may know of: what came into force, and drafts as `policies.may_read` says."""
    return true() if policies.sees_every_draft(actor) else seen(_reader(actor))


def revision_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same of revisions."""
    return true() if policies.sees_every_draft(actor) else revision_seen(_reader(actor))


def _reader(actor: Actor) -> Reader:
    return Reader(actor.person_id, actor.agency_id, actor.post_id, actor.role)


def seen(who: Reader) -> ColumnElement[bool]:
    """Documents that somebody may know of who does not see every draft."""
    written = Revision.author_id == who.person_id
    asked = and_(Revision.state.in_(OPEN_STATES), _asks(who))
    # One set for the statement: asked of each document anew, PostgreSQL takes lists for dear and keeps no plan of them;
    # as a set that is not made before, it weighs its making for each agency and reads a whole country instead.
    asked_for = select(Revision.document_id).where(Revision.agency_id == who.agency_id, or_(written, asked))
    in_hand = asked_for.cte("in_hand").prefix_with("MATERIALIZED", dialect="postgresql")
    mine = or_(Document.author_id == who.person_id, Document.id.in_(select(in_hand.c.document_id)))
    return or_(Document.in_force_at.is_not(None), and_(Document.agency_id == who.agency_id, mine))


def revision_seen(who: Reader) -> ColumnElement[bool]:
    """The same of revisions."""
    mine = or_(Revision.author_id == who.person_id, _asks(who))
    return or_(Revision.in_force_at.is_not(None), and_(Revision.agency_id == who.agency_id, mine))


def _asks(who: Reader) -> ColumnElement[bool]:
    """Whether the revision has a step for the reader's post in its last round."""
    for_role = and_(ApprovalStep.post_id.is_(None), ApprovalStep.role == who.role)
    return (
        select(ApprovalStep.id)
        .where(
            ApprovalStep.revision_id == Revision.id,
            ApprovalStep.round == Revision.round,
            ApprovalStep.agency_id == who.agency_id,
            or_(ApprovalStep.post_id == who.post_id, for_role),
        )
        .correlate(Revision)
        .exists()
    )


def known(actor: Actor) -> Select[int]:
    """The documents that the actor may know of, as bare ids: to find, order and count them. Its values: `reader`."""
    return _known(every_draft=policies.sees_every_draft(actor))


@cache
def _known(*, every_draft: bool) -> Select[int]:
    """Built once, as `_lines`: every list asks both."""
    bare = select(Document.id)
    return bare if every_draft else bare.where(seen(ANY_READER))


def lines(actor: Actor) -> Select[Any]:
    """What lists show of documents, joined with the revision in force and the one that is being prepared.

    To be narrowed to documents that were found among those `known`. Its values: `reader`.
    """
    return _lines(every_draft=policies.sees_every_draft(actor))


@cache
def _lines(*, every_draft: bool) -> Select[Any]:
    current, opened = aliased(Revision), aliased(Revision)
    mine = [] if every_draft else [opened.author_id == ANY_READER.person_id]
    query: Any = (
        select(
            Document.id,
            Document.code,
            Document.title,
            Document.state,
            Document.next_review_on,
            Document.withdrawn_on,
            Document.author_name,
            DocumentKind.name.label("kind"),
            DocumentKind.document_class,
            Department.name.label("department"),
            Agency.name.label("agency"),
            current.number.label("number"),
            current.effective_on.label("effective_on"),
            opened.number.label("open_number"),
            opened.state.label("open_state"),
        )
        .join(DocumentKind, DocumentKind.id == Document.kind_id)
        .join(Agency, Agency.id == Document.agency_id)
        .outerjoin(Department, Department.id == Document.department_id)
        .outerjoin(
            current, and_(current.document_id == Document.id, current.state == RevisionState.EFFECTIVE)
        )
        .outerjoin(opened, and_(opened.document_id == Document.id, opened.state.in_(OPEN_STATES), *mine))
    )
    found: Select[Any] = query
    return found


def register_rows(agency_id: int) -> list[Any]:
    """The lines of "Danh mục tài liệu nội bộ": whatever is or was in force, by kind and code."""
    last = (
        select(func.max(Revision.id))
        .where(Revision.document_id == Document.id, Revision.in_force_at.is_not(None))
        .correlate(Document)
        .scalar_subquery()
    )
    query = (
        select(
            Document.code,
            Document.title,
            Document.state,
            Document.next_review_on,
            DocumentKind.name.label("kind"),
            Department.name.label("department"),
            Document.author_name,
            Revision.number,
            Revision.effective_on,
            Document.id,
        )
        .join(DocumentKind, DocumentKind.id == Document.kind_id)
        .outerjoin(Department, Department.id == Document.department_id)
        .outerjoin(Revision, Revision.id == last)
        .where(Document.agency_id == agency_id, Document.in_force_at.is_not(None))
        .order_by(DocumentKind.position, Document.sort_code, Document.id)
    )
    return list(db.session.execute(query))


def in_force(agency_id: int) -> list[tuple[Document, Revision]]:
    """What is in force in an agency: each document with its effective revision, by code."""
    query = (
        select(Document, Revision)
        .join(Revision, Revision.document_id == Document.id)
        .where(
            Document.agency_id == agency_id,
            Document.state == DocumentState.IN_FORCE,
            Revision.state == RevisionState.EFFECTIVE,
        )
        .order_by(Document.sort_code)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


@dataclass(frozen=True)
class DocumentRecord:
    """A document with what its page needs: revisions newest first, as far as the reader may see them."""

    document: Document
    revisions: Sequence[Revision]
    current: Revision | None
    opened: Revision | None
    round: ReviewRound | None
    steps: Sequence[ApprovalStep]
    clauses: Sequence[Clause]


def record_of(actor: Actor, document_id: int) -> DocumentRecord:
    """A document and all that its page shows besides the text."""
    every_draft = policies.sees_every_draft(actor)
    values = reader(actor) | {"document_id": document_id}
    found = db.session.scalars(_document_known(every_draft=every_draft), values).one_or_none()
    if found is None:
        raise NotFound(_NONE)
    revisions = list(db.session.scalars(_revisions_known(every_draft=every_draft), values))
    opened = next((each for each in revisions if each.is_open), None)
    steps: list[ApprovalStep] = []
    handed_in: ReviewRound | None = None
    if opened is not None and opened.round:
        at = (ApprovalStep.revision_id == opened.id, ApprovalStep.round == opened.round)
        steps = list(
            db.session.scalars(
                select(ApprovalStep).where(*at).order_by(ApprovalStep.order, ApprovalStep.position)
            )
        )
        handed_in = db.session.scalars(
            select(ReviewRound).where(
                ReviewRound.revision_id == opened.id, ReviewRound.number == opened.round
            )
        ).one_or_none()
    clauses = list(db.session.scalars(_clauses_answered(), values))
    current = next((each for each in revisions if each.state is RevisionState.EFFECTIVE), None)
    return DocumentRecord(found, revisions, current, opened, handed_in, steps, clauses)


# Every page of a document asks these: built once.
@cache
def _document_known(*, every_draft: bool) -> Select[Document]:
    query = select(Document).where(Document.id == _DOCUMENT_ID).options(*_WHOLE)
    return query if every_draft else query.where(seen(ANY_READER))


@cache
def _revisions_known(*, every_draft: bool) -> Select[Revision]:
    query = select(Revision).where(Revision.document_id == _DOCUMENT_ID).order_by(Revision.id.desc())
    return query if every_draft else query.where(revision_seen(ANY_READER))


@cache
def _clauses_answered() -> Select[Clause]:
    answered = select(Clause).join(DocumentClause, DocumentClause.clause_id == Clause.id)
    return answered.where(DocumentClause.document_id == _DOCUMENT_ID).order_by(Clause.position)


_DOCUMENT_ID = bindparam("document_id", type_=Integer)


def clauses_offered(agency_id: int | None) -> list[tuple[int, str, str]]:
    """(id, edition, "number words") of the clauses a document may answer: of the edition its agency works to, else
    of the newest one."""
    stands_on = select(AgencyEdition.edition_id).where(
        AgencyEdition.agency_id == agency_id, AgencyEdition.valid_to.is_(None)
    )
    newest = select(StandardEdition.id).order_by(StandardEdition.year.desc()).limit(1)
    edition_id = func.coalesce(stands_on.scalar_subquery(), newest.scalar_subquery())
    query = (
        select(Clause.id, StandardEdition.title_vi, Clause.number, Clause.words_vi)
        .join(StandardEdition, StandardEdition.id == Clause.edition_id)
        .where(Clause.edition_id == edition_id)
        .order_by(Clause.position)
    )
    return [(id_, edition, f"{number} {words}") for id_, edition, number, words in db.session.execute(query)]


def clause_ids(edition_code: str) -> dict[str, int]:
    """Number -> id of the clauses of an edition; none if it is not loaded."""
    query = (
        select(Clause.number, Clause.id)
        .join(StandardEdition, StandardEdition.id == Clause.edition_id)
        .where(StandardEdition.code == edition_code)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def picture_of(of: Revision, leaf: int) -> bytes:
    """A page of a PDF (from 1) as a PNG picture; NotFound if it is no PDF or has no such page."""
    found = picture(content_of(of), leaf) if of.media_type == PDF else None
    if found is None:
        raise NotFound("Tệp này không có trang đó.")
    return found


def content_of(of: Revision) -> bytes:
    """Exactly what the digest of a revision was taken of: the bytes of its file, or its canonical JSON.

    The caller has judged that the reader may read the revision. Raises Damaged if the file is not what was stored.
    """
    if of.source is Source.WRITTEN:
        return canonical(of.written or {})
    return files.content(of.file_digest or "")
