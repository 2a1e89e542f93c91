"""The province's side of a template: opened, written, published in versions, agencies asked, no longer used."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from iso_app.agencies.models import Province
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, InvalidTransition, Stale
from iso_app.core.policy import require
from iso_app.core.text import clean, fold, sort_key
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.documents import queries as documents
from iso_app.documents.content import Written, digest_of_written, tidy, written_of
from iso_app.jobs import queries as jobs
from iso_app.jobs.services import enqueue
from iso_app.model_sets import policies, queries
from iso_app.model_sets.kinds import Audience
from iso_app.model_sets.models import (
    DocumentTemplate,
    DocumentTemplateDraft,
    DocumentTemplateVersion,
    TemplateCopy,
    TemplatePush,
)
from iso_app.model_sets.workflow import TEMPLATE_WORKFLOW, TemplateAction
from iso_app.trail.services import record

JOB = "model_sets.tell"
LONGEST_WORDS = 2000


@dataclass(frozen=True)
class TemplateFacts:
    """`item_code` is the item of the model set that a copy answers, or blank."""

    code: str
    title: str
    kind_id: int
    item_code: str = ""


def open_template(actor: Actor, province: Province, *, facts: TemplateFacts) -> DocumentTemplate:
    """Enter a template; agencies see it once its first version is published."""
    require(policies.may_keep(actor))
    template = DocumentTemplate(province_id=province.id)
    _fill(template, facts)
    db.session.add(template)
    record(actor, "document_template.opened", template)
    _new_draft(actor, template)
    return template


def edit_template(actor: Actor, template: DocumentTemplate, *, facts: TemplateFacts) -> None:
    """Mend what is said of a template; its published versions stay as they are."""
    require(policies.may_write(actor, template))
    _fill(template, facts)
    record(actor, "document_template.edited", template)


def _fill(template: DocumentTemplate, facts: TemplateFacts) -> None:
    code, title = clean(facts.code), clean(facts.title)
    if not code or not title:
        raise DomainError("Hãy ghi mã và tên mẫu.", field="title" if code else "code")
    documents.kind(facts.kind_id)
    query = select(DocumentTemplate.id).where(
        DocumentTemplate.province_id == template.province_id, DocumentTemplate.code == code
    )
    with db.session.no_autoflush:
        other = db.session.scalar(query)
    if other is not None and other != template.id:
        raise DomainError("Mã {code} đã dùng cho mẫu khác.", field="code", code=code)
    template.code, template.title, template.kind_id = code, title, facts.kind_id
    template.folded, template.sort_title = fold(f"{code} {title}"), sort_key(title)
    template.item_code = clean(facts.item_code)


def _new_draft(actor: Actor, template: DocumentTemplate) -> DocumentTemplateDraft:
    plain = tidy(Written({})).plain()
    draft = DocumentTemplateDraft(
        province_id=template.province_id,
        template_id=template.id,
        template=template,
        written=plain,
        digest=digest_of_written(plain),
        saved_at=now(),
        saved_by=actor.name[:200],
    )
    db.session.add(draft)
    record(actor, "document_template_draft.begun", draft)
    return draft


def save_draft(actor: Actor, draft: DocumentTemplateDraft, *, written: Written) -> None:
    """Save what the next version will say."""
    require(policies.may_write(actor, draft.template))
    plain = tidy(written).plain()
    draft.written, draft.digest = plain, digest_of_written(plain)
    draft.saved_at, draft.saved_by = now(), actor.name[:200]
    record(actor, "document_template_draft.saved", draft)


def publish(
    actor: Actor, template: DocumentTemplate, *, shown_digest: str, summary: str, due_on: date
) -> DocumentTemplateVersion:
    """Keep the draft as the next version for ever; agencies that have a copy are asked to look at it by a day."""
    require(policies.may_write(actor, template))
    db.session.refresh(template, with_for_update=True)
    draft = queries.draft(template)
    if draft is None or written_of(draft.written).is_blank:
        raise DomainError("Mẫu chưa có nội dung; hãy soạn trước khi phát hành.")
    if draft.digest != shown_digest:
        raise Stale("Có người vừa sửa bản soạn; hãy xem lại nội dung rồi phát hành.")
    words = clean(summary, lines=True)
    if template.latest:
        _require_change(template, draft, words)
    _require_day(due_on)
    template.state = TEMPLATE_WORKFLOW.after(template.state, TemplateAction.PUBLISH)
    template.latest += 1
    version = DocumentTemplateVersion(
        province_id=template.province_id,
        template_id=template.id,
        number=template.latest,
        title=template.title,
        written=draft.written,
        digest=draft.digest,
        summary=words,
        published_at=now(),
        published_by=actor.name[:200],
    )
    db.session.add(version)
    record(actor, "document_template.published", template, number=version.number, digest=version.digest)
    if _has_copies(template):
        _ask(actor, template, Audience(), due_on=due_on, words=words, only_copies=True)
    return version


def _require_change(template: DocumentTemplate, draft: DocumentTemplateDraft, words: str) -> None:
    if queries.version(template, template.latest).digest == draft.digest:
        raise DomainError("Bản soạn không khác phiên bản {number}.", number=template.latest)
    if not words:
        raise DomainError("Hãy ghi tóm tắt thay đổi để các cơ quan biết.", field="summary")


def _has_copies(template: DocumentTemplate) -> bool:
    query = select(func.count(TemplateCopy.id)).where(TemplateCopy.template_id == template.id)
    return bool(db.session.scalar(query))


def push(
    actor: Actor, template: DocumentTemplate, *, audience: Audience, due_on: date, words: str
) -> TemplatePush:
    """Ask all agencies, or those of a kind, to take the template over by a day; they are told in the background.

    Once they have been told it may be sent again, to those who came since. While the work of it has yet to end it may
    not: nobody would be asked twice, and which of two days is the due one would be left to chance.
    """
    lock(template)  # two who send it at once would both find nothing on the way
    require(policies.may_push(actor, template))
    if jobs.unfinished_with(JOB, _key(template, audience.key)):
        raise InvalidTransition("Mẫu này đang được gửi đến chính các cơ quan đó; hãy đợi gửi xong.")
    _require_day(due_on)
    queries.require_group(template.province_id, audience)
    return _ask(actor, template, audience, due_on=due_on, words=clean(words, lines=True), only_copies=False)


def _key(template: DocumentTemplate, whom: str) -> str:
    """What the keys of work begin with that asks the same of the same agencies."""
    return f"{template.id}-{template.latest}-{whom}-"


def _require_day(due_on: date) -> None:
    if due_on < today():
        raise DomainError("Hạn không được trước hôm nay ({day}).", field="due_on", day=show_day(today()))


def _ask(
    actor: Actor,
    template: DocumentTemplate,
    audience: Audience,
    *,
    due_on: date,
    words: str,
    only_copies: bool,
) -> TemplatePush:
    asked = TemplatePush(
        province_id=template.province_id,
        template_id=template.id,
        template=template,
        number=template.latest,
        level=audience.level,
        group_id=audience.group_id,
        only_copies=only_copies,
        words=words[:LONGEST_WORDS],
        due_on=due_on,
        made_at=now(),
        made_by=actor.name[:200],
    )
    db.session.add(asked)
    verb = "document_template.copies_asked" if only_copies else "document_template.pushed"
    record(actor, verb, template, number=template.latest, due=show_day(due_on))
    title = f"Gửi mẫu “{template}” đến các cơ quan"
    key = _key(template, "copies" if only_copies else audience.key)
    enqueue(actor, JOB, key=f"{key}{asked.id}", push_id=asked.id, title=title)
    return asked


def retire(actor: Actor, template: DocumentTemplate, *, reason: str) -> None:
    """Offer a template no longer; copies stay as they are."""
    require(policies.may_push(actor, template))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do ngừng dùng.", field="reason")
    template.state = TEMPLATE_WORKFLOW.after(template.state, TemplateAction.RETIRE)
    record(actor, "document_template.retired", template, reason=because)
