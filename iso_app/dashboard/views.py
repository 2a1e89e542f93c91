from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.clock import today
from iso_app.core.dates import show_day, show_moment
from iso_app.core.numbers import show_number
from iso_app.dashboard import queries
from iso_app.tasks import queries as tasks
from iso_app.web.guard import actor, opens, signed_in
from iso_app.web.languages import say
from iso_app.web.page import panels

bp = Blueprint("dashboard", __name__)

# Step of the year's work -> endpoint and values of its page.
STEP_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "agencies": ("imports.upload", {"kind": "co-quan"}),
    "application": ("imports.upload", {"kind": "tinh-hinh"}),
    "inspections": ("imports.upload", {"kind": "kiem-tra"}),
    "report": ("reports.live", {"code": "phu-luc-1"}),
    "freeze": ("reports.snapshots", {}),
    "sign": ("reports.snapshots", {}),
}


@bp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    pages = {True: _province_home, False: _agency_home}
    return pages[actor().sees_province]()


@bp.get("/bat-dau")
@signed_in
def begin() -> ResponseReturnValue:
    """Where one comes to after signing in: what waits for one, if anything does, else the home page."""
    return redirect(url_for("tasks.index" if tasks.mine(actor()) or tasks.to_decide(actor()) else ".home"))


def _province_home() -> ResponseReturnValue:
    day = today()
    progress = queries.progress(queries.year_at_work(day))
    return render_template(
        "dashboard/province.html",
        day=show_day(day),
        levels=queries.levels(day),
        progress=progress,
        steps=[
            {"label": say(s.label), "state": s.state.value, "note": _note(s), "url": _page_of(s.key)}
            for s in queries.steps(progress)
        ],
        next_page=next((_page_of(s.key) for s in queries.steps(progress) if s.state == "current"), None),
        templates=[(t.title, link("reports.live", code=t.code)) for t in queries.templates()],
        imports=[(b.filename, show_moment(b.stored_at), b.made_by) for b in queries.latest_imports()],
        imports_url=link("imports.index"),
        agencies_url=link("agencies.index"),
        panels=panels("home", queries.own_agency(actor().agency_id)),
    )


def _note(step: queries.StepLine) -> str:
    if step.count is None:
        return ""
    count = show_number(step.count)
    of_tables = step.key in {"freeze", "sign"}
    return say("{count} bảng", count=count) if of_tables else say("{count} cơ quan", count=count)


def _page_of(key: str) -> str | None:
    endpoint, values = STEP_PAGES[key]
    return link(endpoint, **values)


def _agency_home() -> ResponseReturnValue:
    agency = queries.own_agency(actor().agency_id)
    return render_template(
        "dashboard/agency.html",
        agency=agency,
        agency_url=link("agencies.show", code=agency.code) if agency else None,
        panels=panels("home", agency),
        record_panels=panels("agency.record", agency) if agency else [],
    )


def link(endpoint: str, **values: Any) -> str | None:
    """The address of a page that the reader may open, of a feature that this installation may be built without."""
    there = endpoint in current_app.view_functions and opens(endpoint)
    return url_for(endpoint, **values) if there else None
