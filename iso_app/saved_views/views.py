from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.dates import show_moment
from iso_app.saved_views import queries, services
from iso_app.saved_views.forms import KeepForm
from iso_app.web.guard import actor, signed_in
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("saved_views", __name__, url_prefix="/danh-sach-da-luu")


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    """All that I saved, list by list."""
    crumbs((say("Danh sách đã lưu"), None))
    return render_template("saved_views/index.html", lists=queries.by_list(actor()), show_moment=show_moment)


@bp.post("")
@signed_in
def keep() -> ResponseReturnValue:
    form = KeepForm()
    if form.validate_on_submit():
        with form.attempt():
            kept = services.keep(
                actor(),
                name=form.name.data,
                address=form.address.data or "",
                list_label=form.list_label.data or "",
            )
            flash(say("Đã lưu “{name}”. Mở lại ở nút “Danh sách đã lưu”.", name=kept.name), "success")
            return redirect(kept.address)
    crumbs((say("Danh sách đã lưu"), url_for(".index")), (say("Lưu danh sách"), None))
    return render_template("saved_views/keep.html", form=form)


@bp.post("/<int:view_id>/xoa")
@signed_in
def discard(view_id: int) -> ResponseReturnValue:
    name = services.discard(actor(), view_id=view_id)
    flash(say("Đã xóa “{name}”.", name=name), "success")
    return redirect(url_for(".index"))
