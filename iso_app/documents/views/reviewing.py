"""The way of a revision to its approval: handed in, remarked, sent back, signed; each act an address of its own."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.policy import require
from iso_app.documents import planning, policies, queries, services, shown
from iso_app.documents.forms.reviewing import (
    AnswerForm,
    ApproveForm,
    CommentForm,
    SendBackForm,
    SubmitForm,
)
from iso_app.documents.models import Revision
from iso_app.documents.views.documents import bp, show_revision, way_of
from iso_app.documents.views.drafting import to_revision
from iso_app.signatures.models import Meaning
from iso_app.web.form import LongReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say

AT = "/<int:document_id>/lan/<int:number>"


def _back(revision: Revision) -> str:
    return url_for("documents.revision", document_id=revision.document_id, number=revision.number)


@bp.route(f"{AT}/trinh", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def submit(document_id: int, number: int) -> ResponseReturnValue:
    """Who will sign, chosen where there is a choice; then handed in."""
    revision = queries.revision(actor(), document_id, number)
    require(policies.may_submit(actor(), revision))
    steps = planning.proposed_for(revision)
    form = SubmitForm().on(revision.content_digest)
    if form.validate_on_submit():
        with form.attempt():
            services.submit(
                actor(), revision, shown_digest=form.shown_digest.data or "", posts=form.chosen(steps)
            )
            flash(say("Đã trình. Người ký từng bước được báo khi đến lượt."), "success")
            return to_revision(revision)
    way_of(revision, say("Trình xem xét"))
    return render_template(
        "documents/submit.html", form=form, revision=revision, steps=steps, chosen=form.chosen(steps),
        back=_back(revision),
    )  # fmt: skip


@bp.route(f"{AT}/ky/<int:step_id>", methods=["GET", "POST"])
@guarded(policies.REVIEW)
def sign(document_id: int, number: int, step_id: int) -> ResponseReturnValue:
    revision = queries.revision(actor(), document_id, number)
    step = queries.step(revision, step_id)
    require(policies.may_sign(actor(), revision, step))
    form = ApproveForm()
    form.on(revision.content_digest, [Meaning(step.meaning.value)])
    form.propose_day(revision)
    if form.validate_on_submit():
        with form.attempt():
            services.sign(
                actor(),
                revision,
                step,
                shown_digest=form.shown_digest.data or "",
                password=form.password.data or "",
                effective_on=form.effective_on.data,
            )
            flash(say("Đã ký."), "success")
            return to_revision(revision)
    page = shown.revision_page(actor(), document_id, number)
    way_of(revision, say("Ký"))
    return render_template(
        "documents/sign.html", form=form, page=page, step=step,
        is_last=planning.is_last(step, queries.steps_of_round(revision)), back=_back(revision),
    )  # fmt: skip


@bp.route(f"{AT}/tra-lai", methods=["GET", "POST"])
@guarded(policies.REVIEW)
def send_back(document_id: int, number: int) -> ResponseReturnValue:
    revision = queries.revision(actor(), document_id, number)
    require(policies.may_send_back(actor(), revision, queries.steps_of_round(revision)))
    form = SendBackForm().on(revision.content_digest)
    if form.validate_on_submit():
        with form.attempt():
            services.send_back(
                actor(), revision, shown_digest=form.shown_digest.data or "", reason=form.reason.data
            )
            flash(say("Đã trả lại; người trình nhận việc sửa."), "success")
            return to_revision(revision)
    way_of(revision, say("Trả lại"))
    return render_template(
        "documents/act.html",
        form=form,
        heading=say("Trả lại để sửa"),
        about=say(revision.called),
        words=say("Góp ý theo từng đoạn ghi ở trang của bản này; ở đây ghi điều chính cần sửa."),
        button=say("Trả lại"),
        tone="primary",
        back=_back(revision),
    )


@bp.route(f"{AT}/rut", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def recall(document_id: int, number: int) -> ResponseReturnValue:
    revision = queries.revision(actor(), document_id, number)
    require(policies.may_recall(actor(), revision))
    return _with_reason(
        revision,
        lambda reason: services.recall(actor(), revision, reason=reason),
        heading=say("Rút lại để sửa"),
        words=say("Bản này trở về đang soạn; chữ ký đã có vẫn lưu ở lần trình này, lần trình sau ký lại."),
    )


@bp.route(f"{AT}/bo", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def discard(document_id: int, number: int) -> ResponseReturnValue:
    revision = queries.revision(actor(), document_id, number)
    require(policies.may_discard(actor(), revision))
    return _with_reason(
        revision,
        lambda reason: services.discard(actor(), revision, reason=reason),
        heading=say("Bỏ bản soạn"),
        words=say("Bản này thôi không ban hành nữa; nội dung vẫn lưu để tra cứu."),
        tone="danger",
    )


def _with_reason(
    revision: Revision, do: Callable[[str], None], *, heading: str, words: str, tone: str = "primary"
) -> ResponseReturnValue:
    form = LongReasonForm()
    form.of(revision)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(revision, lock=queries.lock)
            do(form.reason.data)
            flash(say("Đã ghi nhận."), "success")
            return redirect(url_for("documents.show", document_id=revision.document_id))
    way_of(revision, heading)
    return render_template(
        "documents/act.html", form=form, heading=heading, about=say(revision.called), words=words, button=heading,
        tone=tone, back=_back(revision),
    )  # fmt: skip


@bp.post(f"{AT}/gop-y")
@guarded(policies.REVIEW)
def comment(document_id: int, number: int) -> ResponseReturnValue:
    revision = queries.revision(actor(), document_id, number)
    form = CommentForm()
    if form.validate_on_submit():
        with form.attempt():
            services.comment(actor(), revision, words=form.words.data, passage=form.place)
            flash(say("Đã ghi góp ý."), "success")
            anchor = f"doan-{form.place}" if form.place is not None else "gop-y"
            return redirect(f"{_back(revision)}#{anchor}")
    return show_revision(document_id, number, form)


@bp.route(f"{AT}/gop-y/<int:comment_id>", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def answer(document_id: int, number: int, comment_id: int) -> ResponseReturnValue:
    revision = queries.revision(actor(), document_id, number)
    remark = queries.comment(revision, comment_id)
    require(policies.may_answer(actor(), revision, remark))
    form = AnswerForm()
    if form.validate_on_submit():
        with form.attempt():
            services.answer(actor(), revision, comment_id=comment_id, words=form.words.data)
            flash(say("Đã trả lời góp ý."), "success")
            return to_revision(revision)
    way_of(revision, say("Trả lời góp ý"))
    return render_template("documents/answer.html", form=form, remark=remark, back=_back(revision))


@bp.post(f"{AT}/da-xem")
@guarded(policies.READ)
def look(document_id: int, number: int) -> ResponseReturnValue:
    """Remember that this content was looked at, so that what changes later can be shown."""
    revision = queries.revision(actor(), document_id, number)
    services.look(actor(), revision)
    flash(say("Đã đánh dấu bạn đã xem bản này."), "success")
    return to_revision(revision)
