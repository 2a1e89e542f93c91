"""Many documents that were put into force on paper, noted at once: `bring_in` for many, with few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.clock import now
from iso_app.core.dates import months_later, show_day
from iso_app.core.policy import require
from iso_app.core.text import clean, fold, sort_key
from iso_app.db import db
from iso_app.documents import policies, queries
from iso_app.documents.events import DocumentOpened, RevisionEffective
from iso_app.documents.kinds import KindTerms, Source
from iso_app.documents.models import Document, Revision, RevisionText
from iso_app.documents.reading import place_of, words_of, words_of_passages
from iso_app.documents.services.drafting import FileBody
from iso_app.documents.workflow import (
    REVISION_WORKFLOW,
    DocumentState,
    RevisionAction,
    RevisionState,
)
from iso_app.trail.services import record


@dataclass(frozen=True)
class PaperRevision:
    """A revision that the decision `basis` put into force; `ended_on` None: it is the one in force."""

    number: int
    body: FileBody
    effective_on: date
    ended_on: date | None
    basis: str


@dataclass(frozen=True)
class PaperDocument:
    """A document with its revisions by their numbers; `document_id` None: it is not there yet.

    `drafted_by` stands for the unit that drafted it where the agency has no such department.
    """

    code: str
    title: str
    kind_id: int
    revisions: Sequence[PaperRevision]
    document_id: int | None = None
    department_id: int | None = None
    drafted_by: str = ""


def bring_in_all(
    actor: Actor, agency_id: int, *, documents: Sequence[PaperDocument]
) -> list[dict[int, Revision]]:
    """Note documents and revisions that decisions on paper put into force; number -> revision for each, in order.

    The caller has judged that the codes are free and that the numbers fit between those that are there; a code or
    number that somebody took meanwhile is refused by the database. Contents are kept by `files` already.
    """
    require(policies.may_bring_in(actor, agency_id))
    known = _known(documents)
    terms = queries.terms_of_all(agency_id)
    opened = [
        (paper, known.get(paper.document_id or 0) or _new(actor, agency_id, paper, terms))
        for paper in documents
    ]
    _open(actor, [document for paper, document in opened if paper.document_id is None])
    before = _end_before(actor, [(paper, document) for paper, document in opened if paper.document_id])
    found = [_revisions(actor, document, paper.revisions) for paper, document in opened]
    db.session.add_all([revision for group in found for revision in group.values()])
    db.session.flush()
    _keep_texts(opened, found)
    for (_, document), group in zip(opened, found, strict=True):
        _tell(actor, document, group)
    for (_, document), group in zip(opened, found, strict=True):
        _come_into_force(actor, document, group, terms, before)
    return found


def _known(documents: Sequence[PaperDocument]) -> dict[int, Document]:
    ids = {paper.document_id for paper in documents if paper.document_id is not None}
    if not ids:
        return {}
    query = select(Document).where(Document.id.in_(ids)).order_by(Document.id).with_for_update()
    return {document.id: document for document in db.session.scalars(query)}


def _new(actor: Actor, agency_id: int, paper: PaperDocument, terms: Mapping[int, KindTerms]) -> Document:
    current = next((revision for revision in paper.revisions if revision.ended_on is None), None)
    code, title, moment = clean(paper.code), clean(paper.title), now()
    return Document(
        agency_id=agency_id,
        kind_id=paper.kind_id,
        code=code,
        code_folded=fold(code),
        sort_code=sort_key(code),
        title=title,
        sort_title=sort_key(title),
        folded=fold(f"{code} {title}"),
        department_id=paper.department_id,
        author_id=actor.person_id,
        author_name=(paper.drafted_by or actor.name)[:200],
        opened_at=moment,
        in_force_at=moment,
        state=DocumentState.IN_FORCE,
        next_review_on=_next_review(terms, paper.kind_id, current.effective_on) if current else None,
    )


def _next_review(
    terms: Mapping[int, KindTerms], kind_id: int, on: date, own_months: int | None = None
) -> date | None:
    months = own_months
    if months is None:
        months = terms[kind_id].review_months if kind_id in terms else 0
    return months_later(on, months) if months else None


def _open(actor: Actor, documents: Sequence[Document]) -> None:
    db.session.add_all(documents)
    db.session.flush()
    for document in documents:
        record(actor, "document.opened", document, label=str(document))
    for document in documents:
        announce(DocumentOpened(document.agency_id, document.id))


def _end_before(actor: Actor, opened: Sequence[tuple[PaperDocument, Document]]) -> dict[int, int]:
    """End the revisions whose place is taken; document -> the revision that ended."""
    days = {
        document.id: (paper_revision.effective_on, paper_revision.number)
        for paper, document in opened
        for paper_revision in paper.revisions
        if paper_revision.ended_on is None
    }
    if not days:
        return {}
    query = select(Revision).where(Revision.document_id.in_(days), Revision.state == RevisionState.EFFECTIVE)
    ended = {}
    for revision in db.session.scalars(query.order_by(Revision.id).with_for_update()):
        revision.state = REVISION_WORKFLOW.after(revision.state, RevisionAction.SUPERSEDE)
        revision.ended_on, by = days[revision.document_id]
        ended[revision.document_id] = revision.id
        record(actor, "revision.superseded", revision, by=by)
    return ended


def _revisions(actor: Actor, document: Document, papers: Sequence[PaperRevision]) -> dict[int, Revision]:
    return {
        paper.number: _revision(actor, document, paper)
        for paper in sorted(papers, key=lambda paper: paper.number)
    }


def _revision(actor: Actor, document: Document, paper: PaperRevision) -> Revision:
    moment, name = now(), actor.name[:200]
    ended = paper.ended_on is not None
    return Revision(
        agency_id=document.agency_id,
        document_id=document.id,
        document=document,
        number=paper.number,
        state=RevisionState.SUPERSEDED if ended else RevisionState.EFFECTIVE,
        source=Source.FILE,
        file_digest=paper.body.digest,
        content_digest=paper.body.digest,
        file_name=paper.body.name,
        media_type=paper.body.media_type,
        file_size=paper.body.size,
        must_be_read_again=False,
        author_id=actor.person_id,
        author_name=name,
        made_at=moment,
        saved_at=moment,
        saved_by=name,
        effective_on=paper.effective_on,
        ended_on=paper.ended_on,
        in_force_at=moment,
        paper_basis=paper.basis,
    )


def _keep_texts(
    opened: Sequence[tuple[PaperDocument, Document]], found: Sequence[Mapping[int, Revision]]
) -> None:
    """What the revisions say, of all of them with one statement."""
    rows = [
        {
            "agency_id": document.agency_id,
            "revision_id": group[said.number].id,
            "content_digest": said.body.digest,
            "passages": list(said.body.passages),
            "trouble": said.body.trouble[:500],
            "place": place_of(document.agency.province_id, document.agency_id),
            "head": words_of(str(document)),
            "body": words_of_passages(said.body.passages),
        }
        for (paper, document), group in zip(opened, found, strict=True)
        for said in paper.revisions
    ]
    if rows:
        db.session.execute(insert(RevisionText), rows)


def _tell(actor: Actor, document: Document, group: Mapping[int, Revision]) -> None:
    for revision in group.values():
        record(
            actor, "revision.brought_in", revision, label=f"{document} (lần ban hành {revision.number:02})",
            basis=revision.paper_basis, effective=show_day(revision.effective_on),
        )  # fmt: skip


def _come_into_force(
    actor: Actor, document: Document, group: Mapping[int, Revision], terms: Mapping[int, KindTerms],
    before: Mapping[int, int],
) -> None:  # fmt: skip
    """The document by its revision in force, if that is among these."""
    current = next((r for r in group.values() if r.state is RevisionState.EFFECTIVE), None)
    if current is None or current.effective_on is None:
        return
    document.state, document.in_force_at = DocumentState.IN_FORCE, document.in_force_at or now()
    document.next_review_on = _next_review(
        terms, document.kind_id, current.effective_on, document.review_months
    )
    record(actor, "document.in_force", document, number=current.number)
    announce(RevisionEffective(document.agency_id, document.id, current.id, before.get(document.id)))
