"""Deputies: who works in whose post, between which days."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.accounts import deputies as queries
from iso_app.accounts import policies, services
from iso_app.accounts.forms import DelegateForm
from iso_app.accounts.views.signing_in import bp
from iso_app.core.clock import today
from iso_app.web.guard import actor, signed_in
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.route("/tai-khoan/uy-quyen", methods=["GET", "POST"])
@signed_in
def deputies() -> ResponseReturnValue:
    crumbs((say("Tài khoản của tôi"), url_for(".me")), (say("Ủy quyền"), None))
    every = policies.keeps_everybody(actor())
    holdings = queries.holdings_to_delegate(actor(), every=every)
    form = DelegateForm().offer(holdings, queries.colleagues(actor().agency_id))
    if form.validate_on_submit():
        with form.attempt():
            services.delegate(
                actor(),
                queries.holding_by_id(int(form.holding_id.data)),
                deputy_id=int(form.deputy_id.data),
                from_day=form.from_day.data or today(),
                to_day=form.to_day.data or today(),
                reason=form.reason.data,
            )
            flash(say("Đã ủy quyền."), "success")
            return redirect(url_for(".deputies"))
    return render_template(
        "accounts/deputies.html",
        form=form,
        holdings=holdings,
        delegations=queries.delegations(actor(), every=every),
        today=today(),
    )


@bp.post("/tai-khoan/uy-quyen/<int:delegation_id>/thoi")
@signed_in
def end_delegation(delegation_id: int) -> ResponseReturnValue:
    services.end_delegation(actor(), queries.delegation(delegation_id))
    flash(say("Đã thôi ủy quyền."), "success")
    return redirect(url_for(".deputies"))
