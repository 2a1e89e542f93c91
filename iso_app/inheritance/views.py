from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.dates import show_day, show_moment
from iso_app.inheritance import pages, policies, queries, services, tables
from iso_app.inheritance.kinds import DECISION_LABELS, DECISION_TONES
from iso_app.inheritance.queries import Former
from iso_app.web import export
from iso_app.web.export import attachment
from iso_app.web.form import Form, ReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs
from iso_app.web.picking import PICK, ticked

bp = Blueprint("inheritance", __name__, url_prefix="/tai-lieu/tiep-nhan")
HOME = "Tiếp nhận tài liệu"


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "show_day": show_day,
        "show_moment": show_moment,
        "decision_labels": DECISION_LABELS,
        "decision_tones": DECISION_TONES,
    }


def _way(*further: tuple[str, str | None]) -> None:
    crumbs((say(HOME), url_for(".index") if further else None), *further)


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    """What the agencies left that the reader's own was made of; ticks lead to the decision."""
    page = pages.work_list(actor())
    if page.file is not None:
        return page.file
    _way()
    return render_template("inheritance/index.html", page=page, pick=PICK)


@bp.get("/<int:document_id>")
@guarded(policies.READ)
def show(document_id: int) -> ResponseReturnValue:
    page = pages.former_page(actor(), document_id)
    _way((page.former.code, None))
    return render_template("inheritance/show.html", page=page)


@bp.get("/<int:document_id>/tep")
@guarded(policies.READ)
def file(document_id: int) -> ResponseReturnValue:
    """The file of the old document exactly as it was handed in."""
    found = queries.former(actor().agency_id or 0, document_id)
    return attachment(queries.content_of(found), name=found.file_name, mimetype=found.media_type)


@bp.get("/<int:document_id>/so-sanh/<int:other_id>")
@guarded(policies.READ)
def compare(document_id: int, other_id: int) -> ResponseReturnValue:
    """Documents of the same title of two former agencies, word by word."""
    page = pages.doubles_page(actor(), document_id, other_id)
    _way((page.one.code, url_for(".show", document_id=document_id)), (say("So sánh"), None))
    return render_template("inheritance/compare.html", page=page)


@bp.route("/tiep-nhan", methods=["GET", "POST"])
@guarded(policies.DECIDE)
def take() -> ResponseReturnValue:
    """Take over what was ticked."""
    chosen, form = _chosen(), Form()
    if form.validate_on_submit():
        with form.attempt():
            drafts = services.take_over(
                actor(), actor().agency_id or 0, document_ids=[each.id for each in chosen]
            )
            flash(
                say("Đã tiếp nhận {count} tài liệu; bản soạn chờ trình duyệt.", count=len(drafts)), "success"
            )
            return _after(drafts[0].document_id if len(drafts) == 1 else None)
    _way((say("Tiếp nhận"), None))
    return render_template("inheritance/take.html", form=form, chosen=chosen)


@bp.route("/khong-tiep-nhan", methods=["GET", "POST"])
@guarded(policies.DECIDE)
def decline() -> ResponseReturnValue:
    """Leave behind what was ticked, with the reason."""
    chosen, form = _chosen(), ReasonForm()
    if form.validate_on_submit():
        with form.attempt():
            count = services.decline(
                actor(),
                actor().agency_id or 0,
                document_ids=[each.id for each in chosen],
                reason=form.reason.data,
            )
            flash(say("Đã ghi không tiếp nhận {count} tài liệu.", count=count), "success")
            return _after(None)
    _way((say("Không tiếp nhận tài liệu"), None))
    return render_template("inheritance/decline.html", form=form, chosen=chosen)


@bp.route("/<int:document_id>/rut-lai", methods=["GET", "POST"])
@guarded(policies.DECIDE)
def take_back(document_id: int) -> ResponseReturnValue:
    page, form = pages.former_page(actor(), document_id), ReasonForm()
    if form.validate_on_submit():
        with form.attempt():
            services.take_back(
                actor(), actor().agency_id or 0, document_id=document_id, reason=form.reason.data
            )
            flash(say("Đã rút lại quyết định."), "success")
            return redirect(url_for(".show", document_id=document_id))
    _way(
        (page.former.code, url_for(".show", document_id=document_id)),
        (say("Rút lại quyết định"), None),
    )
    return render_template("inheritance/take_back.html", form=form, page=page)


@bp.get("/toan-tinh")
@guarded(policies.OVERSEE)
def province() -> ResponseReturnValue:
    """How far each agency of the province is that carries on the affairs of others."""
    base = queries.overview(actor().province_id or 0)
    page = tables.province(base).page(base)
    if export.wanted():
        return export.answer(page)
    crumbs((say("Tiếp nhận tài liệu toàn tỉnh"), None))
    return render_template("inheritance/province.html", page=page)


def _chosen() -> Sequence[Former]:
    return queries.formers(actor().agency_id or 0, ticked(request.values.getlist("chon")))


def _after(document_id: int | None) -> ResponseReturnValue:
    """Where one goes on: with what is left, or with the one document that was begun."""
    if document_id is not None:
        return redirect(url_for("documents.show", document_id=document_id))
    return redirect(url_for(".index", state="undecided"))
