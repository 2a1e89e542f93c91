"""Change requests as pages and services ask for them."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from iso_app.accounts.models import Post
from iso_app.agencies.models import Agency, Department
from iso_app.core.errors import NotFound
from iso_app.db import db, locks
from iso_app.document_changes.kinds import ChangeKind
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.workflow import OPEN_REQUESTS, RequestState
from iso_app.documents import queries as documents
from iso_app.documents.models import Revision
from iso_app.documents.workflow import OPEN_STATES, RevisionState

_FEW = 20


def request(request_id: int) -> ChangeRequest:
    """A request of the scope with what its page shows."""
    query = (
        select(ChangeRequest)
        .options(
            joinedload(ChangeRequest.document),
            joinedload(ChangeRequest.department),
            joinedload(ChangeRequest.revision).joinedload(Revision.document),
            selectinload(ChangeRequest.opinions),
        )
        .where(ChangeRequest.id == request_id)
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy đề nghị này.")
    return found


def lock(record: ChangeRequest) -> None:
    """Wait until nobody else decides on a request or changes its document: the document first, as everybody does."""
    if record.document is not None:
        documents.lock(record.document)
    locks.lock(record)


def rows() -> Select[Any]:
    """A line for each request of the scope, in plain columns."""
    query: Any = (
        select(
            ChangeRequest.id,
            ChangeRequest.number,
            ChangeRequest.kind,
            ChangeRequest.code,
            ChangeRequest.title,
            ChangeRequest.asked_by,
            ChangeRequest.asked_at,
            ChangeRequest.wanted_on,
            ChangeRequest.reason,
            ChangeRequest.state,
            ChangeRequest.decided_by,
            ChangeRequest.decided_at,
            Department.name.label("department"),
            Agency.name.label("agency"),
        )
        .join(Agency, Agency.id == ChangeRequest.agency_id)
        .outerjoin(Department, Department.id == ChangeRequest.department_id)
    )
    found: Select[Any] = query
    return found


def of_document(document_id: int) -> list[ChangeRequest]:
    """The newest requests about a document."""
    return list(db.session.scalars(_of_document(), {"document": document_id}))


@cache
def _of_document() -> Select[Any]:
    """Built once: the page of every document asks it."""
    query = select(ChangeRequest).where(ChangeRequest.document_id == bindparam("document"))
    return query.order_by(ChangeRequest.id.desc()).limit(_FEW)


def open_about(document_id: int, kind: ChangeKind | None = None) -> list[ChangeRequest]:
    """Requests about a document of which something is still to come."""
    query = select(ChangeRequest).where(
        ChangeRequest.document_id == document_id, ChangeRequest.state.in_(OPEN_REQUESTS)
    )
    if kind is not None:
        query = query.where(ChangeRequest.kind == kind)
    return list(db.session.scalars(query.order_by(ChangeRequest.id)))


def carried_out_by(revision_id: int) -> list[ChangeRequest]:
    """The requests that a revision carries out, in whatever state."""
    query = select(ChangeRequest).where(ChangeRequest.revision_id == revision_id)
    return list(db.session.scalars(query.order_by(ChangeRequest.id)))


def revision_to_link(of: ChangeRequest) -> Revision | None:
    """The revision of the document that could carry out an accepted request: open, or in force since the decision."""
    if of.state is not RequestState.ACCEPTED or of.document_id is None or of.decided_at is None:
        return None
    query = select(Revision).where(Revision.document_id == of.document_id).order_by(Revision.id.desc())
    for revision in db.session.scalars(query):
        if revision.state in OPEN_STATES:
            return revision
        in_force = revision.in_force_at
        if revision.state is RevisionState.EFFECTIVE and in_force is not None:
            return revision if in_force > of.decided_at else None
    return None


def department_of(post_id: int | None) -> int | None:
    """The unit that a post belongs to."""
    if post_id is None:
        return None
    return db.session.scalar(select(Post.department_id).where(Post.id == post_id))


def agencies_with_requests() -> list[tuple[str, str]]:
    """(id, name) of the agencies of which the reader sees requests; for a filter."""
    query = (
        select(Agency.id, Agency.name)
        .where(Agency.id.in_(select(ChangeRequest.agency_id)))
        .order_by(Agency.sort_name)
    )
    return [(str(id_), name) for id_, name in db.session.execute(query)]
