"""Everything that only reads people, posts and sessions."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from iso_app.accounts.models import (
    Delegation,
    OneTimeLink,
    Person,
    Post,
    PostHolding,
    UserSession,
    held_on,
)
from iso_app.accounts.policies import Tie
from iso_app.accounts.sessions import digest
from iso_app.agencies.models import Agency, Province
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import NotFound
from iso_app.core.roles import Role, reach_of
from iso_app.core.text import clean, fold
from iso_app.db import db, locks
from iso_app.db.scope import whole_country
from iso_app.trail.models import TrailEntry
from iso_app.trail.queries import HistoryEntry, told

R = TypeVar("R")
HISTORY_LENGTH = 50


def normal_email(email: str) -> str:
    """How e-mail addresses are kept and compared."""
    return clean(email).lower()


# -- one record ----------------------------------------------------------------------------------------------


def person(person_id: int) -> Person:
    """A person in the scope in force; raises NotFound."""
    return _found(db.session.get(Person, person_id), "Không tìm thấy người dùng này.")


def post(post_id: int) -> Post:
    """A post in the scope in force; raises NotFound."""
    return _found(db.session.get(Post, post_id), "Không tìm thấy vị trí này.")


def holding(holding_id: int, *, person_id: int) -> PostHolding:
    """A holding of a person in the scope in force; raises NotFound."""
    query = select(PostHolding).where(PostHolding.id == holding_id, PostHolding.person_id == person_id)
    return _found(db.session.scalar(query), "Không tìm thấy lần giữ vị trí này.")


def agency(agency_id: int) -> Agency:
    """An agency in the scope in force; raises NotFound."""
    return _found(db.session.get(Agency, agency_id), "Không tìm thấy cơ quan này.")


def _found(record: R | None, message: str) -> R:
    if record is None:
        raise NotFound(message)
    return record


def person_by_email(email: str, *, lock: bool = False) -> Person | None:
    """The person with this address in the scope in force; with `lock` nobody else decides meanwhile."""
    query = select(Person).where(Person.email == normal_email(email))
    return db.session.scalar(query.with_for_update() if lock else query)


def seen_by_email(email: str) -> Person:
    """The person with this address whom the actor may know of; raises NotFound naming the form's field."""
    found = person_by_email(email)
    if found is None:
        raise NotFound(
            "Không có tài khoản với e-mail này trong phạm vi bạn quản lý. Hãy thêm người dùng mới trước.",
            field="email",
        )
    return found


def open_link(token_digest: str, *, lock: bool = False) -> OneTimeLink | None:
    """The one-time link with this digest, if it can still be used."""
    query = select(OneTimeLink).where(
        OneTimeLink.token_digest == token_digest,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
    )
    return db.session.scalar(query.with_for_update() if lock else query)


def name_on_link(token: str) -> str | None:
    """Whose password a one-time link sets, or None if it can no longer be used."""
    with whole_country():
        link = open_link(digest(token))
        found = db.session.get(Person, link.person_id) if link is not None else None
    return found.full_name if found is not None and not found.is_disabled else None


def own_account(actor: Actor) -> Person:
    """The actor's own record, which they may see even without a post."""
    with whole_country():
        return db.session.get_one(Person, actor.person_id)


# -- questions about a person --------------------------------------------------------------------------------


def ties(person_id: int) -> list[Tie]:
    """The posts that a person holds or stands in for, today or later, in the whole country."""
    held = (
        select(Post.agency_id, Post.role, Agency.is_authority)
        .join(PostHolding, PostHolding.post_id == Post.id)
        .join(Agency, Agency.id == Post.agency_id)
        .where(or_(PostHolding.held_to.is_(None), PostHolding.held_to >= today()))
    )
    lent = held.join(Delegation, Delegation.holding_id == PostHolding.id).where(
        Delegation.deputy_id == person_id, Delegation.ended_at.is_(None), Delegation.to_day >= today()
    )
    with whole_country():
        rows = db.session.execute(union_all(held.where(PostHolding.person_id == person_id), lent)).all()
    return [
        Tie(agency_id, role, reach_of(role, of_authority=authority)) for agency_id, role, authority in rows
    ]


def holdings_of(person_id: int) -> list[PostHolding]:
    """What a person holds and held, as far as the scope sees, newest first."""
    query = (
        select(PostHolding)
        .join(Post, Post.id == PostHolding.post_id)
        .where(PostHolding.person_id == person_id)
        .order_by(PostHolding.held_from.desc(), PostHolding.id.desc())
    )
    return list(db.session.scalars(query))


def holders_of(post_id: int) -> list[PostHolding]:
    """Who holds and held a post, newest first."""
    query = (
        select(PostHolding)
        .where(PostHolding.post_id == post_id)
        .order_by(PostHolding.held_from.desc(), PostHolding.id.desc())
    )
    return list(db.session.scalars(query))


def overlapping(person_id: int, post_id: int, *, held_from: date, held_to: date | None) -> bool:
    """Whether the person already holds the post on a day of that time."""
    query = select(PostHolding.id).where(
        PostHolding.person_id == person_id,
        PostHolding.post_id == post_id,
        or_(PostHolding.held_to.is_(None), PostHolding.held_to >= held_from),
    )
    if held_to is not None:
        query = query.where(PostHolding.held_from <= held_to)
    return db.session.scalar(query.limit(1)) is not None


def other_admins(province_id: int, *, than: int) -> int:
    """How many people but one are in the post of province administrator today and can sign in.

    Whoever asks waits for others who ask: two of them must not count on each other while each sends the other away.
    """
    query = (
        select(func.count(func.distinct(PostHolding.person_id)))
        .join(Post, Post.id == PostHolding.post_id)
        .join(Agency, Agency.id == Post.agency_id)
        .join(Person, Person.id == PostHolding.person_id)
        .where(
            Post.role == Role.PROVINCE_ADMIN,
            Agency.province_id == province_id,
            PostHolding.person_id != than,
            Person.disabled_at.is_(None),
            held_on(today()),
        )
    )
    with whole_country():
        locks.lock(db.session.get_one(Province, province_id))
        return db.session.scalar(query) or 0


def vacant_post(agency_id: int, *, role: Role, title: str, day: date) -> Post | None:
    """A post of that name and role which nobody holds from that day on."""
    held = select(PostHolding.id).where(
        PostHolding.post_id == Post.id, or_(PostHolding.held_to.is_(None), PostHolding.held_to >= day)
    )
    query = (
        select(Post)
        .where(
            Post.agency_id == agency_id,
            Post.role == role,
            Post.valid_from <= day,
            Post.valid_to.is_(None),
            ~held.exists(),
        )
        .order_by(Post.id)
    )
    return next((post for post in db.session.scalars(query) if fold(post.title) == fold(title)), None)


def history_of_person(subject: Person) -> list[HistoryEntry]:
    """The person's own entries and those of their posts, newest first, as far as the scope may see."""
    holdings = [holding.id for holding in holdings_of(subject.id)]
    about = or_(
        and_(TrailEntry.subject_type == "person", TrailEntry.subject_id == subject.id),
        and_(TrailEntry.subject_type == "post_holding", TrailEntry.subject_id.in_(holdings)),
    )
    return told(about, limit=HISTORY_LENGTH)


def history_of_post(subject: Post) -> list[HistoryEntry]:
    """The post's own entries and those of its holders, newest first."""
    holdings = [holding.id for holding in holders_of(subject.id)]
    about = or_(
        and_(TrailEntry.subject_type == "post", TrailEntry.subject_id == subject.id),
        and_(TrailEntry.subject_type == "post_holding", TrailEntry.subject_id.in_(holdings)),
    )
    return told(about, limit=HISTORY_LENGTH)


# -- lists and choices ---------------------------------------------------------------------------------------


def people() -> Select[Any]:
    """The base of the list of people: one row each, posts and agencies of today gathered line by line."""
    day = today()

    def gathered(what: ColumnElement[str]) -> Any:
        return (
            select(func.aggregate_strings(what, "\n"))
            .select_from(PostHolding)
            .join(Post, Post.id == PostHolding.post_id)
            .join(Agency, Agency.id == PostHolding.agency_id)
            .where(PostHolding.person_id == Person.id, held_on(day))
            .correlate(Person)
            .scalar_subquery()
        )

    last = (
        select(func.max(UserSession.begun_at))
        .where(UserSession.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    columns: list[Any] = [
        Person.id,
        Person.full_name,
        Person.email,
        Person.phone,
        Person.disabled_at,
        Person.password_set_at,
        gathered(Post.title).label("posts"),  # type: ignore[arg-type]
        gathered(Agency.name).label("agencies"),  # type: ignore[arg-type]
        last.label("last_signed_in"),
    ]
    return select(*columns)


def holding_today(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The person (of an outer statement) holds a post today of which the conditions are true."""
    return (
        select(PostHolding.id)
        .join(Post, Post.id == PostHolding.post_id)
        .where(PostHolding.person_id == Person.id, held_on(today()), *conditions)
        .correlate(Person)
        .exists()
    )


def names_of_holders(between: str) -> Any:
    """The names of who holds the post (of an outer statement) today, with `between` between them."""
    return (
        select(func.aggregate_strings(Person.full_name, between))
        .select_from(PostHolding)
        .join(Person, Person.id == PostHolding.person_id)
        .where(PostHolding.post_id == Post.id, held_on(today()))
        .correlate(Post)
        .scalar_subquery()
    )


def posts() -> Select[Any]:
    """The base of the list of posts, with the names of who holds them today."""
    return (
        select(
            Post.id,
            Post.title,
            Post.role,
            Post.valid_from,
            Post.valid_to,
            Agency.name.label("agency"),
            names_of_holders("\n").label("holders"),
        )
        .join(Agency, Agency.id == Post.agency_id)
        .select_from(Post)
    )


def post_titles() -> list[str]:
    """The different titles of posts in the scope in force."""
    return list(db.session.scalars(select(Post.title).distinct()))


def agency_choices(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the agencies of today whose posts the actor may keep: the province's, or their own."""
    query = (
        select(Agency.id, Agency.name)
        .where(or_(Agency.valid_to.is_(None), Agency.valid_to >= today()))
        .order_by(Agency.sort_name, Agency.id)
    )
    if not actor.sees_province:
        query = query.where(Agency.id == actor.agency_id)
    return [(id_, name) for id_, name in db.session.execute(query)]
