"""The work list of a successor and how far it is; how far all of a province are."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from iso_app.agencies.models import Agency
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.documents.workflow import DocumentState
from iso_app.inheritance.models import InheritedDocument
from iso_app.inheritance.queries.beyond import (
    NewDocument,
    beyond,
    decided_by,
    former_agencies,
    last_in_force,
    left_or_decided,
)
from iso_app.successions import queries as successions


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
        .outerjoin(Revision, Revision.id == last_in_force())
        .outerjoin(InheritedDocument, decided_by(agency_id))
        .outerjoin(NewDocument, NewDocument.id == InheritedDocument.new_document_id)
        .where(Document.agency_id.in_(formers), left_or_decided())
    )  # fmt: skip
    found: Select[Any] = query
    return found


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
        .outerjoin(InheritedDocument, decided_by(agency_id))
        .where(Document.agency_id.in_(formers), left_or_decided())
    )
    with beyond():
        total, decided = db.session.execute(query).one()
    return Progress(total, decided)


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
        .outerjoin(InheritedDocument, decided_by(heirs.c.heir_id))
        .where(left_or_decided())
        .group_by(heirs.c.heir_id)
        .subquery("counted")
    )
    left = (counted.c.total - counted.c.decided).label("left")
    return select(
        Agency.id, Agency.code, Agency.name, counted.c.formers, counted.c.total, counted.c.decided, left
    ).join(counted, counted.c.heir_id == Agency.id)
