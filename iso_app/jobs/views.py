from http import HTTPStatus

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from iso_app.core.dates import show_moment
from iso_app.core.numbers import show_number
from iso_app.jobs import metrics, policies, queries, readiness, services
from iso_app.jobs import progress as progresses
from iso_app.jobs.kinds import kinds
from iso_app.jobs.models import JOB_STATE_LABELS, Job, JobState
from iso_app.web.guard import actor, guarded, public, public_to_machines, signed_in
from iso_app.web.languages import say, told
from iso_app.web.page import crumbs, panels

bp = Blueprint("jobs", __name__)


@bp.get("/van-hanh")
@guarded(policies.OPERATE)
def operations() -> ResponseReturnValue:
    crumbs((say("Vận hành"), None))
    return render_template(
        "jobs/operations.html",
        standing=queries.standing(actor()),
        unfinished=queries.unfinished(actor()),
        oldest=int(queries.oldest_waiting_seconds()),
        late_after=queries.LATE_SECONDS,
        labels={name: kind.label for name, kind in kinds().items()},
        states=JOB_STATE_LABELS,
        show_moment=show_moment,
        panels=panels("operations", None),
    )


@bp.post("/van-hanh/<int:job_id>/thu-lai")
@guarded(policies.OPERATE)
def try_again(job_id: int) -> ResponseReturnValue:
    services.try_again(actor(), queries.own(actor(), job_id))
    flash(say("Công việc sẽ được làm lại ngay."), "success")
    return redirect(url_for(".operations"))


@bp.post("/van-hanh/<int:job_id>/bo")
@guarded(policies.OPERATE)
def drop(job_id: int) -> ResponseReturnValue:
    services.drop(actor(), queries.own(actor(), job_id))
    flash(say("Đã bỏ công việc này."), "info")
    return redirect(url_for(".operations"))


@bp.get("/cong-viec/<int:job_id>")
@signed_in
def progress(job_id: int) -> ResponseReturnValue:
    """How far long work is: a page one may leave."""
    job = queries.own(actor(), job_id)
    label = _label(job)
    crumbs((label, None))
    return render_template(
        "jobs/progress.html",
        job=job,
        label=label,
        step=progresses.seen(job),
        state=JOB_STATE_LABELS[job.state],
        result=_result(job),
        made_at=show_moment(job.made_at),
        begun_at=show_moment(job.begun_at),
        ended_at=show_moment(job.ended_at),
        next_try=show_moment(job.run_after),
    )


@bp.get("/cong-viec/<int:job_id>/tien-do")
@signed_in
def step(job_id: int) -> ResponseReturnValue:
    """The same for the page's script, which asks again until it is over."""
    job = queries.own(actor(), job_id)
    seen = progresses.seen(job)
    share = f"{show_number(seen.done)}/{show_number(seen.total)}" if seen.total else ""
    return jsonify(
        state=job.state.value, done=seen.done, total=seen.total, words=say(seen.words), share=share
    )


def _label(job: Job) -> str:
    kind = kinds().get(job.kind)
    return told(job.title) or (say(kind.label) if kind is not None else job.kind)


def _result(job: Job) -> str:
    kind = kinds().get(job.kind)
    if job.state is not JobState.DONE or kind is None or kind.result is None:
        return ""
    return kind.result(dict(job.arguments))


# -- asked by machines -------------------------------------------------------------------------------------------


@bp.get("/healthz")
@public_to_machines
def alive() -> ResponseReturnValue:
    """This process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public_to_machines
def ready() -> ResponseReturnValue:
    """This process can serve; 503 and what is missing when it cannot."""
    found = readiness.checks()
    well = all(found.values())
    return jsonify(status="ok" if well else "not ready", **found), (
        HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    )


@bp.get("/metrics")
@public
def figures() -> ResponseReturnValue:
    metrics.require_reader()
    return Response(metrics.figures(), content_type=CONTENT_TYPE_LATEST)
