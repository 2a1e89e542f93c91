"""Signed-in browsers: a random token in the cookie, its SHA-256 and everything else in the database."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import structlog
from flask import Flask, current_app, g, has_request_context
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import aliased

from iso_app.accounts.models import (
    Delegation,
    Person,
    Post,
    PostHolding,
    SecondFactorDemand,
    SignInStep,
    UserSession,
    held_on,
)
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor, Scope
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError
from iso_app.core.roles import ROLE_LABELS, Reach, Role, reach_of
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.web.feature import registry
from iso_app.web.languages import say
from iso_app.web.page import FramePerson, PostChoice

log = structlog.get_logger()
SEEN_EVERY = timedelta(minutes=1)
TOKEN_BYTES = 32
DEMANDED, EXPIRED = "demanded", "expired"


@dataclass(frozen=True)
class HeldPost:
    """A post that a person holds today, or in which they stand in for whoever holds it."""

    holding_id: int
    post_id: int
    role: Role
    title: str
    agency_id: int
    agency_name: str
    province_id: int
    of_authority: bool
    demanded_from: date | None = None
    compulsory_from: date | None = None
    for_person_id: int | None = None  # who is away: the post is theirs, this person their deputy
    for_name: str = ""

    @property
    def label(self) -> str:
        """The post as it stands in the trail and beside signatures."""
        shown = f"{self.title} – {self.agency_name}"
        return f"{shown} (thay mặt {self.for_name})" if self.for_name else shown


@dataclass(frozen=True)
class Demand:
    """The province demands a second factor of somebody; from `compulsory_from` nothing opens without."""

    compulsory_from: date
    is_compulsory: bool


@dataclass
class SignedIn(UserMixin):
    """What Flask-Login knows of the visitor: the session, the person, the posts of today, the one in use."""

    token: str
    session_id: int
    person_id: int
    name: str
    email: str
    posts: tuple[HeldPost, ...]
    post: HeldPost | None

    def get_id(self) -> str:
        return self.token

    def as_actor(self) -> Actor:
        return actor_of(self.person_id, self.name, self.post, request_id=g.get("request_id", ""))


def actor_of(person_id: int, name: str, post: HeldPost | None, *, request_id: str = "") -> Actor:
    """The actor that a person is in a post; without a post somebody who may do nothing and sees nothing."""
    if post is None:
        nowhere = Scope(reach_of(Role.STAFF, of_authority=False), agency_id=0, province_id=0)
        return Actor(name=name, scope=nowhere, person_id=person_id, request_id=request_id)
    reach = reach_of(post.role, of_authority=post.of_authority)
    return Actor(
        name=name,
        scope=Scope(reach, province_id=post.province_id, agency_id=post.agency_id),
        permissions=registry().granted(post.role, reach),
        person_id=person_id,
        post_id=post.post_id,
        post_label=post.label,
        role=post.role,
        request_id=request_id,
        for_person_id=post.for_person_id,
    )


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def demand_on(posts: Iterable[HeldPost], day: date) -> Demand | None:
    """What the roles of these posts demand on a day: the strictest of them, whichever post is in use."""
    days = [
        p.compulsory_from for p in posts if p.demanded_from and p.demanded_from <= day and p.compulsory_from
    ]
    return Demand(min(days), is_compulsory=min(days) <= day) if days else None


def open_session(person: Person, *, network: str, browser: str, second_factor: str = "") -> SignedIn:
    """Begin a session with a new token; the first post held is the one in use.

    `second_factor` says which one was given. Without one the session opens nothing for whoever needs it.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    posts = posts_held(person.id, today())
    row = UserSession(
        token_digest=digest(token),
        person_id=person.id,
        holding_id=posts[0].holding_id if posts else None,
        begun_at=now(),
        seen_at=now(),
        network=network[:60],
        browser=browser[:200],
        second_factor=second_factor,
    )
    db.session.add(row)
    db.session.flush()
    return SignedIn(
        token, row.id, person.id, person.full_name, person.email, posts, posts[0] if posts else None
    )


def posts_held(person_id: int, day: date) -> tuple[HeldPost, ...]:
    """The posts a person holds on a day, province-wide ones first; then those in which they are a deputy."""
    rows = db.session.execute(_holdings(), {"person_id": person_id, "day": day})
    found = sorted((HeldPost(*row) for row in rows), key=lambda post: post.holding_id)
    province = [reach_of(post.role, of_authority=post.of_authority) is Reach.PROVINCE for post in found]
    ranked = zip(found, province, strict=True)
    return tuple(post for post, _ in sorted(ranked, key=lambda pair: (bool(pair[0].for_name), not pair[1])))


# Every request asks these two: built once, as a good part of a page's time goes into building statements.
@cache
def _holdings() -> CompoundSelect[Any]:
    """The holdings of `person_id` on `day`, and those lent to them, in the columns of `HeldPost`."""
    person_id, day = bindparam("person_id", type_=Integer), bindparam("day", type_=Date)
    own = _in_force(day).where(PostHolding.person_id == person_id)
    own = own.add_columns(null().label("for_person_id"), literal("").label("for_name"))
    away, mine = aliased(Person), aliased(PostHolding)
    lent = (
        _in_force(day)
        .join(Delegation, Delegation.holding_id == PostHolding.id)
        .join(away, away.id == PostHolding.person_id)
        .where(
            Delegation.deputy_id == person_id,
            Delegation.ended_at.is_(None),
            Delegation.from_day <= day,
            Delegation.to_day >= day,
            # A deputy is of the same agency for as long as they stand in.
            select(mine.id)
            .where(
                mine.person_id == person_id,
                mine.agency_id == PostHolding.agency_id,
                mine.held_from <= day,
                or_(mine.held_to.is_(None), mine.held_to >= day),
            )
            .exists(),
        )
        .add_columns(away.id, away.full_name)
        .distinct()
    )
    return union_all(own, lent)


@cache
def _session_of_token() -> Select[UserSession, Person]:
    return (
        select(UserSession, Person)
        .join(Person, Person.id == UserSession.person_id)
        .where(UserSession.token_digest == bindparam("digest"), UserSession.ended_at.is_(None))
    )


def _in_force(day: ColumnElement[date]) -> Select[Any]:
    """Holdings of a day with post and agency, in the columns of `HeldPost`."""
    columns: list[Any] = [
        PostHolding.id,
        Post.id,
        Post.role,
        Post.title,
        Agency.id,
        Agency.name,
        Agency.province_id,
        Agency.is_authority,
        SecondFactorDemand.from_day,
        SecondFactorDemand.compulsory_from,
    ]
    return (
        select(*columns)
        .join(Post, Post.id == PostHolding.post_id)
        .join(Agency, Agency.id == Post.agency_id)
        .outerjoin(
            SecondFactorDemand,
            and_(SecondFactorDemand.province_id == Agency.province_id, SecondFactorDemand.role == Post.role),
        )
        .where(
            held_on(day),
            or_(Agency.valid_to.is_(None), Agency.valid_to >= day),
        )
    )


def end(person_id: int | None, *, why: str, only: int | None = None, but: int | None = None) -> int:
    """End the running sessions of a person: all, `only` one, or all `but` one. How many ended.

    Half-finished sign-ins end with them, unless it is about `only` one session.
    """
    if only is None:
        end_steps(person_id)
    statement = (
        update(UserSession)
        .where(UserSession.person_id == person_id, UserSession.ended_at.is_(None))
        .values(ended_at=now(), ended_why=why)
    )
    if only is not None:
        statement = statement.where(UserSession.id == only)
    if but is not None:
        statement = statement.where(UserSession.id != but)
    ended: int = db.session.execute(statement).rowcount  # type: ignore[attr-defined]
    return ended


def end_steps(person_id: int | None) -> None:
    """Let no half-finished sign-in of this person go on."""
    db.session.execute(
        update(SignInStep)
        .where(SignInStep.person_id == person_id, SignInStep.ended_at.is_(None))
        .values(ended_at=now())
    )


def live(person_id: int) -> list[UserSession]:
    """The sessions of a person that still open something, the latest used first."""
    query = (
        select(UserSession)
        .where(UserSession.person_id == person_id, UserSession.ended_at.is_(None))
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return [row for row in db.session.scalars(query) if not _is_over(row)]


def actor_for_email(email: str) -> Actor:
    """The person with this address, acting in their first post of today; for the command line's `--as EMAIL`.

    Raises DomainError if there is no such person, or the account is closed or without a post.
    """
    with whole_country():
        person = db.session.scalar(select(Person).where(Person.email == clean(email).lower()))
        if person is None or person.is_disabled:
            raise DomainError("Không có tài khoản đang hoạt động với e-mail {email}.", email=email)
        posts = posts_held(person.id, today())
        if not posts:
            raise DomainError("{name} hôm nay không giữ vị trí nào.", name=person.full_name)
        return actor_of(person.id, person.full_name, posts[0])


def setup(app: Flask, login: LoginManager) -> None:
    login.login_view = "accounts.sign_in"
    login.login_message = None
    login.session_protection = None  # the session lives on the server; its network is noted, not judged
    login.user_loader(_load)
    app.before_request(_name_request)
    app.teardown_request(_note_seen)


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)
    for left_over in ("_login_user", "refused"):  # a context that outlives a request carries nothing on
        g.pop(left_over, None)


def _load(token: str) -> SignedIn | None:
    with whole_country():
        found = db.session.execute(_session_of_token(), {"digest": digest(token)}).first()
        if found is None:
            return None
        row, person = found
        if person.is_disabled or _is_over(row):
            return None
        posts = posts_held(person.id, today())
        demand = demand_on(posts, today())
        if demand is not None and demand.is_compulsory and not row.second_factor:
            return None  # signed in before the province demanded it: the next sign-in asks for it
        chosen = next((p for p in posts if p.holding_id == row.holding_id), posts[0] if posts else None)
        if has_request_context() and now() - row.seen_at > SEEN_EVERY:
            g.seen_session = row.id
        return SignedIn(token, row.id, person.id, person.full_name, person.email, posts, chosen)


def why_over(token: str) -> str:
    """Why the session with this token opens nothing any more: a reason of `end`, `demanded` or `expired`.

    Empty for a token of no session: whoever has it never signed in with it, and is told nothing.
    """
    with whole_country():
        row = db.session.scalar(select(UserSession).where(UserSession.token_digest == digest(token)))
        if row is None:
            return ""
        if row.ended_at is not None:
            return row.ended_why
        if _is_over(row):
            return EXPIRED
        demand = demand_on(posts_held(row.person_id, today()), today())
        return DEMANDED if demand and demand.is_compulsory and not row.second_factor else ""


def _is_over(row: UserSession) -> bool:
    settings = current_app.extensions["settings"]
    idle = now() - row.seen_at > timedelta(minutes=settings.session_idle_minutes)
    return idle or now() - row.begun_at > timedelta(hours=settings.session_hours)


def _note_seen(_: BaseException | None) -> None:
    """Once a minute a session says that it lives, in a transaction of its own: a page shown keeps nothing.

    Where the disk is full or the database went away meanwhile, what was answered stays answered.
    """
    session_id = g.pop("seen_session", None)
    if session_id is None:
        return
    try:
        with db.engine.begin() as connection:
            connection.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now()))
    except OperationalError as error:
        log.warning("session.not_noted", error=str(error.orig))


def describe() -> FramePerson | None:
    """The signed-in person for the frame of the page."""
    visitor: Any = current_user
    if not visitor.is_authenticated:
        return None
    chosen = visitor.post
    choices = [PostChoice(p.holding_id, _shown(p), current=p == chosen) for p in visitor.posts]
    return FramePerson(visitor.name, _shown(chosen) if chosen else say("Chưa giữ vị trí nào"), choices)


def _shown(post: HeldPost) -> str:
    shown = f"{post.title or say(ROLE_LABELS[post.role])} – {post.agency_name}"
    return say("{post} (thay mặt {name})", post=shown, name=post.for_name) if post.for_name else shown
