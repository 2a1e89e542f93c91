from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.clock import today
from iso_app.core.dates import parse_day, show_day
from iso_app.core.text import clean
from iso_app.standards import policies, queries, services
from iso_app.standards.forms import TransitionForm
from iso_app.standards.kinds import KIND_LABELS
from iso_app.standards.tables import STANDING
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("standards", __name__, url_prefix="/tieu-chuan")

LONGEST_FILTER = 200


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    crumbs((say("Tiêu chuẩn"), None))
    return render_template(
        "standards/index.html",
        editions=queries.editions(),
        mappings=queries.mappings(),
        sees_standing=actor().may(policies.STANDING),
    )


@bp.get("/phien-ban/<edition_code>")
@guarded(policies.READ)
def edition(edition_code: str) -> ResponseReturnValue:
    found = queries.edition_of_code(edition_code)
    words = clean(request.args.get("loc", ""))[:LONGEST_FILTER]
    crumbs((say("Tiêu chuẩn"), url_for(".index")), (found.title_vi, None))
    return render_template(
        "standards/edition.html",
        edition=found,
        words=words,
        clauses=queries.clauses(found, words=words),
        mappings=[pair for pair in queries.mappings() if found in pair],
    )


@bp.get("/doi-chieu/<edition_code>/<to_edition_code>")
@guarded(policies.READ)
def mapping(edition_code: str, to_edition_code: str) -> ResponseReturnValue:
    crumbs((say("Tiêu chuẩn"), url_for(".index")), (say("Bảng đối chiếu"), None))
    return render_template(
        "standards/mapping.html", page=queries.mapping(edition_code, to_edition_code), kinds=KIND_LABELS
    )


@bp.get("/co-quan")
@guarded(policies.STANDING)
def standing() -> ResponseReturnValue:
    day = _day_asked()
    page = STANDING.page(queries.standing_rows(day))
    if export.wanted():
        return export.answer(page)
    crumbs((say("Tiêu chuẩn"), url_for(".index")), (say("Cơ quan theo phiên bản"), None))
    return render_template(
        "standards/standing.html", page=page, counts=queries.standing(day), day=show_day(day)
    )


def _day_asked() -> date:
    asked = request.args.get("ngay", "")
    return parse_day(asked) if asked else today()


@bp.route("/co-quan/<int:agency_id>/chuyen-doi", methods=["GET", "POST"])
@guarded(policies.TRANSITION)
def transition(agency_id: int) -> ResponseReturnValue:
    agency = queries.agency(agency_id)
    form = TransitionForm().offer_editions()
    if form.validate_on_submit():
        with form.attempt():
            services.set_edition(actor(), agency.id, **form.facts())
            flash(say("Đã ghi nhận phiên bản tiêu chuẩn của {agency}.", agency=agency.name), "success")
            return redirect(url_for("agencies.show", code=agency.code))
    crumbs(
        (agency.name, url_for("agencies.show", code=agency.code)),
        (say("Chuyển đổi phiên bản tiêu chuẩn"), None),
    )
    return render_template(
        "standards/transition.html", form=form, agency=agency, stretches=queries.stretches(agency.id)
    )
