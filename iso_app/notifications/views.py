from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.dates import show_moment
from iso_app.core.errors import NotFound
from iso_app.notifications import queries, services, smtp
from iso_app.notifications.forms import wishes_form
from iso_app.notifications.kinds import kinds, path
from iso_app.web.guard import actor, signed_in
from iso_app.web.languages import say
from iso_app.web.page import Tab, crumbs

bp = Blueprint("notifications", __name__, url_prefix="/thong-bao")


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    chosen = request.args.get("loai", "")
    counts = queries.counts(actor())
    crumbs((say("Thông báo"), None))
    return render_template(
        "notifications/index.html",
        told=queries.told(actor(), kind=chosen),
        tabs=_tabs(chosen, counts),
        unread=sum(unread for _, _, unread in counts),
        show_moment=show_moment,
    )


def _tabs(chosen: str, counts: Sequence[tuple[str, int, int]]) -> list[Tab]:
    known = kinds()
    everything = sum(number for _, number, _ in counts)
    each = [
        Tab(say(known[kind].label), url_for(".index", loai=kind), kind == chosen, number)
        for kind, number, _ in counts
        if kind in known
    ]
    return [Tab(say("Tất cả"), url_for(".index"), not chosen, everything), *each]


@bp.post("/<int:notification_id>/da-doc")
@signed_in
def mark_read(notification_id: int) -> ResponseReturnValue:
    """Mark one as read; from its own button, or from its sentence, which then leads on."""
    found = queries.one(actor(), notification_id)
    if found is None:
        raise NotFound("Không tìm thấy thông báo này.")
    services.mark_read(actor(), notification_id=notification_id)
    leads_to = path(kinds().get(found.kind), found.facts) if request.form.get("mo") else ""
    return redirect(leads_to or url_for(".index"))


@bp.post("/da-doc-het")
@signed_in
def mark_all_read() -> ResponseReturnValue:
    number = services.mark_read(actor())
    flash(say("Đã đánh dấu {number} thông báo là đã đọc.", number=number), "success")
    return redirect(url_for(".index"))


@bp.route("/thiet-lap", methods=["GET", "POST"])
@signed_in
def settings() -> ResponseReturnValue:
    form = wishes_form(kinds().values(), queries.wishes(actor()))
    if form.validate_on_submit():
        with form.attempt():
            services.choose(actor(), **form.facts())
            flash(say("Đã lưu thiết lập thông báo."), "success")
            return redirect(url_for(".index"))
    crumbs((say("Thông báo"), url_for(".index")), (say("Thiết lập"), None))
    return render_template("notifications/settings.html", form=form, mail_is_set_up=smtp.is_set_up())
