"""The base statements of the lists: an agency's register, the shared one, what agencies make of it."""

from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, case, func, or_, select

from iso_app.agencies.models import Agency, AgencyGroup, Department
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.words import has_words, values_of_words
from iso_app.external_documents.kinds import ENDED
from iso_app.external_documents.models import ExternalDocument, OwnExternalDocument, Subscription

LONG_AGO: Final = date(1900, 1, 1)


def _either(name: str) -> Any:
    """A column of what is followed, whoever keeps it."""
    return func.coalesce(getattr(ExternalDocument, name), getattr(OwnExternalDocument, name))


NUMBER, SORT_NUMBER, TITLE = _either("number"), _either("sort_number"), _either("title")
SEARCHED, CLASS, ISSUER = _either("searched"), _either("document_class"), _either("issuer")
FORCE, REPLACED_BY, ENDED_ON = _either("force"), _either("replaced_by"), _either("ended_on")
EFFECTIVE_ON = _either("effective_on")
EFFECTIVE_ORDER = func.coalesce(EFFECTIVE_ON, LONG_AGO)
SHARED_EFFECTIVE_ORDER = func.coalesce(ExternalDocument.effective_on, LONG_AGO)
CHECKED_ORDER = func.coalesce(Subscription.last_checked_on, LONG_AGO)


def followed(*columns: Any) -> Select[Any]:
    """Subscriptions with what they are to, in either register."""
    return (
        select(*columns)
        .select_from(Subscription)
        .outerjoin(ExternalDocument, ExternalDocument.id == Subscription.external_document_id)
        .outerjoin(OwnExternalDocument, OwnExternalDocument.id == Subscription.own_document_id)
    )


def register(agency_id: int | None, *, ended: bool = False) -> Select[Any]:
    """The register of an agency: what it follows (`ended`: what it has given up)."""
    columns: tuple[Any, ...] = (
        Subscription.id,
        NUMBER.label("number"),
        TITLE.label("title"),
        CLASS.label("document_class"),
        ISSUER.label("issuer"),
        EFFECTIVE_ON.label("effective_on"),
        FORCE.label("force"),
        REPLACED_BY.label("replaced_by"),
        ENDED_ON.label("document_ended_on"),
        Department.name.label("department"),
        Subscription.last_checked_on,
        Subscription.last_checked_by,
        Subscription.next_check_on,
        Subscription.ended_on,
        Subscription.own_document_id.is_not(None).label("is_own"),
    )
    state = Subscription.ended_on.is_not(None) if ended else Subscription.ended_on.is_(None)
    return (
        followed(*columns)
        .outerjoin(Department, Department.id == Subscription.department_id)
        .where(Subscription.agency_id == agency_id, state)
    )


def shared(agency_id: int | None, *, counted: bool) -> Select[Any]:
    """The shared register, each with the reader's own agency's subscription, or `counted`: with all of the scope."""
    columns: tuple[Any, ...] = (
        ExternalDocument.id,
        ExternalDocument.number,
        ExternalDocument.title,
        ExternalDocument.document_class,
        ExternalDocument.issuer,
        ExternalDocument.effective_on,
        ExternalDocument.force,
        ExternalDocument.replaced_by,
        ExternalDocument.ended_on,
    )
    if counted:
        return select(*columns, _followers().label("followers"))
    own = and_(
        Subscription.external_document_id == ExternalDocument.id,
        Subscription.agency_id == agency_id,
        Subscription.ended_on.is_(None),
    )
    return select(*columns, Subscription.id.label("subscription_id")).outerjoin(Subscription, own)


def _followers() -> Any:
    """How many agencies of the scope follow a document of the shared register."""
    return (
        select(func.count())
        .where(Subscription.external_document_id == ExternalDocument.id, Subscription.ended_on.is_(None))
        .correlate(ExternalDocument)
        .scalar_subquery()
    )


def document_ended() -> ColumnElement[bool]:
    """What is followed is no longer in force."""
    return or_(
        and_(ExternalDocument.id.is_not(None), ExternalDocument.force.in_(ENDED)),
        and_(OwnExternalDocument.id.is_not(None), OwnExternalDocument.force.in_(ENDED)),
    )


def by_agency() -> Select[Any]:
    """Agencies that exist today with what they follow, the counts of what is late and what has ended.

    Columns: id, code, name, group_name, followed, overdue, ended, last_checked_on.
    """
    found = (
        followed(
            Subscription.agency_id,
            func.count().label("followed"),
            _sum(Subscription.next_check_on < today(), "overdue"),
            _sum(document_ended(), "ended"),
            func.max(Subscription.last_checked_on).label("last_checked_on"),
        )
        .where(Subscription.ended_on.is_(None))
        .group_by(Subscription.agency_id)
        .subquery("followed")
    )
    counts = [func.coalesce(found.c[name], 0).label(name) for name in ("followed", "overdue", "ended")]
    columns: tuple[Any, ...] = (
        Agency.id,
        Agency.code,
        Agency.name,
        AgencyGroup.name.label("group_name"),
        *counts,
        found.c.last_checked_on,
    )
    return (
        select(*columns)
        .outerjoin(found, found.c.agency_id == Agency.id)
        .join(AgencyGroup, AgencyGroup.id == Agency.group_id)
        .where(Agency.valid_from <= today(), or_(Agency.valid_to.is_(None), Agency.valid_to >= today()))
    )


def followers_of(document_id: int, *, most: int) -> list[Row[Any]]:
    """(agency code, name, last_checked_on, next_check_on) of who follows a document, the latest look last."""
    query = (
        select(Agency.code, Agency.name, Subscription.last_checked_on, Subscription.next_check_on)
        .join(Agency, Agency.id == Subscription.agency_id)
        .where(Subscription.external_document_id == document_id, Subscription.ended_on.is_(None))
        .order_by(Subscription.next_check_on, Agency.sort_name)
        .limit(most)
    )
    return list(db.session.execute(query))


def counts(agency_id: int | None, until: date) -> Row[Any]:
    """(followed, overdue, due, ended) of an agency: `due` between today and `until`."""
    day = today()
    due = and_(Subscription.next_check_on >= day, Subscription.next_check_on <= until)
    query = followed(
        func.count().label("followed"),
        _sum(Subscription.next_check_on < day, "overdue"),
        _sum(due, "due"),
        _sum(document_ended(), "ended"),
    ).where(Subscription.agency_id == agency_id, Subscription.ended_on.is_(None))
    return db.session.execute(query).one()


def _sum(condition: ColumnElement[bool], name: str) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


def unfollowed(agency_id: int | None) -> list[Row[Any]]:
    """What of the shared register an agency does not follow, by number, with the columns of its state."""
    if agency_id is None:
        return []
    own = select(Subscription.external_document_id).where(
        Subscription.agency_id == agency_id,
        Subscription.ended_on.is_(None),
        Subscription.external_document_id.is_not(None),
    )
    query = (
        select(
            ExternalDocument.id,
            ExternalDocument.number,
            ExternalDocument.title,
            ExternalDocument.force,
            ExternalDocument.replaced_by,
            ExternalDocument.effective_on,
            ExternalDocument.ended_on,
        )
        .where(ExternalDocument.id.not_in(own))
        .order_by(ExternalDocument.sort_number)
    )
    return list(db.session.execute(query))


def search(
    words: list[str], agency_id: int | None, most: int
) -> list[tuple[int | None, int | None, str, str]]:
    """(subscription id or None, document id or None, number, title) that have every word: the shared and one's own."""
    values = values_of_words(words) | {"of_agency": agency_id, "most": most}
    own = [(row[0], None, row[1], row[2]) for row in db.session.execute(_own_having(len(words)), values)]
    found = [(None, row[0], row[1], row[2]) for row in db.session.execute(_shared_having(len(words)), values)]
    return [*own, *found][:most]


# Every search asks these two: built once for so many words.
@lru_cache(maxsize=8)
def _own_having(number: int) -> Select[int, str, str]:
    return (
        select(Subscription.id, OwnExternalDocument.number, OwnExternalDocument.title)
        .join(OwnExternalDocument, OwnExternalDocument.id == Subscription.own_document_id)
        .where(
            Subscription.agency_id == bindparam("of_agency", type_=Integer),
            *has_words(OwnExternalDocument.searched, number),
        )
        .order_by(OwnExternalDocument.sort_number)
        .limit(bindparam("most", type_=Integer))
    )


@lru_cache(maxsize=8)
def _shared_having(number: int) -> Select[int, str, str]:
    return (
        select(ExternalDocument.id, ExternalDocument.number, ExternalDocument.title)
        .where(*has_words(ExternalDocument.searched, number))
        .order_by(ExternalDocument.sort_number)
        .limit(bindparam("most", type_=Integer))
    )


def register_rows(agency_id: int) -> list[Row[Any]]:
    """The whole register of an agency, by number."""
    return list(db.session.execute(register(agency_id).order_by(SORT_NUMBER, Subscription.id)))
