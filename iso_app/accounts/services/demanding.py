"""The province demands a second factor of a role, from a day on, with days of grace."""

from datetime import date, timedelta

from iso_app.accounts import factors, policies, sessions
from iso_app.accounts.models import SecondFactorDemand
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.trail.services import record

MOST_GRACE_DAYS = 90


def demand_second_factor(actor: Actor, role: Role, *, from_day: date, grace_days: int) -> None:
    """From that day whoever holds a post of this role needs a second factor; compulsory after the days of grace."""
    require(actor.holds(policies.DEMAND))
    if not 0 <= grace_days <= MOST_GRACE_DAYS:
        raise DomainError("Số ngày ân hạn từ 0 đến {most}.", field="grace_days", most=MOST_GRACE_DAYS)
    compulsory = from_day + timedelta(days=grace_days)
    _require_not_locking_out(actor, role, compulsory)
    row = _row(actor, role)
    row.from_day, row.grace_days, row.compulsory_from = from_day, grace_days, compulsory
    record(actor, "second_factor_demand.set", row)


def end_demand(actor: Actor, role: Role) -> None:
    """Demand it of this role no longer. Doing it again changes nothing."""
    require(actor.holds(policies.DEMAND))
    row = _row(actor, role)
    if row.from_day is None:
        return
    row.from_day = row.compulsory_from = None
    record(actor, "second_factor_demand.ended", row)


def _row(actor: Actor, role: Role) -> SecondFactorDemand:
    if actor.province_id is None:
        raise NotFound("Không tìm thấy tỉnh này.")
    found = factors.demand_of(role, province_id=actor.province_id)
    if found is None:
        found = SecondFactorDemand(province_id=actor.province_id, role=role)
        db.session.add(found)
    return found


def _require_not_locking_out(actor: Actor, role: Role, compulsory: date) -> None:
    """Whoever demands it of their own role at once shows first that they have it."""
    own = {post.role for post in sessions.posts_held(actor.person_id or 0, today())}
    if role in own and compulsory <= today() and not factors.of(actor.person_id or 0):
        raise DomainError(
            "Bạn cũng giữ vai trò này: hãy thiết lập xác thực hai lớp cho tài khoản của bạn trước.",
            field="from_day",
        )
