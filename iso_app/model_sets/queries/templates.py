"""Templates of a province, their versions, and an agency's copies of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from iso_app.core.actor import Actor
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.documents.content import Written, written_of
from iso_app.documents.models import DocumentKind, Revision
from iso_app.documents.workflow import OPEN_STATES, RevisionState
from iso_app.model_sets import policies
from iso_app.model_sets.compute import ThreeWay, three_way
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
    def written(self) -> Written:
        return written_of(self.revision.written if self.revision is not None else None)


def copy_of(agency_id: int | None, of: DocumentTemplate) -> TemplateCopy | None:
    query = select(TemplateCopy).where(TemplateCopy.agency_id == agency_id, TemplateCopy.template_id == of.id)
    return db.session.scalars(query).one_or_none()


def mine(agency_id: int | None, of: DocumentTemplate) -> Mine | None:
    """The copy of an agency with what was done with it, if it has one."""
    copy = copy_of(agency_id, of)
    return standing(copy) if copy is not None else None


def mine_of_document(document_id: int) -> Mine | None:
    """The copy that a document is."""
    query = select(TemplateCopy).where(TemplateCopy.document_id == document_id)
    copy = db.session.scalars(query).one_or_none()
    return standing(copy) if copy is not None else None


def standing(copy: TemplateCopy) -> Mine:
    return Mine(copy, copy.base, live_revision(copy.document_id), steps_of(copy))


def live_revision(document_id: int) -> Revision | None:
    """What a document says for its agency: what is being prepared, else what is in force."""
    query = (
        select(Revision)
        .where(Revision.document_id == document_id, Revision.state.in_(_LIVE))
        .order_by((Revision.state == RevisionState.EFFECTIVE), Revision.id.desc())
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
    """The last step whose revision was not given up; with `written`, of those that wrote into one."""
    query = (
        select(CopyStep)
        .outerjoin(Revision, Revision.id == CopyStep.revision_id)
        .where(
            CopyStep.copy_id == copy.id,
            or_(CopyStep.revision_id.is_(None), Revision.state != RevisionState.DISCARDED),
        )
        .order_by(CopyStep.id.desc())
        .limit(1)
    )
    if written:
        query = query.where(CopyStep.outcome != Outcome.KEPT)
    return db.session.scalars(query).one_or_none()


def difference(found: Mine) -> ThreeWay:
    """The version the copy stands on, the newest one, and what the agency says now."""
    newest = version(found.copy.template, found.copy.template.latest)
    return three_way(written_of(found.base.written), written_of(newest.written), found.written)
