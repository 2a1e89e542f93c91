"""What is done about notifications in the background: the digest of a day, a letter at once, the sending."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.core.actor import Actor
from iso_app.core.clock import VIETNAM, now, today
from iso_app.core.dates import show_day
from iso_app.db import db
from iso_app.jobs.kinds import Every, JobKind, Step
from iso_app.jobs.services import enqueue
from iso_app.notifications import letters, smtp
from iso_app.notifications.models import DIGEST_HOUR, ByMail, Mail, Notification, NotificationSettings

BATCH = 100
SEND = "notifications.send"


def write_digests(actor: Actor) -> Iterator[Step]:
    """For whoever's hour has come: one letter a day with all that is unread and not yet mailed."""
    day, people = today(), _due_people()
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        written = sum(_digest(actor, person_id, day) for person_id in batch)
        yield Step(start + len(batch), len(people), f"{written}")


def _due_people() -> list[int]:
    """Who has something to be mailed, has reached their hour, and has had no digest today."""
    hour = func.coalesce(NotificationSettings.digest_hour, DIGEST_HOUR)
    query = (
        select(Notification.person_id)
        .outerjoin(NotificationSettings, NotificationSettings.person_id == Notification.person_id)
        .where(_pending(), hour <= now().astimezone(VIETNAM).hour)
        .where(Notification.person_id.not_in(select(Mail.person_id).where(Mail.day == today())))
        .distinct()
        .order_by(Notification.person_id)
    )
    return list(db.session.scalars(query))


def _pending() -> Any:
    return (
        (Notification.by_mail == ByMail.DIGEST)
        & Notification.mail_id.is_(None)
        & Notification.read_at.is_(None)
    )


def _digest(actor: Actor, person_id: int, day: date) -> bool:
    person = db.session.get(Person, person_id)
    if person is None or _had(person_id, day):
        return False
    query = (
        select(Notification).where(Notification.person_id == person_id, _pending()).order_by(Notification.id)
    )
    told = _still_theirs(person, list(db.session.scalars(query)))
    if not told:
        return False
    language = _language(person_id)
    written = letters.digest(person.full_name, told, day=show_day(day), language=language)
    name = f"digest-{day.isoformat()}-{person_id}"
    _post(actor, person, written, told, day=day, name=name, language=language)
    return True


def _had(person_id: int, day: date) -> bool:
    return bool(db.session.scalar(select(Mail.id).where(Mail.person_id == person_id, Mail.day == day)))


def _still_theirs(person: Person, told: Sequence[Notification]) -> list[Notification]:
    """What concerns a post that they have left is no longer sent to them; nor anything to a closed account."""
    if person.is_disabled:
        return []
    posts = {post.post_id for post in sessions.posts_held(person.id, today())}
    return [one for one in told if one.post_id is None or one.post_id in posts]


def _language(person_id: int) -> str:
    query = select(NotificationSettings.language).where(NotificationSettings.person_id == person_id)
    return db.session.scalar(query) or "vi"


def _post(
    actor: Actor, person: Person, written: letters.Written, told: Sequence[Notification], *, day: date | None,
    name: str, language: str,
) -> None:  # fmt: skip
    """Keep the letter and have it sent once this transaction is kept."""
    mail = Mail(
        person_id=person.id,
        day=day,
        address=person.email,
        language=language,
        subject=written.subject[:300],
        plain=written.plain,
        html=written.html,
        message_id=f"<{name}@{smtp.domain()}>",
        made_at=now(),
    )
    db.session.add(mail)
    db.session.flush()
    for one in told:
        one.mail_id = mail.id
    enqueue(actor, SEND, key=str(mail.id), mail_id=mail.id)


def write_letter(actor: Actor, *, notification_id: int) -> None:
    """A letter of its own about what cannot wait."""
    told = db.session.get(Notification, notification_id)
    person = db.session.get(Person, told.person_id) if told is not None else None
    if told is None or person is None or told.mail_id is not None or not _still_theirs(person, [told]):
        return
    language = _language(person.id)
    written = letters.at_once(person.full_name, told, language=language)
    name = f"notification-{told.id}"
    _post(actor, person, written, [told], day=None, name=name, language=language)


def write_letters(actor: Actor, *, notification_ids: list[int]) -> Iterator[Step]:
    """A letter of its own to each of many; begun again nobody gets two."""
    for number, notification_id in enumerate(notification_ids, start=1):
        write_letter(actor, notification_id=notification_id)
        yield Step(number, len(notification_ids))


def send(_actor: Actor, *, mail_id: int) -> None:
    """Give a letter to the mail server; it counts as sent when the server has taken it.

    A worker killed between the two sends it again, by the same Message-ID.
    """
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.sent_at is not None:
        return
    smtp.send(letters.message(mail))
    mail.sent_at = now()


JOBS = (
    JobKind("notifications.digest", "Lập thư tổng hợp trong ngày", write_digests, every=Every.HOUR),
    JobKind("notifications.letter", "Viết thư báo ngay", write_letter),
    JobKind("notifications.letters", "Viết thư báo ngay", write_letters),
    # Twenty tries with at most half an hour between them: a mail server may be away for a night.
    JobKind(SEND, "Gửi thư", send, tries=20, longest_wait=timedelta(minutes=30)),
)
