"""What the forms of documents lead to, each one service: pages stay short."""

from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError
from iso_app.documents import services
from iso_app.documents.content import Written, written_of
from iso_app.documents.forms import drafting as forms
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, Revision
from iso_app.documents.services import Body


def _file_body(actor: Actor, otherwise: str) -> Body:
    brought = forms.brought()
    if brought is None:
        raise DomainError(otherwise, field="file")
    return services.upload(actor, brought[0], name=brought[1])


def _body(actor: Actor, source: str, current: Revision | None) -> Body:
    if source == forms.FILE:
        return _file_body(actor, "Hãy chọn tệp, hoặc chọn soạn trên phần mềm.")
    if source == forms.SAME and current is not None:
        return written_of(current.written)
    return Written({})


def open_document(actor: Actor, form: forms.OpenForm) -> Revision:
    """A document with its first revision."""
    facts = form.facts()
    body = _body(actor, form.source.data, None)
    document = services.open_document(actor, actor.agency_id or 0, facts=facts)
    return services.begin_revision(actor, document, body=body, plan=form.plan())


def begin_revision(
    actor: Actor, document: Document, form: forms.BodyForm, current: Revision | None
) -> Revision:
    """The next revision of a document, from the source that was chosen."""
    body = _body(actor, form.source.data, current)
    return services.begin_revision(actor, document, body=body, plan=form.plan())


def bring_in(actor: Actor, form: forms.PaperForm) -> Revision:
    """A document that was put into force on paper."""
    facts = form.facts()
    body = _file_body(actor, "Hãy chọn tệp của bản đã ban hành.")
    document = services.open_document(actor, actor.agency_id or 0, facts=facts)
    day = form.effective_on.data
    if day is None:
        raise DomainError("Hãy ghi ngày hiệu lực.", field="effective_on")
    return services.bring_in(
        actor, document, body=body, number=form.lan(), effective_on=day, basis=form.basis.data
    )


def can_continue(current: Revision | None) -> bool:
    """Whether a new revision can begin with the words of the one in force."""
    return current is not None and current.source is Source.WRITTEN


def save_file(actor: Actor, revision: Revision, form: forms.ReplaceForm) -> None:
    """What is said of a draft and, if one was sent, another file."""
    brought = forms.brought()
    body = services.upload(actor, brought[0], name=brought[1]) if brought is not None else None
    services.save(actor, revision, body=body, plan=form.plan())


def quoted(page: Any, place: int | None) -> str:
    """The passage that a remark is about."""
    known = page.passages
    return str(known[place]["text"]) if place is not None and place < len(known) else ""
