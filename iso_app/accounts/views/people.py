"""The people of a province or an agency."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.accounts import policies, queries, services
from iso_app.accounts.forms import AppointmentForm, HoldingEndForm, NewPersonForm, PersonForm
from iso_app.accounts.models import Person
from iso_app.accounts.tables import people_table
from iso_app.accounts.views import shown
from iso_app.core.policy import require
from iso_app.web import export
from iso_app.web.addresses import whole_address
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("people", __name__, url_prefix="/nguoi-dung")


@bp.get("/")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = people_table().page(queries.people())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Người dùng"), None))
    return render_template(
        "accounts/people.html",
        page=page,
        may_add=bool(policies.may_give(actor())),
        may_demand=actor().may(policies.DEMAND),
    )


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def new() -> ResponseReturnValue:
    require(policies.may_give(actor()))
    crumbs((say("Người dùng"), url_for(".index")), (say("Thêm người dùng"), None))
    form = NewPersonForm(data=shown.prefilled(request.args))
    form.offer(actor())
    if form.validate_on_submit():
        with form.attempt():
            person = services.engage(
                actor(),
                full_name=form.full_name.data,
                email=form.email.data,
                phone=form.phone.data,
                agency_id=form.agency_id.data,
                role=form.role.data,
                title=form.title.data,
                held_from=form.held_from.data,
            )
            flash(say("Đã thêm người dùng. Hãy tạo liên kết để người này đặt mật khẩu."), "success")
            return redirect(url_for(".show", person_id=person.id))
    return render_template("accounts/person_new.html", form=form)


@bp.get("/<int:person_id>")
@guarded(policies.READ)
def show(person_id: int) -> ResponseReturnValue:
    page = shown.of_person(actor(), queries.person(person_id))
    crumbs((say("Người dùng"), url_for(".index")), (page.person.full_name, None))
    return render_template("accounts/person.html", page=page)


@bp.route("/<int:person_id>/sua", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def edit(person_id: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    require(policies.may_manage(actor(), person, queries.ties(person_id)))
    _crumbs(person, say("Sửa thông tin"))
    form = PersonForm(obj=person)
    form.of(person)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(person)
            services.edit_person(
                actor(), person, full_name=form.full_name.data, email=form.email.data, phone=form.phone.data
            )
            flash(say("Đã lưu."), "success")
            return redirect(url_for(".show", person_id=person_id))
    return render_template("accounts/person_edit.html", form=form, person=person)


@bp.route("/<int:person_id>/giao-vi-tri", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def appoint(person_id: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    require(policies.may_give(actor()))
    _crumbs(person, say("Giao vị trí"))
    form = AppointmentForm()
    form.offer(actor())
    if form.validate_on_submit():
        with form.attempt():
            services.appoint_to(
                actor(),
                person,
                agency_id=form.agency_id.data,
                role=form.role.data,
                title=form.title.data,
                held_from=form.held_from.data,
                held_to=form.held_to.data,
            )
            flash(say("Đã giao vị trí."), "success")
            return redirect(url_for(".show", person_id=person_id))
    return render_template("accounts/appoint.html", form=form, person=person)


@bp.route("/<int:person_id>/vi-tri/<int:holding_id>/thoi-giu", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def end_holding(person_id: int, holding_id: int) -> ResponseReturnValue:
    holding = queries.holding(holding_id, person_id=person_id)
    require(policies.may_keep_post(actor(), holding.post.agency, holding.post.role))
    _crumbs(holding.person, say("Thôi giữ vị trí"))
    form = HoldingEndForm()
    if form.validate_on_submit():
        with form.attempt():
            services.end_holding(actor(), holding, held_to=form.held_to.data)
            flash(say("Đã ghi ngày thôi giữ vị trí."), "success")
            return redirect(url_for(".show", person_id=person_id))
    return render_template("accounts/holding_end.html", form=form, holding=holding)


@bp.post("/<int:person_id>/lien-ket")
@guarded(policies.MANAGE)
def make_link(person_id: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    _crumbs(person, say("Liên kết đặt mật khẩu"))
    token = services.make_one_time_link(actor(), person)
    address = whole_address("accounts.use_link", token=token)
    return render_template("accounts/link.html", person=person, address=address)


@bp.post("/<int:person_id>/khoa")
@guarded(policies.MANAGE)
def disable(person_id: int) -> ResponseReturnValue:
    services.disable_person(actor(), queries.person(person_id))
    flash(say("Đã khóa tài khoản."), "success")
    return redirect(url_for(".show", person_id=person_id))


@bp.post("/<int:person_id>/mo-lai")
@guarded(policies.MANAGE)
def enable(person_id: int) -> ResponseReturnValue:
    services.enable_person(actor(), queries.person(person_id))
    flash(say("Đã mở lại tài khoản."), "success")
    return redirect(url_for(".show", person_id=person_id))


@bp.post("/<int:person_id>/ket-thuc-phien")
@guarded(policies.MANAGE)
def end_sessions(person_id: int) -> ResponseReturnValue:
    services.end_all_sessions(actor(), queries.person(person_id))
    flash(say("Đã kết thúc mọi phiên đăng nhập của người này."), "success")
    return redirect(url_for(".show", person_id=person_id))


def _crumbs(person: Person, here: str) -> None:
    crumbs(
        (say("Người dùng"), url_for(".index")),
        (person.full_name, url_for(".show", person_id=person.id)),
        (here, None),
    )
