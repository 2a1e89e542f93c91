"""The list, the tree and the record of an agency."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from iso_app.agencies import policies, queries
from iso_app.agencies.models import LEVEL_LABELS, Agency
from iso_app.agencies.tables import AGENCIES, applicability_badge, day_of, listed
from iso_app.agencies.views import bp, tree_bp
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import NotFound
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs, panels


@bp.get("")
@guarded(policies.LIST)
def index() -> ResponseReturnValue:
    day = day_of(request.args.get("ngay", ""))
    page = AGENCIES.page(listed(day))
    if export.wanted():
        return export.answer(page)
    crumbs((say("Danh sách cơ quan"), None))
    return render_template("agencies/index.html", page=page, day=show_day(day))


@tree_bp.get("")
@guarded(policies.LIST)
def tree() -> ResponseReturnValue:
    day = day_of(request.args.get("ngay", ""))
    crumbs((say("Danh sách cơ quan"), url_for("agencies.index")), (say("Sơ đồ"), None))
    return render_template(
        "agencies/tree.html",
        nodes=queries.tree(day),
        groups=queries.counts_by_group(day),
        day=show_day(day),
        levels=LEVEL_LABELS,
        badge=applicability_badge,
    )


@bp.get("/cua-toi")
@guarded(policies.OWN)
def own() -> ResponseReturnValue:
    """The way from the menu to the record of one's own agency."""
    agency = queries.by_id(actor().agency_id or 0)
    if agency is None:
        raise NotFound("Vị trí của bạn không thuộc cơ quan nào.")
    return redirect(url_for(".show", code=agency.code))


@bp.get("/<path:code>")
@guarded(policies.READ)
def show(code: str) -> ResponseReturnValue:
    agency = queries.get(code)
    parent = queries.by_id(agency.parent_id) if agency.parent_id else None
    crumbs(*_way_to(agency))
    return render_template(
        "agencies/show.html",
        agency=agency,
        parent=parent,
        facts=_facts(agency, parent),
        children=queries.children(agency.id, today()),
        departments=queries.departments(agency.id),
        periods=queries.periods(agency),
        history=history("agency", agency.id),
        panels=panels("agency.record", agency),
        people=panels("agency.people", agency),
        exists=agency.exists_on(today()),
        levels=LEVEL_LABELS,
        badge=applicability_badge,
        may_edit=policies.may_write(actor(), agency.province_id),
        may_settle=policies.may_settle(actor(), agency.province_id),
        may_edit_departments=policies.may_edit_departments(actor(), agency),
    )


def _way_to(agency: Agency) -> list[tuple[str, str | None]]:
    listed_too = [(say("Danh sách cơ quan"), url_for(".index"))] if actor().may(policies.LIST) else []
    return [*listed_too, (agency.name, None)]


def _facts(agency: Agency, parent: Agency | None) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = [
        (say("Mã cơ quan"), agency.code),
        (say("Tên viết tắt"), agency.short_name),
        (say("Cấp hành chính"), say(LEVEL_LABELS[agency.level])),
        (say("Loại cơ quan"), agency.group.name),
        (say("Diện áp dụng"), applicability_badge(agency.applicability)),
        (say("Hoạt động từ ngày"), show_day(agency.valid_from)),
    ]
    if agency.valid_to is not None:
        pairs.append((say("Hoạt động đến ngày"), show_day(agency.valid_to)))
    if parent is not None:
        link = Markup('<a href="{}">{}</a>').format(url_for(".show", code=parent.code), parent.name)
        pairs.append((say("Cơ quan cấp trên"), link))
    return pairs
