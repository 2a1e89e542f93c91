"""Who has read; acknowledging; lists signed on paper; what I have to read."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.clock import today
from iso_app.core.policy import require
from iso_app.distribution import policies, queries, services, shown, tables
from iso_app.distribution.forms import ListForm
from iso_app.distribution.views.distribution import bp, tabs
from iso_app.documents import queries as documents
from iso_app.files import queries as files
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

reading = Blueprint("reading", __name__, url_prefix="/phai-doc")


@reading.get("")
@guarded(policies.ACKNOWLEDGE)
def mine() -> ResponseReturnValue:
    page = tables.my_documents(actor()).page(queries.my_documents(actor()))
    if export.wanted():
        return export.answer(page)
    crumbs((say("Tài liệu tôi phải đọc"), None))
    return render_template("distribution/mine.html", page=page, unread=queries.unread_by(actor()))


@bp.post("/<int:document_id>/lan/<int:number>/da-doc")
@guarded(policies.ACKNOWLEDGE)
def acknowledge(document_id: int, number: int) -> ResponseReturnValue:
    revision = documents.revision(actor(), document_id, number)
    services.acknowledge(actor(), revision, shown=shown.unsealed(request.form.get("shown", "")))
    flash(say("Đã ghi nhận: bạn đã đọc và nắm nội dung tài liệu."), "success")
    return redirect(url_for("documents.revision", document_id=document_id, number=number))


@bp.get("/<int:document_id>/da-doc")
@guarded(policies.FOLLOW)
def readers(document_id: int) -> ResponseReturnValue:
    document = documents.document(actor(), document_id)
    base = queries.readers(document_id)
    page = tables.readers(document_id, base).page(base)
    if export.wanted():
        return export.answer(page)
    crumbs(
        (say("Phân phối tài liệu"), url_for(".index")),
        (document.code, url_for(".show", document_id=document_id)),
        (say("Ai đã đọc"), None),
    )
    lists = queries.lists(document_id)
    return render_template(
        "distribution/readers.html",
        document=document,
        page=page,
        progress=shown.coverage_page(document_id),
        lists=lists,
        signers=queries.given_on([each.id for each in lists]),
        may_register=policies.may_register_list(actor(), document, queries.effective(document_id)),
        tabs=tabs(document_id),
    )


@bp.route("/<int:document_id>/danh-sach-ky", methods=["GET", "POST"])
@guarded(policies.KEEP)
def register_list(document_id: int) -> ResponseReturnValue:
    document = documents.document(actor(), document_id)
    require(policies.may_register_list(actor(), document, queries.effective(document_id)))
    crumbs(
        (say("Phân phối tài liệu"), url_for(".index")),
        (document.code, url_for(".show", document_id=document_id)),
        (say("Ghi danh sách ký giấy"), None),
    )
    form = ListForm(data=None if request.form else {"signed_on": today()}).offer(
        queries.who_must(document_id)
    )
    if form.validate_on_submit():
        with form.attempt():
            name, content = form.scan()
            kept = services.register_list(
                actor(),
                document,
                people=form.people.data or [],
                signed_on=form.signed_on.data or today(),
                content=content,
                name=name,
            )
            flash(say("Đã ghi {count} người ký nhận trên giấy.", count=kept.people), "success")
            return redirect(url_for(".readers", document_id=document_id))
    return render_template("distribution/list.html", form=form, document=document)


@bp.get("/<int:document_id>/danh-sach-ky/<int:list_id>")
@guarded(policies.FOLLOW)
def scan(document_id: int, list_id: int) -> ResponseReturnValue:
    """The scan exactly as it was brought."""
    documents.document(actor(), document_id)
    kept = queries.paper_list(document_id, list_id)
    return export.attachment(files.content(kept.file_digest), name=kept.file_name, mimetype=kept.media_type)
