"""One's own account: data, posts, sessions, password."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.accounts import browsers, factors, queries, services, sessions
from iso_app.accounts.forms import PasswordForm
from iso_app.accounts.views.signing_in import bp, told
from iso_app.core.numbers import as_whole
from iso_app.web.guard import actor, signed_in, visitor
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.get("/tai-khoan")
@signed_in
def me() -> ResponseReturnValue:
    crumbs((say("Tài khoản của tôi"), None))
    return render_template(
        "accounts/me.html",
        visitor=visitor(),
        account=queries.own_account(actor()),
        sessions=sessions.live(visitor().person_id),
        browser=browsers.in_words,
        notices=[(notice.id, told(notice)) for notice in factors.untold(visitor().person_id)],
    )


@bp.post("/tai-khoan/da-biet")
@signed_in
def confirm_notices() -> ResponseReturnValue:
    services.confirm_notices(actor(), until=request.form.get("until", 0, type=as_whole))
    flash(say("Đã ghi nhận bạn đã biết."), "success")
    return redirect(url_for(".me"))


@bp.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    crumbs((say("Tài khoản của tôi"), url_for(".me")), (say("Đổi mật khẩu"), None))
    form = PasswordForm()
    if form.validate_on_submit():
        with form.attempt():
            services.change_password(
                actor(),
                present=form.present.data or "",
                new=form.new_password.data or "",
                session_id=visitor().session_id,
            )
            flash(say("Đã đổi mật khẩu. Các phiên đăng nhập ở nơi khác đã kết thúc."), "success")
            return redirect(url_for(".me"))
    return render_template("accounts/change_password.html", form=form, visitor=visitor())


@bp.post("/tai-khoan/phien/<int:session_id>/ket-thuc")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    services.end_session(actor(), session_id)
    flash(say("Đã kết thúc phiên đăng nhập."), "success")
    return redirect(url_for(".me"))


@bp.post("/tai-khoan/phien/ket-thuc-noi-khac")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    services.end_other_sessions(actor(), session_id=visitor().session_id)
    flash(say("Đã kết thúc các phiên đăng nhập ở nơi khác."), "success")
    return redirect(url_for(".me"))
