"""Posts and people to choose from, and whose a private calendar is."""

from sqlalchemy import or_, select

from iso_app.accounts import queries as accounts
from iso_app.accounts import sessions
from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.tasks.models import CalendarFeed, Task


def posts_of(agency_id: int | None) -> list[tuple[int, str]]:
    """(id, "title – who holds it today") of an agency's posts; for a choice."""
    day = today()
    query = (
        select(Post.id, Post.title, accounts.names_of_holders(", "))
        .where(Post.agency_id == agency_id, or_(Post.valid_to.is_(None), Post.valid_to >= day))
        .order_by(Post.title, Post.id)
    )
    return [(id_, f"{title} – {who}" if who else title) for id_, title, who in db.session.execute(query)]


def people_of(agency_id: int | None) -> list[tuple[str, str]]:
    """(id, name) of who holds a post in an agency today; for a choice."""
    query = (
        select(Person.id, Person.full_name)
        .where(accounts.holding_today(PostHolding.agency_id == agency_id))
        .order_by(Person.sort_name)
    )
    return [(str(id_), name) for id_, name in db.session.execute(query)]


def feed_of(actor: Actor) -> CalendarFeed | None:
    """The actor's own calendar address, if there is one."""
    return db.session.scalars(
        select(CalendarFeed).where(CalendarFeed.person_id == actor.person_id)
    ).one_or_none()


def readers(token: str) -> list[Actor]:
    """Whoever a calendar address belongs to, once for each post of today; NotFound if it opens nothing."""
    query = select(Person).join(CalendarFeed, CalendarFeed.person_id == Person.id)
    with whole_country():
        person = db.session.scalars(
            query.where(CalendarFeed.token_digest == sessions.digest(token))
        ).one_or_none()
        if person is None or person.is_disabled:
            raise NotFound("Địa chỉ lịch này không còn dùng được.")
        held = sessions.posts_held(person.id, today())
        return [sessions.actor_of(person.id, person.full_name, post) for post in held]


def role_of_post(post_id: int, agency_id: int | None) -> list[Role]:
    """The role of an agency's post, or nothing."""
    query = select(Post.role).where(Post.id == post_id, Post.agency_id == agency_id)
    return list(db.session.scalars(query))


def agencies_with_tasks() -> list[tuple[str, str]]:
    """(id, name) of the agencies that have tasks, in Vietnamese order; for a choice."""
    query = (
        select(Agency.id, Agency.name)
        .where(select(Task.id).where(Task.agency_id == Agency.id).exists())
        .order_by(Agency.sort_name, Agency.id)
    )
    return [(str(id_), name) for id_, name in db.session.execute(query)]


def agencies_of_today() -> list[tuple[int, str]]:
    """(id, name) of the agencies of the scope; for a choice."""
    query = select(Agency.id, Agency.name).where(or_(Agency.valid_to.is_(None), Agency.valid_to >= today()))
    return [(id_, name) for id_, name in db.session.execute(query.order_by(Agency.sort_name, Agency.id))]
