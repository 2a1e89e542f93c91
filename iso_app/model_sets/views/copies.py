"""An agency's copy of a template: taken, a new version merged part by part, or its own kept."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.core.policy import require
from iso_app.documents.content import STEP_COLUMNS
from iso_app.model_sets import policies, queries, services
from iso_app.model_sets.forms import MergeForm
from iso_app.model_sets.pages import places_of, take_form
from iso_app.model_sets.queries import Mine
from iso_app.model_sets.views.templates import bp, way
from iso_app.web.form import LongReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say


@bp.route("/<int:template_id>/lay", methods=["GET", "POST"])
@guarded(policies.TAKE)
def take(template_id: int) -> ResponseReturnValue:
    """The agency's own document from a template."""
    template = queries.template(actor(), template_id)
    mine = queries.mine(actor().agency_id, template)
    copy, revision = (mine.copy, mine.revision) if mine is not None else (None, None)
    require(policies.may_take(actor(), template, copy, revision))
    form = take_form(actor(), template)
    if form.validate_on_submit():
        with form.attempt():
            made = services.take(
                actor(),
                actor().agency_id or 0,
                template=template,
                code=form.code.data,
                title=form.title.data,
                department_id=form.department,
            )
            flash(say("Đã soạn tài liệu từ mẫu. Hãy sửa cho đúng với cơ quan rồi trình xem xét."), "success")
            return redirect(url_for("documents.write", document_id=made.document_id, number=made.number))
    way(template, (say("Soạn từ mẫu"), None))
    return render_template("model_sets/take.html", form=form, template=template)


@bp.route("/<int:template_id>/ba-ben", methods=["GET", "POST"])
@guarded(policies.TAKE)
def merge(template_id: int) -> ResponseReturnValue:
    """Old template, new template, mine: what becomes of each part."""
    mine = _mine(template_id)
    require(policies.may_keep_mine(actor(), mine.copy, mine.base.number))
    difference, unread = queries.difference(mine), queries.unread(mine)
    form = MergeForm().on(difference.digest)
    if form.validate_on_submit():
        with form.attempt():
            made = services.merge(
                actor(),
                mine,
                choices=form.choices(difference),
                shown_digest=form.shown_digest.data or "",
            )
            flash(say("Đã ghép phiên bản mới vào bản soạn. Hãy xem lại rồi trình xem xét."), "success")
            return redirect(url_for("documents.revision", document_id=made.document_id, number=made.number))
    way(mine.copy.template, (say("Xem ba bên"), None))
    return render_template(
        "model_sets/merge.html",
        form=form,
        mine=mine,
        difference=difference,
        places=places_of(form, difference),
        may_merge=policies.may_merge(actor(), mine.copy, mine.base.number, mine.revision, unread=unread),
        may_adopt=policies.may_adopt(actor(), mine.copy, mine.base.number, mine.revision),
        unread=unread,
        step_columns=STEP_COLUMNS,
    )


@bp.route("/<int:template_id>/giu-ban", methods=["GET", "POST"])
@guarded(policies.TAKE)
def keep(template_id: int) -> ResponseReturnValue:
    """Leave a version out, with the reason."""
    mine = _mine(template_id)
    template = mine.copy.template
    require(policies.may_keep_mine(actor(), mine.copy, mine.base.number))
    form = LongReasonForm()
    form.of(mine.copy)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(mine.copy, lock=queries.lock)
            services.keep_mine(actor(), mine, reason=form.reason.data)
            flash(say("Đã ghi: cơ quan giữ bản của mình."), "success")
            return redirect(url_for(".show", template_id=template_id))
    way(template, (say("Giữ bản của mình"), None))
    return render_template(
        "model_sets/act.html",
        form=form,
        heading=say("Giữ bản của mình"),
        about=str(template),
        words=say(
            "Các thay đổi của phiên bản {number} sẽ không được đề nghị lại. Cơ quan quản lý đọc được lý do.",
            number=template.latest,
        ),
        button=say("Giữ bản của mình"),
        back=url_for(".merge", template_id=template_id),
    )


def _mine(template_id: int) -> Mine:
    found = queries.mine(actor().agency_id, queries.template(actor(), template_id))
    if found is None:
        raise NotFound("Cơ quan chưa có tài liệu soạn từ mẫu này.")
    return found
