"""What is known of people's second factors, of the roles it is demanded of, and of what is to be told to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from iso_app.accounts.models import (
    AccountNotice,
    Passkey,
    Person,
    Post,
    PostHolding,
    RecoveryCode,
    SecondFactorDemand,
    SignInEvent,
    TotpKey,
    held_on,
)
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.core.roles import Role
from iso_app.db import db


@dataclass(frozen=True)
class Factors:
    """The second factors of one person."""

    totp: TotpKey | None
    passkeys: Sequence[Passkey]
    codes_left: int

    def __bool__(self) -> bool:
        return self.totp is not None or bool(self.passkeys)


@dataclass(frozen=True)
class RoleDemand:
    """What the province demands of a role today, and how far its people have come."""

    role: Role
    demand: SecondFactorDemand | None
    people: int
    ready: int


def of(person_id: int) -> Factors:
    """The second factors of a person; false if there is none."""
    keys = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    codes = select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return Factors(totp(person_id), list(db.session.scalars(keys)), db.session.scalar(codes) or 0)


def totp(person_id: int) -> TotpKey | None:
    return db.session.scalar(select(TotpKey).where(TotpKey.person_id == person_id))


def passkey(passkey_id: int, *, person_id: int) -> Passkey:
    """A key of this person; raises NotFound."""
    found = db.session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id))
    if found is None:
        raise NotFound("Không tìm thấy khóa bảo mật này.")
    return found


def untold(person_id: int) -> list[AccountNotice]:
    """What others did to the account and the person has not confirmed to know."""
    query = select(AccountNotice).where(AccountNotice.person_id == person_id, AccountNotice.told_at.is_(None))
    return list(db.session.scalars(query.order_by(AccountNotice.id)))


def sign_ins(person_id: int) -> Select[Any]:
    """The base of the list of one person's sign-ins. Who may ask for it is the caller's question."""
    columns: list[Any] = [
        SignInEvent.id,
        SignInEvent.at,
        SignInEvent.succeeded,
        SignInEvent.how,
        SignInEvent.network,
        SignInEvent.browser,
    ]
    return select(*columns).where(SignInEvent.person_id == person_id)


def demand_of(role: Role, *, province_id: int) -> SecondFactorDemand | None:
    query = select(SecondFactorDemand).where(
        SecondFactorDemand.role == role, SecondFactorDemand.province_id == province_id
    )
    return db.session.scalar(query)


def demands(province_id: int) -> list[RoleDemand]:
    """Every role with its demand and the people who hold it today in the scope in force."""
    rows = db.session.scalars(select(SecondFactorDemand).where(SecondFactorDemand.province_id == province_id))
    made = {row.role: row for row in rows}
    counts = {role: (people, ready) for role, people, ready in db.session.execute(_readiness(today()))}
    return [RoleDemand(role, made.get(role), *counts.get(role, (0, 0))) for role in Role]


def has_one(person_id: Any) -> ColumnElement[bool]:
    """Whether the person of this column (of an outer statement) has any second factor."""
    return or_(
        select(TotpKey.id).where(TotpKey.person_id == person_id).exists(),
        select(Passkey.id).where(Passkey.person_id == person_id).exists(),
    )


def _readiness(day: date) -> Select[Any]:
    ready = func.count(func.distinct(PostHolding.person_id)).filter(has_one(PostHolding.person_id))
    columns: list[Any] = [Post.role, func.count(func.distinct(PostHolding.person_id)), ready]
    return (
        select(*columns)
        .join(Post, Post.id == PostHolding.post_id)
        .join(Person, Person.id == PostHolding.person_id)
        .where(
            Person.disabled_at.is_(None),
            held_on(day),
        )
        .group_by(Post.role)
    )
