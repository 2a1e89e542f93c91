"""The way in and out, the post one works in, the language."""

from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from iso_app.accounts import queries, services, sessions
from iso_app.accounts.forms import NewPasswordForm, SignInForm
from iso_app.accounts.services.steps import Entered
from iso_app.accounts.sessions import SignedIn
from iso_app.accounts.views.addresses import entrance
from iso_app.core.dates import show_moment
from iso_app.core.numbers import as_whole
from iso_app.web.addresses import onward
from iso_app.web.guard import actor, public, signed_in, visitor
from iso_app.web.languages import LOCALES, say

bp = Blueprint("accounts", __name__)

STEP = "step"  # of the cookie: the token of a sign-in whose second factor is still to come
RESET_NOTICE = (
    "Xác thực hai lớp của bạn đã được đặt lại bởi {by} lúc {when}."
    " Lý do: {reason}. Nếu bạn không đề nghị, hãy đổi mật khẩu và báo quản trị tỉnh ngay."
)
CODES_LEFT = (
    "Bạn vừa dùng một mã dự phòng, còn {count} mã. Mất điện thoại thì hãy vào Tài khoản của tôi › Xác thực hai lớp"
    " để đổi sang điện thoại khác. Nếu không phải bạn, hãy đổi mật khẩu ngay."
)
LAST_CODE = (
    "Bạn vừa dùng mã dự phòng cuối cùng. Hãy vào Tài khoản của tôi › Xác thực hai lớp để tạo mã mới trước khi"
    " đăng xuất."
)
# Why a session ended, for the browser that has its token and for nobody else.
BY_ADMINISTRATOR = "Quản trị đã kết thúc phiên làm việc của bạn; hãy đăng nhập lại."
OVER_BECAUSE = {
    sessions.DEMANDED: "Tỉnh đã yêu cầu xác thực hai lớp với vai trò của bạn; hãy đăng nhập lại để tiếp tục.",
    sessions.EXPIRED: "Phiên làm việc đã hết hạn vì lâu không dùng hoặc đã quá dài; hãy đăng nhập lại.",
    "ended_by_administrator": BY_ADMINISTRATOR,
    "disabled": BY_ADMINISTRATOR,
    "second_factor_reset": "Quản trị đã đặt lại xác thực hai lớp của bạn; hãy đăng nhập lại.",
    "second_factor_set": "Bạn vừa đổi xác thực hai lớp ở một trình duyệt khác; hãy đăng nhập lại.",
    "password_changed": "Mật khẩu của bạn vừa được đổi; hãy đăng nhập lại bằng mật khẩu mới.",
    "ended_by_person": "Bạn đã kết thúc phiên làm việc này từ một trình duyệt khác.",
}


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Keys and recovery codes stand on pages of people who have not signed in yet: no cache keeps them."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/dang-nhap", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    following = onward(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(following)
    form = SignInForm()
    if form.validate_on_submit():
        with form.attempt():
            entered = services.sign_in(
                form.email.data,
                form.password.data or "",
                network=request.remote_addr or "",
                browser=request.user_agent.string,
            )
            return go_on(entered, following)
    why = OVER_BECAUSE.get(sessions.why_over(session.get("_user_id", "")), "")
    return render_template(
        "accounts/sign_in.html", form=form, demo_accounts=_demo_accounts(), over_because=why and say(why)
    )


def go_on(entered: Entered, following: str) -> ResponseReturnValue:
    """Into the product, or to the second step of signing in."""
    if entered.signed_in is None:
        session[STEP] = entered.step
        return redirect(url_for("accounts.second_step", next=following))
    enter(entered.signed_in)
    for notice in entered.notices:
        flash(told(notice), "warning")
    if entered.codes_left is not None:
        flash(_after_recovery(entered.codes_left), "warning")
    return redirect(entrance(following))


def _after_recovery(left: int) -> str:
    """What follows from a recovery code given: whose telephone is lost is locked out with the last one."""
    return say(LAST_CODE) if left == 0 else say(CODES_LEFT, count=left)


def told(notice: Any) -> str:
    """What others did to the account, in words."""
    return say(RESET_NOTICE, by=notice.by, when=show_moment(notice.at), reason=notice.reason)


def enter(entered: SignedIn) -> None:
    """A fresh cookie for a fresh session: nothing that was in the browser before opens it."""
    chosen = session.get("locale")
    if current_user.is_authenticated:
        services.sign_out(visitor().as_actor(), session_id=visitor().session_id)
    session.clear()
    if chosen:
        session["locale"] = chosen
    session.permanent = True
    login_user(entered)


def _demo_accounts() -> list[Any]:
    return list(current_app.extensions.get("demo_accounts", ())) if current_app.config.get("DEMO") else []


@bp.post("/dang-xuat")
@signed_in
def sign_out() -> ResponseReturnValue:
    services.sign_out(actor(), session_id=visitor().session_id)
    leave()
    flash(say("Bạn đã đăng xuất."), "success")
    return redirect(url_for(".sign_in"))


def leave() -> None:
    """Forget the session in this browser; the language stays."""
    chosen = session.get("locale")
    logout_user()
    session.clear()
    if chosen:
        session["locale"] = chosen


@bp.post("/doi-vi-tri")
@signed_in
def switch_post() -> ResponseReturnValue:
    holding_id = request.form.get("post", 0, type=as_whole)
    services.switch_post(actor(), session_id=visitor().session_id, holding_id=holding_id)
    return redirect("/")


@bp.post("/ngon-ngu")
@public
def choose_language() -> ResponseReturnValue:
    chosen = request.form.get("locale", "")
    session["locale"] = chosen if chosen in LOCALES else "vi"
    return redirect(onward(request.form.get("next")))


@bp.route("/dat-mat-khau/<token>", methods=["GET", "POST"])
@public
def use_link(token: str) -> ResponseReturnValue:
    name = queries.name_on_link(token)
    form = NewPasswordForm()
    if name is None:
        return render_template("accounts/link_over.html"), HTTPStatus.NOT_FOUND
    if form.validate_on_submit():
        with form.attempt():
            services.use_one_time_link(token, password=form.new_password.data or "")
            leave()
            flash(say("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới."), "success")
            return redirect(url_for(".sign_in"))
    answer = make_response(render_template("accounts/use_link.html", form=form, name=name))
    answer.headers["Cache-Control"] = "no-store"
    return answer
