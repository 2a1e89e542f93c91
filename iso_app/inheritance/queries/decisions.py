"""What successors decided of documents."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select

from iso_app.agencies.models import Agency
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.documents.models import Document
from iso_app.documents.workflow import DocumentState
from iso_app.inheritance.kinds import Decision
from iso_app.inheritance.models import InheritedDocument
from iso_app.inheritance.queries.beyond import NewDocument
from iso_app.successions import queries as successions


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
