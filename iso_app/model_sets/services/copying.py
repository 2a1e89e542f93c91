"""The agency's side of a template: its copy, a new version merged into it, or left out with a reason."""

import re
from collections.abc import Mapping

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, Stale
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.documents import services as documents
from iso_app.documents.content import written_of
from iso_app.documents.models import Document, Revision
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.model_sets import policies, queries
from iso_app.model_sets.compute import At, Choice
from iso_app.model_sets.kinds import Outcome
from iso_app.model_sets.models import (
    CopyStep,
    DocumentTemplate,
    DocumentTemplateVersion,
    ModelItem,
    TemplateCopy,
)
from iso_app.model_sets.queries import Mine
from iso_app.model_sets.services import telling
from iso_app.standards import queries as standards
from iso_app.standards.models import Clause
from iso_app.trail.services import record

_BETWEEN_CLAUSES = re.compile(r"[;,\s]+")


def take(
    actor: Actor,
    agency_id: int,
    *,
    template: DocumentTemplate,
    code: str,
    title: str,
    department_id: int | None = None,
) -> Revision:
    """Begin the agency's own document from the newest version of a template: a document, a draft, its upstream."""
    found = queries.mine(agency_id, template)
    copy = found.copy if found is not None else None
    require(policies.may_take(actor, template, copy, found.revision if found is not None else None))
    version = queries.version(template, template.latest)
    document = _document(
        actor, agency_id, template, copy, code=code, title=title, department_id=department_id
    )
    summary = f"Soạn từ mẫu {template.code} phiên bản {version.number} của tỉnh."
    revision = documents.begin_revision(actor, document, body=written_of(version.written), plan=Plan(summary))
    if copy is None:
        copy = TemplateCopy(agency_id=agency_id, template_id=template.id, template=template, made_at=now())
        db.session.add(copy)
    copy.document_id, copy.document = document.id, document
    note_step(actor, copy, version, Outcome.COPIED, revision_id=revision.id)
    record(actor, "template_copy.taken", copy, number=version.number)
    telling.taken(actor, agency_id, template)
    telling.looked_at(actor, agency_id, template)
    return revision


def _document(
    actor: Actor,
    agency_id: int,
    template: DocumentTemplate,
    copy: TemplateCopy | None,
    *,
    code: str,
    title: str,
    department_id: int | None,
) -> Document:
    """A new document; or the one that the copy is, if only its draft was given up."""
    if copy is not None and copy.ended_on is None and copy.document.state is not DocumentState.WITHDRAWN:
        return copy.document
    facts = DocumentFacts(
        template.kind_id,
        code,
        title,
        department_id,
        clauses=_clauses(agency_id, template),
        model_item=template.item_code or None,
    )
    return documents.open_document(actor, agency_id, facts=facts)


def _clauses(agency_id: int, template: DocumentTemplate) -> list[int]:
    """The clauses of the agency's own edition that the template's item names, as far as there are such."""
    query = select(ModelItem.clauses).where(ModelItem.code == template.item_code).order_by(ModelItem.id)
    numbers = {
        number for words in db.session.scalars(query) for number in _BETWEEN_CLAUSES.split(words) if number
    }
    edition_id = standards.edition_on(today(), [agency_id]).get(agency_id)
    if not numbers or edition_id is None:
        return []
    wanted = select(Clause.id).where(Clause.edition_id == edition_id, Clause.number.in_(numbers))
    return list(db.session.scalars(wanted))


def merge(actor: Actor, found: Mine, *, choices: Mapping[At, Choice], shown_digest: str) -> Revision:
    """Take the newest version over, part by part as chosen: into the open draft, else into a new one."""
    copy = found.copy
    unread = queries.unread(found)
    require(policies.may_merge(actor, copy, found.base.number, found.revision, unread=unread))
    difference = queries.difference(found)
    if difference.digest != shown_digest:
        raise Stale(
            "Mẫu hoặc bản của cơ quan vừa được sửa; hãy xem lại các chỗ khác nhau. Những gì bạn chọn vẫn còn bên dưới."
        )
    written = difference.resolved(choices)
    newest = queries.version(copy.template, copy.template.latest)
    summary = f"Cập nhật theo mẫu {copy.template.code} phiên bản {newest.number} của tỉnh."
    revision = found.revision
    if revision is not None and revision.state is RevisionState.DRAFT:
        plan = Plan(
            "\n".join(filter(None, (revision.change_summary, summary))),
            revision.effective_on,
            must_be_read_again=revision.must_be_read_again,
        )
        documents.save(actor, revision, body=written, plan=plan)
    else:
        revision = documents.begin_revision(actor, copy.document, body=written, plan=Plan(summary))
    note_step(actor, copy, newest, Outcome.MERGED, revision_id=revision.id)
    record(actor, "template_copy.merged", copy, number=newest.number)
    telling.looked_at(actor, copy.agency_id, copy.template)
    return revision


def keep_mine(actor: Actor, found: Mine, *, reason: str) -> None:
    """Leave the newest version out, with the reason; what it changed is not proposed again."""
    copy = found.copy
    require(policies.may_keep_mine(actor, copy, found.base.number))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do giữ bản của mình.", field="reason")
    newest = queries.version(copy.template, copy.template.latest)
    note_step(actor, copy, newest, Outcome.KEPT, reason=because)
    record(actor, "template_copy.kept", copy, number=newest.number, reason=because)
    telling.looked_at(actor, copy.agency_id, copy.template)


def note_step(
    actor: Actor,
    copy: TemplateCopy,
    version: DocumentTemplateVersion,
    outcome: Outcome,
    *,
    revision_id: int | None = None,
    reason: str = "",
) -> CopyStep:
    """The copy stands on this version from now on, because of what was done with it; unlinked, on none."""
    moment = now()
    over = today() if outcome is Outcome.UNLINKED else None
    copy.version_id, copy.base = version.id, version
    copy.outcome, copy.reason, copy.changed_at, copy.ended_on = outcome, reason, moment, over
    db.session.add(copy)
    db.session.flush()
    step = CopyStep(
        agency_id=copy.agency_id,
        copy_id=copy.id,
        version_id=version.id,
        revision_id=revision_id,
        outcome=outcome,
        reason=reason,
        at=moment,
        by=actor.name[:200],
    )
    db.session.add(step)
    return step


def came_into_force(actor: Actor, copy: TemplateCopy) -> None:
    """A revision of the document is in force: so is the version that was last written into it."""
    step = queries.last_step_that_stands(copy, written=True)
    if step is None or step.version_id == copy.in_force_version_id:
        return
    copy.in_force_version_id = step.version_id
    record(actor, "template_copy.in_force", copy, number=step.template_version.number)


def ended(actor: Actor, copy: TemplateCopy) -> None:
    """The document was withdrawn: nothing of it is to be kept up with the template any more."""
    copy.ended_on, copy.in_force_version_id = today(), None
    record(actor, "template_copy.ended", copy)
    telling.looked_at(actor, copy.agency_id, copy.template)


def given_up(actor: Actor, copy: TemplateCopy, *, revision_id: int) -> None:
    """A draft was given up: the copy stands again where it stood before it."""
    step = queries.last_step_that_stands(copy)
    if queries.step_of_revision(revision_id) is None or step is None:
        return
    copy.version_id, copy.base = step.version_id, step.template_version
    copy.outcome, copy.reason, copy.changed_at = step.outcome, step.reason, now()
    record(actor, "template_copy.given_up", copy, number=step.template_version.number)
    if step.template_version.number < copy.template.latest:
        telling.ask_again(actor, copy, occasion=str(revision_id))
