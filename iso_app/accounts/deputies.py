"""Who stands in for whom, and who could: everything that only reads delegations."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from iso_app.accounts.models import Delegation, Person, Post, PostHolding, held_on
from iso_app.accounts.queries import HISTORY_LENGTH
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db import db


def colleague(person_id: int, agency_id: int) -> Person:
    """Somebody who holds a post in an agency today; raises NotFound naming the form's field."""
    query = select(Person).where(Person.id == person_id, Person.disabled_at.is_(None), _works_in(agency_id))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Người này hôm nay không giữ vị trí nào ở cơ quan.", field="deputy_id")
    return found


def colleagues(agency_id: int | None) -> list[tuple[int, str]]:
    """(id, name) of who holds a post in an agency today; for a choice."""
    query = select(Person.id, Person.full_name).where(Person.disabled_at.is_(None), _works_in(agency_id))
    return [(id_, name) for id_, name in db.session.execute(query.order_by(Person.sort_name))]


def holdings_to_delegate(actor: Actor, *, every: bool) -> list[PostHolding]:
    """The actor's own posts in the agency they work in, or `every` one of it that is held today."""
    query = (
        select(PostHolding)
        .join(Post, Post.id == PostHolding.post_id)
        .where(PostHolding.agency_id == (actor.agency_id or 0), held_on(today()))
        .order_by(PostHolding.id)
    )
    if not every:
        query = query.where(PostHolding.person_id == actor.person_id)
    return list(db.session.scalars(query))


def holding_by_id(holding_id: int) -> PostHolding:
    """A holding in the scope in force; raises NotFound."""
    found = db.session.get(PostHolding, holding_id)
    if found is None:
        raise NotFound("Không tìm thấy lần giữ vị trí này.")
    return found


def delegation(delegation_id: int) -> Delegation:
    """A delegation in the scope in force; raises NotFound."""
    found = db.session.get(Delegation, delegation_id)
    if found is None:
        raise NotFound("Không tìm thấy việc ủy quyền này.")
    return found


def delegations(actor: Actor, *, every: bool) -> list[Delegation]:
    """Those of the agency the actor works in that they are part of, or `every` one of it; newest first."""
    query = (
        select(Delegation)
        .join(PostHolding, PostHolding.id == Delegation.holding_id)
        .where(Delegation.agency_id == (actor.agency_id or 0))
        .order_by(Delegation.from_day.desc(), Delegation.id.desc())
        .limit(HISTORY_LENGTH)
    )
    if not every:
        mine = or_(PostHolding.person_id == actor.person_id, Delegation.deputy_id == actor.person_id)
        query = query.where(mine)
    return list(db.session.scalars(query))


def delegated_between(holding_id: int, first: date, last: date) -> bool:
    """Whether somebody stands in for a holder on one of these days already."""
    query = select(Delegation.id).where(
        Delegation.holding_id == holding_id,
        Delegation.ended_at.is_(None),
        Delegation.from_day <= last,
        Delegation.to_day >= first,
    )
    return db.session.scalar(query.limit(1)) is not None


def _works_in(agency_id: int | None) -> ColumnElement[bool]:
    query = select(PostHolding.id).join(Post, Post.id == PostHolding.post_id)
    held = query.where(PostHolding.person_id == Person.id, PostHolding.agency_id == (agency_id or 0))
    return held.where(held_on(today())).correlate(Person).exists()
