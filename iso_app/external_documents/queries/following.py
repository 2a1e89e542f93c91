"""Subscriptions as they are asked for by services and pages."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from iso_app.agencies.models import Agency
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.external_documents.kinds import ENDED, number_key
from iso_app.external_documents.models import Citation, ExternalDocument, OwnExternalDocument, Subscription
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState

MOST_AT_ONCE = 500
_WHOLE = (
    joinedload(Subscription.external_document),
    joinedload(Subscription.own_document),
    joinedload(Subscription.department),
    joinedload(Subscription.agency),
)


def shared_document(external_document_id: int) -> ExternalDocument:
    """A document of the shared register of one's province."""
    query = select(ExternalDocument).where(ExternalDocument.id == external_document_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy văn bản này.")
    return found


def shared_documents(ids: Collection[int]) -> list[ExternalDocument]:
    """These documents of the shared register, as far as the scope sees them."""
    return list(db.session.scalars(select(ExternalDocument).where(ExternalDocument.id.in_(ids))))


def shared_by_key(folded: str) -> ExternalDocument | None:
    """The document of the scope's shared register with this number."""
    return db.session.scalars(select(ExternalDocument).where(ExternalDocument.folded == folded)).first()


def subscription(subscription_id: int) -> Subscription:
    """A subscription with what it is to."""
    query = select(Subscription).options(*_WHOLE).where(Subscription.id == subscription_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy văn bản này trong danh mục của cơ quan.")
    return found


def subscription_to(agency_id: int | None, external_document_id: int) -> Subscription | None:
    """How an agency follows a document of the shared register, whether it still does or not."""
    query = select(Subscription).where(
        Subscription.agency_id == agency_id, Subscription.external_document_id == external_document_id
    )
    return db.session.scalars(query).one_or_none()


def subscriptions_to(agency_id: int, document_ids: Collection[int]) -> dict[int, Subscription]:
    """Document id -> how the agency follows it, whether it still does or not."""
    query = (
        select(Subscription)
        .options(*_WHOLE)
        .where(Subscription.agency_id == agency_id, Subscription.external_document_id.in_(document_ids))
    )
    return {found.external_document_id or 0: found for found in db.session.scalars(query)}


def to_check(agency_id: int | None, *, until: date | None) -> list[Subscription]:
    """What an agency follows and has to look at by a day (None: all of it), the earliest first."""
    query = (
        select(Subscription)
        .options(*_WHOLE)
        .where(Subscription.agency_id == agency_id, Subscription.ended_on.is_(None))
        .order_by(Subscription.next_check_on, Subscription.id)
        .limit(MOST_AT_ONCE)
    )
    if until is not None:
        query = query.where(Subscription.next_check_on <= until)
    return list(db.session.scalars(query))


def days_due(agency_id: int) -> set[date]:
    """The days on which something of an agency is to be looked at."""
    query = select(Subscription.next_check_on).where(
        Subscription.agency_id == agency_id, Subscription.ended_on.is_(None)
    )
    return set(db.session.scalars(query.distinct()))


def due_between(agency_id: int | None, first: date, last: date) -> list[tuple[date, int]]:
    """(day, how many) of what an agency has to look at, for its calendar."""
    query = select(Subscription.next_check_on).where(
        Subscription.agency_id == agency_id,
        Subscription.ended_on.is_(None),
        Subscription.next_check_on.between(first, last),
    )
    days = list(db.session.scalars(query))
    return [(day, days.count(day)) for day in sorted(set(days))]


# -- the daily round and telling --------------------------------------------------------------------------------


def due_pairs(until: date, after: tuple[date, int], limit: int) -> list[tuple[date, int]]:
    """(day, agency) for which looks are due by `until` and no open task asks for them, in that order."""
    day, agency_id = after
    query = (
        select(Subscription.next_check_on, Subscription.agency_id)
        .join(Agency, Agency.id == Subscription.agency_id)
        .where(
            Subscription.ended_on.is_(None),
            Subscription.next_check_on <= until,
            or_(Agency.valid_to.is_(None), Agency.valid_to >= today()),
            or_(
                Subscription.next_check_on > day,
                and_(Subscription.next_check_on == day, Subscription.agency_id > agency_id),
            ),
        )
        .distinct()
        .order_by(Subscription.next_check_on, Subscription.agency_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def finished_tasks(key: str, agency_ids: Collection[int]) -> list[Task]:
    """The tasks of this key that were done already."""
    query = select(Task).where(Task.key == key, Task.agency_id.in_(agency_ids), Task.state == TaskState.DONE)
    return list(db.session.scalars(query))


def due_to_end(day: date) -> list[ExternalDocument | OwnExternalDocument]:
    """What counts as in force although its last day has come."""
    found: list[ExternalDocument | OwnExternalDocument] = []
    for kind in (ExternalDocument, OwnExternalDocument):
        query = select(kind).where(kind.ended_on <= day, kind.force.not_in(ENDED)).order_by(kind.id)
        found += list(db.session.scalars(query))
    return found


def agencies_concerned(document: ExternalDocument, *, after: int, limit: int) -> list[int]:
    """The next agencies of the document's province that follow it or cite it, in the order of their ids."""
    query = _concerned(document).where(Agency.id > after).order_by(Agency.id).limit(limit)
    return list(db.session.scalars(query))


def number_concerned(document: ExternalDocument) -> int:
    """How many agencies follow or cite a document."""
    return db.session.scalar(select(func.count()).select_from(_concerned(document).subquery())) or 0


def _concerned(document: ExternalDocument) -> Select[Any]:
    follow = select(Subscription.agency_id).where(
        Subscription.external_document_id == document.id, Subscription.ended_on.is_(None)
    )
    cite = select(Citation.agency_id).where(Citation.folded == document.folded)
    return select(Agency.id).where(
        Agency.province_id == document.province_id,
        or_(Agency.valid_to.is_(None), Agency.valid_to >= today()),
        or_(Agency.id.in_(follow), Agency.id.in_(cite)),
    )


def to_tell(document: ExternalDocument, agency_ids: Sequence[int], key: str) -> list[Subscription]:
    """The subscriptions of these agencies that have not been told of this state of the document."""
    query = (
        select(Subscription)
        .where(
            Subscription.external_document_id == document.id,
            Subscription.agency_id.in_(agency_ids),
            Subscription.ended_on.is_(None),
            Subscription.told_of != key,
        )
        .order_by(Subscription.agency_id)
    )
    return list(db.session.scalars(query))


def successor_of(document: ExternalDocument | OwnExternalDocument) -> ExternalDocument | None:
    """What took its place, if the shared register has it."""
    return shared_by_key(number_key(document.replaced_by)) if document.replaced_by else None
