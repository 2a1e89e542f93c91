from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.core.errors import NotFound
from iso_app.core.numbers import round_half_up, show_number
from iso_app.core.policy import require
from iso_app.files.shown import as_sent
from iso_app.files.sniff import XLSX
from iso_app.imports import policies, queries, services
from iso_app.imports.forms import UploadForm
from iso_app.imports.models import ImportBatch, ImportState
from iso_app.imports.tables import BATCHES, OUTCOME_LABELS, kind_label, state_badge
from iso_app.sheets import blank_form
from iso_app.sheets.kind import ImportKind, Outcome, Plan
from iso_app.web import export
from iso_app.web.feature import registry
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import Tab, crumbs, panels

bp = Blueprint("imports", __name__, url_prefix="/nhap")

SHOWN_LINES = 300


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = BATCHES.page(queries.batches())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Nhập số liệu"), None))
    return render_template("imports/index.html", page=page, may_upload=bool(_kinds(actor())))


@bp.route("/tep", methods=["GET", "POST"])
@guarded(policies.MAKE)
def upload() -> ResponseReturnValue:
    kinds = _kinds(actor())
    form = UploadForm(data={"kind": request.args.get("kind", "")}).offer(kinds)
    plan: Plan | None = None
    if form.validate_on_submit():
        with form.attempt():
            filename, content = form.content()
            batch, plan = services.preview(actor(), _kind(form.kind.data), filename, content)
            if batch is not None:
                return redirect(url_for(".show", batch_id=batch.id))
    crumbs((say("Nhập số liệu"), url_for(".index")), (say("Nhập tệp"), None))
    status = 422 if plan is not None else 200
    return render_template("imports/upload.html", form=form, kinds=kinds, plan=plan), status


@bp.get("/mau/<kind_code>")
@guarded(policies.MAKE)
def blank(kind_code: str) -> ResponseReturnValue:
    """The form to fill in for a kind of file."""
    kind = _kind(kind_code)
    return export.attachment(blank_form(kind.sheet), name=f"mau-{kind.code}.xlsx", mimetype=XLSX)


@bp.get("/<int:batch_id>")
@guarded(policies.READ)
def show(batch_id: int) -> ResponseReturnValue:
    batch = _batch(batch_id)
    crumbs((say("Nhập số liệu"), url_for(".index")), (batch.filename, None))
    common = {
        "batch": batch,
        "kind": kind_label(batch.kind),
        "state": state_badge(batch.state),
        "labels": OUTCOME_LABELS,
        "made_at": show_moment(batch.made_at),
        "size": f"{show_number(round_half_up(batch.file_size / 1000, 1))} KB",
        "may_download": policies.may_download(actor(), batch),
    }
    # Who may not finish a file sees that it waits; what it would do is planned in the rights of who may.
    if batch.state is ImportState.PREVIEWED and batch.kind in {kind.code for kind in _kinds(actor())}:
        return _preview(batch, common)
    lines = queries.lines_of_batch(batch.id, limit=SHOWN_LINES)
    stored_at = show_moment(batch.stored_at)
    shown = panels("imports.batch", batch)
    return render_template("imports/show.html", lines=lines, stored_at=stored_at, panels=shown, **common)


def _preview(batch: ImportBatch, common: dict[str, Any]) -> ResponseReturnValue:
    job_id = queries.storing(batch.id)
    if job_id is not None:
        return redirect(url_for("jobs.progress", job_id=job_id))
    kind = _kind(batch.kind)
    plan = services.plan_again(actor(), batch, kind=kind)
    tab = _tab(plan)
    changes = plan.of(tab)
    return render_template(
        "imports/preview.html",
        plan=plan,
        tab=tab.value,
        tabs=[
            Tab(say(label), url_for(".show", batch_id=batch.id, xem=outcome.value), outcome is tab, count)
            for outcome, label in OUTCOME_LABELS.items()
            for count in (plan.counts[outcome.value],)
        ],
        changes=changes[:SHOWN_LINES],
        further=max(0, len(changes) - SHOWN_LINES),
        heads=[(column.key, column.head) for column in kind.sheet.columns],
        may_finish=policies.may_finish(actor(), batch, kind.permission),
        **common,
    )


def _tab(plan: Plan) -> Outcome:
    """The tab asked for, else the first one that needs a look."""
    asked = request.args.get("xem", "")
    if asked in set(Outcome):
        return Outcome(asked)
    order = (Outcome.WRONG, Outcome.CHANGED, Outcome.NEW)
    return next((outcome for outcome in order if plan.counts[outcome.value]), Outcome.SAME)


@bp.post("/<int:batch_id>/luu")
@guarded(policies.MAKE)
def store(batch_id: int) -> ResponseReturnValue:
    batch = _batch(batch_id)
    only = request.form.get("good_rows_only") == "1"
    if queries.is_large(batch):
        job_id = services.store_later(actor(), batch, kind=_kind(batch.kind), good_rows_only=only)
        return redirect(url_for("jobs.progress", job_id=job_id))
    plan = services.store(actor(), batch, kind=_kind(batch.kind), good_rows_only=only)
    new, changed = plan.counts[Outcome.NEW.value], plan.counts[Outcome.CHANGED.value]
    flash(say("Đã lưu: {new} dòng mới, {changed} dòng thay đổi.", new=new, changed=changed), "success")
    return redirect(url_for(".show", batch_id=batch_id))


@bp.post("/<int:batch_id>/bo")
@guarded(policies.MAKE)
def discard(batch_id: int) -> ResponseReturnValue:
    batch = _batch(batch_id)
    services.discard(actor(), batch, kind=_kind(batch.kind))
    flash(say("Đã bỏ tệp “{name}”, không lưu gì.", name=batch.filename), "info")
    return redirect(url_for(".index"))


@bp.get("/<int:batch_id>/tep")
@guarded(policies.READ)
def download(batch_id: int) -> ResponseReturnValue:
    """The file as it was sent."""
    batch = _batch(batch_id)
    require(policies.may_download(actor(), batch))
    return as_sent(batch.file_digest, batch.filename)


@bp.get("/<int:batch_id>/dong/<int:line>")
@guarded(policies.LINES)
def line(batch_id: int, line: int) -> ResponseReturnValue:
    """A line as it stood in the file."""
    found = queries.line_of(batch_id, line)
    if found is None:
        raise NotFound("Không tìm thấy dòng này trong các tệp bạn được xem.")
    batch = queries.batch_by_id(batch_id)
    agency = queries.agency_of(found)
    here = say("Dòng {line} của tệp {file}", line=found.line, file=found.filename)
    crumbs(*([(say("Nhập số liệu"), url_for(".index"))] if batch else []), (here, None))
    return render_template(
        "imports/line.html",
        line=found,
        batch=batch,
        agency=agency,
        made_at=show_moment(batch.made_at) if batch else "",
        kind=kind_label(batch.kind) if batch else "",
    )


def _kinds(who: Actor) -> list[ImportKind]:
    return [kind for kind in registry().imports() if policies.may_import(who, kind.permission)]


def _kind(code: str) -> ImportKind:
    found = next((kind for kind in _kinds(actor()) if kind.code == code), None)
    if found is None:
        raise NotFound("Không có loại tệp này, hoặc vị trí của bạn không được nhập loại này.")
    return found


def _batch(batch_id: int) -> ImportBatch:
    found = queries.batch_by_id(batch_id)
    if found is None:
        raise NotFound("Không tìm thấy lần nhập này.")
    return found
