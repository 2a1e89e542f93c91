from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import Model

LANGUAGES = ("vi", "en")
DIGEST_HOUR = 7


class ByMail(StrEnum):
    """How a notification goes out besides standing in the product."""

    NO = "no"
    DIGEST = "digest"
    AT_ONCE = "at_once"


BY_MAIL_LABELS = {
    ByMail.NO: "Không gửi thư",
    ByMail.DIGEST: "Trong thư tổng hợp",
    ByMail.AT_ONCE: "Gửi thư ngay",
}


class Mail(Model):
    """One letter to a person: written in a transaction, sent afterwards, the same however often it is tried.

    `day` is the day (in Viet Nam) of a digest, of which a person has one; a letter sent at once has none.
    """

    __tablename__ = "mail"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date | None]
    address: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    plain: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Notification(Model):
    """Something a person is told: a kind and its facts, from which the sentence is made in the reader's language.

    Read by this person only. `post_id` is the post for whose sake they are told: whoever has left it neither
    sees it any more nor gets it by mail.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_unread", "person_id", "read_at"),
        Index("ix_notification_to_mail", "by_mail", "mail_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    by_mail: Mapped[ByMail] = mapped_column(default=ByMail.NO)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))


class NotificationSettings(Model):
    """When and in which language a person gets the digest; without a row the defaults hold."""

    __tablename__ = "notification_settings"
    __table_args__ = (CheckConstraint("digest_hour BETWEEN 0 AND 23", name="hour_of_a_day"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    digest_hour: Mapped[int] = mapped_column(default=DIGEST_HOUR)
    language: Mapped[str] = mapped_column(String(5), default="vi")


class NotificationChoice(Model):
    """How a person wants one kind by mail, where that differs from the kind's default."""

    __tablename__ = "notification_choice"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(60))
    by_mail: Mapped[ByMail]
