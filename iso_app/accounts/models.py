from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency, Department
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.db import (
    AgencyOwned,
    Audited,
    Keeper,
    Model,
    PersonItself,
    ProvinceShared,
    SortKey,
    Versioned,
)


class Proof(StrEnum):
    """How somebody showed who they are."""

    PASSWORD = "password"  # noqa: S105 - the name of a way, not a secret
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


PROOF_LABELS = {
    Proof.PASSWORD: "Mật khẩu",
    Proof.TOTP: "Mật khẩu và mã từ ứng dụng",
    Proof.PASSKEY: "Mật khẩu và khóa bảo mật",
    Proof.RECOVERY_CODE: "Mật khẩu và mã dự phòng",
}


class Person(PersonItself, Audited, Versioned, Model):
    """Somebody who signs in. What they may do comes from the posts they hold."""

    __tablename__ = "person"

    full_name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(SortKey, default="")
    folded: Mapped[str] = mapped_column(String(500), default="")
    email: Mapped[str] = mapped_column(String(200), unique=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    password_set_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    holdings: Mapped[list["PostHolding"]] = relationship(
        back_populates="person", order_by="PostHolding.held_from"
    )

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None


class Post(AgencyOwned, Audited, Versioned, Model):
    """Vị trí: a role in an agency, whoever holds it."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
    )
    keeper = Keeper.BOTH

    role: Mapped[Role]
    title: Mapped[str] = mapped_column(String(200))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    agency: Mapped[Agency] = relationship()
    department: Mapped[Department | None] = relationship()
    holdings: Mapped[list["PostHolding"]] = relationship(
        back_populates="post", order_by="PostHolding.held_from"
    )

    def __str__(self) -> str:
        return self.title


class PostHolding(AgencyOwned, Audited, Model):
    """A person holds a post between two days, both included."""

    __tablename__ = "post_holding"
    __table_args__ = (
        CheckConstraint("held_to IS NULL OR held_to >= held_from", name="ends_after_it_begins"),
        Index("ix_post_holding_person_days", "person_id", "held_from"),
    )
    keeper = Keeper.BOTH

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    held_from: Mapped[date]
    held_to: Mapped[date | None]

    post: Mapped[Post] = relationship(back_populates="holdings")
    person: Mapped[Person] = relationship(back_populates="holdings")

    def held_on(self, day: date) -> bool:
        return self.held_from <= day and (self.held_to is None or day <= self.held_to)

    def __str__(self) -> str:
        return f"{self.person_id} → {self.post_id}"


def held_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """The holding, and the post itself, are in force on a day. For statements that join both."""
    return and_(
        PostHolding.held_from <= day,
        or_(PostHolding.held_to.is_(None), PostHolding.held_to >= day),
        or_(Post.valid_to.is_(None), Post.valid_to >= day),
    )


class Delegation(AgencyOwned, Audited, Model):
    """Ủy quyền: whoever holds a post is away between two days (both included); a deputy acts in the post meanwhile.

    The deputy holds a post of their own in the same agency, and works "thay mặt" whoever is away.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("to_day >= from_day", name="ends_after_it_begins"),
        CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name="ended_has_a_person"),
        Index("ix_delegation_deputy_days", "deputy_id", "to_day"),
    )
    keeper = Keeper.BOTH

    holding_id: Mapped[int] = mapped_column(ForeignKey("post_holding.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_day: Mapped[date]
    to_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    given_by: Mapped[str] = mapped_column(String(200))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(200), default="")

    holding: Mapped[PostHolding] = relationship()
    deputy: Mapped[Person] = relationship()

    def __str__(self) -> str:
        return f"{self.deputy_id} thay mặt {self.holding_id}"

    def in_force(self, day: date) -> bool:
        return self.ended_at is None and self.from_day <= day <= self.to_day


class UserSession(Model):
    """A signed-in browser. The cookie holds a random token, the row its SHA-256; ended, it opens nothing."""

    __tablename__ = "user_session"

    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("post_holding.id"))
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(40), default="")
    network: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    second_factor: Mapped[str] = mapped_column(String(40), default="")
    challenge: Mapped[str] = mapped_column(String(200), default="")


class SignInAttempt(Model):
    """A try to sign in; the delays against guessing are computed from these rows."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_email_at", "email", "at"),
        Index("ix_sign_in_attempt_network_at", "network", "at"),
    )

    email: Mapped[str] = mapped_column(String(200))
    network: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class OneTimeLink(Model):
    """An administrator's link with which a person sets a new password, once, before it expires."""

    __tablename__ = "one_time_link"

    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInStep(Model):
    """A password was right, the second factor is still to come: opens nothing but the pages that ask for it."""

    __tablename__ = "sign_in_step"

    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    network: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    challenge: Mapped[str] = mapped_column(String(200), default="")


class SignInEvent(Model):
    """One sign-in of a person, or one refused: when, from where, with what.

    Never changed; removed only when older than a year (triggers hold both).
    """

    __tablename__ = "sign_in_event"
    __table_args__ = (Index("ix_sign_in_event_person_at", "person_id", "at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    succeeded: Mapped[bool]
    how: Mapped[Proof]
    network: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")


class TotpKey(Model):
    """The key that a person shares with their authenticator app, sealed; kept once a first code has proved it.

    `last_step` is the newest thirty seconds whose code was taken: a code is good once.
    """

    __tablename__ = "totp_key"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    secret: Mapped[str] = mapped_column(String(400))
    confirmed_at: Mapped[datetime]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Model):
    """A code for the day the telephone is lost: only its keyed digest is kept; good once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A security key or a device's own key (WebAuthn): the public half, and how often it says it was used."""

    __tablename__ = "passkey"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondFactorDemand(ProvinceShared, Audited, Versioned, Model):
    """From a day on the province demands a second factor of a role; after the days of grace nothing opens without.

    `compulsory_from` is `from_day` and the grace, kept so that one comparison answers on both engines.
    """

    __tablename__ = "second_factor_demand"
    __table_args__ = (
        UniqueConstraint("province_id", "role"),
        CheckConstraint("grace_days >= 0", name="grace_counts"),
        CheckConstraint("(from_day IS NULL) = (compulsory_from IS NULL)", name="compulsory_if_demanded"),
    )

    role: Mapped[Role]
    from_day: Mapped[date | None]
    grace_days: Mapped[int] = mapped_column(default=0)
    compulsory_from: Mapped[date | None]

    def __str__(self) -> str:
        return ROLE_LABELS[self.role]


class AccountNotice(Model):
    """Something done to a person's account by somebody else, told to them until they confirm it."""

    __tablename__ = "account_notice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
