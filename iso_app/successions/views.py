from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.core.errors import NotFound
from iso_app.files.shown import as_sent
from iso_app.successions import pages, policies, queries, services
from iso_app.successions.forms import ActForm, PaperForm, kind_of, kinds
from iso_app.successions.models import KIND_LABELS
from iso_app.successions.sheets import SAP_XEP
from iso_app.successions.tables import ACTS
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs, panels

bp = Blueprint("successions", __name__, url_prefix="/sap-xep")


@bp.get("")
@guarded(policies.LIST)
def index() -> ResponseReturnValue:
    page = ACTS.page(queries.listed())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Sắp xếp cơ quan"), None))
    return render_template("successions/index.html", page=page, may_record=_may_record(actor()))


@bp.get("/ghi")
@guarded(policies.IMPORT)
def choose() -> ResponseReturnValue:
    """Which kind of act: each has fields of its own."""
    crumbs((say("Sắp xếp cơ quan"), url_for(".index")), (say("Ghi việc sắp xếp"), None))
    return render_template("successions/choose.html", kinds=kinds())


@bp.route("/ghi/<succession_kind>", methods=["GET", "POST"])
@guarded(policies.IMPORT)
def new(succession_kind: str) -> ResponseReturnValue:
    kind = kind_of(succession_kind)
    if kind is None:
        raise NotFound("Không có hình thức sắp xếp này.")
    given = {name: request.args[name] for name in ("old_code", "olds") if name in request.args}
    form = ActForm(data=given).of_kind(kind, queries.to_choose_from())
    if form.validate_on_submit():
        with form.attempt():
            batch = services.draft(
                actor(), SAP_XEP, rows=form.rows(), day=form.first_day(), decision=form.decision()
            )
            return redirect(url_for("imports.show", batch_id=batch.id))
    label = say(KIND_LABELS[kind])
    crumbs(
        (say("Sắp xếp cơ quan"), url_for(".index")),
        (say("Ghi việc sắp xếp"), url_for(".choose")),
        (label, None),
    )
    return render_template("successions/new.html", form=form, label=label)


@bp.get("/<day>")
@guarded(policies.LIST)
def show(day: str) -> ResponseReturnValue:
    """All that became of agencies on a day, and what follows from it."""
    asked = _day(day)
    crumbs((say("Sắp xếp cơ quan"), url_for(".index")), (show_day(asked), None))
    return render_template(
        "successions/day.html",
        day=asked,
        page=pages.of_day(asked),
        panels=panels("successions.day", asked),
        may_record=_may_record(actor()),
    )


@bp.route("/<day>/quyet-dinh", methods=["GET", "POST"])
@guarded(policies.IMPORT)
def keep_paper(day: str) -> ResponseReturnValue:
    asked = _day(day)
    form = PaperForm()
    if form.validate_on_submit():
        with form.attempt():
            filename, content = form.content()
            services.keep_paper(
                actor(), asked, filename=filename, content=content, decision_number=form.number.data
            )
            flash(say("Đã đính kèm quyết định."), "success")
            return redirect(url_for(".show", day=day))
    crumbs(
        (say("Sắp xếp cơ quan"), url_for(".index")),
        (show_day(asked), url_for(".show", day=day)),
        (say("Đính kèm quyết định"), None),
    )
    return render_template("successions/paper.html", form=form, day=asked)


@bp.get("/<day>/quyet-dinh/<int:paper_id>")
@guarded(policies.LIST)
def paper(day: str, paper_id: int) -> ResponseReturnValue:
    """The decision as it was sent."""
    found = queries.paper(_day(day), paper_id)
    return as_sent(found.file_digest, found.filename)


def _day(text: str) -> date:
    """The day an address names, on which something became of somebody."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = None
    if asked is None or not queries.acts_on(asked):
        raise NotFound("Không có việc sắp xếp nào có hiệu lực từ ngày này.")
    return asked


def _may_record(acting: Actor) -> bool:
    return acting.may(policies.IMPORT)
