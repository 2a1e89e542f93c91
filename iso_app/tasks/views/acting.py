"""The acts on a task, each an address of its own."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.policy import require
from iso_app.tasks import policies, queries, services
from iso_app.tasks.forms import AskForm, DecideForm, HandOnForm
from iso_app.tasks.models import Task
from iso_app.tasks.views.tasks import bp
from iso_app.web.form import ReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say, told
from iso_app.web.page import crumbs


@bp.post("/<int:task_id>/xong")
@guarded(policies.READ)
def finish(task_id: int) -> ResponseReturnValue:
    task = queries.task(task_id)
    services.finish(actor(), task)
    flash(say("Đã ghi: làm xong “{title}”.", title=task.called), "success")
    return redirect(url_for(".index"))


@bp.route("/<int:task_id>/chuyen", methods=["GET", "POST"])
@guarded(policies.READ)
def hand_on(task_id: int) -> ResponseReturnValue:
    task = queries.task(task_id)
    require(policies.may_hand_on(actor(), task))
    _crumbs(task, say("Chuyển việc"))
    form = HandOnForm()
    form.of(task)
    form.offer(queries.posts_of(actor().agency_id if task.by_authority else task.agency_id))
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(task)
            services.hand_on(actor(), task, post_id=int(form.post_id.data), reason=form.reason.data)
            flash(say("Đã chuyển việc."), "success")
            return redirect(url_for(".show", task_id=task_id))
    return render_template(
        "tasks/act.html",
        form=form,
        task=task,
        heading=say("Chuyển việc cho vị trí khác"),
        button=say("Chuyển việc"),
    )


@bp.route("/<int:task_id>/tu-choi", methods=["GET", "POST"])
@guarded(policies.READ)
def refuse(task_id: int) -> ResponseReturnValue:
    task = queries.task(task_id)
    require(policies.may_refuse(actor(), task))
    return _with_reason(
        task,
        lambda reason: services.refuse(actor(), task, reason=reason),
        heading=say("Từ chối việc"),
        button=say("Từ chối"),
    )


@bp.route("/<int:task_id>/rut", methods=["GET", "POST"])
@guarded(policies.READ)
def withdraw(task_id: int) -> ResponseReturnValue:
    task = queries.task(task_id)
    require(policies.may_withdraw(actor(), task))
    return _with_reason(
        task,
        lambda reason: services.withdraw(actor(), task, reason=reason),
        heading=say("Rút việc"),
        button=say("Rút việc"),
    )


@bp.route("/<int:task_id>/mo-lai", methods=["GET", "POST"])
@guarded(policies.READ)
def reopen(task_id: int) -> ResponseReturnValue:
    task = queries.task(task_id)
    require(policies.may_reopen(actor(), task))
    return _with_reason(
        task,
        lambda reason: services.reopen(actor(), task, reason=reason),
        heading=say("Mở lại việc"),
        button=say("Mở lại"),
    )


def _with_reason(task: Task, do: Callable[[str], None], *, heading: str, button: str) -> ResponseReturnValue:
    _crumbs(task, heading)
    form = ReasonForm()
    form.of(task)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(task)
            do(form.reason.data)
            flash(say("Đã ghi nhận."), "success")
            return redirect(url_for(".show", task_id=task.id))
    return render_template("tasks/act.html", form=form, task=task, heading=heading, button=button)


@bp.route("/<int:task_id>/gia-han", methods=["GET", "POST"])
@guarded(policies.READ)
def ask_extension(task_id: int) -> ResponseReturnValue:
    task = queries.task(task_id)
    require(policies.may_ask_extension(actor(), task, queries.last_request(task)))
    _crumbs(task, say("Xin gia hạn"))
    form = AskForm()
    form.of(task)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(task)
            services.ask_extension(
                actor(), task, due_on=form.due_on.data or task.due_on, reason=form.reason.data
            )
            flash(say("Đã gửi đề nghị gia hạn. Hạn cũ vẫn giữ cho đến khi có quyết định."), "success")
            return redirect(url_for(".show", task_id=task_id))
    return render_template(
        "tasks/act.html", form=form, task=task, heading=say("Xin gia hạn"), button=say("Gửi đề nghị")
    )


@bp.route("/<int:task_id>/quyet-dinh", methods=["GET", "POST"])
@guarded(policies.EXTEND)
def decide_extension(task_id: int) -> ResponseReturnValue:
    task = queries.task(task_id)
    request = queries.last_request(task)
    require(policies.may_decide(actor(), task, request))
    _crumbs(task, say("Quyết định gia hạn"))
    form = DecideForm()
    form.of(task)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(task)
            services.decide_extension(
                actor(), task, grant=form.decision.data == "grant", reason=form.reason.data
            )
            flash(say("Đã ghi quyết định."), "success")
            return redirect(url_for(".show", task_id=task_id))
    return render_template(
        "tasks/act.html",
        form=form,
        task=task,
        request_=request,
        heading=say("Quyết định gia hạn"),
        button=say("Ghi quyết định"),
    )


def _crumbs(task: Task, here: str) -> None:
    crumbs(
        (say("Việc của tôi"), url_for(".index")),
        (told(task.called), url_for(".show", task_id=task.id)),
        (here, None),
    )
