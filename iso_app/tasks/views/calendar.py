"""The calendar over all modules, and a person's private address of it."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.tasks import files, policies, queries, services, shown
from iso_app.web.addresses import whole_address
from iso_app.web.guard import actor, guarded, public, signed_in
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("calendar", __name__, url_prefix="/lich")


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    asked = request.args.get("thang", "")
    first = shown.month_asked(asked)
    crumbs((say("Lịch"), None))
    return render_template(
        "tasks/calendar.html",
        month=shown.month(actor(), asked, queries.names_of_days_off(actor().province_id, first.year)),
        as_list=request.args.get("xem") == "danh-sach",
        weekdays=("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    )


@bp.get("/rieng")
@signed_in
def own() -> ResponseReturnValue:
    crumbs((say("Lịch"), url_for(".index")), (say("Lịch riêng"), None))
    return render_template("tasks/feed.html", feed=queries.feed_of(actor()), address=None)


@bp.post("/rieng/tao")
@signed_in
def make() -> ResponseReturnValue:
    """The address is shown on the page that answers, once: no database has it."""
    token = services.make_feed(actor())
    crumbs((say("Lịch"), url_for(".index")), (say("Lịch riêng"), None))
    address = whole_address(".feed", token=token)
    return render_template("tasks/feed.html", feed=queries.feed_of(actor()), address=address)


@bp.post("/rieng/thu-hoi")
@signed_in
def revoke() -> ResponseReturnValue:
    services.revoke_feed(actor())
    flash(say("Đã thu hồi. Địa chỉ cũ không mở được nữa."), "success")
    return redirect(url_for(".own"))


@bp.get("/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    answer = Response(files.feed(token), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
