"""What the forms of requests lead to, so that pages stay short."""

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import require
from iso_app.document_changes import policies, services
from iso_app.document_changes.forms import GRANT, DecideForm, NewDocumentForm
from iso_app.document_changes.models import ChangeRequest
from iso_app.documents import pages as documents
from iso_app.documents import queries as documents_queries
from iso_app.documents.forms.drafting import BodyForm
from iso_app.documents.models import Revision


def decide(actor: Actor, request: ChangeRequest, form: DecideForm) -> None:
    """As the form says."""
    if form.decision.data == GRANT:
        services.accept(actor, request, words=form.words.data)
    else:
        services.refuse(actor, request, reason=form.words.data)


def draft_form(actor: Actor, request: ChangeRequest) -> BodyForm:
    """The form of the draft that an accepted request asks for: of a new document, or of the next revision."""
    require(policies.may_carry_out(actor, request))
    if request.document is not None:
        current = documents_queries.record_of(actor, request.document.id).current
        form = BodyForm().offer_sources(with_same=documents.can_continue(current))
        if not form.is_submitted():
            form.change_summary.data = request.summary or request.reason
        return form
    new = NewDocumentForm()
    agency_id = request.agency_id
    kinds = documents_queries.kinds()
    new.offer(
        kinds, agencies.departments_open_on(agency_id, today()), documents_queries.clauses_offered(agency_id)
    )
    new.offer_sources()
    kind = next((each for each in kinds if each.id == request.document_kind_id), None)
    code = documents_queries.next_code(agency_id, kind) if kind is not None else ""
    return new.of_request(request, code)


def draft(actor: Actor, request: ChangeRequest, form: BodyForm) -> Revision:
    """Begin the draft and name it in the request."""
    require(policies.may_carry_out(actor, request))
    if isinstance(form, NewDocumentForm):
        revision = documents.open_document(actor, form)
    else:
        record = documents_queries.record_of(actor, request.document_id or 0)
        revision = documents.begin_revision(actor, record.document, form, record.current)
    services.link(actor, request, revision=revision)
    return revision
