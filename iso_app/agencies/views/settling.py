"""What a province settles for itself: its groups, its letterhead, its authority."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import policies, queries, services
from iso_app.agencies.forms import GroupForm, ProvinceForm
from iso_app.agencies.models import LEVEL_LABELS
from iso_app.agencies.views import bp, groups_bp, province_bp
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@groups_bp.route("", methods=["GET", "POST"])
@guarded(policies.WRITE)
def index() -> ResponseReturnValue:
    province = queries.province_of(actor())
    form = GroupForm()
    if form.validate_on_submit():
        with form.attempt():
            services.add_group(actor(), province.id, name=form.name.data)
            flash(say("Đã thêm loại cơ quan “{name}”.", name=form.name.data), "success")
            return redirect(url_for(".index"))
    crumbs((say("Danh sách cơ quan"), url_for("agencies.index")), (say("Các loại cơ quan"), None))
    return render_template(
        "agencies/groups.html", form=form, groups=queries.groups(province.id), sizes=queries.group_sizes()
    )


@groups_bp.route("/<int:group_id>", methods=["GET", "POST"])
@guarded(policies.WRITE)
def edit(group_id: int) -> ResponseReturnValue:
    group = queries.get_group(group_id)
    form = GroupForm(data={"name": group.name})
    form.of(group)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(group)
            services.rename_group(actor(), group, name=form.name.data)
            flash(say("Đã đổi tên loại cơ quan."), "success")
            return redirect(url_for(".index"))
    crumbs((say("Các loại cơ quan"), url_for(".index")), (group.name, None))
    return render_template("agencies/group.html", form=form, group=group)


@groups_bp.post("/<int:group_id>/len")
@guarded(policies.WRITE)
def up(group_id: int) -> ResponseReturnValue:
    services.move_group(actor(), queries.get_group(group_id), up=True)
    return redirect(url_for(".index"))


@groups_bp.post("/<int:group_id>/xuong")
@guarded(policies.WRITE)
def down(group_id: int) -> ResponseReturnValue:
    services.move_group(actor(), queries.get_group(group_id), up=False)
    return redirect(url_for(".index"))


@province_bp.route("", methods=["GET", "POST"])
@guarded(policies.SETTINGS)
def settings() -> ResponseReturnValue:
    found = queries.province_of(actor())
    names = ("parent_body", "issuing_body", "place", "signing_position")
    form = ProvinceForm(
        data={name: getattr(found, name) for name in names} | {"maintains": found.maintains.value}
    )
    form.of(found)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found)
            services.edit_province_settings(
                actor(),
                found,
                parent_body=form.parent_body.data,
                issuing_body=form.issuing_body.data,
                place=form.place.data,
                signing_position=form.signing_position.data,
                maintains=form.rule,
            )
            flash(say("Đã lưu thiết lập của tỉnh."), "success")
            return redirect(url_for(".settings"))
    crumbs((say("Thiết lập của tỉnh"), None))
    return render_template(
        "agencies/province.html",
        form=form,
        province=found,
        authority=queries.authority(found.id),
        levels=LEVEL_LABELS,
    )


@bp.post("/<path:code>/quan-ly")
@guarded(policies.SETTINGS)
def set_authority(code: str) -> ResponseReturnValue:
    agency = queries.get(code)
    services.set_authority(actor(), agency)
    flash(say("Đã chọn “{name}” làm cơ quan quản lý của tỉnh.", name=agency.name), "success")
    return redirect(url_for(".show", code=agency.code))
