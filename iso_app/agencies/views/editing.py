"""Adding and mending agencies and their departments."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import departments as units
from iso_app.agencies import policies, queries, services
from iso_app.agencies.forms import (
    AgencyForm,
    ClosingForm,
    DepartmentEditForm,
    DepartmentForm,
    shown,
)
from iso_app.agencies.models import Agency
from iso_app.agencies.views import bp
from iso_app.core.clock import today
from iso_app.core.numbers import whole
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.WRITE)
def new() -> ResponseReturnValue:
    province = queries.province_of(actor())
    beginning = {"parent_id": whole(request.args.get("tren", "")) or 0, "valid_from": today()}
    form = _offered(AgencyForm(data=beginning), province.id)
    if form.validate_on_submit():
        with form.attempt():
            agency = services.create_agency(actor(), form.details())
            flash(say("Đã thêm cơ quan “{name}”.", name=agency.name), "success")
            return redirect(url_for(".show", code=agency.code))
    crumbs((say("Danh sách cơ quan"), url_for(".index")), (say("Thêm cơ quan"), None))
    return render_template("agencies/new.html", form=form)


@bp.route("/<path:code>/sua", methods=["GET", "POST"])
@guarded(policies.WRITE)
def edit(code: str) -> ResponseReturnValue:
    agency = queries.get(code)
    form = _offered(AgencyForm(data=shown(agency)), agency.province_id, but=agency)
    form.of(agency)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(agency)
            services.edit_agency(actor(), agency, details=form.details())
            flash(say("Đã lưu thông tin cơ quan."), "success")
            return redirect(url_for(".show", code=agency.code))
    _crumbs(agency, say("Sửa"))
    return render_template("agencies/edit.html", form=form, agency=agency)


@bp.route("/<path:code>/ket-thuc", methods=["GET", "POST"])
@guarded(policies.WRITE)
def close(code: str) -> ResponseReturnValue:
    agency = queries.get(code)
    form = ClosingForm(data={"valid_to": agency.valid_to or today()})
    form.of(agency)
    if form.validate_on_submit() and form.valid_to.data is not None:
        with form.attempt():
            form.require_unchanged(agency)
            services.close_agency(actor(), agency, valid_to=form.valid_to.data)
            flash(say("Đã ghi ngày kết thúc của cơ quan."), "success")
            return redirect(url_for(".show", code=agency.code))
    _crumbs(agency, say("Kết thúc hoạt động"))
    return render_template("agencies/close.html", form=form, agency=agency)


@bp.route("/<path:code>/phong/them", methods=["GET", "POST"])
@guarded(policies.DEPARTMENTS)
def department_new(code: str) -> ResponseReturnValue:
    agency = queries.get(code)
    form = DepartmentForm(data={"valid_from": today()})
    if form.validate_on_submit() and form.valid_from.data is not None:
        with form.attempt():
            units.add_department(actor(), agency, name=form.name.data, valid_from=form.valid_from.data)
            flash(say("Đã thêm “{name}”.", name=form.name.data), "success")
            return redirect(url_for(".show", code=agency.code))
    _crumbs(agency, say("Thêm phòng, bộ phận"))
    return render_template("agencies/department.html", form=form, agency=agency, department=None)


@bp.route("/<path:code>/phong/<int:department_id>", methods=["GET", "POST"])
@guarded(policies.DEPARTMENTS)
def department_edit(code: str, department_id: int) -> ResponseReturnValue:
    agency = queries.get(code)
    department = queries.get_department(agency, department_id)
    form = DepartmentEditForm(data={"name": department.name, "valid_to": department.valid_to})
    form.of(department)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(department)
            units.edit_department(actor(), department, name=form.name.data, valid_to=form.valid_to.data)
            flash(say("Đã lưu phòng, bộ phận."), "success")
            return redirect(url_for(".show", code=agency.code))
    _crumbs(agency, department.name)
    return render_template("agencies/department.html", form=form, agency=agency, department=department)


def _offered(form: AgencyForm, province_id: int, *, but: Agency | None = None) -> AgencyForm:
    own = but.id if but is not None else None
    parents = [choice for choice in queries.choices_of_parent(province_id) if choice[0] != own]
    return form.offer(
        groups=queries.groups(province_id), parents=parents, nobody=say("Không có cơ quan cấp trên")
    )


def _crumbs(agency: Agency, here: str) -> None:
    crumbs((agency.name, url_for(".show", code=agency.code)), (here, None))
