"""A person away lets a deputy work in their post between two days; it ends by itself on its last day."""

from datetime import date, timedelta
from typing import Any

from iso_app.accounts import deputies as queries
from iso_app.accounts import policies
from iso_app.accounts.models import Delegation, Person, PostHolding
from iso_app.accounts.services.passwords import withdraw_links
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, InvalidTransition
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.trail.services import record

LONGEST = timedelta(days=366)


def delegate(
    actor: Actor, holding: PostHolding, *, deputy_id: int, from_day: date, to_day: date, reason: str
) -> Delegation:
    """Let a colleague stand in for whoever holds a post. They get what the post may, and nothing beyond it."""
    lock(holding)  # two who delegate at once would both find nobody standing in
    deputy = queries.colleague(deputy_id, holding.agency_id)
    require(policies.may_delegate(actor, holding, deputy))
    because = clean(reason)
    if not because:
        raise DomainError("Hãy ghi lý do ủy quyền.", field="reason")
    _require_days(holding, from_day=from_day, to_day=to_day)
    if queries.delegated_between(holding.id, from_day, to_day):
        raise DomainError("Trong thời gian này vị trí đã có người thay mặt.", field="from_day")
    found = Delegation(
        agency_id=holding.agency_id,
        holding_id=holding.id,
        holding=holding,
        deputy_id=deputy.id,
        deputy=deputy,
        from_day=from_day,
        to_day=to_day,
        reason=because[:500],
        given_by=actor.name[:200],
        given_at=now(),
    )
    db.session.add(found)
    withdraw_links(deputy.id)  # whoever made one could now open more with it
    record(actor, "delegation.given", found, label=_label(found), **_facts(found))
    return found


def _require_days(holding: PostHolding, *, from_day: date, to_day: date) -> None:
    if from_day < today():
        raise DomainError("Ngày bắt đầu không được trước hôm nay.", field="from_day")
    if to_day < from_day:
        raise DomainError("Ngày cuối không được trước ngày bắt đầu.", field="to_day")
    if to_day - from_day > LONGEST:
        raise DomainError("Mỗi lần ủy quyền dài nhất một năm.", field="to_day")
    last = holding.held_to
    if holding.held_from > from_day or (last is not None and to_day > last):
        raise DomainError("Người được thay không giữ vị trí suốt thời gian này.", field="to_day")


def end_delegation(actor: Actor, delegation: Delegation) -> None:
    """Let it end now, before its last day."""
    lock(delegation)
    require(policies.may_end_delegation(actor, delegation))
    if delegation.ended_at is not None or delegation.to_day < today():
        raise InvalidTransition("Việc ủy quyền này đã kết thúc.")
    delegation.ended_at, delegation.ended_by = now(), actor.name[:200]
    record(actor, "delegation.ended", delegation, label=_label(delegation), **_facts(delegation))


def _label(found: Delegation) -> str:
    return f"{found.deputy.full_name} thay mặt {found.holding.person.full_name}"


def _facts(found: Delegation) -> dict[str, Any]:
    person: Person = found.holding.person
    return {
        "deputy": found.deputy.full_name,
        "person": person.full_name,
        "post": found.holding.post.title,
        "begin": show_day(found.from_day),
        "end": show_day(found.to_day),
    }
