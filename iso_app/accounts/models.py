from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency, Department
from iso_app.core.roles import Role
from iso_app.db import AgencyOwned, Audited, Keeper, Model, PersonItself, SortKey, Versioned


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
