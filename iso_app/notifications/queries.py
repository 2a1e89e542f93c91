"""What a person has been told. Every question is narrowed to that person: a notification is nobody else's.

What was told for the sake of a post is theirs for as long as they hold the post.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from iso_app.accounts import sessions
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.notifications.kinds import kinds, path, sentence
from iso_app.notifications.models import (
    DIGEST_HOUR,
    ByMail,
    Mail,
    Notification,
    NotificationChoice,
    NotificationSettings,
)

MOST_SHOWN = 200


@dataclass(frozen=True)
class Told:
    """One notification as it stands on the page."""

    id: int
    kind: str
    label: str
    text: str
    path: str
    made_at: datetime
    is_unread: bool


@dataclass(frozen=True)
class Wishes:
    """When the digest comes, its language, and how each kind goes by mail."""

    digest_hour: int
    language: str
    by_mail: dict[str, ByMail]


def unread(actor: Actor) -> int:
    """How many of the actor's notifications are unread: one statement, as long as all are of the post in use."""
    rows = db.session.execute(_unread_by_post(), {"person_id": actor.person_id})
    numbers: dict[int | None, int] = {row[0]: row[1] for row in rows}
    gone = _left(actor, numbers)
    return sum(number for post_id, number in numbers.items() if post_id not in gone)


@cache
def _unread_by_post() -> Select[int | None, int]:
    """Built once: every page asks it."""
    mine = (Notification.person_id == bindparam("person_id")) & Notification.read_at.is_(None)
    return select(Notification.post_id, func.count()).where(mine).group_by(Notification.post_id)


def _left(actor: Actor, posts: Iterable[int | None]) -> set[int]:
    """Which of these posts the actor holds no more."""
    others = {post_id for post_id in posts if post_id is not None} - {actor.post_id}
    if not others or actor.person_id is None:
        return others
    with whole_country():  # one's posts in other agencies are beyond the scope of the post in use
        return others - {post.post_id for post in sessions.posts_held(actor.person_id, today())}


def theirs(actor: Actor) -> Any:
    """The condition that a notification is the actor's to see."""
    mine = Notification.person_id == actor.person_id
    gone = _left(actor, db.session.scalars(select(Notification.post_id).where(mine).distinct()))
    return mine & or_(Notification.post_id.is_(None), Notification.post_id.not_in(gone))


def told(actor: Actor, *, kind: str = "") -> list[Told]:
    """The newest of the actor's notifications, unread first; of one kind if it is named."""
    query = (
        select(Notification)
        .where(theirs(actor))
        .order_by(Notification.read_at.is_not(None), Notification.id.desc())
        .limit(MOST_SHOWN)
    )
    if kind:
        query = query.where(Notification.kind == kind)
    known = kinds()
    found = []
    for row in db.session.scalars(query):
        of = known.get(row.kind)
        text, leads_to = sentence(of, row.facts), path(of, row.facts)
        label = of.label if of is not None else ""
        found.append(
            Told(row.id, row.kind, label, text, leads_to, row.made_at, is_unread=row.read_at is None)
        )
    return [one for one in found if one.text]


def one(actor: Actor, notification_id: int) -> Notification | None:
    """The notification, if it is the actor's."""
    query = select(Notification).where(theirs(actor), Notification.id == notification_id)
    return db.session.scalar(query)


def counts(actor: Actor) -> Sequence[tuple[str, int, int]]:
    """(kind, how many, how many unread) of the actor's notifications."""
    unread_ones = func.count().filter(Notification.read_at.is_(None))
    query = (
        select(Notification.kind, func.count(), unread_ones).where(theirs(actor)).group_by(Notification.kind)
    )
    return [(kind, number, unread) for kind, number, unread in db.session.execute(query)]


def wishes(actor: Actor) -> Wishes:
    """What the actor chose, and the defaults where nothing was chosen."""
    settings = db.session.scalar(
        select(NotificationSettings).where(NotificationSettings.person_id == actor.person_id)
    )
    chosen = select(NotificationChoice.kind, NotificationChoice.by_mail).where(
        NotificationChoice.person_id == actor.person_id
    )
    by_mail = {
        kind.name: ByMail.AT_ONCE if kind.at_once else ByMail.DIGEST if kind.in_digest else ByMail.NO
        for kind in kinds().values()
    }
    by_mail.update({kind: value for kind, value in db.session.execute(chosen) if kind in by_mail})
    return Wishes(
        settings.digest_hour if settings else DIGEST_HOUR, settings.language if settings else "vi", by_mail
    )


def mail_standing() -> tuple[int, datetime | None]:
    """How many letters wait to be sent, and when the last one went out."""
    query = select(func.count().filter(Mail.sent_at.is_(None)), func.max(Mail.sent_at))
    waiting, last = db.session.execute(query).one()
    return int(waiting), last
