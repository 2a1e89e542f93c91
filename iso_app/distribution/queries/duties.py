"""Who has to read what, and who has: computed from the lines that stand and the posts that are held today.

Nothing is kept but the acknowledgements: whoever comes to a post has its documents to read from that day on, whoever
leaves it has them no longer.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    distinct,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from iso_app.accounts.models import Person, Post, PostHolding, held_on
from iso_app.core.actor import Actor
from iso_app.core.roles import Role
from iso_app.db import asker, db
from iso_app.db.asker import ASKER, TODAY, Asker
from iso_app.distribution.models import Acknowledgement, DistributionLine
from iso_app.documents.models import Revision
from iso_app.documents.workflow import RevisionState

# What the page of every document, a revision and home ask of their reader: statements built once (decision 0038).
_DOCUMENT = "of_document"
_OF_DOCUMENT = DistributionLine.document_id == bindparam(_DOCUMENT)
_JOINED = (DistributionLine, Revision, Post, PostHolding, Person)


def duties(*columns: Any) -> Select[Any]:
    """Columns of lines that stand for a revision in force, joined with the posts they reach and who holds these."""
    reached = or_(
        DistributionLine.post_id == Post.id,
        DistributionLine.department_id == Post.department_id,
        _reaches_everybody(),
    )
    return (
        _standing(*columns)
        .join(Post, and_(Post.agency_id == DistributionLine.agency_id, reached))
        .join(PostHolding, PostHolding.post_id == Post.id)
        .join(Person, Person.id == PostHolding.person_id)
        .where(*_held_today())
    )


def own_duties(who: Actor | Asker, *columns: Any, is_deputy: bool) -> Select[Any]:
    """Columns of lines that stand for a revision in force and reach one reader, through any post they hold today.

    As `duties`, from the reader's side: their posts are asked apart, since PostgreSQL weighs every order of the tables
    that it may join, and here are as many as it takes longest for.
    """
    posts = _posts_of(who, is_deputy)
    return _standing(*columns).where(
        DistributionLine.agency_id == who.agency_id,
        or_(
            DistributionLine.post_id.in_(posts(Post.id)),
            DistributionLine.department_id.in_(posts(Post.department_id)),
            and_(_reaches_everybody(), posts(Post.id).exists()),
        ),
    )


def _standing(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(DistributionLine)
        .join(Revision, Revision.id == DistributionLine.revision_id)
        .where(
            DistributionLine.ended_on.is_(None),
            DistributionLine.must_read,
            Revision.state == RevisionState.EFFECTIVE,
        )
    )


def _reaches_everybody() -> ColumnElement[bool]:
    return and_(DistributionLine.post_id.is_(None), DistributionLine.department_id.is_(None))


def _held_today() -> tuple[ColumnElement[bool], ...]:
    return held_on(TODAY), Person.disabled_at.is_(None)


def _posts_of(who: Actor | Asker, is_deputy: bool) -> Callable[[Any], Select[Any]]:
    """A column of the posts through which one reader is reached: in a lent post of that one alone."""
    if is_deputy:
        theirs = and_(PostHolding.person_id == who.for_person_id, Post.id == who.post_id)
    else:
        theirs = and_(PostHolding.person_id == who.person_id, PostHolding.agency_id == who.agency_id)
    return lambda column: (
        select(column)
        .join(PostHolding, PostHolding.post_id == Post.id)
        .join(Person, Person.id == PostHolding.person_id)
        .where(*_held_today(), theirs)
    )


def since(document_id: Any) -> ScalarSelect[int]:
    """The revision from which on an acknowledgement still counts: the newest one that had to be read again."""
    asked = aliased(Revision)
    return (
        select(func.coalesce(func.max(asked.number), 0))
        .where(asked.document_id == document_id, asked.in_force_at.is_not(None), asked.must_be_read_again)
        .scalar_subquery()
    )


def has_read(document_id: Any, person: Any, duty_of: Any) -> ColumnElement[bool]:
    """Whether a person's acknowledgement of a document counts today, for their own duty or another's."""
    given = aliased(Acknowledgement)
    return (
        select(given.id)
        .where(
            given.document_id == document_id,
            given.duty_of_id == duty_of,
            given.person_id == person,
            given.number >= since(given.document_id),
        )
        .exists()
    )


def read_themself() -> ColumnElement[bool]:
    """Of a row of `duties`: whether its holder has read."""
    return has_read(DistributionLine.document_id, PostHolding.person_id, PostHolding.person_id)


class Coverage(NamedTuple):
    """How many have to read, and how many of them have."""

    must: int
    read: int

    @property
    def missing(self) -> int:
        return self.must - self.read


def coverage_of(document_id: int) -> Coverage:
    """Of the revision of a document that is in force."""
    people = _people(document_id).subquery()
    query = select(func.count(), func.coalesce(func.sum(people.c.read), 0)).select_from(people)
    return Coverage(*db.session.execute(query).one())


def _people(document_id: int) -> Select[Any]:
    """A row a person who has to read: `person_id`, the first of their posts that is reached, whether they have."""
    read = func.max(_one_if(read_themself())).label("read")
    return (
        duties(PostHolding.person_id, func.min(Post.id).label("post_id"), read)
        .where(DistributionLine.document_id == document_id)
        .group_by(PostHolding.person_id)
    )


def people_of(document_id: int) -> Any:
    """`_people` as a subquery to build a list on."""
    return _people(document_id).subquery("duty")


def _one_if(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)


def coverages_of(document_id: int) -> tuple[Coverage, dict[int, Coverage]]:
    """Of a document's revision in force: the whole, and line -> how many of the people it reaches have read."""
    reached = (
        duties(
            DistributionLine.id.label("line_id"),
            PostHolding.person_id,
            func.max(_one_if(read_themself())).label("read"),
        )
        .where(DistributionLine.document_id == document_id)
        .group_by(DistributionLine.id, PostHolding.person_id)
        .subquery()
    )
    people = _people(document_id).subquery()
    of_lines = select(reached.c.line_id, func.count(), func.sum(reached.c.read)).group_by(reached.c.line_id)
    whole = select(literal(0), func.count(), func.coalesce(func.sum(people.c.read), 0)).select_from(people)
    rows = db.session.execute(union_all(of_lines, whole))
    found = {line_id: Coverage(must, read) for line_id, must, read in rows}
    return found.pop(0), found


def counted(document_id: Any) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """How many people have to read a document and how many have, as columns of a list of documents."""
    must = duties(func.count(distinct(PostHolding.person_id))).where(
        DistributionLine.document_id == document_id
    )
    read = must.where(read_themself())
    return must.correlate_except(*_JOINED).scalar_subquery(), read.correlate_except(
        *_JOINED
    ).scalar_subquery()


def somebody_missing(document_id: Any) -> ColumnElement[bool]:
    """Whether somebody has still to read it, for a filter of a list of documents."""
    missing = duties(DistributionLine.id).where(DistributionLine.document_id == document_id, ~read_themself())
    return missing.correlate_except(*_JOINED).exists()


class UnreadPost(NamedTuple):
    """A post of which somebody has still to read: by how many working days, and the first such person."""

    post_id: int
    role: Role
    days: int
    person_id: int


def unread_posts(document_id: int, *, only: Collection[int] | None = None) -> list[UnreadPost]:
    """The posts for which a document is still to be read, in their order; of `only` these."""
    days, first = func.min(DistributionLine.reading_days), func.min(PostHolding.person_id)
    query = (
        duties(Post.id, Post.role, days, first)
        .where(DistributionLine.document_id == document_id, ~read_themself())
        .group_by(Post.id, Post.role)
        .order_by(Post.id)
    )
    if only is not None:
        query = query.where(Post.id.in_(only))
    return [UnreadPost(*row) for row in db.session.execute(query)]


def of_mine(actor: Actor, *columns: Any) -> Select[Any]:
    """`own_duties` of the actor, in a lent post those of whom they stand in for."""
    return own_duties(actor, *columns, is_deputy=actor.for_person_id is not None)


def posts_of_mine(actor: Actor) -> Select[Any]:
    """The ids of the posts that `of_mine` goes by."""
    return _posts_of(actor, actor.for_person_id is not None)(Post.id)


def owes(actor: Actor, document_id: int) -> bool:
    """Whether the actor has to read what is in force of a document, read or not."""
    return _first(_owed(actor.for_person_id is not None), actor, document_id) is not None


@cache
def _owed(is_deputy: bool) -> Select[Any]:
    return own_duties(ASKER, DistributionLine.id, is_deputy=is_deputy).where(_OF_DOCUMENT).limit(1)


def to_read(actor: Actor, document_id: int) -> Revision | None:
    """The revision in force of a document if the actor has still to read it."""
    found: Revision | None = _first(_to_read(actor.for_person_id is not None), actor, document_id)
    return found


@cache
def _to_read(is_deputy: bool) -> Select[Any]:
    waiting = own_duties(ASKER, Revision, is_deputy=is_deputy).where(_OF_DOCUMENT, ~_asker_has_read())
    return waiting.limit(1)


def _first(query: Select[Any], actor: Actor, document_id: int) -> Any:
    return db.session.scalars(query, asker.values_of(actor) | {_DOCUMENT: document_id}).first()


def _asker_has_read() -> ColumnElement[bool]:
    """As `i_have_read`, of a line's document and `ASKER`."""
    return has_read(DistributionLine.document_id, ASKER.person_id, ASKER.for_person_id)


def i_have_read(actor: Actor, document_id: Any) -> ColumnElement[bool]:
    """Whether the actor has acknowledged, in their own name or for whom they stand in for."""
    return has_read(document_id, actor.person_id, actor.for_person_id or actor.person_id)


def unread_by(actor: Actor) -> int:
    """How many documents the actor has still to read."""
    if actor.person_id is None:
        return 0
    query = _unread(actor.for_person_id is not None)
    return db.session.scalar(query, asker.values_of(actor)) or 0


@cache
def _unread(is_deputy: bool) -> Select[Any]:
    documents = func.count(distinct(DistributionLine.document_id))
    return own_duties(ASKER, documents, is_deputy=is_deputy).where(~_asker_has_read())


def who_must(document_id: int) -> list[tuple[int, str]]:
    """(id, "name, post") of everybody who has to read, in Vietnamese order; for a choice."""
    rows = people_of(document_id)
    query = (
        select(Person.id, Person.full_name, Post.title)
        .join(rows, rows.c.person_id == Person.id)
        .join(Post, Post.id == rows.c.post_id)
        .order_by(Person.sort_name, Person.id)
    )
    return [(id_, f"{name}, {title}") for id_, name, title in db.session.execute(query)]
