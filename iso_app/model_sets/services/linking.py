"""What an agency says of documents that were there before the template: on which version they stand."""

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, Stale
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.documents import services as documents
from iso_app.documents.models import Document
from iso_app.documents.workflow import RevisionState
from iso_app.model_sets import policies, queries
from iso_app.model_sets.kinds import Outcome
from iso_app.model_sets.models import DocumentTemplate, TemplateCopy
from iso_app.model_sets.queries import Mine
from iso_app.model_sets.services import telling
from iso_app.model_sets.services.copying import note_step
from iso_app.trail.services import record


def link(
    actor: Actor, document: Document, *, template: DocumentTemplate, number: int, shown_digest: str
) -> TemplateCopy:
    """Say that a document that is there already stands on a version of a template, as if it had been begun from it.

    `shown_digest` is that of the two texts which the page compared.
    """
    copy = queries.copy_of(document.agency_id, template)
    require(policies.may_link(actor, template, copy))
    _require_free(document)
    version = queries.version(template, number)
    likeness = queries.likeness(document, version)
    require(policies.may_link_document(actor, document, likeness.revision))
    if likeness.digest != shown_digest:
        raise Stale("Tài liệu vừa được sửa; hãy so lại với mẫu rồi gắn.")
    if copy is None:
        copy = TemplateCopy(
            agency_id=document.agency_id, template_id=template.id, template=template, made_at=now()
        )
        db.session.add(copy)
    copy.document_id, copy.document = document.id, document
    in_force = likeness.revision is not None and likeness.revision.state is RevisionState.EFFECTIVE
    copy.in_force_version_id = version.id if in_force else None
    revision_id = likeness.revision.id if likeness.revision is not None else None
    note_step(actor, copy, version, Outcome.LINKED, revision_id=revision_id)
    record(actor, "template_copy.linked", copy, number=number)
    if template.item_code and not document.model_item:
        documents.answer_item(actor, document, item=template.item_code)
    telling.taken(actor, document.agency_id, template)
    if number < template.latest and revision_id is not None:
        telling.ask_again(actor, copy, revision_id=revision_id)
    return copy


def _require_free(document: Document) -> None:
    """A document stands on one template."""
    query = select(TemplateCopy).where(TemplateCopy.document_id == document.id)
    other = db.session.scalars(query).one_or_none()
    if other is not None:
        raise DomainError(
            "Tài liệu này đã gắn với mẫu {template}.", field="document_id", template=str(other.template)
        )


def adopt(actor: Actor, found: Mine, *, shown_digest: str) -> None:
    """Say that the file which is being prepared has the changes of the newest version: somebody wrote them into it."""
    copy = found.copy
    require(policies.may_adopt(actor, copy, found.base.number, found.revision))
    if found.revision is None or found.revision.content_digest != shown_digest:
        raise Stale("Tệp của bản soạn vừa được thay; hãy xem lại rồi ghi.")
    newest = queries.version(copy.template, copy.template.latest)
    note_step(actor, copy, newest, Outcome.MERGED, revision_id=found.revision.id)
    record(actor, "template_copy.adopted", copy, number=newest.number)
    telling.looked_at(actor, copy.agency_id, copy.template)
