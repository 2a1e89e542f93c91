"""The copies on paper of a document: handed out, collected, taken back, lost."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.clock import today
from iso_app.core.policy import require
from iso_app.distribution import policies, queries, services, tables
from iso_app.distribution.forms import CopyBackForm, HandOutForm, LostForm, number
from iso_app.distribution.models import PaperCopy
from iso_app.distribution.services import Handing
from iso_app.distribution.views.distribution import bp, tabs
from iso_app.distribution.workflow import CopyAction
from iso_app.documents import queries as documents
from iso_app.documents.models import Document
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.get("/<int:document_id>/ban-giay")
@guarded(policies.FOLLOW)
def copies(document_id: int) -> ResponseReturnValue:
    document = documents.document(actor(), document_id)
    may_keep = policies.may_keep(actor(), document)
    page = tables.copies(may_keep=bool(may_keep)).page(queries.copies(document_id))
    if export.wanted():
        return export.answer(page)
    _crumbs(document)
    return render_template(
        "distribution/copies.html",
        document=document,
        page=page,
        copies=queries.out_of(document_id),
        may_hand_out=policies.may_hand_out(actor(), document, queries.effective(document_id)),
        tabs=tabs(document_id),
    )


@bp.route("/<int:document_id>/ban-giay/giao", methods=["GET", "POST"])
@guarded(policies.KEEP)
def hand_out(document_id: int) -> ResponseReturnValue:
    document = documents.document(actor(), document_id)
    require(policies.may_hand_out(actor(), document, queries.effective(document_id)))
    _crumbs(document, say("Giao bản giấy"))
    lines = {str(line.id): line for line in queries.lines(document_id)}
    words = {
        line.id: say("{whose}: {copies} bản", whose=line.whose, copies=line.copies) for line in lines.values()
    }
    shown = {"day": today(), "count": "1", "line_id": request.args.get("dong", "")}
    form = HandOutForm(data=None if request.form else shown).offer(lines.values(), words)
    if form.validate_on_submit():
        with form.attempt():
            handing = Handing(
                form.holder.data,
                number(form.count),
                form.day.data or today(),
                lines.get(form.line_id.data),
                form.note.data,
            )
            handed = services.hand_out(actor(), document, handing=handing)
            flash(say("Đã giao {count} bản, số {first} đến {last}.", count=len(handed), first=handed[0].number,
                      last=handed[-1].number), "success")  # fmt: skip
            return redirect(url_for(".copies", document_id=document_id))
    return render_template(
        "distribution/act.html",
        form=form,
        document=document,
        heading=say("Giao bản giấy"),
        button=say("Giao"),
    )


@bp.route("/<int:document_id>/ban-giay/<int:copy_id>/thu-hoi", methods=["GET", "POST"])
@guarded(policies.KEEP)
def withdraw_copy(document_id: int, copy_id: int) -> ResponseReturnValue:
    form = CopyBackForm(data=None if request.form else {"day": today(), "stamped": True})

    def act(copy: PaperCopy) -> None:
        services.withdraw(
            actor(), copy, day=form.day.data or today(), stamped=bool(form.stamped.data), note=form.note.data
        )

    return _on_copy(document_id, copy_id, CopyAction.WITHDRAW, form, act, say("Thu hồi bản giấy"))


@bp.route("/<int:document_id>/ban-giay/<int:copy_id>/nhan-lai", methods=["GET", "POST"])
@guarded(policies.KEEP)
def take_back_copy(document_id: int, copy_id: int) -> ResponseReturnValue:
    form = CopyBackForm(data=None if request.form else {"day": today()})
    del form.stamped

    def act(copy: PaperCopy) -> None:
        services.take_back(actor(), copy, day=form.day.data or today(), note=form.note.data)

    return _on_copy(document_id, copy_id, CopyAction.TAKE_BACK, form, act, say("Nhận lại bản giấy"))


@bp.route("/<int:document_id>/ban-giay/<int:copy_id>/that-lac", methods=["GET", "POST"])
@guarded(policies.KEEP)
def lose_copy(document_id: int, copy_id: int) -> ResponseReturnValue:
    form = LostForm(data=None if request.form else {"day": today()})

    def act(copy: PaperCopy) -> None:
        services.lose(actor(), copy, day=form.day.data or today(), note=form.note.data)

    return _on_copy(document_id, copy_id, CopyAction.LOSE, form, act, say("Báo bản giấy thất lạc"))


def _on_copy(
    document_id: int,
    copy_id: int,
    action: CopyAction,
    form: CopyBackForm | LostForm,
    act: Callable[[PaperCopy], None],
    heading: str,
) -> ResponseReturnValue:
    document = documents.document(actor(), document_id)
    copy = queries.copy(document_id, copy_id)
    require(policies.may_end_copy(actor(), copy, action))
    _crumbs(document, heading)
    form.of(copy)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(copy)
            act(copy)
            flash(say("Đã ghi nhận."), "success")
            return redirect(url_for(".copies", document_id=document_id))
    return render_template(
        "distribution/act.html", form=form, document=document, heading=heading, button=heading, copy=copy
    )


def _crumbs(document: Document, here: str = "") -> None:
    copies_at = url_for(".copies", document_id=document.id)
    crumbs(
        (say("Phân phối tài liệu"), url_for(".index")),
        (document.code, url_for(".show", document_id=document.id)),
        (say("Các bản giấy"), copies_at if here else None),
        *(((here, None),) if here else ()),
    )
