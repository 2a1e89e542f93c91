"""Telling people, and what they do with what they were told."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select, update

from iso_app.accounts.models import Person, Post, PostHolding, held_on
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import plain
from iso_app.core.roles import Permission, Role, reach_of
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.jobs.services import enqueue
from iso_app.notifications import queries, smtp
from iso_app.notifications.kinds import NotificationKind, kinds
from iso_app.notifications.models import (
    LANGUAGES,
    ByMail,
    Notification,
    NotificationChoice,
    NotificationSettings,
)

Holder = tuple[int, int | None]  # (person, the post for whose sake they are told)
Told = tuple[int, int | None, Mapping[str, Any]]  # the same with what they are told
HOURS_OF_A_DAY = 24


def notify(
    actor: Actor, kind: str, *, post_id: int | None = None, person_id: int | None = None, **facts: Any
) -> int:
    """Tell whoever holds a post today, or a person; never the actor. How many were told.

    `facts` are plain values: what the kind's sentence and address name.
    """
    people: set[Holder] = {(person_id, None)} if person_id is not None else set()
    with whole_country():
        if post_id is not None:
            people |= _holders(PostHolding.post_id == post_id)
        return _tell(actor, kind, people, facts)


def notify_posts(actor: Actor, kind: str, *, post_ids: Collection[int], **facts: Any) -> int:
    """Tell whoever holds one of these posts today; never the actor. How many were told."""
    with whole_country():
        return _tell(actor, kind, _holders(PostHolding.post_id.in_(post_ids)), facts)


def notify_role(actor: Actor, kind: str, *, agency_id: int, role: Role, **facts: Any) -> int:
    """Tell whoever has a role in an agency today; never the actor. How many were told."""
    with whole_country():
        return _tell(actor, kind, _holders(Post.agency_id == agency_id, Post.role == role), facts)


def notify_agencies(
    actor: Actor, kind: str, *, roles: Collection[Role], facts: Mapping[int, Mapping[str, Any]]
) -> int:
    """Tell whoever has one of these roles today in an agency of `facts`, once an agency; never the actor. How many.

    `facts` are those of each agency by its id. A few statements, however many agencies there are.
    """
    with whole_country():
        rows = db.session.execute(
            _holding(Post.agency_id.in_(facts), Post.role.in_(roles)).with_only_columns(
                Post.agency_id, PostHolding.person_id, PostHolding.post_id
            )
        )
        told = {(agency, person): post for agency, person, post in sorted(map(tuple, rows))}
        return _write(actor, kind, [(person, post, facts[agency]) for (agency, person), post in told.items()])


def notify_those_who_may(
    actor: Actor, kind: str, *, permission: Permission, province_id: int, agency_id: int | None = None,
    **facts: Any,
) -> int:  # fmt: skip
    """Tell whose post carries a permission, in the province or in one agency of it; never the actor. How many."""
    where = [Agency.province_id == province_id, Post.role.in_(permission.roles)]
    if agency_id is not None:
        where.append(Post.agency_id == agency_id)
    with whole_country():
        rows = db.session.execute(
            _holding(*where).with_only_columns(
                PostHolding.person_id, PostHolding.post_id, Post.role, Agency.is_authority
            )
        )
        people: set[Holder] = {
            (person, post)
            for person, post, role, of_authority in rows
            if permission.granted_to(role, reach_of(role, of_authority=of_authority))
        }
        return _tell(actor, kind, people, facts)


def _holders(*where: Any) -> set[Holder]:
    rows = db.session.execute(_holding(*where).with_only_columns(PostHolding.person_id, PostHolding.post_id))
    return {(person, post) for person, post in rows}


def _holding(*where: Any) -> Any:
    """Posts held today by people whose account is open."""
    return (
        select(PostHolding)
        .join(Post, Post.id == PostHolding.post_id)
        .join(Agency, Agency.id == Post.agency_id)
        .join(Person, Person.id == PostHolding.person_id)
        .where(held_on(today()), Person.disabled_at.is_(None), *where)
    )


def _tell(actor: Actor, name: str, people: Iterable[Holder], facts: Mapping[str, Any]) -> int:
    posts = dict(sorted(people, key=str))
    return _write(actor, name, [(person, post, facts) for person, post in posts.items()])


def _write(actor: Actor, name: str, told: Iterable[Told]) -> int:
    kind = _kind(name)
    others = [one for one in told if one[0] != actor.person_id]
    chosen = _choices(kind, {person for person, _, _ in others})
    rows: list[dict[str, Any]] = [
        {
            "person_id": person,
            "post_id": post,
            "kind": kind.name,
            "facts": plain(facts),
            "made_by": actor.name[:200],
            "made_at": now(),
            "by_mail": chosen.get(person, _default(kind)) if smtp.is_set_up() else ByMail.NO,
        }
        for person, post, facts in others
    ]
    at_once = [row for row in rows if row["by_mail"] is ByMail.AT_ONCE]
    later = [row for row in rows if row["by_mail"] is not ByMail.AT_ONCE]
    if later:  # hundreds are told of a document; nothing asks for the ids of what waits for the digest
        db.session.execute(insert(Notification), later)
    if at_once:
        ids = sorted(db.session.scalars(insert(Notification).returning(Notification.id), at_once))
        _ask_for_letters(actor, ids)
    return len(rows)


def _ask_for_letters(actor: Actor, ids: list[int]) -> None:
    """One piece of work, however many are told: it writes them one after the other."""
    if len(ids) == 1:
        enqueue(actor, "notifications.letter", key=str(ids[0]), notification_id=ids[0])
    else:
        enqueue(actor, "notifications.letters", key=str(ids[0]), notification_ids=ids)


def _kind(name: str) -> NotificationKind:
    kind = kinds().get(name)
    if kind is None:
        raise NotFound("Phần mềm không có loại thông báo “{name}”.", name=name)
    return kind


def _default(kind: NotificationKind) -> ByMail:
    if kind.at_once:
        return ByMail.AT_ONCE
    return ByMail.DIGEST if kind.in_digest else ByMail.NO


def _choices(kind: NotificationKind, people: Iterable[int]) -> dict[int, ByMail]:
    query = select(NotificationChoice.person_id, NotificationChoice.by_mail).where(
        NotificationChoice.kind == kind.name, NotificationChoice.person_id.in_(list(people))
    )
    return {row.person_id: row.by_mail for row in db.session.execute(query)}


# -- by the person told ------------------------------------------------------------------------------------------


def mark_read(actor: Actor, *, notification_id: int | None = None) -> int:
    """One of one's own notifications has been read, or all of them. How many were unread."""
    mine = queries.theirs(actor) & Notification.read_at.is_(None)
    if notification_id is not None:
        mine &= Notification.id == notification_id
    return int(db.session.execute(update(Notification).where(mine).values(read_at=now())).rowcount)  # type: ignore[attr-defined]


def choose(actor: Actor, *, digest_hour: int, language: str, by_mail: Mapping[str, str]) -> None:
    """When the digest comes, in which language, and how each kind goes by mail."""
    if actor.person_id is None:
        raise DomainError("Chỉ người dùng mới có thiết lập thông báo.")
    if not 0 <= digest_hour < HOURS_OF_A_DAY:
        raise DomainError("Hãy chọn giờ từ 0 đến 23.", field="digest_hour")
    if language not in LANGUAGES:
        raise DomainError("Hãy chọn ngôn ngữ trong danh sách.", field="language")
    settings = db.session.scalar(
        select(NotificationSettings).where(NotificationSettings.person_id == actor.person_id)
    ) or NotificationSettings(person_id=actor.person_id)
    settings.digest_hour, settings.language = digest_hour, language
    db.session.add(settings)
    known = db.session.scalars(
        select(NotificationChoice).where(NotificationChoice.person_id == actor.person_id)
    )
    chosen = {choice.kind: choice for choice in known}
    for name, value in by_mail.items():
        row = chosen.get(_kind(name).name) or NotificationChoice(person_id=actor.person_id, kind=name)
        row.by_mail = ByMail(value)
        db.session.add(row)
