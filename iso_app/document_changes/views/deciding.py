"""The acts on a request, each an address of its own: opinion, decision, draft, taking back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.core.policy import require
from iso_app.document_changes import pages, policies, queries, services, shown
from iso_app.document_changes.forms import DecideForm, NewDocumentForm, OpinionForm, TakeBackForm
from iso_app.document_changes.kinds import OpinionSide
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.views.requests import bp, way
from iso_app.web.form import Form
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say


@bp.route("/<int:request_id>/y-kien", methods=["GET", "POST"])
@guarded(policies.OPINE)
def opine(request_id: int) -> ResponseReturnValue:
    found = queries.request(request_id)
    sides = shown.sides_open(actor(), found)
    if not sides:
        department_id = queries.department_of(actor().post_id)
        require(policies.may_opine(actor(), found, OpinionSide.BOARD, department_id=department_id))
        raise NotFound("Bạn đã cho ý kiến về đề nghị này.")
    form = OpinionForm().offer(sides)
    if form.validate_on_submit():
        with form.attempt():
            side = OpinionSide(form.side.data)
            services.give_opinion(
                actor(), found, side=side, words=form.words.data, agrees=form.agrees.data == "1"
            )
            return _done(found, say("Đã ghi ý kiến. Ý kiến được in trên phiếu và không sửa được nữa."))
    return _act(form, found, say("Cho ý kiến"), say("Ghi ý kiến"))


@bp.route("/<int:request_id>/quyet-dinh", methods=["GET", "POST"])
@guarded(policies.DECIDE)
def decide(request_id: int) -> ResponseReturnValue:
    found = queries.request(request_id)
    require(policies.may_decide(actor(), found))
    form = DecideForm()
    form.of(found)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found, lock=queries.lock)
            pages.decide(actor(), found, form)
            return _done(found, say("Đã ghi quyết định; người đề nghị được thông báo."))
    return _act(form, found, say("Quyết định"), say("Ghi quyết định"), words=say(shown.accepting(found)))


@bp.route("/<int:request_id>/soan", methods=["GET", "POST"])
@guarded(policies.READ)
def draft(request_id: int) -> ResponseReturnValue:
    """Begin the draft that an accepted request asks for."""
    found = queries.request(request_id)
    form = pages.draft_form(actor(), found)
    if form.validate_on_submit():
        with form.attempt():
            revision = pages.draft(actor(), found, form)
            flash(say("Đã bắt đầu soạn theo đề nghị {number}.", number=found.number), "success")
            return redirect(
                url_for("documents.revision", document_id=revision.document_id, number=revision.number)
            )
    way(found, say("Soạn theo đề nghị"))
    return render_template(
        "document_changes/draft.html", form=form, request_=found, is_new=isinstance(form, NewDocumentForm)
    )


@bp.post("/<int:request_id>/gan")
@guarded(policies.READ)
def link(request_id: int) -> ResponseReturnValue:
    """Name the revision that is there already as the one that carries out a request."""
    found = queries.request(request_id)
    require(policies.may_carry_out(actor(), found))
    revision = queries.revision_to_link(found)
    if revision is None:
        raise NotFound("Tài liệu chưa có lần ban hành nào để gắn với đề nghị này.")
    services.link(actor(), found, revision=revision)
    return _done(found, say("Đã gắn đề nghị với lần ban hành {number}.", number=f"{revision.number:02}"))


@bp.route("/<int:request_id>/rut", methods=["GET", "POST"])
@guarded(policies.ASK)
def take_back(request_id: int) -> ResponseReturnValue:
    found = queries.request(request_id)
    require(policies.may_take_back(actor(), found))
    form = TakeBackForm()
    form.of(found)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found, lock=queries.lock)
            services.take_back(actor(), found, reason=form.reason.data)
            return _done(found, say("Đã rút đề nghị. Phiếu vẫn được lưu để tra cứu."))
    return _act(form, found, say("Rút đề nghị"), say("Rút đề nghị"))


def _done(found: ChangeRequest, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("document_changes.show", request_id=found.id))


def _act(
    form: Form, found: ChangeRequest, heading: str, button: str, *, words: str = ""
) -> ResponseReturnValue:
    way(found, heading)
    return render_template(
        "document_changes/act.html", form=form, request_=found, heading=heading, button=button, words=words
    )
