"""The way from a successor to the documents of those it was made of, and what is common to all that is asked there.

Which agencies they were is asked in the reader's own scope. Their documents are beyond it: they are read inside
`beyond`, always by the ids of these agencies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from iso_app.agencies.models import Agency
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import DocumentState
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


def decided_by(agency_id: Any) -> ColumnElement[bool]:
    """Joins to a document what an agency decided of it."""
    return and_(InheritedDocument.document_id == Document.id, InheritedDocument.agency_id == agency_id)


def left_or_decided() -> ColumnElement[bool]:
    """What is in force still, and what was decided however it stands now."""
    return or_(Document.state == DocumentState.IN_FORCE, InheritedDocument.id.is_not(None))


def last_in_force() -> Any:
    """The id of the revision of a document that is, or was last, in force."""
    return (
        select(func.max(Revision.id))
        .where(Revision.document_id == Document.id, Revision.in_force_at.is_not(None))
        .correlate(Document)
        .scalar_subquery()
    )
