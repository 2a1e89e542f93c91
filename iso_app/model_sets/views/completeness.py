"""Who lacks which document: one's own agency, all agencies, one agency for the authority."""

from flask import render_template
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.errors import NotFound
from iso_app.model_sets import pages, policies, queries
from iso_app.model_sets.views.sets import bp, way
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.get("")
@guarded(policies.OWN)
def index() -> ResponseReturnValue:
    """What the reader's own agency has, and what it lacks."""
    agency = agencies.by_id(actor().agency_id or 0)
    if agency is None:
        raise NotFound("Bạn không thuộc cơ quan nào.")
    crumbs((say("Mô hình khung"), None))
    return render_template(
        "model_sets/agency.html",
        page=queries.items_of(actor(), agency),
        may_take=actor().may(policies.TAKE),
        is_own=True,
    )


@bp.get("/toan-tinh")
@guarded(policies.OVERSEE)
def province() -> ResponseReturnValue:
    """Agencies × items, whoever lacks most first."""
    page = pages.matrix()
    if export.wanted():
        return export.answer(page)
    crumbs((say("Mô hình khung"), None))
    return render_template(
        "model_sets/province.html",
        page=page,
        columns=pages.chosen_columns(page),
        may_keep=policies.may_keep(actor()),
    )


@bp.get("/co-quan/<code>")
@guarded(policies.OVERSEE)
def of_agency(code: str) -> ResponseReturnValue:
    agency = agencies.get(code)
    way((agency.name, None))
    return render_template(
        "model_sets/agency.html", page=queries.items_of(actor(), agency), may_take=False, is_own=False
    )
