"""Drafts are the agency's own: the authority sees what came into force, and nothing before.

The scope of `iso_app.db.scope` lets a province read its agencies' records. These criteria narrow it further, on every
ORM statement of somebody who sees a province; PostgreSQL's policies of the same tables say the same once more.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, column, event, inspect, or_, select, table
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
)

from iso_app.core.actor import Scope
from iso_app.db import AgencyOwned
from iso_app.db.narrowing import Criteria, current, narrow_to, narrowed, of_scope
from iso_app.db.scope import narrowed_further

_REVISION = table("revision", column("id"), column("in_force_at")).alias("seen_revision")


def _owner(_cls: type) -> Mapped[int]:
    return mapped_column(ForeignKey("agency.id"), index=True)


# The criteria look at the columns on these classes themselves, where SQLAlchemy finds only what stands in their body.
class SeenOnceInForce(AgencyOwned):
    """Others than its agency see the record once `in_force_at`, the moment it first came into force, is set."""

    agency_id = declared_attr(_owner)
    in_force_at: Mapped[datetime | None] = mapped_column()


class SeenWithRevision(AgencyOwned):
    """Part of a revision: seen by whoever sees the revision."""

    agency_id = declared_attr(_owner)

    @declared_attr
    def revision_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("revision.id"), index=True)


class SeenByAgency(AgencyOwned):
    """How an agency came to a document is its own affair."""

    agency_id = declared_attr(_owner)


_READER = of_scope("reader", lambda scope: scope.agency_id or 0)
_NO_DRAFTS: Final[Criteria] = (
    narrow_to(SeenOnceInForce, lambda cls: or_(cls.agency_id == _READER, cls.in_force_at.is_not(None))),
    narrow_to(
        SeenWithRevision,
        lambda cls: or_(
            cls.agency_id == _READER,
            # One revision is looked up for each row, never all that are in force gathered.
            select(_REVISION.c.id)
            .where(_REVISION.c.id == cls.revision_id, _REVISION.c.in_force_at.is_not(None))
            .correlate_except(_REVISION)
            .exists(),
        ),
    ),
    narrow_to(SeenByAgency, lambda cls: cls.agency_id == _READER),
)


@event.listens_for(Session, "do_orm_execute")
def _hide_drafts(state: ORMExecuteState) -> None:
    scope = current()
    if scope is None or not scope.is_province:
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = narrowed(state.statement, _NO_DRAFTS)


# Of records at hand the same, without asking the database.
@narrowed_further(SeenOnceInForce)
def _is_seen(record: SeenOnceInForce, scope: Scope) -> bool | None:
    if not _is_of_another(record, scope):
        return True
    known = inspect(record).dict
    return known["in_force_at"] is not None if "in_force_at" in known else None


@narrowed_further(SeenWithRevision)
def _revision_is_seen(record: SeenWithRevision, scope: Scope) -> bool | None:
    return None if _is_of_another(record, scope) else True


@narrowed_further(SeenByAgency)
def _is_own(record: SeenByAgency, scope: Scope) -> bool:
    return not _is_of_another(record, scope)


def _is_of_another(record: AgencyOwned, scope: Scope) -> bool:
    return scope.is_province and record.agency_id != scope.agency_id
