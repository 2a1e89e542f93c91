"""Copies of a revision: for reading, numbered under control, signed; the register of all copies."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import slug
from iso_app.documents import policies as document_policies
from iso_app.documents import queries as documents
from iso_app.documents.kinds import Source
from iso_app.documents.models import Revision
from iso_app.files.sniff import DOCX, PDF
from iso_app.printed_copies import policies, printed, queries, services, shown, tables
from iso_app.printed_copies.forms import CopyForm, SignedFileForm, SignForm
from iso_app.web import export, reading
from iso_app.web.export import attachment
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("printed_copies", __name__, url_prefix="/tai-lieu")
_REVISION = "/<int:document_id>/lan/<int:number>"
_COPY = "/ban-in/<int:copy_id>"


@bp.get("/ban-in")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = tables.copies(actor()).page(queries.rows())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Tài liệu nội bộ"), url_for("documents.index")), (say("Sổ bản in"), None))
    return render_template("printed_copies/index.html", page=page)


@bp.get(f"{_REVISION}/ban-doc.pdf")
@guarded(document_policies.READ)
def reading_pdf(document_id: int, number: int) -> ResponseReturnValue:
    revision = documents.revision(actor(), document_id, number)
    content = printed.pdf_of(revision, printed.reading_mark(revision))
    return attachment(content, name=_name(revision, "ban-doc.pdf"), mimetype=PDF)


@bp.get(f"{_REVISION}/ban-doc.docx")
@guarded(document_policies.READ)
def reading_docx(document_id: int, number: int) -> ResponseReturnValue:
    revision = documents.revision(actor(), document_id, number)
    if revision.source is not Source.WRITTEN:
        raise DomainError("Tài liệu là tệp tải lên; hãy tải tệp gốc.")
    return attachment(printed.docx_of(revision), name=_name(revision, "ban-doc.docx"), mimetype=DOCX)


@bp.route(f"{_REVISION}/ban-in", methods=["GET", "POST"])
@guarded(policies.READ)
def of_revision(document_id: int, number: int) -> ResponseReturnValue:
    page = shown.copies_page(actor(), document_id, number)
    form = CopyForm()
    if form.validate_on_submit():
        with form.attempt():
            copy = services.print_copy(
                actor(), page.revision, address_of=shown.address_of, holder=form.holder.data or ""
            )
            flash(say("Đã lập bản số {number}. Hãy tải tệp về và in.", number=f"{copy.number:02}"), "success")
            return redirect(url_for(".of_revision", document_id=document_id, number=number))
    _crumbs(page.revision, say("Bản in"))
    return render_template("printed_copies/of_revision.html", page=page, form=form, revision=page.revision)


@bp.get(f"{_COPY}/tep")
@guarded(policies.READ)
def file(copy_id: int) -> ResponseReturnValue:
    copy = queries.copy(copy_id)
    require(policies.may_print_again(actor(), copy))
    name = _name(copy.revision, f"ban-{copy.number:02}.pdf")
    return attachment(queries.content_of(copy), name=name, mimetype=PDF)


@bp.get("/ban-ky/<int:signed_id>/tep")
@guarded(policies.READ)
def signed_file(signed_id: int) -> ResponseReturnValue:
    signed = queries.signed_copy(signed_id)
    reading.read(signed.agency_id)
    name = _name(signed.copy.revision, f"ban-{signed.copy.number:02}-da-ky.pdf")
    return attachment(queries.content_of(signed), name=name, mimetype=PDF)


@bp.route(f"{_REVISION}/ky-so", methods=["GET", "POST"])
@guarded(policies.SIGN)
def sign(document_id: int, number: int) -> ResponseReturnValue:
    page = shown.copies_page(actor(), document_id, number)
    require(page.may_sign)
    require(page.may_use)
    form = SignForm().on(page.revision.content_digest)
    if form.validate_on_submit():
        with form.attempt():
            services.sign_here(
                actor(),
                page.revision,
                shown_digest=form.shown_digest.data or "",
                password=form.password.data or "",
                passphrase=form.passphrase.data or "",
                address_of=shown.address_of,
            )
            flash(say("Đã ký bằng chứng thư của cơ quan."), "success")
            return redirect(url_for(".of_revision", document_id=document_id, number=number))
    _crumbs(page.revision, say("Ký bằng chứng thư"))
    return render_template("printed_copies/sign.html", page=page, form=form, revision=page.revision)


@bp.post(f"{_REVISION}/ky-ngoai")
@guarded(policies.SIGN)
def hand_out(document_id: int, number: int) -> ResponseReturnValue:
    revision = documents.revision(actor(), document_id, number)
    copy = services.hand_out(actor(), revision, address_of=shown.address_of)
    return redirect(url_for(".outside", copy_id=copy.id))


@bp.route(f"{_COPY}/ky-ngoai", methods=["GET", "POST"])
@guarded(policies.SIGN)
def outside(copy_id: int) -> ResponseReturnValue:
    copy = queries.copy(copy_id)
    require(policies.may_bring_signed(actor(), copy))
    form = SignedFileForm()
    if form.validate_on_submit():
        with form.attempt():
            services.bring_signed(actor(), copy, content=form.content())
            flash(say("Đã nhận tệp ký: đúng tệp đã đưa ký, chữ ký còn nguyên vẹn."), "success")
            return redirect(
                url_for(".of_revision", document_id=copy.revision.document_id, number=copy.revision.number)
            )
    _crumbs(copy.revision, say("Ký bên ngoài"))
    return render_template(
        "printed_copies/outside.html",
        copy=copy,
        form=form,
        signed=queries.signed_for(copy),
        revision=copy.revision,
    )


def _crumbs(revision: Revision, here: str) -> None:
    document_id, number = revision.document_id, revision.number
    crumbs(
        (say("Tài liệu nội bộ"), url_for("documents.index")),
        (revision.document.code, url_for("documents.show", document_id=document_id)),
        (
            say("Lần ban hành {number}", number=f"{number:02}"),
            url_for("documents.revision", document_id=document_id, number=number),
        ),
        (here, None),
    )


def _name(revision: Revision, ending: str) -> str:
    """`qt-05-lan-02-ban-doc.pdf`."""
    return f"{slug(revision.document.code)}-lan-{revision.number:02}-{ending}"
