"""Templates of a province, their versions, and an agency's copies of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from iso_app.core.actor import Actor
from iso_app.core.canonical import canonical
from iso_app.core.errors import DomainError, NotFound
from iso_app.db import db, locks
from iso_app.documents import queries as documents
from iso_app.documents.content import Written, passages_of_written, tidy, written_of
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.documents.workflow import OPEN_STATES, DocumentState, RevisionState
from iso_app.model_sets import policies
from iso_app.model_sets.compute import ThreeWay, three_way
from iso_app.model_sets.content import written_of_file
from iso_app.model_sets.kinds import Outcome
from iso_app.model_sets.models import (
    CopyStep,
    DocumentTemplate,
    DocumentTemplateDraft,
    DocumentTemplateVersion,
    TemplateCopy,
    TemplatePush,
)
from iso_app.model_sets.workflow import TemplateState

_MOST_TO_CHOOSE = 2_000
_BEGINNINGS = frozenset({Outcome.COPIED, Outcome.LINKED, Outcome.UNLINKED})
_LIVE = frozenset({*OPEN_STATES, RevisionState.EFFECTIVE})


def template(actor: Actor, template_id: int) -> DocumentTemplate:
    """A template that the actor may know of: agencies see it once it is published."""
    query = select(DocumentTemplate).where(DocumentTemplate.id == template_id)
    if not actor.may(policies.OVERSEE):
        query = query.where(DocumentTemplate.state != TemplateState.DRAFT)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Không có mẫu tài liệu này.")
    return found


def draft(of: DocumentTemplate) -> DocumentTemplateDraft | None:
    """What its next version will say, for the authority."""
    query = select(DocumentTemplateDraft).where(DocumentTemplateDraft.template_id == of.id)
    return db.session.scalars(query).one_or_none()


def versions(of: DocumentTemplate) -> list[DocumentTemplateVersion]:
    """All its versions, the newest first."""
    query = select(DocumentTemplateVersion).where(DocumentTemplateVersion.template_id == of.id)
    return list(db.session.scalars(query.order_by(DocumentTemplateVersion.number.desc())))


def version(of: DocumentTemplate, number: int) -> DocumentTemplateVersion:
    """A version of a template by its number."""
    query = select(DocumentTemplateVersion).where(
        DocumentTemplateVersion.template_id == of.id, DocumentTemplateVersion.number == number
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("Mẫu này không có phiên bản {number}.", number=number)
    return found


def pushes(of: DocumentTemplate) -> list[TemplatePush]:
    """When agencies were asked to take it over, the last first."""
    query = select(TemplatePush).where(TemplatePush.template_id == of.id, TemplatePush.only_copies.is_(False))
    return list(
        db.session.scalars(query.options(selectinload(TemplatePush.group)).order_by(TemplatePush.id.desc()))
    )


def push(push_id: int) -> TemplatePush:
    """One asking of agencies to take a template over."""
    found = db.session.scalars(select(TemplatePush).where(TemplatePush.id == push_id)).one_or_none()
    if found is None:
        raise NotFound("Không có lần gửi mẫu này.")
    return found


def last_push(of: DocumentTemplate) -> TemplatePush:
    """The last walk over agencies for a template, whomever it was to tell."""
    query = select(TemplatePush).where(TemplatePush.template_id == of.id).order_by(TemplatePush.id.desc())
    found = db.session.scalars(query.limit(1)).one_or_none()
    if found is None:
        raise NotFound("Không có lần gửi mẫu này.")
    return found


def rows(actor: Actor) -> Select[Any]:
    """The base of the list of templates, with the reader's own copy or how many agencies have one.

    Columns: id, code, title, state, latest, item_code, kind, copies, current (copies on the newest version),
    own_number (of the version that the reader's agency stands on), own_outcome, own_document_id.
    """
    counted = _counted().subquery("counted")
    own, own_base = aliased(TemplateCopy), aliased(DocumentTemplateVersion)
    query = (
        select(
            DocumentTemplate.id,
            DocumentTemplate.code,
            DocumentTemplate.title,
            DocumentTemplate.state,
            DocumentTemplate.latest,
            DocumentTemplate.item_code,
            DocumentKind.name.label("kind"),
            counted.c.copies,
            counted.c.current,
            own_base.number.label("own_number"),
            own.outcome.label("own_outcome"),
            own.document_id.label("own_document_id"),
        )
        .join(DocumentKind, DocumentKind.id == DocumentTemplate.kind_id)
        .outerjoin(counted, counted.c.template_id == DocumentTemplate.id)
        .outerjoin(
            own,
            and_(
                own.template_id == DocumentTemplate.id,
                own.agency_id == (actor.agency_id or 0),
                own.ended_on.is_(None),
            ),
        )
        .outerjoin(own_base, own_base.id == own.version_id)
    )
    if not actor.may(policies.OVERSEE):
        query = query.where(DocumentTemplate.state != TemplateState.DRAFT)
    found: Select[Any] = query
    return found


def _counted() -> Select[Any]:
    """How many agencies have a copy of each template, and how many of those stand on its newest version."""
    base = aliased(DocumentTemplateVersion)
    found: Any = (
        select(
            TemplateCopy.template_id,
            func.count(TemplateCopy.id).label("copies"),
            func.count(base.id).label("current"),
        )
        .join(DocumentTemplate, DocumentTemplate.id == TemplateCopy.template_id)
        .outerjoin(base, (base.id == TemplateCopy.version_id) & (base.number == DocumentTemplate.latest))
        .where(TemplateCopy.ended_on.is_(None))
        .group_by(TemplateCopy.template_id)
    )
    counted: Select[Any] = found
    return counted


@dataclass(frozen=True)
class Mine:
    """An agency's copy of a template: what it says now (the draft, else what is in force), what it stands on."""

    copy: TemplateCopy
    base: DocumentTemplateVersion
    revision: Revision | None
    steps: Sequence[CopyStep]

    @property
    def is_behind(self) -> bool:
        return self.copy.ended_on is None and self.base.number < self.copy.template.latest

    @property
    def is_file(self) -> bool:
        return self.revision is not None and self.revision.source is Source.FILE


def copy_of(agency_id: int | None, of: DocumentTemplate) -> TemplateCopy | None:
    """The copy that an agency has, ended or not."""
    query = select(TemplateCopy).where(TemplateCopy.agency_id == agency_id, TemplateCopy.template_id == of.id)
    return db.session.scalars(query).one_or_none()


def mine(agency_id: int | None, of: DocumentTemplate) -> Mine | None:
    """The copy of an agency with what was done with it, if it has one."""
    copy = copy_of(agency_id, of)
    return standing(copy) if copy is not None else None


def mine_of_document(document_id: int) -> Mine | None:
    """The copy that a document is, else the last one that it was."""
    query = (
        select(TemplateCopy)
        .where(TemplateCopy.document_id == document_id)
        .order_by(TemplateCopy.ended_on.is_(None).desc(), TemplateCopy.changed_at.desc())
        .limit(1)
    )
    copy = db.session.scalars(query).one_or_none()
    return standing(copy) if copy is not None else None


def copy_that_stands(document_id: int) -> TemplateCopy | None:
    """The copy that a document is, if it was neither withdrawn nor unlinked."""
    query = select(TemplateCopy).where(
        TemplateCopy.document_id == document_id, TemplateCopy.ended_on.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def lock(copy: TemplateCopy) -> None:
    """Wait until nobody else changes a copy or its document: the document first, as everybody does."""
    documents.lock(copy.document)
    locks.lock(copy)


def standing(copy: TemplateCopy) -> Mine:
    """A copy with what its document says now."""
    return Mine(copy, copy.base, live_revision(copy.document_id), steps_of(copy))


def live_revision(document_id: int, *, in_force_first: bool = False) -> Revision | None:
    """What a document says for its agency: what is being prepared, else what is in force; or the other way round."""
    is_in_force = Revision.state == RevisionState.EFFECTIVE
    query = (
        select(Revision)
        .where(Revision.document_id == document_id, Revision.state.in_(_LIVE))
        .order_by(is_in_force.desc() if in_force_first else is_in_force, Revision.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def steps_of(copy: TemplateCopy) -> list[CopyStep]:
    """What was done with versions of the template, the last first."""
    query = select(CopyStep).where(CopyStep.copy_id == copy.id).order_by(CopyStep.id.desc())
    return list(db.session.scalars(query.options(selectinload(CopyStep.template_version))))


def step_of_revision(revision_id: int) -> CopyStep | None:
    """The last step that wrote into a revision."""
    query = select(CopyStep).where(CopyStep.revision_id == revision_id).order_by(CopyStep.id.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def last_step_that_stands(copy: TemplateCopy, *, written: bool = False) -> CopyStep | None:
    """The last step whose revision was not given up; with `written`, of those that wrote into one.

    What was done before a link was taken back stands no more.
    """
    over = select(func.max(CopyStep.id)).where(
        CopyStep.copy_id == copy.id, CopyStep.outcome == Outcome.UNLINKED
    )
    query = (
        select(CopyStep)
        .outerjoin(Revision, Revision.id == CopyStep.revision_id)
        .where(
            CopyStep.copy_id == copy.id,
            CopyStep.id > func.coalesce(over.scalar_subquery(), 0),
            or_(CopyStep.revision_id.is_(None), Revision.state != RevisionState.DISCARDED),
        )
        .order_by(CopyStep.id.desc())
        .limit(1)
    )
    if written:
        query = query.where(CopyStep.outcome != Outcome.KEPT)
    return db.session.scalars(query).one_or_none()


def since_linked(found: Mine) -> policies.SinceLinked:
    """What came to a copy's document since it was linked: a version merged into it, one that waits to be decided on."""
    first = next((step for step in found.steps if step.outcome in _BEGINNINGS), None)
    if first is None or first.outcome is not Outcome.LINKED:
        return policies.SinceLinked(None)
    later = [step.outcome for step in found.steps if step.id > first.id]
    merged = _merged_since(first) if Outcome.MERGED in later else None
    waiting = 0
    if found.is_behind:
        newest = version(found.copy.template, found.copy.template.latest)
        waiting = newest.number if newest.published_at > first.at else 0
    return policies.SinceLinked(first, merged, waiting)


def _merged_since(first: CopyStep) -> Revision | None:
    """The last revision that a version was merged into after a step, unless it was given up."""
    query = (
        select(Revision)
        .join(CopyStep, CopyStep.revision_id == Revision.id)
        .where(
            CopyStep.copy_id == first.copy_id,
            CopyStep.id > first.id,
            CopyStep.outcome == Outcome.MERGED,
            Revision.state != RevisionState.DISCARDED,
        )
        .order_by(CopyStep.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def difference(found: Mine) -> ThreeWay:
    """The version the copy stands on, the newest one, and what the agency says now.

    Of a file that says nothing (a scan) what the template changed is shown alone: `unread` is the sentence why.
    """
    base = written_of(found.base.written)
    newest = version(found.copy.template, found.copy.template.latest)
    said = said_by(found.revision)
    return three_way(base, written_of(newest.written), said if said is not None else base)


def unread(found: Mine) -> str:
    """Why the agency's file cannot be compared passage by passage; "" if it can."""
    if said_by(found.revision) is not None or found.revision is None:
        return ""
    return documents.passages_of(found.revision)[1] or "Không đọc được chữ trong tệp của cơ quan."


def said_by(revision: Revision | None) -> Written | None:
    """What a revision says, by sections; None of a file in which nothing could be read, or too much."""
    if revision is None or revision.source is Source.WRITTEN:
        return written_of(revision.written if revision is not None else None)
    passages, _ = documents.passages_of(revision)
    try:
        return tidy(written_of_file(passages)) if passages else None
    except DomainError:  # longer than what may be written here
        return None


@dataclass(frozen=True)
class Likeness:
    """What a document says beside a version of a template, and the digest of both."""

    revision: Revision | None
    template: Sequence[Mapping[str, Any]]
    own: Sequence[Mapping[str, Any]]
    trouble: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(canonical({"template": list(self.template), "own": list(self.own)})).hexdigest()


def likeness(document: Document, of: DocumentTemplateVersion) -> Likeness:
    """A version of a template beside the revision of a document that is in force, else the one being prepared."""
    revision = live_revision(document.id, in_force_first=True)
    own, trouble = documents.passages_of(revision) if revision is not None else ([], "")
    return Likeness(revision, passages_of_written(written_of(of.written)), own, trouble)


def free_documents(agency_id: int | None, of: DocumentTemplate) -> list[tuple[int, str]]:
    """(id, code and title) of an agency's documents on no template; those that answer its item first."""
    query = (
        select(Document.id, Document.code, Document.title)
        .outerjoin(TemplateCopy, (TemplateCopy.document_id == Document.id) & TemplateCopy.ended_on.is_(None))
        .where(
            Document.agency_id == agency_id,
            Document.state != DocumentState.WITHDRAWN,
            TemplateCopy.id.is_(None),
        )
        .order_by(
            (Document.model_item == (of.item_code or None)).is_(True).desc(),
            (Document.kind_id == of.kind_id).desc(),
            Document.sort_code,
            Document.id,
        )
        .limit(_MOST_TO_CHOOSE)
    )
    return [(row.id, f"{row.code} {row.title}") for row in db.session.execute(query)]
