"""A document that was there before the template said to stand on a version of it; a file that follows one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.core.numbers import as_whole
from iso_app.core.policy import require
from iso_app.model_sets import policies, queries, services, shown
from iso_app.model_sets.forms import AdoptForm, LinkForm, UnlinkForm
from iso_app.model_sets.views.templates import bp, way
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say


@bp.route("/<int:template_id>/gan", methods=["GET", "POST"])
@guarded(policies.TAKE)
def link(template_id: int) -> ResponseReturnValue:
    """Choose a document and a version, look at both, and say that the one stands on the other."""
    template = queries.template(actor(), template_id)
    require(policies.may_link(actor(), template, queries.copy_of(actor().agency_id, template)))
    pair = shown.pair(
        actor(),
        template,
        document_id=request.args.get("tai-lieu", type=as_whole),
        number=request.args.get("phien-ban", template.latest, type=as_whole),
    )
    form = LinkForm().on(pair.likeness.digest if pair.likeness is not None else "")
    if form.validate_on_submit() and pair.document is not None:
        with form.attempt():
            services.link(
                actor(),
                pair.document,
                template=template,
                number=pair.number,
                shown_digest=form.shown_digest.data or "",
            )
            flash(say("Đã gắn tài liệu với mẫu. Từ nay phiên bản mới của mẫu được xem ba bên."), "success")
            return redirect(url_for(".show", template_id=template_id))
    way(template, (say("Gắn với mẫu của tỉnh"), None))
    return render_template("model_sets/link.html", form=form, template=template, pair=pair)


@bp.route("/<int:template_id>/bo-lien-ket", methods=["GET", "POST"])
@guarded(policies.TAKE)
def unlink(template_id: int) -> ResponseReturnValue:
    """Take a link back, with the reason."""
    template = queries.template(actor(), template_id)
    mine = queries.mine(actor().agency_id, template)
    if mine is None:
        raise NotFound("Cơ quan chưa có tài liệu nào gắn với mẫu này.")
    require(policies.may_unlink(actor(), mine.copy, queries.since_linked(mine)))
    form = UnlinkForm().about(mine.copy)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(mine.copy, lock=queries.lock)
            services.unlink(actor(), mine, reason=form.reason.data, leaves_item=form.leaves)
            flash(say("Đã bỏ liên kết với tài liệu mẫu. Tài liệu của cơ quan giữ nguyên."), "success")
            return redirect(url_for(".show", template_id=template_id))
    way(template, (say("Bỏ liên kết với tài liệu mẫu"), None))
    return render_template("model_sets/unlink.html", form=form, template=template, mine=mine)


@bp.route("/<int:template_id>/da-sua-tep", methods=["GET", "POST"])
@guarded(policies.TAKE)
def adopt(template_id: int) -> ResponseReturnValue:
    """The file that is being prepared has the changes of the newest version."""
    template = queries.template(actor(), template_id)
    mine = queries.mine(actor().agency_id, template)
    if mine is None or mine.revision is None:
        raise NotFound("Cơ quan chưa có tài liệu soạn từ mẫu này.")
    require(policies.may_adopt(actor(), mine.copy, mine.base.number, mine.revision))
    form = AdoptForm().on(mine.revision.content_digest)
    if form.validate_on_submit():
        with form.attempt():
            services.adopt(actor(), mine, shown_digest=form.shown_digest.data or "")
            flash(say("Đã ghi: tệp của bản soạn theo phiên bản mới của mẫu."), "success")
            return redirect(url_for(".show", template_id=template_id))
    way(template, (say("Tệp đã theo mẫu"), None))
    return render_template(
        "model_sets/act.html",
        form=form,
        heading=say("Tệp đã theo mẫu"),
        about=str(mine.revision),
        words=say(
            "Dùng khi bạn đã tự sửa trong tệp “{name}” theo các thay đổi của phiên bản {number}.",
            name=mine.revision.file_name,
            number=template.latest,
        ),
        button=say("Ghi tệp đã theo mẫu"),
        back=url_for(".merge", template_id=template_id),
    )
