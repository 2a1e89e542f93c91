"""What cites what, by the key of the number."""

from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from iso_app.agencies.models import Agency
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.documents.models import Document, RevisionText
from iso_app.documents.workflow import DocumentState
from iso_app.external_documents.kinds import CitationState, number_key
from iso_app.external_documents.models import Citation, ExternalDocument, OwnExternalDocument, Subscription
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState

MOST = 200


def passages_of(revision_id: int) -> list[str]:
    """The texts of a revision, passage by passage."""
    query = select(RevisionText.passages).where(RevisionText.revision_id == revision_id)
    passages = db.session.scalar(query) or []
    return [str(passage.get("text", "")) for passage in passages]


def code_key(document_id: int) -> str:
    """A document's own code, as a number would be compared: it does not cite itself."""
    return number_key(db.session.scalar(select(Document.code).where(Document.id == document_id)) or "")


def citation(citation_id: int) -> Citation:
    """A citation with the document it stands in."""
    query = select(Citation).options(joinedload(Citation.document)).where(Citation.id == citation_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy viện dẫn này.")
    return found


def citations_in(document_id: int) -> list[Citation]:
    """Every number that was ever found in a document."""
    return list(db.session.scalars(select(Citation).where(Citation.document_id == document_id)))


def citations_of(folded: str, agency_ids: Collection[int]) -> list[Citation]:
    """What cites a number in documents of these agencies that are in force, but for what a person rejected."""
    query = (
        select(Citation)
        .options(joinedload(Citation.document))
        .join(Document, Document.id == Citation.document_id)
        .where(
            Citation.folded == folded,
            Citation.agency_id.in_(agency_ids),
            Citation.is_cited,
            Citation.state != CitationState.REJECTED,
            Document.state == DocumentState.IN_FORCE,
        )
        .order_by(Citation.agency_id, Citation.id)
    )
    return list(db.session.scalars(query))


def document_cited(citation: Citation) -> ExternalDocument | OwnExternalDocument | None:
    """What a citation names: in the shared register of the agency's province, else among the agency's own."""
    shared = (
        select(ExternalDocument)
        .join(Agency, Agency.province_id == ExternalDocument.province_id)
        .where(Agency.id == citation.agency_id, ExternalDocument.folded == citation.folded)
    )
    own = select(OwnExternalDocument).where(
        OwnExternalDocument.agency_id == citation.agency_id, OwnExternalDocument.folded == citation.folded
    )
    return db.session.scalars(shared).first() or db.session.scalars(own).first()


def review_keys(citation: Citation) -> list[str]:
    """The keys of the tasks that were given because of a citation."""
    start = f"external-review:{citation.document_id}:{citation.folded}:"[:115]
    query = select(Task.key).where(
        Task.agency_id == citation.agency_id, Task.key.startswith(start, autoescape=True)
    )
    return [key for key in db.session.scalars(query) if key]


def open_reviews(folded: str, agency_ids: Collection[int]) -> list[tuple[Task, int]]:
    """The open tasks of these agencies that ask to look at what cites a number, each with the citing document's id."""
    query = (
        select(Task, Citation.document_id)
        .join(Citation, and_(Task.subject_type == Citation.__tablename__, Task.subject_id == Citation.id))
        .where(
            Citation.folded == folded,
            Task.agency_id.in_(agency_ids),
            Task.key.startswith("external-review:"),
            Task.state == TaskState.OPEN,
        )
        .order_by(Task.id)
    )
    return [(task, document_id) for task, document_id in db.session.execute(query)]


def times_withdrawn(folded: str, agency_ids: Collection[int], reason: str) -> Counter[int]:
    """Citation id -> how often the look at it was given up for a reason that begins so."""
    query = (
        select(Task.subject_id)
        .join(Citation, and_(Task.subject_type == Citation.__tablename__, Task.subject_id == Citation.id))
        .where(
            Citation.folded == folded,
            Task.agency_id.in_(agency_ids),
            Task.state == TaskState.WITHDRAWN,
            Task.end_reason.startswith(reason, autoescape=True),
        )
    )
    return Counter(id_ for id_ in db.session.scalars(query) if id_ is not None)


def _linked(*columns: Any) -> Select[Any]:
    """Citations with what their numbers name and how that is followed."""
    own = and_(
        OwnExternalDocument.folded == Citation.folded, OwnExternalDocument.agency_id == Citation.agency_id
    )
    shared = and_(
        ExternalDocument.folded == Citation.folded, ExternalDocument.province_id == Agency.province_id
    )
    followed = and_(
        Subscription.external_document_id == ExternalDocument.id,
        Subscription.agency_id == Citation.agency_id,
    )
    return (
        select(*columns)
        .select_from(Citation)
        .join(Agency, Agency.id == Citation.agency_id)
        .outerjoin(ExternalDocument, shared)
        .outerjoin(OwnExternalDocument, own)
        .outerjoin(Subscription, followed)
    )


def cited_in(document_id: int) -> list[Row[Any]]:
    """The numbers a document cites, with what each names: for the panel on its page."""
    return list(db.session.execute(_cited_in(), {"document": document_id}))


@cache
def _cited_in() -> Select[Any]:
    """Built once: the page of every document asks it."""
    query: Select[Any] = (
        _linked(
            Citation.id,
            Citation.agency_id,
            Citation.number,
            Citation.state,
            Citation.passage,
            ExternalDocument.id.label("shared_id"),
            ExternalDocument.title.label("shared_title"),
            ExternalDocument.force.label("shared_force"),
            ExternalDocument.replaced_by.label("shared_by"),
            OwnExternalDocument.title.label("own_title"),
            OwnExternalDocument.force.label("own_force"),
            OwnExternalDocument.replaced_by.label("own_by"),
            Subscription.id.label("subscription_id"),
        )
        .where(Citation.document_id == bindparam("document"), Citation.is_cited)
        .order_by(Citation.number)
        .limit(MOST)
    )
    return query


def citing(agency_id: int, folded: str) -> list[Row[Any]]:
    """(citation id, state, passage, document id, code, title) of an agency's documents that cite a number."""
    query = (
        select(
            Citation.id,
            Citation.state,
            Citation.passage,
            Document.id.label("document_id"),
            Document.code,
            Document.title,
        )
        .join(Document, Document.id == Citation.document_id)
        .where(
            Citation.agency_id == agency_id,
            Citation.folded == folded,
            Citation.is_cited,
            Citation.state != CitationState.REJECTED,
        )
        .order_by(Document.sort_code)
        .limit(MOST)
    )
    return list(db.session.execute(query))


def to_decide(agency_id: int | None) -> list[Row[Any]]:
    """Numbers found in an agency's documents of which nobody has said anything, with what they name."""
    query = (
        _linked(
            Citation.id,
            Citation.number,
            Citation.passage,
            Document.code,
            Document.title,
            ExternalDocument.title.label("shared_title"),
            OwnExternalDocument.title.label("own_title"),
        )
        .join(Document, Document.id == Citation.document_id)
        .where(Citation.agency_id == agency_id, Citation.is_cited, Citation.state == CitationState.FOUND)
        .order_by(Citation.number, Document.sort_code)
        .limit(MOST)
    )
    return list(db.session.execute(query))


def number_to_decide(agency_id: int | None) -> int:
    """How many numbers found in an agency's documents wait for a person."""
    query = select(func.count(Citation.id)).where(
        Citation.agency_id == agency_id, Citation.is_cited, Citation.state == CitationState.FOUND
    )
    return db.session.scalar(query) or 0
