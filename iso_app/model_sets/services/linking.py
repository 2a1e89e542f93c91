"""What an agency says of documents that were there before the template: on which version they stand."""

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, Stale
from iso_app.core.policy import require
from iso_app.core.text import clean
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
    step = note_step(actor, copy, version, Outcome.LINKED, revision_id=revision_id)
    record(actor, "template_copy.linked", copy, number=number)
    record(actor, "document.template_linked", document, template=str(template), number=number)
    if template.item_code and not document.model_item:
        documents.answer_item(actor, document, item=template.item_code)
    telling.taken(actor, document.agency_id, template)
    if number < template.latest:
        telling.ask_again(actor, copy, occasion=f"linked-{step.id}")
    return copy


def _require_free(document: Document) -> None:
    """A document stands on one template."""
    other = queries.copy_that_stands(document.id)
    if other is not None:
        raise DomainError(
            "Tài liệu này đã gắn với mẫu {template}.", field="document_id", template=str(other.template)
        )


def unlink(actor: Actor, found: Mine, *, reason: str, leaves_item: bool = False) -> None:
    """Take back that a document stands on a template; nothing of the document changes.

    With `leaves_item` it does not answer the template's item of the model set any longer either.
    """
    copy, since = found.copy, queries.since_linked(found)
    require(policies.may_unlink(actor, copy, since))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do bỏ liên kết.", field="reason")
    linked = since.linked
    if linked is None:
        raise AssertionError("a link is taken back that never was")
    note_step(actor, copy, found.base, Outcome.UNLINKED, revision_id=linked.revision_id, reason=because)
    copy.in_force_version_id = None
    template, document = copy.template, copy.document
    record(actor, "template_copy.unlinked", copy, reason=because)
    record(actor, "document.template_unlinked", document, template=str(template), reason=because)
    if leaves_item and document.model_item == (template.item_code or None):
        documents.answer_item(actor, document, item=None)
    telling.unlinked(actor, copy, since=linked.at)


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
