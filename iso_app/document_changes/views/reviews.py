"""The periodic review: what is due, recording a verdict on what was ticked, what was found before."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.actor import Actor
from iso_app.document_changes import policies, queries, services, shown, tables
from iso_app.document_changes.forms import ReviewForm
from iso_app.documents.models import Document
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import Tab, crumbs, open_tabs
from iso_app.web.picking import PICK, ticked

bp = Blueprint("document_reviews", __name__, url_prefix="/soat-xet-tai-lieu")
HOME = "Soát xét tài liệu"


@bp.get("")
@guarded(policies.FOLLOW)
def index() -> ResponseReturnValue:
    """Documents in force by the day of their next review; ticks lead to the verdict."""
    picking = actor().may(policies.REVIEW) and not actor().sees_province and not export.wanted()
    page = tables.reviews(actor(), picking=picking).page(queries.review_rows())
    if export.wanted():
        return export.answer(page)
    crumbs((say(HOME), None))
    return render_template(
        "document_changes/reviews.html",
        page=page,
        counts=queries.counts(),
        picking=picking,
        pick=PICK,
        tabs=_tabs(),
    )


@bp.get("/ket-qua")
@guarded(policies.FOLLOW)
def found() -> ResponseReturnValue:
    """Every review, the newest first."""
    page = tables.found(actor()).page(queries.found_rows())
    if export.wanted():
        return export.answer(page)
    crumbs((say(HOME), url_for(".index")), (say("Kết quả soát xét"), None))
    return render_template("document_changes/found.html", page=page, tabs=_tabs())


@bp.route("/ghi", methods=["GET", "POST"])
@guarded(policies.REVIEW)
def record() -> ResponseReturnValue:
    """A verdict and its reason on the documents that were ticked: first what will happen, then it is done."""
    chosen = _chosen(actor())
    form = ReviewForm()
    foreseen: list[tuple[Document, str]] = []
    if form.validate_on_submit():
        with form.attempt():
            if form.is_sure:
                made = services.review(actor(), chosen, verdict=form.chosen, words=form.words.data)
                flash(say("Đã ghi soát xét {count} tài liệu.", count=len(made)), "success")
                return redirect(url_for(".index"))
            outcomes = services.outcomes(actor(), chosen, verdict=form.chosen)
            foreseen = [(each.document, shown.outcome_words(each, form.chosen)) for each in outcomes]
            form.sure.data = "1"
    crumbs((say(HOME), url_for(".index")), (say("Ghi kết quả soát xét"), None))
    template = "document_changes/confirm.html" if foreseen else "document_changes/record.html"
    return render_template(template, form=form, documents=chosen, foreseen=foreseen)


def _chosen(who: Actor) -> list[Document]:
    """What was ticked; with `tat-ca` everything that is due."""
    agency_id = who.agency_id or 0
    values = request.values.getlist("chon")
    ids = queries.due_ids(agency_id) if request.args.get("tat-ca") and not values else ticked(values)
    return queries.to_review(agency_id, ids)


def _tabs() -> list[Tab]:
    return open_tabs(
        ("document_reviews.index", "Hạn soát xét"), ("document_reviews.found", "Kết quả soát xét")
    )
