"""The list of documents, one document, one revision, its file; what changed between two."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import DomainError, NotFound
from iso_app.documents import policies, queries, shown, tables
from iso_app.documents.forms.reviewing import CommentForm
from iso_app.documents.models import Document, Revision
from iso_app.documents.pages import quoted
from iso_app.web import export
from iso_app.web.export import attachment
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs, panels

bp = Blueprint("documents", __name__, url_prefix="/tai-lieu")


def way(document: Document, *further: tuple[str, str | None]) -> None:
    """The crumbs of a page below a document."""
    url = url_for("documents.show", document_id=document.id) if further else None
    crumbs((say("Tài liệu nội bộ"), url_for("documents.index")), (document.code, url), *further)


def way_of(revision: Revision, here: str = "") -> None:
    """The crumbs of a page of, or below, a revision."""
    where = url_for("documents.revision", document_id=revision.document_id, number=revision.number)
    lan = (say("Lần ban hành {number}", number=f"{revision.number:02}"), where if here else None)
    way(revision.document, lan, *([(here, None)] if here else []))


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = tables.page(actor())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Tài liệu nội bộ"), None))
    may_open = policies.may_open(actor(), actor().agency_id or 0)
    return render_template(
        "documents/index.html",
        page=page,
        may_open=may_open,
        may_bring_in=policies.may_bring_in(actor(), actor().agency_id or 0),
    )


@bp.get("/<int:document_id>")
@guarded(policies.READ)
def show(document_id: int) -> ResponseReturnValue:
    page = shown.document_page(actor(), document_id)
    way(page.document)
    return render_template(
        "documents/show.html", page=page, panels=panels("documents.document", page.document)
    )


@bp.get("/<int:document_id>/lan/<int:number>")
@guarded(policies.READ)
def revision(document_id: int, number: int) -> ResponseReturnValue:
    return show_revision(document_id, number, CommentForm())


def show_revision(document_id: int, number: int, form: CommentForm) -> str:
    """The page of a revision; a remark that was refused is shown again with what was typed."""
    page = shown.revision_page(actor(), document_id, number)
    if not form.is_submitted():
        form.passage.data = request.args.get("doan", "")
    way_of(page.revision)
    return render_template(
        "documents/revision.html",
        page=page,
        form=form,
        quote=quoted(page, form.place),
        panels=panels("documents.revision", page.revision),
    )


@bp.get("/<int:document_id>/lan/<int:number>/tep")
@guarded(policies.READ)
def file(document_id: int, number: int) -> ResponseReturnValue:
    """The file exactly as it was handed in."""
    found = queries.revision(actor(), document_id, number)
    if found.file_digest is None:
        raise NotFound("Bản này soạn trên phần mềm, không có tệp.")
    return attachment(queries.content_of(found), name=found.file_name, mimetype=found.media_type)


@bp.get("/<int:document_id>/lan/<int:number>/trang/<int:leaf>")
@guarded(policies.READ)
def leaf(document_id: int, number: int, leaf: int) -> ResponseReturnValue:
    """A page of a PDF as a picture, for reading two of them side by side."""
    found = queries.revision(actor(), document_id, number)
    return Response(queries.picture_of(found, leaf), mimetype="image/png")


@bp.get("/<int:document_id>/so-sanh/<int:old>/<int:new>")
@guarded(policies.READ)
def compare(document_id: int, old: int, new: int) -> ResponseReturnValue:
    """What changed between two revisions, word by word."""
    before, after = (queries.revision(actor(), document_id, number) for number in (old, new))
    way_of(after, say("So sánh với lần {number}", number=f"{old:02}"))
    return render_template(
        "documents/compare.html",
        document=after.document,
        before=before,
        after=after,
        look=None,
        comparison=shown.compare_revisions(before, after),
    )


@bp.get("/<int:document_id>/lan/<int:number>/tu-lan-xem-truoc")
@guarded(policies.READ)
def since_look(document_id: int, number: int) -> ResponseReturnValue:
    """What changed since the reader looked last."""
    after = queries.revision(actor(), document_id, number)
    look = queries.look_of(actor(), document_id)
    if look is None:
        raise DomainError("Bạn chưa đánh dấu đã xem bản nào của tài liệu này.")
    passages, trouble = queries.passages_of(after)
    way_of(after, say("Thay đổi từ lần bạn xem trước"))
    return render_template(
        "documents/compare.html",
        document=after.document,
        before=None,
        after=after,
        look=look,
        comparison=shown.comparison(look.passages, passages, trouble=trouble),
    )
