"""The documents with their reading; the lines of one document; its form "Phân phối"."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.core.policy import require
from iso_app.distribution import policies, queries, services, shown, tables
from iso_app.distribution.forms import EditLineForm, LineForm, new_line
from iso_app.distribution.kinds import REGISTER
from iso_app.distribution.printed import distribution_form
from iso_app.documents import queries as documents
from iso_app.documents.models import Document
from iso_app.files.sniff import DOCX, PDF, XLSX
from iso_app.printing import to_docx, to_pdf, to_xlsx
from iso_app.registers import queries as registers
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import Tab, crumbs, open_tabs

bp = Blueprint("distribution", __name__, url_prefix="/phan-phoi")
PRINTED = {"docx": (to_docx, DOCX), "xlsx": (to_xlsx, XLSX), "pdf": (to_pdf, PDF)}


@bp.get("")
@guarded(policies.FOLLOW)
def index() -> ResponseReturnValue:
    page = tables.documents(actor()).page(queries.rows())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Phân phối tài liệu"), None))
    return render_template(
        "distribution/index.html", page=page, register=REGISTER, may_keep=actor().may(policies.KEEP)
    )


@bp.route("/<int:document_id>", methods=["GET", "POST"])
@guarded(policies.FOLLOW)
def show(document_id: int) -> ResponseReturnValue:
    """The lines; whoever keeps them adds one below them."""
    document = documents.document(actor(), document_id)
    _crumbs(document)
    form = LineForm(data=None if request.form else new_line()).offer(queries.targets(document.agency_id))
    if form.validate_on_submit():
        with form.attempt():
            services.add_line(actor(), document, target=form.aims_at(), facts=form.facts())
            flash(say("Đã thêm vào phân phối. Người phải đọc được giao việc và báo tin."), "success")
            return redirect(url_for(".show", document_id=document_id))
    return render_template(
        "distribution/show.html",
        page=shown.of_document(actor(), document),
        form=form,
        tabs=tabs(document_id),
        history=history("document", document_id),
    )


@bp.route("/<int:document_id>/dong/<int:line_id>", methods=["GET", "POST"])
@guarded(policies.KEEP)
def edit_line(document_id: int, line_id: int) -> ResponseReturnValue:
    document = documents.document(actor(), document_id)
    line = queries.line(document_id, line_id)
    require(policies.may_change(actor(), line))
    _crumbs(document, line.whose)
    form = EditLineForm()
    form.of(line)
    if not form.is_submitted():
        form.fill(line)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(line)
            services.edit_line(actor(), line, facts=form.facts())
            flash(say("Đã lưu dòng phân phối."), "success")
            return redirect(url_for(".show", document_id=document_id))
    return render_template("distribution/line.html", form=form, document=document, line=line)


@bp.post("/<int:document_id>/dong/<int:line_id>/bo")
@guarded(policies.KEEP)
def remove_line(document_id: int, line_id: int) -> ResponseReturnValue:
    line = queries.line(document_id, line_id)
    services.remove_line(actor(), line)
    flash(say("Đã bỏ khỏi phân phối. Ký nhận đã có vẫn được giữ."), "success")
    return redirect(url_for(".show", document_id=document_id))


@bp.get("/<int:document_id>/bieu-mau.<kind>")
@guarded(policies.FOLLOW)
def printed(document_id: int, kind: str) -> ResponseReturnValue:
    """The form "Phân phối" as Word, Excel or PDF."""
    document = documents.document(actor(), document_id)
    revision = queries.distributed(document_id)
    if kind not in PRINTED or revision is None:
        raise NotFound("Không có biểu mẫu này.")
    render, mimetype = PRINTED[kind]
    _, coverage = queries.coverages_of(document_id)
    head = registers.head(document.agency, REGISTER)
    report = distribution_form(document, revision, queries.lines(document_id), coverage=coverage, head=head)
    name = f"phan-phoi-{document.code_folded.replace(' ', '-').replace('/', '-')}.{kind}"
    return export.attachment(render(report), name=name, mimetype=mimetype)


def tabs(document_id: int) -> list[Tab]:
    """The pages of one document's distribution."""
    return open_tabs(
        ("distribution.show", "Các nơi nhận"),
        ("distribution.readers", "Ai đã đọc"),
        ("distribution.copies", "Các bản giấy"),
        document_id=document_id,
    )


def _crumbs(document: Document, here: str | None = None) -> None:
    path: list[tuple[str, str | None]] = [
        (say("Phân phối tài liệu"), url_for(".index")),
        (document.code, url_for(".show", document_id=document.id) if here else None),
    ]
    crumbs(*path, *(((here, None),) if here else ()))
