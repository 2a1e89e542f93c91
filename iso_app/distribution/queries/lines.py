"""Lines of distribution, what they may be for, copies on paper, lists that were signed."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, bindparam, case, func, literal, or_, select, union_all

from iso_app.accounts.models import Post
from iso_app.accounts.queries import names_of_holders
from iso_app.agencies.models import Agency, Department
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.core.text import sort_key
from iso_app.db import db
from iso_app.distribution.kinds import EVERYBODY, Target
from iso_app.distribution.models import DistributionLine, PaperCopy, PaperList
from iso_app.distribution.queries.duties import counted
from iso_app.distribution.workflow import STILL_OUT, CopyState
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import OPEN_STATES, DocumentState, RevisionState


def effective(document_id: int) -> Revision | None:
    """The revision of a document that is in force."""
    query = select(Revision).where(
        Revision.document_id == document_id, Revision.state == RevisionState.EFFECTIVE
    )
    return db.session.scalars(query).one_or_none()


def distributed(document_id: int) -> Revision | None:
    """The revision that lines are made for: the one in force, before the first one the one being prepared."""
    return db.session.scalars(_distributed(), {"document": document_id}).one_or_none()


# What the page of every document asks is built once.
@cache
def _distributed() -> Select[Any]:
    states = OPEN_STATES | {RevisionState.EFFECTIVE}
    return (
        select(Revision)
        .where(Revision.document_id == bindparam("document"), Revision.state.in_(states))
        .order_by(case((Revision.state == RevisionState.EFFECTIVE, 0), else_=1), Revision.id)
        .limit(1)
    )


def lines(document_id: int) -> list[DistributionLine]:
    """The lines that stand: the whole agency first, then departments, then posts."""
    return list(db.session.scalars(_lines(), {"document": document_id}))


@cache
def _lines() -> Select[Any]:
    return (
        select(DistributionLine)
        .where(DistributionLine.document_id == bindparam("document"), DistributionLine.ended_on.is_(None))
        .order_by(
            case((DistributionLine.target == EVERYBODY, 0), else_=1),
            DistributionLine.post_id.is_not(None),
            DistributionLine.id,
        )
    )


def line(document_id: int, line_id: int) -> DistributionLine:
    """A line of a document that stands or stood."""
    query = select(DistributionLine).where(
        DistributionLine.id == line_id, DistributionLine.document_id == document_id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không có dòng phân phối này.")
    return found


def is_target(agency_id: int, target: Target) -> bool:
    """Whether a department or post is one of the agency's, today."""
    if target.department_id is not None:
        query = select(Department.id).where(
            Department.id == target.department_id,
            Department.agency_id == agency_id,
            or_(Department.valid_to.is_(None), Department.valid_to >= today()),
        )
    elif target.post_id is not None:
        query = select(Post.id).where(
            Post.id == target.post_id,
            Post.agency_id == agency_id,
            or_(Post.valid_to.is_(None), Post.valid_to >= today()),
        )
    else:
        return True
    return db.session.scalar(query) is not None


def targets(agency_id: int) -> list[tuple[str, str]]:
    """(key, words) of the departments, then of the posts with their holders, of an agency; for a choice."""
    day = today()
    departments = select(Department.id, Department.name, literal(""), literal(0)).where(
        Department.agency_id == agency_id, or_(Department.valid_to.is_(None), Department.valid_to >= day)
    )
    posts = select(Post.id, Post.title, func.coalesce(names_of_holders(", "), ""), literal(1)).where(
        Post.agency_id == agency_id, or_(Post.valid_to.is_(None), Post.valid_to >= day)
    )
    found = sorted(
        db.session.execute(union_all(departments, posts)), key=lambda row: (row[3], sort_key(row[1]), row[0])
    )
    return [
        (Target(post_id=id_).key, f"{name} – {who}" if who else name)
        if is_post
        else (Target(department_id=id_).key, name)
        for id_, name, who, is_post in found
    ]


def copy(document_id: int, copy_id: int) -> PaperCopy:
    """A copy of a document, whatever became of it."""
    query = select(PaperCopy).where(PaperCopy.id == copy_id, PaperCopy.document_id == document_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không có bản giấy này.")
    return found


def to_collect(document_id: int) -> list[PaperCopy]:
    """The copies that have to come back, by revision and number."""
    query = (
        select(PaperCopy)
        .where(PaperCopy.document_id == document_id, PaperCopy.state == CopyState.TO_COLLECT)
        .order_by(PaperCopy.revision_id, PaperCopy.number)
    )
    return list(db.session.scalars(query))


def last_number(revision_id: int) -> int:
    """The number of the last copy of a revision; 0 before the first."""
    query = select(func.max(PaperCopy.number)).where(PaperCopy.revision_id == revision_id)
    return db.session.scalar(query) or 0


def copies(document_id: int) -> Select[Any]:
    """A line for each copy that was ever handed out, in plain columns."""
    columns: tuple[Any, ...] = (
        PaperCopy.id,
        PaperCopy.document_id,
        PaperCopy.number,
        Revision.number.label("revision"),
        PaperCopy.holder,
        PaperCopy.state,
        PaperCopy.handed_on,
        PaperCopy.handed_by,
        PaperCopy.called_back_on,
        PaperCopy.ended_on,
        PaperCopy.stamped,
        PaperCopy.note,
    )
    joined = select(*columns).join(Revision, Revision.id == PaperCopy.revision_id)
    return joined.where(PaperCopy.document_id == document_id)


def copies_out(document_id: Any, *, to_collect: bool = False) -> ScalarSelect[int]:
    """How many copies somebody still has, as a column; of those only that have to be collected."""
    states = {CopyState.TO_COLLECT} if to_collect else STILL_OUT
    return (
        select(func.count(PaperCopy.id))
        .where(PaperCopy.document_id == document_id, PaperCopy.state.in_(states))
        .correlate_except(PaperCopy)
        .scalar_subquery()
    )


class CopiesOut(NamedTuple):
    """How many copies are out, how many of them have to be collected; line -> how many that are in force."""

    out: int
    to_collect: int
    by_line: Mapping[int, int]


def out_of(document_id: int) -> CopiesOut:
    """The copies of a document that somebody still has."""
    rows = list(db.session.execute(_out_of(), {"document": document_id}))
    return CopiesOut(
        out=sum(row[2] for row in rows),
        to_collect=sum(row[2] for row in rows if row[1] is CopyState.TO_COLLECT),
        by_line={row[0]: row[2] for row in rows if row[0] is not None and row[1] is CopyState.OUT},
    )


@cache
def _out_of() -> Select[int | None, CopyState, int]:
    return (
        select(PaperCopy.line_id, PaperCopy.state, func.count().label("count"))
        .where(PaperCopy.document_id == bindparam("document"), PaperCopy.state.in_(STILL_OUT))
        .group_by(PaperCopy.line_id, PaperCopy.state)
    )


def lists(document_id: int) -> list[PaperList]:
    """The lists signed on paper, the last one first."""
    query = select(PaperList).where(PaperList.document_id == document_id).order_by(PaperList.id.desc())
    return list(db.session.scalars(query))


def paper_list(document_id: int, list_id: int) -> PaperList:
    """A list of a document that was signed on paper."""
    query = select(PaperList).where(PaperList.id == list_id, PaperList.document_id == document_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không có danh sách ký này.")
    return found


def rows() -> Select[Any]:
    """A line for each document in force: how many have to read it, how many have, copies out and to be collected."""
    must, read = counted(Document.id)
    lines_of = (
        select(func.count(DistributionLine.id))
        .where(DistributionLine.document_id == Document.id, DistributionLine.ended_on.is_(None))
        .correlate(Document)
        .scalar_subquery()
    )
    return (
        select(
            Document.id,
            Document.code,
            Document.title,
            Agency.name.label("agency"),
            Revision.number,
            Revision.effective_on,
            lines_of.label("lines"),
            must.label("must"),
            read.label("read"),
            copies_out(Document.id).label("out"),
            copies_out(Document.id, to_collect=True).label("back"),
        )
        .join(Agency, Agency.id == Document.agency_id)
        .outerjoin(
            Revision,
            (Revision.document_id == Document.id) & (Revision.state == RevisionState.EFFECTIVE),
        )
        .where(
            or_(
                Document.state == DocumentState.IN_FORCE,
                copies_out(Document.id) > 0,
            )
        )
    )


def agencies_with_documents() -> list[tuple[str, str]]:
    """(id, name) of the agencies of which the reader sees documents in force; for a filter."""
    query = (
        select(Agency.id, Agency.name)
        .where(Agency.id.in_(select(Document.agency_id).where(Document.state == DocumentState.IN_FORCE)))
        .order_by(Agency.sort_name)
    )
    return [(str(id_), name) for id_, name in db.session.execute(query)]
