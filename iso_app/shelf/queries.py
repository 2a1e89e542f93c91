"""Reading shelves, their files and lines, and what documents stand where a shelf wants to put its own."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import defer, selectinload

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.documents import queries as documents
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.jobs import queries as jobs
from iso_app.shelf.archive import LIST_ENDINGS
from iso_app.shelf.kinds import TO_STORE, LineVerdict
from iso_app.shelf.models import Shelf, ShelfFile, ShelfLine

LOOK, STORE = "shelf.look", "shelf.store"
AT_ONCE = 500  # codes in one statement
MOST_OFFERED = 200


@dataclass(frozen=True)
class StandingRevision:
    """A revision that is there already."""

    number: int
    state: RevisionState
    digest: str
    effective_on: date | None
    is_approved_here: bool


@dataclass(frozen=True)
class Standing:
    """A document that has a code already, and its revisions, those given up left out."""

    id: int
    state: DocumentState
    revisions: dict[int, StandingRevision] = field(default_factory=dict)

    def of(self, *states: RevisionState) -> StandingRevision | None:
        return next((r for r in self.revisions.values() if r.state in states), None)


@dataclass(frozen=True)
class House:
    """What lines of a list name: kinds and departments by their folded names and codes."""

    kinds: dict[str, int]
    kind_names: dict[int, str]
    kind_codes: Sequence[str]
    departments: dict[str, int]


def rows() -> Select[Any]:
    """The base statement of the list of shelves."""
    columns: tuple[Any, ...] = (
        Shelf.id, Shelf.file_name, Shelf.file_size, Shelf.state, Shelf.counts, Shelf.made_by, Shelf.made_at,
        Shelf.stored_at,
    )  # fmt: skip
    return select(*columns)


def shelf(shelf_id: int) -> Shelf:
    """A shelf of the reader's agency."""
    found = db.session.scalars(select(Shelf).where(Shelf.id == shelf_id)).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy lần nhập tài liệu có sẵn này.")
    return found


def lines(of: Shelf) -> Select[Any]:
    """The base statement of the lines of a shelf."""
    columns: tuple[Any, ...] = (
        ShelfLine.id, ShelfLine.line, ShelfLine.code, ShelfLine.title, ShelfLine.number, ShelfLine.effective_on,
        ShelfLine.is_current, ShelfLine.basis, ShelfLine.file_name, ShelfLine.department, ShelfLine.verdict,
        ShelfLine.faults, ShelfLine.result, ShelfLine.document_id, ShelfLine.revision_id, ShelfLine.raw,
        DocumentKind.name.label("kind"), ShelfFile.unsaid,
    )  # fmt: skip
    return (
        select(*columns)
        .outerjoin(DocumentKind, DocumentKind.id == ShelfLine.kind_id)
        .outerjoin(ShelfFile, ShelfFile.id == ShelfLine.file_id)
        .where(ShelfLine.shelf_id == of.id)
    )


def unlisted(of: Shelf) -> Select[Any]:
    """The base statement of the files of a shelf that no line of its list names, the list itself left out."""
    columns: tuple[Any, ...] = (ShelfFile.id, ShelfFile.name, ShelfFile.size)
    return select(*columns).where(_unlisted(of))


def number_unlisted(of: Shelf) -> int:
    """How many files of a shelf no line names."""
    return db.session.scalar(select(func.count()).select_from(ShelfFile).where(_unlisted(of))) or 0


def _unlisted(of: Shelf) -> Any:
    named = select(ShelfLine.file_id).where(ShelfLine.shelf_id == of.id, ShelfLine.file_id.is_not(None))
    return and_(ShelfFile.shelf_id == of.id, ShelfFile.id.not_in(named), ShelfFile.name != of.list_name)


def origin_of(revision: Revision) -> ShelfLine | None:
    """The line of a shelf that a revision came from."""
    query = select(ShelfLine).where(ShelfLine.revision_id == revision.id)
    return db.session.scalars(query.options(selectinload(ShelfLine.shelf))).one_or_none()


def files(of: Shelf) -> list[ShelfFile]:
    """Every file of a shelf in the order of the ZIP, without what they say."""
    query = select(ShelfFile).where(ShelfFile.shelf_id == of.id).options(defer(ShelfFile.passages))
    return list(db.session.scalars(query.order_by(ShelfFile.place)))


def lists_offered(of: Shelf) -> list[tuple[str, str]]:
    """(path, path) of what may be the list: its Excel and CSV files, the topmost first; the list in use among them."""
    query = select(ShelfFile.name).where(ShelfFile.shelf_id == of.id)
    names = [name for name in db.session.scalars(query) if name.lower().endswith(LIST_ENDINGS)]
    if of.list_name and of.list_name not in names:
        names.append(of.list_name)
    return [(name, name) for name in sorted(names, key=lambda name: (name.count("/"), name))[:MOST_OFFERED]]


def files_with(ids: Collection[int]) -> list[ShelfFile]:
    """These files of a shelf in the order of the ZIP."""
    query = select(ShelfFile).where(ShelfFile.id.in_(ids))
    return list(db.session.scalars(query.order_by(ShelfFile.place)))


def waiting(of: Shelf) -> list[tuple[int, str, int]]:
    """(id, code, size of its file) of the lines to be stored that have no result yet, code after code."""
    query = (
        select(ShelfLine.id, ShelfLine.code_folded, ShelfFile.size)
        .join(ShelfFile, ShelfFile.id == ShelfLine.file_id)
        .where(ShelfLine.shelf_id == of.id, ShelfLine.verdict.in_(TO_STORE), ShelfLine.result.is_(None))
        .order_by(ShelfLine.code_folded, ShelfLine.number, ShelfLine.id)
    )
    return [(id_, code, size) for id_, code, size in db.session.execute(query)]


def lines_with(ids: Collection[int]) -> list[ShelfLine]:
    """Lines with their files, as far as they have no result yet."""
    query = select(ShelfLine).where(ShelfLine.id.in_(ids), ShelfLine.result.is_(None))
    found = query.options(selectinload(ShelfLine.file)).order_by(ShelfLine.code_folded, ShelfLine.number)
    return list(db.session.scalars(found))


def number_of_results(of: Shelf) -> dict[tuple[LineVerdict, Any], int]:
    """(verdict, result) -> how many lines."""
    query = (
        select(ShelfLine.verdict, ShelfLine.result, func.count())
        .where(ShelfLine.shelf_id == of.id)
        .group_by(ShelfLine.verdict, ShelfLine.result)
    )
    return {(verdict, result): number for verdict, result, number in db.session.execute(query)}


def house_of(agency_id: int) -> House:
    """What the lines of an agency's list may name."""
    kinds = documents.kinds()
    named = {fold(name): kind.id for kind in kinds for name in (kind.code, kind.name)}
    units = {fold(name): id_ for id_, name in agencies.departments_open_on(agency_id, today())}
    return House(named, {kind.id: kind.name for kind in kinds}, [kind.code for kind in kinds], units)


def standing(agency_id: int, codes: Collection[str]) -> dict[str, Standing]:
    """Folded code -> the document of an agency that has it."""
    wanted = sorted(set(codes))
    found: dict[str, Standing] = {}
    for start in range(0, len(wanted), AT_ONCE):
        query = select(Document.code_folded, Document.id, Document.state).where(
            Document.agency_id == agency_id, Document.code_folded.in_(wanted[start : start + AT_ONCE])
        )
        found |= {code: Standing(id_, state) for code, id_, state in db.session.execute(query)}
    ids = {document.id: document for document in found.values()}
    for number, row in _revisions_of(sorted(ids)):
        ids[number].revisions[row.number] = row
    return found


def _revisions_of(ids: Sequence[int]) -> list[tuple[int, StandingRevision]]:
    found = []
    for start in range(0, len(ids), AT_ONCE):
        query = select(
            Revision.document_id,
            Revision.number,
            Revision.state,
            Revision.content_digest,
            Revision.effective_on,
            Revision.approved_at.is_not(None),
        ).where(
            Revision.document_id.in_(ids[start : start + AT_ONCE]), Revision.state != RevisionState.DISCARDED
        )
        found += [(row[0], StandingRevision(*row[1:])) for row in db.session.execute(query)]
    return found


def digests_there(agency_id: int, codes: Collection[str]) -> frozenset[str]:
    """The contents that the documents of these codes have by now."""
    there = standing(agency_id, codes).values()
    return frozenset(r.digest for document in there for r in document.revisions.values())


def by_code(lines_: Sequence[ShelfLine]) -> dict[str, list[ShelfLine]]:
    """The lines of each code, as the list has them."""
    groups: dict[str, list[ShelfLine]] = defaultdict(list)
    for line in lines_:
        groups[line.code_folded].append(line)
    return dict(groups)


# -- work in the background --------------------------------------------------------------------------------------


def at_work(of: Shelf) -> int | None:
    """The work that is at this shelf, or waits to be; None if there is none."""
    return jobs.unfinished_with(LOOK, f"{of.id}-") or jobs.unfinished_with(STORE, f"{of.id}-")


def stopped_because(of: Shelf) -> str:
    """Why the last work at this shelf stopped; "" if it did not."""
    return jobs.why_stopped((LOOK, STORE), f"{of.id}-")
