"""Bringing a shelf in: sent, looked at, previewed, stored, and what became of every line."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from iso_app.files import queries as contents
from iso_app.files.sniff import XLSX
from iso_app.shelf import archive, pages, policies, queries, services, tables
from iso_app.shelf.forms import BringForm, ListForm, sent
from iso_app.shelf.models import Shelf
from iso_app.shelf.reading import LIST, list_to_fill_in
from iso_app.web import export
from iso_app.web.guard import actor, guarded, takes_up_to
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("shelf", __name__, url_prefix="/nhap-tai-lieu")
_FRAME = 1024 * 1024  # what a form is besides its files


def _megabytes() -> int:
    return int(current_app.extensions["settings"].shelf_limit_mb)


def _largest() -> int:
    """A little more than is taken, so that a ZIP slightly too large is refused in words on the form."""
    return (_megabytes() + 50) * 1_000_000 + _FRAME


def _way(*further: tuple[str, str | None]) -> None:
    crumbs(
        (say("Tài liệu nội bộ"), url_for("documents.index")),
        (say("Nhập tài liệu có sẵn"), url_for(".index") if further else None),
        *further,
    )


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = tables.SHELVES.page(queries.rows())
    if export.wanted():
        return export.answer(page)
    _way()
    may_bring = policies.may_bring(actor(), actor().agency_id or 0)
    return render_template("shelf/index.html", page=page, may_bring=may_bring)


@bp.route("/tai-len", methods=["GET", "POST"])
@guarded(policies.BRING)
@takes_up_to(_largest)
def bring() -> ResponseReturnValue:
    form = BringForm()
    form.file.description = say("Nhiều nhất {most} MB.", most=_megabytes())
    zip_file = sent(form.file)
    if form.validate_on_submit() and zip_file is not None:
        with form.attempt():
            _, job_id = services.bring(
                actor(),
                actor().agency_id or 0,
                sent=zip_file,
                limit=_megabytes() * 1_000_000,
                list_sent=sent(form.list),
            )
            return redirect(url_for("jobs.progress", job_id=job_id))
    _way((say("Tải tệp lên"), None))
    return render_template(
        "shelf/bring.html",
        form=form,
        columns=LIST.columns,
        most=_megabytes(),
        most_files=archive.MOST_MEMBERS,
    )


@bp.get("/danh-muc-mau")
@guarded(policies.READ)
def blank() -> ResponseReturnValue:
    """The list to fill in."""
    return export.attachment(list_to_fill_in(), name="danh-muc-tai-lieu-mau.xlsx", mimetype=XLSX)


@bp.get("/<int:shelf_id>")
@guarded(policies.READ)
def show(shelf_id: int) -> ResponseReturnValue:
    shelf = queries.shelf(shelf_id)
    page = pages.table_of(shelf).page(queries.lines(shelf))
    if export.wanted():
        return export.answer(page)
    job_id = queries.at_work(shelf)
    if job_id is not None:
        return redirect(url_for("jobs.progress", job_id=job_id))
    _way((shelf.file_name, None))
    return render_template("shelf/show.html", page=page, shown=pages.shelf_page(actor(), shelf))


@bp.get("/<int:shelf_id>/tep")
@guarded(policies.READ)
def unlisted(shelf_id: int) -> ResponseReturnValue:
    """The files that no line names."""
    shelf = queries.shelf(shelf_id)
    page = tables.UNLISTED.page(queries.unlisted(shelf))
    if export.wanted():
        return export.answer(page)
    _way_of(shelf, say("Tệp ngoài danh mục"))
    return render_template("shelf/unlisted.html", page=page, shelf=shelf)


@bp.route("/<int:shelf_id>/danh-muc", methods=["GET", "POST"])
@guarded(policies.BRING)
def choose_list(shelf_id: int) -> ResponseReturnValue:
    shelf = queries.shelf(shelf_id)
    form = ListForm().offer(queries.lists_offered(shelf), shelf.list_name)
    if form.validate_on_submit():
        with form.attempt():
            job_id = services.choose_list(
                actor(), shelf, member=form.member.data or "", list_sent=sent(form.list)
            )
            return redirect(url_for("jobs.progress", job_id=job_id))
    _way_of(shelf, say("Danh mục"))
    return render_template("shelf/list.html", form=form, shelf=shelf)


@bp.post("/<int:shelf_id>/luu")
@guarded(policies.BRING)
def store(shelf_id: int) -> ResponseReturnValue:
    job_id = services.store_later(actor(), queries.shelf(shelf_id))
    return redirect(url_for("jobs.progress", job_id=job_id))


@bp.post("/<int:shelf_id>/bo")
@guarded(policies.BRING)
def discard(shelf_id: int) -> ResponseReturnValue:
    shelf = queries.shelf(shelf_id)
    services.discard(actor(), shelf)
    flash(say("Đã bỏ tệp “{name}”, không lưu tài liệu nào.", name=shelf.file_name), "info")
    return redirect(url_for(".index"))


@bp.get("/<int:shelf_id>/tep-goc")
@guarded(policies.READ)
def download(shelf_id: int) -> ResponseReturnValue:
    """The ZIP as it was sent."""
    shelf = queries.shelf(shelf_id)
    answer = Response(contents.pieces(shelf.file_digest), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=shelf.file_name)
    answer.content_length = shelf.file_size
    return answer


def _way_of(shelf: Shelf, here: str) -> None:
    _way((shelf.file_name, url_for(".show", shelf_id=shelf.id)), (here, None))
