"""What the province demands of its people's accounts, and what an administrator does for those who lost a factor."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.accounts import factors, policies, queries, services
from iso_app.accounts.forms import DemandForm, ResetFactorForm
from iso_app.accounts.tables import SIGN_INS
from iso_app.accounts.views.people import bp
from iso_app.core.clock import today
from iso_app.core.policy import require
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.get("/xac-thuc-hai-lop")
@guarded(policies.DEMAND)
def demands() -> ResponseReturnValue:
    crumbs((say("Người dùng"), url_for(".index")), (say("Yêu cầu xác thực hai lớp"), None))
    rows = factors.demands(actor().province_id or 0)
    return render_template("accounts/demands.html", rows=rows, day=today())


@bp.route("/xac-thuc-hai-lop/<role>", methods=["GET", "POST"])
@guarded(policies.DEMAND)
def demand(role: str) -> ResponseReturnValue:
    which = _role(role)
    row = factors.demand_of(which, province_id=actor().province_id or 0)
    form = DemandForm(obj=row if row is not None and row.from_day else None)
    crumbs(
        (say("Người dùng"), url_for(".index")),
        (say("Yêu cầu xác thực hai lớp"), url_for(".demands")),
        (say(ROLE_LABELS[which]), None),
    )
    if form.validate_on_submit():
        with form.attempt():
            services.demand_second_factor(
                actor(), which, from_day=form.from_day.data, grace_days=form.grace_days.data or 0
            )
            flash(say("Đã yêu cầu xác thực hai lớp với vai trò này."), "success")
            return redirect(url_for(".demands"))
    held = next(found for found in factors.demands(actor().province_id or 0) if found.role is which)
    return render_template("accounts/demand.html", form=form, role=which, row=row, held=held)


@bp.post("/xac-thuc-hai-lop/<role>/thoi")
@guarded(policies.DEMAND)
def end_demand(role: str) -> ResponseReturnValue:
    services.end_demand(actor(), _role(role))
    flash(say("Đã thôi yêu cầu xác thực hai lớp với vai trò này."), "success")
    return redirect(url_for(".demands"))


def _role(value: str) -> Role:
    return Role(value) if value in set(Role) else abort(404)


@bp.get("/<int:person_id>/dang-nhap")
@guarded(policies.MANAGE)
def sign_ins(person_id: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    require(policies.may_manage(actor(), person, queries.ties(person.id)))
    page = SIGN_INS.page(factors.sign_ins(person.id))
    if export.wanted():
        return export.answer(page)
    crumbs(
        (say("Người dùng"), url_for(".index")),
        (person.full_name, url_for(".show", person_id=person.id)),
        (say("Lịch sử đăng nhập"), None),
    )
    return render_template("accounts/sign_ins.html", page=page, person=person)


@bp.route("/<int:person_id>/dat-lai-xac-thuc", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def reset_second_factor(person_id: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    require(policies.may_disable(actor(), person, queries.ties(person.id)))
    crumbs(
        (say("Người dùng"), url_for(".index")),
        (person.full_name, url_for(".show", person_id=person.id)),
        (say("Đặt lại xác thực hai lớp"), None),
    )
    form = ResetFactorForm()
    if form.validate_on_submit():
        with form.attempt():
            services.reset_second_factor(actor(), person, reason=form.reason.data)
            flash(say("Đã đặt lại xác thực hai lớp của người này."), "success")
            return redirect(url_for(".show", person_id=person.id))
    return render_template("accounts/factor_reset.html", form=form, person=person)
