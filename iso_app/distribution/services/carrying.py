"""A new revision takes the distribution with it and calls the old copies back; a withdrawn document calls all back.

Set-based: the same few statements whatever the lines, the copies and the people. Nobody presses a button for it, so
nobody's permission decides: it follows from the approval, in its transaction.
"""

from typing import Any

from sqlalchemy import insert, select, update

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.distribution.kinds import LineEnd
from iso_app.distribution.models import DistributionLine, PaperCopy
from iso_app.distribution.services import tasking
from iso_app.distribution.workflow import CopyState
from iso_app.documents.models import Document, Revision
from iso_app.trail.services import explain_rows, record

CARRIED = (
    "agency_id", "document_id", "target", "department_id", "post_id", "form", "copies", "must_read",
    "reading_days", "note",
)  # fmt: skip


def carry_over(actor: Actor, revision: Revision, *, superseded_id: int | None) -> None:
    """A revision is in force: its document's lines are its own from now on, copies of earlier ones have to come back,
    whoever has to read it is asked. `superseded_id` is the one it took the place of.
    """
    document = revision.document
    carried = _carry_lines(revision)
    called = _call_back(document, but=revision.id)
    if superseded_id is not None:
        tasking.nobody_has_to_read(actor, document.agency_id, revision_id=superseded_id)
    if carried:
        record(actor, "distribution.carried_over", document, number=revision.number, count=carried)
    _tell_copies(actor, document, called)
    tasking.follow_readers(actor, document, revision)


def withdraw_everywhere(actor: Actor, document: Document, *, revision_id: int | None) -> None:
    """A document is out of force: nobody has to read it, every copy has to come back."""
    ended = _sweep(_ending(document, LineEnd.WITHDRAWN))
    explain_rows(DistributionLine)
    called = _call_back(document)
    if ended:
        record(actor, "distribution.withdrawn", document, count=ended)
    if revision_id is not None:
        tasking.nobody_has_to_read(actor, document.agency_id, revision_id=revision_id)
    _tell_copies(actor, document, called)


def _carry_lines(revision: Revision) -> int:
    """End the lines of earlier revisions and write them anew for this one; how many."""
    standing = select(*(getattr(DistributionLine, name) for name in CARRIED)).where(
        DistributionLine.document_id == revision.document_id,
        DistributionLine.ended_on.is_(None),
        DistributionLine.revision_id != revision.id,
    )
    found = [dict(row._mapping) for row in db.session.execute(standing.order_by(DistributionLine.id))]  # noqa: SLF001 - SQLAlchemy's public view
    if not found:
        return 0
    ending = _ending(revision.document, LineEnd.SUPERSEDED).where(DistributionLine.revision_id != revision.id)
    _sweep(ending)
    db.session.execute(
        insert(DistributionLine), [row | {"revision_id": revision.id, "version": 1} for row in found]
    )
    explain_rows(DistributionLine)
    return len(found)


def _ending(document: Document, why: LineEnd) -> Any:
    return (
        update(DistributionLine)
        .where(DistributionLine.document_id == document.id, DistributionLine.ended_on.is_(None))
        .values(ended_on=today(), ended_why=why, version=DistributionLine.version + 1)
        .execution_options(synchronize_session="fetch")
    )


def _call_back(document: Document, *, but: int | None = None) -> dict[int, int]:
    """Have the copies that are out come back, `but` those of a revision; revision -> how many."""
    old = [PaperCopy.document_id == document.id, PaperCopy.state == CopyState.OUT]
    if but is not None:
        old.append(PaperCopy.revision_id != but)
    found: dict[int, int] = {}
    for revision_id in db.session.scalars(select(PaperCopy.revision_id).where(*old)):
        found[revision_id] = found.get(revision_id, 0) + 1
    if found:
        called = {"state": CopyState.TO_COLLECT, "called_back_on": today(), "version": PaperCopy.version + 1}
        _sweep(update(PaperCopy).where(*old).values(**called).execution_options(synchronize_session="fetch"))
        explain_rows(PaperCopy)
    return found


def _sweep(statement: Any) -> int:
    """Change all rows of one document that a statement names; how many.

    The authority's people see the whole province, and no statement of theirs may change rows which only agencies
    keep: that these are of their own document was judged when it was approved or withdrawn.
    """
    with whole_country():
        return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _tell_copies(actor: Actor, document: Document, called: dict[int, int]) -> None:
    if not called:
        return
    record(actor, "distribution.called_back", document, count=sum(called.values()))
    for revision in _revisions(called):
        tasking.ask_to_collect(actor, document, revision=revision, count=called[revision.id])


def _revisions(ids: Any) -> list[Revision]:
    return list(db.session.scalars(select(Revision).where(Revision.id.in_(ids)).order_by(Revision.id)))
