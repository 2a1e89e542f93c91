"""What documents of the agency cite: one citation, and those that wait for a person to look."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.external_documents import policies, queries, services
from iso_app.external_documents.kinds import CitationState
from iso_app.external_documents.shown import standing_of
from iso_app.external_documents.views.register import bp, home
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.get("/vien-dan")
@guarded(policies.READ)
def to_decide() -> ResponseReturnValue:
    """The numbers found in the agency's documents that nobody has looked at."""
    crumbs(home(), (say("Viện dẫn chờ xác nhận"), None))
    return render_template(
        "external_documents/to_decide.html",
        rows=queries.to_decide(actor().agency_id),
        may_keep=policies.may_keep(actor(), actor().agency_id),
    )


@bp.get("/vien-dan/<int:citation_id>")
@guarded(policies.READ)
def citing(citation_id: int) -> ResponseReturnValue:
    """One citation: the passage, what the number names, what to do."""
    found = queries.citation(citation_id)
    document = queries.document_cited(found)
    crumbs(home(), (say("Viện dẫn {number}", number=found.number), None))
    return render_template(
        "external_documents/citing.html",
        citation=found,
        document=document,
        standing=standing_of(document) if document else "",
        successor=queries.successor_of(document) if document else None,
        may_keep=policies.may_keep(actor(), found.agency_id),
        is_open=found.state is CitationState.FOUND,
    )


@bp.post("/vien-dan/<int:citation_id>/xac-nhan")
@guarded(policies.KEEP)
def confirm(citation_id: int) -> ResponseReturnValue:
    found = queries.citation(citation_id)
    services.confirm_citation(actor(), found)
    flash(say("Đã xác nhận viện dẫn {number}.", number=found.number), "success")
    return _back(citation_id)


@bp.post("/vien-dan/<int:citation_id>/khong-phai")
@guarded(policies.KEEP)
def reject(citation_id: int) -> ResponseReturnValue:
    found = queries.citation(citation_id)
    services.reject_citation(actor(), found)
    flash(say("Đã ghi: {number} không phải là viện dẫn.", number=found.number), "success")
    return _back(citation_id)


def _back(citation_id: int) -> ResponseReturnValue:
    """To the list where it was decided, else to the citation."""
    if request.form.get("from") == "list":
        return redirect(url_for(".to_decide"))
    return redirect(url_for(".citing", citation_id=citation_id))
