"""The code of a register's form, and an agency's own list brought in with a preview."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.dates import show_moment
from iso_app.core.policy import require
from iso_app.files.sniff import XLSX
from iso_app.registers import policies, queries, services
from iso_app.registers.forms import HeadForm, ListForm
from iso_app.registers.kinds import named, own_list
from iso_app.registers.models import FILE_STATE_LABELS
from iso_app.sheets import blank_form
from iso_app.sheets.kind import Outcome, Plan
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("registers", __name__, url_prefix="/danh-muc")
SHOWN_LINES = 300
_OUTCOMES = {
    Outcome.NEW: "Mới",
    Outcome.CHANGED: "Thay đổi",
    Outcome.SAME: "Không đổi",
    Outcome.WRONG: "Sai",
}


@bp.route("/<register>/bieu-mau", methods=["GET", "POST"])
@guarded(policies.KEEP)
def form(register: str) -> ResponseReturnValue:
    """The code, revision and day printed above a register."""
    kind = named(register)
    agency_id = actor().agency_id or 0
    _crumbs(register, say("Mã biểu mẫu"))
    edited = HeadForm().of_form(queries.form_of(agency_id, register))
    if edited.validate_on_submit():
        with edited.attempt():
            services.set_form(actor(), agency_id, register=register, **edited.facts())
            flash(say("Đã lưu. Bản in của danh mục có mã biểu mẫu này."), "success")
            return redirect(url_for(kind.endpoint))
    return render_template("registers/form.html", form=edited, kind=kind, back=url_for(kind.endpoint))


@bp.route("/<register>/nhap", methods=["GET", "POST"])
@guarded(policies.KEEP)
def upload(register: str) -> ResponseReturnValue:
    kind = own_list(register)
    _crumbs(register, say("Nhập từ tệp"))
    sent = ListForm()
    plan: Plan | None = None
    if sent.validate_on_submit():
        with sent.attempt():
            filename, content = sent.content()
            file, plan = services.preview(
                actor(), actor().agency_id or 0, register=register, filename=filename, content=content
            )
            if file is not None:
                return redirect(url_for(".show", file_id=file.id))
    status = 422 if plan is not None else 200
    back = url_for(named(register).endpoint)
    return render_template(
        "registers/upload.html", form=sent, kind=kind, register=register, plan=plan, back=back
    ), status


@bp.get("/<register>/tep-mau")
@guarded(policies.KEEP)
def blank(register: str) -> ResponseReturnValue:
    """The list to fill in."""
    kind = own_list(register)
    return export.attachment(blank_form(kind.sheet), name=f"mau-{kind.code}.xlsx", mimetype=XLSX)


@bp.get("/tep/<int:file_id>")
@guarded(policies.KEEP)
def show(file_id: int) -> ResponseReturnValue:
    """What a list would do; what it did, once it is stored."""
    file = queries.file(file_id)
    kind = own_list(file.register)
    _crumbs(file.register, file.filename)
    may = policies.may_finish(actor(), file, kind.permission)
    plan = services.plan_again(actor(), file) if may else Plan((), ())
    return render_template(
        "registers/preview.html",
        file=file,
        kind=kind,
        state=say(FILE_STATE_LABELS[file.state]),
        made_at=show_moment(file.made_at),
        may_finish=may,
        plan=plan,
        lines=plan.changes[:SHOWN_LINES],
        further=max(0, len(plan.changes) - SHOWN_LINES),
        labels={outcome.value: say(label) for outcome, label in _OUTCOMES.items()},
        heads=[(column.key, column.head) for column in kind.sheet.columns],
        back=url_for(named(file.register).endpoint),
    )


@bp.post("/tep/<int:file_id>/luu")
@guarded(policies.KEEP)
def store(file_id: int) -> ResponseReturnValue:
    file = queries.file(file_id)
    plan = services.store(actor(), file, good_rows_only=request.form.get("good_rows_only") == "1")
    new, changed = plan.counts[Outcome.NEW.value], plan.counts[Outcome.CHANGED.value]
    flash(say("Đã lưu: {new} dòng mới, {changed} dòng thay đổi.", new=new, changed=changed), "success")
    return redirect(url_for(named(file.register).endpoint))


@bp.post("/tep/<int:file_id>/bo")
@guarded(policies.KEEP)
def discard(file_id: int) -> ResponseReturnValue:
    file = queries.file(file_id)
    services.discard(actor(), file)
    flash(say("Đã bỏ tệp “{name}”, không lưu gì.", name=file.filename), "info")
    return redirect(url_for(named(file.register).endpoint))


def _crumbs(register: str, here: str) -> None:
    kind = named(register)
    require(policies.may_keep(actor(), actor().agency_id))
    crumbs((say(kind.label), url_for(kind.endpoint)), (here, None))
