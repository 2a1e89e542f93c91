"""One's own second factors and sign-ins."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.accounts import factors, services
from iso_app.accounts.forms import OwnSetUpForm, PasskeyForm, PasswordAgainForm
from iso_app.accounts.tables import SIGN_INS
from iso_app.accounts.views import offered
from iso_app.accounts.views.signing_in import bp
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.web import export
from iso_app.web.guard import actor, signed_in, visitor
from iso_app.web.languages import say
from iso_app.web.page import crumbs


def _crumbs(here: str) -> None:
    crumbs(
        (say("Tài khoản của tôi"), url_for(".me")),
        (say("Xác thực hai lớp"), url_for(".second_factor")),
        (here, None),
    )


@bp.get("/tai-khoan/dang-nhap")
@signed_in
def sign_ins() -> ResponseReturnValue:
    page = SIGN_INS.page(factors.sign_ins(visitor().person_id))
    if export.wanted():
        return export.answer(page)
    crumbs((say("Tài khoản của tôi"), url_for(".me")), (say("Lịch sử đăng nhập"), None))
    return render_template("accounts/sign_ins.html", page=page, person=None)


@bp.get("/tai-khoan/xac-thuc")
@signed_in
def second_factor() -> ResponseReturnValue:
    crumbs((say("Tài khoản của tôi"), url_for(".me")), (say("Xác thực hai lớp"), None))
    return render_template("accounts/second_factor.html", factors=factors.of(visitor().person_id))


@bp.route("/tai-khoan/xac-thuc/ung-dung", methods=["GET", "POST"])
@signed_in
def set_up_totp() -> ResponseReturnValue:
    _crumbs(say("Ứng dụng xác thực"))
    form = OwnSetUpForm()
    key = offered.key(form, person_id=visitor().person_id, email=visitor().email)
    if form.validate_on_submit():
        with form.attempt():
            made = services.set_up_totp(
                actor(),
                password=form.password.data or "",
                carried=form.carried.data or "",
                typed=form.code.data,
                session_id=visitor().session_id,
            )
            return _done(made)
    return render_template("accounts/totp.html", form=form, key=key)


def _done(codes: list[str]) -> ResponseReturnValue:
    """Back to the overview; new recovery codes are shown on the way, this one time."""
    flash(say("Đã thiết lập xác thực hai lớp. Các phiên đăng nhập ở nơi khác đã kết thúc."), "success")
    return _shown(codes) if codes else redirect(url_for(".second_factor"))


def _shown(codes: list[str]) -> str:
    return render_template("accounts/codes.html", codes=codes, email=visitor().email, day=show_day(today()))


@bp.route("/tai-khoan/xac-thuc/ung-dung/bo", methods=["GET", "POST"])
@signed_in
def remove_totp() -> ResponseReturnValue:
    _crumbs(say("Bỏ ứng dụng xác thực"))
    form = PasswordAgainForm()
    if form.validate_on_submit():
        with form.attempt():
            services.remove_totp(actor(), password=form.password.data or "")
            flash(say("Đã bỏ ứng dụng xác thực."), "success")
            return redirect(url_for(".second_factor"))
    return render_template("accounts/factor_remove.html", form=form, key=None)


@bp.route("/tai-khoan/xac-thuc/ma-du-phong", methods=["GET", "POST"])
@signed_in
def renew_codes() -> ResponseReturnValue:
    _crumbs(say("Mã dự phòng"))
    form = PasswordAgainForm()
    if form.validate_on_submit():
        with form.attempt():
            return _shown(services.renew_codes(actor(), password=form.password.data or ""))
    return render_template("accounts/codes_new.html", form=form)


@bp.route("/tai-khoan/xac-thuc/khoa", methods=["GET", "POST"])
@signed_in
def add_passkey() -> ResponseReturnValue:
    _crumbs(say("Thêm khóa bảo mật"))
    form = PasskeyForm()
    if form.validate_on_submit():
        with form.attempt():
            made = services.add_passkey(
                actor(),
                name=form.name.data,
                password=form.password.data or "",
                answer=form.answer.data or "",
                session_id=visitor().session_id,
                site=offered.site(),
            )
            return _done(made)
    return render_template("accounts/passkey.html", form=form)


@bp.post("/tai-khoan/xac-thuc/khoa/thach-thuc")
@signed_in
def passkey_challenge() -> ResponseReturnValue:
    asked = services.passkey_challenge(actor(), session_id=visitor().session_id, site=offered.site())
    return jsonify(asked)


@bp.route("/tai-khoan/xac-thuc/khoa/<int:passkey_id>/bo", methods=["GET", "POST"])
@signed_in
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    key = factors.passkey(passkey_id, person_id=visitor().person_id)
    _crumbs(say("Bỏ khóa bảo mật"))
    form = PasswordAgainForm()
    if form.validate_on_submit():
        with form.attempt():
            services.remove_passkey(actor(), key, password=form.password.data or "")
            flash(say("Đã bỏ khóa bảo mật."), "success")
            return redirect(url_for(".second_factor"))
    return render_template("accounts/factor_remove.html", form=form, key=key)
