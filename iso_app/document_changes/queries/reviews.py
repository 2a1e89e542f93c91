"""Documents as the periodic review looks at them: which are due, what was found before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from iso_app.agencies.models import Agency, Department
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.document_changes.kinds import MOST_AT_ONCE, NOTICE_DAYS, REVIEW_TASKS, ChangeKind
from iso_app.document_changes.models import ChangeRequest, DocumentReview
from iso_app.document_changes.workflow import RequestState
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.tasks.models import Task

_ENDING = (ChangeKind.REVISE, ChangeKind.WITHDRAW)


def is_asked_for() -> ColumnElement[bool]:
    """Whether a request to change or withdraw the document settles its review: accepted, or come of a review.

    What somebody asks for without more leaves the document due.
    """
    return select(ChangeRequest.id).where(*_settles_review()).correlate(Document).exists()


def _settles_review() -> tuple[ColumnElement[bool], ...]:
    of_review = (
        select(DocumentReview.id)
        .where(DocumentReview.request_id == ChangeRequest.id)
        .correlate(ChangeRequest)
        .exists()
    )
    return (
        ChangeRequest.document_id == Document.id,
        ChangeRequest.kind.in_(_ENDING),
        or_(
            ChangeRequest.state == RequestState.ACCEPTED,
            and_(ChangeRequest.state == RequestState.ASKED, of_review),
        ),
    )


def is_due(until: date) -> ColumnElement[bool]:
    """Whether a document in force has to be looked at by a day and nobody has asked for its change."""
    return and_(Document.state == DocumentState.IN_FORCE, Document.next_review_on <= until, ~is_asked_for())


def rows() -> Select[Any]:
    """A line for each document in force that is reviewed periodically, in plain columns."""
    current, last = aliased(Revision), aliased(DocumentReview)
    newest = (
        select(func.max(DocumentReview.id))
        .where(DocumentReview.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )
    asked = (
        select(func.max(ChangeRequest.number)).where(*_settles_review()).correlate(Document).scalar_subquery()
    )
    query: Any = (
        select(
            Document.id,
            Document.code,
            Document.title,
            Document.next_review_on,
            DocumentKind.name.label("kind"),
            Department.name.label("department"),
            Agency.name.label("agency"),
            current.number.label("number"),
            current.effective_on.label("effective_on"),
            last.verdict.label("verdict"),
            last.at.label("reviewed_at"),
            asked.label("asked"),
        )
        .join(DocumentKind, DocumentKind.id == Document.kind_id)
        .join(Agency, Agency.id == Document.agency_id)
        .outerjoin(Department, Department.id == Document.department_id)
        .outerjoin(
            current, and_(current.document_id == Document.id, current.state == RevisionState.EFFECTIVE)
        )
        .outerjoin(last, last.id == newest)
        .where(Document.state == DocumentState.IN_FORCE, Document.next_review_on.is_not(None))
    )
    found: Select[Any] = query
    return found


@dataclass(frozen=True)
class ReviewCounts:
    """How many documents are overdue, due soon, and waiting for a request about them."""

    overdue: int
    soon: int
    asked: int


def counts() -> ReviewCounts:
    """Of the documents the reader sees."""
    late, near = is_due(today() - timedelta(days=1)), is_due(today() + timedelta(days=NOTICE_DAYS))
    number = func.count(Document.id)
    query = select(
        number.filter(late),
        number.filter(near),
        number.filter(is_asked_for(), Document.next_review_on.is_not(None)),
    ).where(Document.state == DocumentState.IN_FORCE)
    overdue, near_or_late, asked = db.session.execute(query).one()
    return ReviewCounts(overdue, near_or_late - overdue, asked)


def due_ids(agency_id: int) -> list[int]:
    """The documents of an agency that are due by now or soon, the earliest first."""
    query = (
        select(Document.id)
        .where(Document.agency_id == agency_id, is_due(today() + timedelta(days=NOTICE_DAYS)))
        .order_by(Document.next_review_on, Document.id)
        .limit(MOST_AT_ONCE)
    )
    return list(db.session.scalars(query))


def to_review(agency_id: int, ids: Collection[int]) -> list[Document]:
    """These documents of an agency that are in force, with their kinds."""
    query = (
        select(Document)
        .options(joinedload(Document.kind))
        .where(
            Document.agency_id == agency_id,
            Document.id.in_(ids),
            Document.state == DocumentState.IN_FORCE,
        )
        .order_by(Document.sort_code, Document.id)
        .limit(MOST_AT_ONCE)
    )
    return list(db.session.scalars(query))


def numbers_in_force(document_ids: Collection[int]) -> dict[int, int]:
    """Document -> number of its revision in force."""
    query = select(Revision.document_id, Revision.number).where(
        Revision.document_id.in_(document_ids), Revision.state == RevisionState.EFFECTIVE
    )
    return {row.document_id: row.number for row in db.session.execute(query)}


def last_of(document_id: int) -> DocumentReview | None:
    """The newest review of a document."""
    return db.session.scalars(_last_of(), {"document": document_id}).one_or_none()


@cache
def _last_of() -> Select[Any]:
    """Built once: the page of every document asks it."""
    query = select(DocumentReview).where(DocumentReview.document_id == bindparam("document"))
    return query.order_by(DocumentReview.id.desc()).limit(1)


def reviews_asking(request_id: int) -> list[DocumentReview]:
    """The reviews that a request came of."""
    query = select(DocumentReview).options(joinedload(DocumentReview.document))
    return list(db.session.scalars(query.where(DocumentReview.request_id == request_id)))


def found_rows() -> Select[Any]:
    """A line for each review of the scope, in plain columns."""
    query: Any = (
        select(
            DocumentReview.id,
            DocumentReview.document_id,
            DocumentReview.number,
            DocumentReview.verdict,
            DocumentReview.words,
            DocumentReview.due_on,
            DocumentReview.next_on,
            DocumentReview.by,
            DocumentReview.at,
            Document.code,
            Document.title,
            Agency.name.label("agency"),
            ChangeRequest.number.label("request"),
        )
        .join(Document, Document.id == DocumentReview.document_id)
        .join(Agency, Agency.id == DocumentReview.agency_id)
        .outerjoin(ChangeRequest, ChangeRequest.id == DocumentReview.request_id)
    )
    found: Select[Any] = query
    return found


def without_task(until: date, *, after: int, limit: int) -> list[Document]:
    """Documents due by a day for which no task was ever opened for that day, in the order of their ids."""
    known = (
        select(Task.id)
        .where(
            Task.agency_id == Document.agency_id,
            Task.subject_type == Document.__tablename__,
            Task.subject_id == Document.id,
            Task.scheduled_on == Document.next_review_on,
            Task.key.startswith(REVIEW_TASKS),
        )
        .correlate(Document)
        .exists()
    )
    query = (
        select(Document)
        .join(Agency, Agency.id == Document.agency_id)
        .where(
            is_due(until),
            Document.id > after,
            or_(Agency.valid_to.is_(None), Agency.valid_to >= today()),
            ~known,
        )
        .order_by(Document.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))
