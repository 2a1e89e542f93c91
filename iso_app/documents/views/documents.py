"""The list of documents, one document, one revision, its file."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.documents import policies, queries, tables
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.export import attachment
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs, panels

bp = Blueprint("documents", __name__, url_prefix="/tai-lieu")


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = tables.documents(actor()).page(queries.rows(actor()))
    if export.wanted():
        return export.answer(page)
    crumbs((say("Tài liệu nội bộ"), None))
    return render_template("documents/index.html", page=page)


@bp.get("/<int:document_id>")
@guarded(policies.READ)
def show(document_id: int) -> ResponseReturnValue:
    record = queries.record_of(actor(), document_id)
    crumbs((say("Tài liệu nội bộ"), url_for(".index")), (record.document.code, None))
    return render_template(
        "documents/show.html",
        record=record,
        document=record.document,
        panels=panels("documents.document", record.document),
        history=history("document", document_id),
    )


@bp.get("/<int:document_id>/lan/<int:number>")
@guarded(policies.READ)
def revision(document_id: int, number: int) -> ResponseReturnValue:
    found = queries.revision(actor(), document_id, number)
    passages, trouble = queries.passages_of(found)
    crumbs(
        (say("Tài liệu nội bộ"), url_for(".index")),
        (found.document.code, url_for(".show", document_id=document_id)),
        (say("Lần ban hành {number}", number=f"{number:02}"), None),
    )
    return render_template(
        "documents/revision.html",
        revision=found,
        document=found.document,
        steps=queries.steps_of_round(found),
        passages=passages,
        trouble=trouble,
        panels=panels("documents.revision", found),
        history=history("revision", found.id),
    )


@bp.get("/<int:document_id>/lan/<int:number>/tep")
@guarded(policies.READ)
def file(document_id: int, number: int) -> ResponseReturnValue:
    """The file exactly as it was handed in."""
    found = queries.revision(actor(), document_id, number)
    if found.file_digest is None:
        raise NotFound("Bản này soạn trên phần mềm, không có tệp.")
    return attachment(queries.content_of(found), name=found.file_name, mimetype=found.media_type)
