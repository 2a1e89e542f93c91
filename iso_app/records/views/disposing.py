"""Records whose time is over: what is due, the proposal, the paper, the leader's signature."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.core.policy import require
from iso_app.files.shown import as_sent
from iso_app.records import policies, queries, services, tables
from iso_app.records.content import digest_of
from iso_app.records.forms import DecisionForm, ProposeForm
from iso_app.records.models import RecordDisposal
from iso_app.records.views.register import bp, home, tabs
from iso_app.records.workflow import DISPOSAL_LABELS
from iso_app.registers import pages
from iso_app.signatures import queries as signatures
from iso_app.signatures.forms import SignForm
from iso_app.signatures.models import Meaning
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.form import ReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.route("/den-han", methods=["GET", "POST"])
@guarded(policies.READ)
def due() -> ResponseReturnValue:
    """What may be destroyed by now; whoever keeps the register proposes it from here."""
    agency_id = actor().agency_id or 0
    found = queries.due_folders(agency_id)
    form = ProposeForm().offer(found)
    if form.validate_on_submit():
        with form.attempt():
            made = services.propose_disposal(
                actor(), agency_id, folders=queries.folders(agency_id, form.chosen()),
                reason=form.reason.data, method=form.method.data,
            )  # fmt: skip
            flash(say("Đã gửi đề nghị. Hãy đính kèm quyết định hủy để lãnh đạo ký phê duyệt."), "success")
            return redirect(url_for(".disposal", disposal_id=made.id))
    crumbs(home(), (say("Đến hạn hủy"), None))
    return render_template(
        "records/due.html",
        form=form,
        folders=found,
        chosen=set(form.folders.data or []),
        tabs=tabs(),
        may_keep=policies.may_keep(actor(), agency_id),
    )


@bp.get("/huy")
@guarded(policies.READ)
def disposals() -> ResponseReturnValue:
    page = tables.DISPOSALS.page(queries.disposals(actor().agency_id))
    if export.wanted():
        return export.answer(page)
    crumbs(home(), (say("Hủy hồ sơ"), None))
    return render_template("records/disposals.html", page=page, tabs=tabs())


@bp.get("/huy/<int:disposal_id>")
@guarded(policies.READ)
def disposal(disposal_id: int) -> ResponseReturnValue:
    found = queries.disposal(disposal_id)
    *way, here = _way(found)
    crumbs(*way, (here[0], None))
    return render_template(
        "records/disposal.html",
        disposal=found,
        digest=digest_of(found),
        state=say(DISPOSAL_LABELS[found.state]),
        tone=tables.TONES[found.state],
        signatures=signatures.of(found),
        may_attach=policies.may_attach(actor(), found),
        may_approve=policies.may_approve(actor(), found),
        may_decline=policies.may_decline(actor(), found),
        may_withdraw=policies.may_withdraw(actor(), found),
        history=history("record_disposal", found.id),
    )


@bp.route("/huy/<int:disposal_id>/quyet-dinh", methods=["GET", "POST"])
@guarded(policies.KEEP)
def attach(disposal_id: int) -> ResponseReturnValue:
    found = queries.disposal(disposal_id)
    require(policies.may_attach(actor(), found))
    form = DecisionForm()
    if form.validate_on_submit():
        with form.attempt():
            filename, content = form.content()
            services.attach_decision(
                actor(), found, number=form.number.data, decided_on=form.decided_on.data, filename=filename,
                content=content,
            )  # fmt: skip
            flash(say("Đã đính kèm quyết định."), "success")
            return redirect(url_for(".disposal", disposal_id=disposal_id))
    return _form(form, found, say("Đính kèm quyết định hủy"), say("Đính kèm"))


@bp.get("/huy/<int:disposal_id>/tep")
@guarded(policies.READ)
def decision_file(disposal_id: int) -> ResponseReturnValue:
    """The decision as it was sent."""
    found = queries.disposal(disposal_id)
    if not found.file_digest:
        raise NotFound("Đề nghị này chưa có tệp quyết định.")
    return as_sent(found.file_digest, found.filename)


@bp.route("/huy/<int:disposal_id>/ky", methods=["GET", "POST"])
@guarded(policies.APPROVE)
def approve(disposal_id: int) -> ResponseReturnValue:
    """The leader's signature under exactly this list."""
    found = queries.disposal(disposal_id)
    require(policies.may_approve(actor(), found))
    digest = digest_of(found)
    form = SignForm().on(digest, [Meaning.APPROVED])
    if form.validate_on_submit():
        with form.attempt():
            services.approve_disposal(
                actor(), found, shown_digest=form.shown_digest.data or "", password=form.password.data or ""
            )
            flash(say("Đã ký phê duyệt. Hồ sơ được ghi là đã hủy từ hôm nay."), "success")
            return redirect(url_for(".disposal", disposal_id=disposal_id))
    crumbs(*_way(found), (say("Ký phê duyệt"), None))
    return render_template("records/approve.html", form=form, disposal=found, digest=digest)


@bp.route("/huy/<int:disposal_id>/khong-dong-y", methods=["GET", "POST"])
@guarded(policies.APPROVE)
def decline(disposal_id: int) -> ResponseReturnValue:
    found = queries.disposal(disposal_id)
    require(policies.may_decline(actor(), found))
    form = ReasonForm()
    form.of(found)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found)
            services.decline_disposal(actor(), found, reason=form.reason.data)
            flash(say("Đã ghi quyết định. Hồ sơ tiếp tục được lưu."), "success")
            return redirect(url_for(".disposal", disposal_id=disposal_id))
    return _form(form, found, say("Không phê duyệt hủy"), say("Không phê duyệt"))


@bp.post("/huy/<int:disposal_id>/rut")
@guarded(policies.KEEP)
def withdraw(disposal_id: int) -> ResponseReturnValue:
    services.withdraw_disposal(actor(), queries.disposal(disposal_id))
    flash(say("Đã rút đề nghị. Hồ sơ tiếp tục được lưu."), "success")
    return redirect(url_for(".disposal", disposal_id=disposal_id))


def _way(found: RecordDisposal) -> list[tuple[str, str]]:
    """The way to a disposal and itself."""
    name = say("Hủy {count} tập hồ sơ", count=len(found.content))
    here = url_for(".disposal", disposal_id=found.id)
    return [home(), (say("Hủy hồ sơ"), url_for(".disposals")), (name, here)]


def _form(form: object, found: RecordDisposal, heading: str, button: str) -> ResponseReturnValue:
    return pages.change(form, way=_way(found), heading=heading, lede=found.reason, button=button)
