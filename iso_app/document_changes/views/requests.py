"""Change requests: the list, asking, one request, its form on paper."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.core.numbers import as_whole
from iso_app.core.policy import require
from iso_app.document_changes import files, policies, queries, services, shown, tables
from iso_app.document_changes.forms import AskForm
from iso_app.document_changes.kinds import FORM, ChangeKind
from iso_app.document_changes.models import ChangeRequest
from iso_app.documents import queries as documents
from iso_app.documents.models import Document
from iso_app.files.shown import as_sent
from iso_app.printing.wording import form_lines
from iso_app.registers import files as printing
from iso_app.registers import policies as registers
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("document_changes", __name__, url_prefix="/de-nghi-tai-lieu")
HOME = "Đề nghị về tài liệu"


def way(found: ChangeRequest, here: str = "") -> None:
    """The crumbs of a page of, or below, a request."""
    url = url_for("document_changes.show", request_id=found.id) if here else None
    crumbs(
        (say(HOME), url_for("document_changes.index")),
        (found.number, url),
        *([(here, None)] if here else []),
    )


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = tables.requests(actor()).page(queries.rows())
    if export.wanted():
        return export.answer(page)
    crumbs((say(HOME), None))
    may_ask = policies.may_ask(actor(), actor().agency_id or 0, ChangeKind.NEW, None)
    may_settle = registers.may_keep(actor(), actor().agency_id)
    return render_template(
        "document_changes/index.html", page=page, may_ask=may_ask, may_settle=may_settle, register=FORM
    )


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.ASK)
def ask() -> ResponseReturnValue:
    """Ask for a new document; or, of the one the address names, for its change or withdrawal."""
    document = _document()
    agency_id = actor().agency_id or 0
    kind = ChangeKind.NEW if document is None else ChangeKind.REVISE
    require(policies.may_ask(actor(), document.agency_id if document else agency_id, kind, document))
    form = AskForm().offer(document, documents.kinds() if document is None else ())
    if form.validate_on_submit():
        with form.attempt():
            made = services.ask(actor(), agency_id, asked=form.asked(document), evidence=form.evidence())
            flash(say("Đã gửi đề nghị {number}.", number=made.number), "success")
            return redirect(url_for(".show", request_id=made.id))
    crumbs((say(HOME), url_for(".index")), (say("Lập đề nghị"), None))
    others = queries.open_about(document.id) if document is not None else []
    return render_template("document_changes/ask.html", form=form, document=document, others=others)


def _document() -> Document | None:
    asked = request.args.get("tai-lieu", type=as_whole)
    return documents.document(actor(), asked) if asked is not None else None


@bp.get("/<int:request_id>")
@guarded(policies.READ)
def show(request_id: int) -> ResponseReturnValue:
    page = shown.request_page(actor(), request_id)
    way(page.request)
    return render_template("document_changes/show.html", page=page)


@bp.get("/<int:request_id>/tep")
@guarded(policies.READ)
def evidence(request_id: int) -> ResponseReturnValue:
    """The file that came with a request, as it was sent."""
    found = queries.request(request_id)
    if not found.file_digest:
        raise NotFound("Đề nghị này không có tài liệu kèm theo.")
    return as_sent(found.file_digest, found.filename)


@bp.get("/<int:request_id>/in")
@guarded(policies.READ)
def sheet(request_id: int) -> ResponseReturnValue:
    """The request as its form."""
    found = queries.request(request_id)
    report = files.report_of(found)
    return render_template(
        "document_changes/sheet.html",
        report=report,
        lines=form_lines(report.form) if report.form else [],
        back=url_for(".show", request_id=request_id),
        files=[(label, url_for(".file", request_id=request_id, kind=kind)) for kind, label in files.KINDS],
        form_url=url_for("registers.form", register=FORM)
        if registers.may_keep(actor(), found.agency_id)
        else None,
    )


@bp.get("/<int:request_id>/in/<any(docx, pdf):kind>")
@guarded(policies.READ)
def file(request_id: int, kind: str) -> ResponseReturnValue:
    """The form as Word or PDF."""
    found = queries.request(request_id)
    content, mimetype = printing.rendered(kind, files.report_of(found))
    return export.attachment(content, name=f"{found.number.lower()}.{kind}", mimetype=mimetype)
