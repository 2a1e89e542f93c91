"""The lists of who has read and of what one has to read oneself."""

from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, case, func, select
from sqlalchemy.orm import aliased

from iso_app.accounts.models import Person, Post
from iso_app.agencies.models import Department
from iso_app.core.actor import Actor
from iso_app.db import db
from iso_app.distribution.models import Acknowledgement, DistributionLine
from iso_app.distribution.queries.duties import i_have_read, of_mine, people_of, posts_of_mine, since
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState


def readers(document_id: int) -> Select[Any]:
    """A line for each person who has to read a document, with their acknowledgement that counts, if there is one.

    `deputies`: who has read it in their place. `has_read` is 1 or 0; `line_id` of the person.
    """
    people, given = people_of(document_id), aliased(Acknowledgement)
    return (
        select(
            Person.id,
            Person.full_name,
            Post.title.label("post"),
            Department.name.label("department"),
            people.c.read.label("has_read"),
            given.at,
            given.number,
            given.way,
            given.shown_at,
            given.content_digest,
            _deputies(document_id).label("deputies"),
        )
        .select_from(people)
        .join(Person, Person.id == people.c.person_id)
        .join(Post, Post.id == people.c.post_id)
        .outerjoin(Department, Department.id == Post.department_id)
        .outerjoin(given, given.id == _newest_given(document_id))
    )


def _newest_given(document_id: int) -> ScalarSelect[Any]:
    """The id of a person's own acknowledgement that counts."""
    own = aliased(Acknowledgement)
    return _counting(document_id, own, func.max(own.id)).where(own.person_id == Person.id).scalar_subquery()


def _deputies(document_id: int) -> ScalarSelect[Any]:
    """The names of those who have read in a person's place."""
    stood_in = aliased(Acknowledgement)
    names = _counting(document_id, stood_in, func.aggregate_strings(stood_in.person_name, ", "))
    return names.where(stood_in.person_id != Person.id).scalar_subquery()


def _counting(document_id: int, given: Any, column: Any) -> Select[Any]:
    """A column of the acknowledgements that count for a person's duty, whoever gave them."""
    return (
        select(column)
        .where(
            given.document_id == document_id,
            given.duty_of_id == Person.id,
            given.number >= since(document_id),
        )
        .correlate(Person)
    )


class OfDepartment(NamedTuple):
    """How far the reading of a document is in a department (None: posts of no department)."""

    department_id: int | None
    name: str | None
    must: int
    read: int


def by_department(document_id: int) -> list[OfDepartment]:
    """Each department of the people who have to read, by name."""
    people = people_of(document_id)
    query = (
        select(Department.id, Department.name, func.count(), func.sum(people.c.read))
        .select_from(people)
        .join(Post, Post.id == people.c.post_id)
        .outerjoin(Department, Department.id == Post.department_id)
        .group_by(Department.id, Department.name, Department.folded)
        .order_by(case((Department.id.is_(None), 1), else_=0), Department.folded)
    )
    return [OfDepartment(*row) for row in db.session.execute(query)]


def my_documents(actor: Actor) -> Select[Any]:
    """A line for each document that the actor has to read; `has_read` is 1 or 0, `due_on` that of the open task."""
    owed = of_mine(actor, DistributionLine.document_id)
    due = (
        select(func.min(Task.due_on))
        .where(
            Task.subject_type == Revision.__tablename__,
            Task.subject_id == Revision.id,
            Task.state == TaskState.OPEN,
            Task.endpoint == "documents.revision",
            Task.key.startswith("reading:"),
            Task.post_id.in_(posts_of_mine(actor)),
        )
        .correlate(Revision)
        .scalar_subquery()
    )
    return (
        select(
            Document.id,
            Document.code,
            Document.title,
            Revision.number,
            Revision.effective_on,
            Revision.change_summary,
            unread_first(actor).label("has_read"),
            due.label("due_on"),
        )
        .join(Revision, (Revision.document_id == Document.id) & (Revision.state == RevisionState.EFFECTIVE))
        .where(Document.id.in_(owed))
    )


def unread_first(actor: Actor) -> Any:
    """1 for what the actor has read, else 0: the order of their list."""
    return case((i_have_read(actor, Document.id), 1), else_=0)


def acknowledged(actor: Actor, revision: Revision) -> Acknowledgement | None:
    """The actor's acknowledgement that counts for a revision in force: of it, or of one that need not be read again."""
    query = (
        select(Acknowledgement)
        .where(
            Acknowledgement.document_id == revision.document_id,
            Acknowledgement.person_id == actor.person_id,
            Acknowledgement.duty_of_id == (actor.for_person_id or actor.person_id),
            Acknowledgement.number >= since(revision.document_id),
        )
        .order_by(Acknowledgement.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def given_on(list_ids: list[int]) -> dict[int, list[str]]:
    """List -> the names that it brought, in the order they were registered."""
    query = (
        select(Acknowledgement.paper_list_id, Acknowledgement.person_name)
        .where(Acknowledgement.paper_list_id.in_(list_ids))
        .order_by(Acknowledgement.id)
    )
    found: dict[int, list[str]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.paper_list_id or 0, []).append(row.person_name)
    return found
