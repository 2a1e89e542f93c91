"""The province's model sets: taken, changed, their items."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.policy import require
from iso_app.documents import queries as documents
from iso_app.model_sets import policies, queries, services
from iso_app.model_sets.forms import ItemForm, SetForm
from iso_app.model_sets.models import ModelSet
from iso_app.web.form import LongReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("model_sets", __name__, url_prefix="/mo-hinh-khung")


def way(*further: tuple[str, str | None]) -> None:
    """The crumbs of a page below the province's sets."""
    crumbs((say("Mô hình khung"), url_for("model_sets.province")), *further)


def _way_of(found: ModelSet, *further: tuple[str, str | None]) -> None:
    url = url_for("model_sets.show", set_id=found.id) if further else None
    way((say("Các bộ"), url_for("model_sets.sets")), (found.name, url), *further)


@bp.get("/bo")
@guarded(policies.OVERSEE)
def sets() -> ResponseReturnValue:
    way((say("Các bộ"), None))
    return render_template("model_sets/sets.html", sets=queries.sets(), may_keep=policies.may_keep(actor()))


@bp.post("/bo/co-san")
@guarded(policies.KEEP)
def take_defaults() -> ResponseReturnValue:
    """The sets that come with the product, where the province has none."""
    taken = services.take_default_sets(actor(), agencies.province_of(actor()))
    flash(say("Đã lấy {count} bộ có sẵn. Hãy đối chiếu rồi sửa cho đúng với tỉnh.", count=taken), "success")
    return redirect(url_for(".sets"))


@bp.get("/bo/<int:set_id>")
@guarded(policies.OVERSEE)
def show(set_id: int) -> ResponseReturnValue:
    found = queries.model_set(set_id)
    _way_of(found)
    return render_template("model_sets/set.html", found=found, may_keep=policies.may_keep(actor()))


@bp.route("/bo/moi", methods=["GET", "POST"])
@guarded(policies.KEEP)
def new_set() -> ResponseReturnValue:
    form = SetForm().offer_audiences(queries.groups_of(actor()))
    if form.validate_on_submit():
        with form.attempt():
            found = services.keep_set(actor(), agencies.province_of(actor()), facts=form.facts())
            flash(say("Đã thêm mô hình khung. Hãy thêm các mục."), "success")
            return redirect(url_for(".show", set_id=found.id))
    way((say("Các bộ"), url_for(".sets")), (say("Thêm bộ"), None))
    return render_template(
        "model_sets/form.html", form=form, heading=say("Thêm mô hình khung"), back=url_for(".sets")
    )


@bp.route("/bo/<int:set_id>/sua", methods=["GET", "POST"])
@guarded(policies.KEEP)
def edit_set(set_id: int) -> ResponseReturnValue:
    found = queries.model_set(set_id)
    form = SetForm().offer_audiences(queries.groups_of(actor())).fill(found)
    form.of(found)
    back = url_for(".show", set_id=set_id)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found)
            services.keep_set(actor(), agencies.province_of(actor()), facts=form.facts(), model_set=found)
            flash(say("Đã lưu mô hình khung."), "success")
            return redirect(back)
    _way_of(found, (say("Sửa"), None))
    return render_template("model_sets/form.html", form=form, heading=found.name, back=back)


@bp.route("/bo/<int:set_id>/muc-moi", methods=["GET", "POST"])
@guarded(policies.KEEP)
def new_item(set_id: int) -> ResponseReturnValue:
    found = queries.model_set(set_id)
    form = ItemForm(data={"position": str(len(found.items) + 1)}).offer(documents.kinds())
    back = url_for(".show", set_id=set_id)
    if form.validate_on_submit():
        with form.attempt():
            services.keep_item(actor(), found, facts=form.facts())
            flash(say("Đã thêm mục."), "success")
            return redirect(back)
    _way_of(found, (say("Thêm mục"), None))
    return render_template("model_sets/form.html", form=form, heading=say("Thêm mục"), back=back)


@bp.route("/muc/<int:item_id>", methods=["GET", "POST"])
@guarded(policies.KEEP)
def edit_item(item_id: int) -> ResponseReturnValue:
    item = queries.item(item_id)
    form = ItemForm().offer(documents.kinds()).fill(item)
    form.of(item)
    back = url_for(".show", set_id=item.set_id)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(item)
            services.keep_item(actor(), item.model_set, facts=form.facts(), item=item)
            flash(say("Đã lưu mục."), "success")
            return redirect(back)
    _way_of(item.model_set, (item.name, None))
    return render_template("model_sets/form.html", form=form, heading=item.name, back=back)


@bp.route("/muc/<int:item_id>/ngung", methods=["GET", "POST"])
@guarded(policies.KEEP)
def retire_item(item_id: int) -> ResponseReturnValue:
    item = queries.item(item_id)
    require(policies.may_retire_item(actor(), item))
    form = LongReasonForm()
    form.of(item)
    back = url_for(".show", set_id=item.set_id)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(item)
            services.retire_item(actor(), item, reason=form.reason.data)
            flash(say("Đã ngừng dùng mục này."), "success")
            return redirect(back)
    _way_of(item.model_set, (item.name, None))
    return render_template(
        "model_sets/act.html",
        form=form,
        heading=say("Ngừng dùng mục"),
        about=item.name,
        words=say("Từ hôm nay các cơ quan không bị tính là thiếu mục này. Tài liệu đã có vẫn giữ nguyên."),
        button=say("Ngừng dùng mục"),
        back=back,
    )


@bp.post("/muc/<int:item_id>/dung-lai")
@guarded(policies.KEEP)
def resume_item(item_id: int) -> ResponseReturnValue:
    item = queries.item(item_id)
    services.resume_item(actor(), item)
    flash(say("Mục này được dùng lại."), "success")
    return redirect(url_for(".show", set_id=item.set_id))
