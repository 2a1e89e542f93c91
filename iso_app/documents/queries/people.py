"""Who holds which post in an agency today, who wrote what."""

from dataclasses import dataclass

from sqlalchemy import select

from iso_app.accounts.models import Person, Post, PostHolding, held_on
from iso_app.core.clock import today
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.documents.models import Revision
from iso_app.trail import queries as trail


@dataclass(frozen=True)
class Holder:
    """A post that somebody holds today."""

    post_id: int
    role: Role
    title: str
    person_id: int
    name: str


def holders(agency_id: int) -> list[Holder]:
    """Every post of an agency with who holds it today, open accounts only."""
    query = (
        select(Post.id, Post.role, Post.title, Person.id, Person.full_name)
        .join(PostHolding, PostHolding.post_id == Post.id)
        .join(Person, Person.id == PostHolding.person_id)
        .where(
            Post.agency_id == agency_id,
            held_on(today()),
            Person.disabled_at.is_(None),
        )
        .order_by(Post.id, Person.id)
    )
    return [Holder(*row) for row in db.session.execute(query)]


def writers(of: Revision) -> frozenset[int]:
    """Who wrote what a revision says: its drafter, and whoever saved other content over theirs."""
    saved = trail.people_who_changed(Revision.__tablename__, of.id, "content_digest")
    return saved if of.author_id is None else saved | {of.author_id}


def post_of_person(agency_id: int, person_id: int | None) -> int | None:
    """The post in which somebody works in an agency today; None if there is none."""
    return next((held.post_id for held in holders(agency_id) if held.person_id == person_id), None)


def posts_offered(agency_id: int) -> list[tuple[int, str]]:
    """(id, "title – who holds it") of the posts somebody holds today; for a choice."""
    return [(held.post_id, f"{held.title} – {held.name}") for held in holders(agency_id)]
