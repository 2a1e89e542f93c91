"""The second step of signing in: the code, the security key, or the app set up where the province demands it."""

from flask import flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from iso_app.accounts import services
from iso_app.accounts.forms import CodeForm, NewPasskeyForm, PasskeyAnswerForm, SetUpForm
from iso_app.accounts.services.steps import Entered, Waiting
from iso_app.accounts.views import offered
from iso_app.accounts.views.addresses import entrance
from iso_app.accounts.views.signing_in import STEP, bp, enter, go_on
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.web.addresses import onward
from iso_app.web.guard import public
from iso_app.web.languages import say


@bp.route("/dang-nhap/xac-thuc", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    waiting = services.waiting(_token())
    if waiting is None:
        return _from_the_start()
    if waiting.must_set_up:
        return redirect(url_for(".set_up_step", next=_following()))
    form = CodeForm()
    if form.validate_on_submit():
        with form.attempt():
            return go_on(services.pass_with_code(_token(), typed=form.code.data), _following())
    return render_template(
        "accounts/second_step.html", form=form, waiting=waiting, key_form=PasskeyAnswerForm()
    )


@bp.post("/dang-nhap/xac-thuc/khoa/thach-thuc")
@public
def step_challenge() -> ResponseReturnValue:
    return jsonify(services.challenge(_token(), site=offered.site()))


@bp.post("/dang-nhap/xac-thuc/khoa")
@public
def step_passkey() -> ResponseReturnValue:
    waiting = services.waiting(_token())
    if waiting is None:
        return _from_the_start()
    key_form = PasskeyAnswerForm()
    if key_form.validate_on_submit():
        with key_form.attempt():
            answer = key_form.answer.data or ""
            return go_on(
                services.pass_with_passkey(_token(), answer=answer, site=offered.site()), _following()
            )
    return render_template(
        "accounts/second_step.html", form=CodeForm(formdata=None), waiting=waiting, key_form=key_form
    )


@bp.route("/dang-nhap/thiet-lap", methods=["GET", "POST"])
@public
def set_up_step() -> ResponseReturnValue:
    waiting = services.waiting(_token())
    if waiting is None:
        return _from_the_start()
    if not waiting.must_set_up:
        return redirect(url_for(".second_step", next=_following()))
    form = SetUpForm()
    key = offered.key(form, person_id=waiting.person.id, email=waiting.person.email)
    if form.validate_on_submit():
        with form.attempt():
            carried = form.carried.data or ""
            return _with_codes(services.set_up_in_step(_token(), carried=carried, typed=form.code.data))
    return _set_up_page(waiting, form, key, NewPasskeyForm(formdata=None))


def _set_up_page(waiting: Waiting, form: SetUpForm, key: offered.OfferedKey, key_form: NewPasskeyForm) -> str:
    until = show_day(waiting.demand.compulsory_from) if waiting.demand else ""
    return render_template(
        "accounts/set_up_step.html", form=form, key=key, key_form=key_form, waiting=waiting, until=until
    )


@bp.post("/dang-nhap/thiet-lap/khoa/thach-thuc")
@public
def set_up_challenge() -> ResponseReturnValue:
    return jsonify(services.set_up_challenge(_token(), site=offered.site()))


@bp.post("/dang-nhap/thiet-lap/khoa")
@public
def set_up_passkey() -> ResponseReturnValue:
    waiting = services.waiting(_token())
    if waiting is None:
        return _from_the_start()
    if not waiting.must_set_up:
        return redirect(url_for(".second_step", next=_following()))
    key_form = NewPasskeyForm()
    if key_form.validate_on_submit():
        with key_form.attempt():
            answer = key_form.answer.data or ""
            return _with_codes(
                services.set_up_passkey_in_step(
                    _token(), name=key_form.name.data, answer=answer, site=offered.site()
                )
            )
    form = SetUpForm(formdata=None)
    key = offered.key(form, person_id=waiting.person.id, email=waiting.person.email, anew=True)
    return _set_up_page(waiting, form, key, key_form)


def _with_codes(entered: Entered) -> ResponseReturnValue:
    """The recovery codes, shown this one time, on the way into the product."""
    answer = go_on(entered, _following())
    if not entered.codes or entered.signed_in is None:
        return answer
    return render_template(
        "accounts/codes_step.html",
        codes=entered.codes,
        email=entered.signed_in.email,
        day=show_day(today()),
        following=entrance(_following()),
    )


@bp.post("/dang-nhap/de-sau")
@public
def postpone() -> ResponseReturnValue:
    entered = services.postpone(_token())
    if entered.signed_in is not None:
        enter(entered.signed_in)
        flash(
            say("Hãy thiết lập xác thực hai lớp trong trang Tài khoản của tôi trước khi hết hạn."), "warning"
        )
    return redirect(entrance(_following()))


def _token() -> str:
    return str(session.get(STEP, ""))


def _following() -> str:
    return onward(request.args.get("next"))


def _from_the_start() -> ResponseReturnValue:
    session.pop(STEP, None)
    return redirect(url_for(".sign_in", next=_following()))
