"""Việc của tôi, the agency's tasks, the province's view, one task."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.clock import today
from iso_app.core.numbers import as_whole
from iso_app.tasks import policies, queries, services, shown, tables
from iso_app.tasks.forms import GiveForm
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import Tab, crumbs, open_tabs, panels

bp = Blueprint("tasks", __name__, url_prefix="/viec")


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    crumbs((say("Việc của tôi"), None))
    return render_template("tasks/index.html", page=shown.my_work(actor()), tabs=_tabs())


@bp.get("/co-quan")
@guarded(policies.FOLLOW)
def of_agency() -> ResponseReturnValue:
    agency_id = actor().agency_id
    page = tables.of_agency(agency_id).page(queries.of_agency(agency_id))
    if export.wanted():
        return export.answer(page)
    crumbs((say("Việc của tôi"), url_for(".index")), (say("Việc của cơ quan"), None))
    return render_template("tasks/of_agency.html", page=page, tabs=_tabs())


@bp.get("/tinh")
@guarded(policies.OVERSEE)
def owed() -> ResponseReturnValue:
    year = request.args.get("year", today().year, type=as_whole)
    base = queries.owed(year, request.args.get("obligation", type=as_whole))
    page = tables.owed(year, base).page(base)
    if export.wanted():
        return export.answer(page)
    crumbs((say("Việc của tôi"), url_for(".index")), (say("Các cơ quan"), None))
    return render_template(
        "tasks/owed.html",
        page=page,
        year=year,
        duties=queries.owed_by_obligation(year),
        tabs=_tabs(),
    )


@bp.get("/tinh/danh-sach")
@guarded(policies.OVERSEE)
def of_province() -> ResponseReturnValue:
    page = tables.of_province().page(queries.lines())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Việc của tôi"), url_for(".index")), (say("Việc của các cơ quan"), None))
    return render_template("tasks/of_province.html", page=page, tabs=_tabs())


@bp.route("/giao", methods=["GET", "POST"])
@guarded(policies.GIVE)
def give() -> ResponseReturnValue:
    crumbs((say("Việc của tôi"), url_for(".index")), (say("Giao việc"), None))
    agency_id = actor().agency_id or 0
    form = GiveForm().offer(queries.posts_of(agency_id))
    if form.validate_on_submit():
        with form.attempt():
            task = services.give_task(
                actor(),
                agency_id,
                title=form.title.data,
                detail=form.detail.data,
                post_id=int(form.post_id.data),
                due_on=form.due_on.data or today(),
            )
            flash(say("Đã giao việc."), "success")
            return redirect(url_for(".show", task_id=task.id))
    return render_template("tasks/give.html", form=form)


@bp.get("/<int:task_id>")
@guarded(policies.READ)
def show(task_id: int) -> ResponseReturnValue:
    page = shown.of_task(actor(), queries.task(task_id))
    crumbs((say("Việc của tôi"), url_for(".index")), (page.title, None))
    return render_template(
        "tasks/show.html",
        page=page,
        panels=panels("task.record", page.task),
        history=history("task", task_id),
    )


def _tabs() -> list[Tab]:
    """The lists that this person may open; none if there is but one."""
    found = open_tabs(
        ("tasks.index", "Việc của tôi"),
        ("tasks.of_agency", "Việc của cơ quan"),
        ("tasks.owed", "Các cơ quan"),
        ("tasks.of_province", "Danh sách việc"),
    )
    return found if len(found) > 1 else []
