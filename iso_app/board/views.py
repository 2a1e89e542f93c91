from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.board import pages, policies, queries, services, tables
from iso_app.board.compute import STATUS_LABELS
from iso_app.board.forms import YearsForm
from iso_app.compliance.measures import Period
from iso_app.core.clock import today
from iso_app.core.dates import parse_day, show_moment
from iso_app.core.numbers import whole
from iso_app.files.shown import as_sent
from iso_app.imports import policies as imports
from iso_app.jobs.jobs import JOBS_KEPT_DAYS
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("board", __name__, url_prefix="/bang-theo-doi")


def _period(years: list[int]) -> Period:
    typed, day = request.args.get("year", ""), request.args.get("as_of", "").strip()
    year = whole(typed) or (years[0] if years else today().year)
    return queries.period(year, parse_day(day) if day else None)


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    """Agencies × obligations."""
    years = queries.years()
    board = queries.board(actor(), _period(years))
    page = tables.page(board, "board.index")
    if export.wanted():
        return export.answer(page)
    crumbs((say("Bảng theo dõi"), None))
    return render_template(
        "board/index.html",
        page=page,
        period=board.period,
        years=years,
        tabs=pages.tabs(),
        lines=pages.matrix(page, board.period),
        tally=pages.tally(page.kept),
        statuses=STATUS_LABELS,
    )


@bp.get("/bieu-do")
@guarded(policies.READ)
def charts() -> ResponseReturnValue:
    """The same agencies as pictures, each beside its table."""
    years = queries.years()
    period = _period(years)
    board, before = queries.two_boards(actor(), period, _year_before(period))
    page, page_before = tables.page(board, "board.charts"), tables.page(before, "board.charts")
    crumbs(
        (say("Bảng theo dõi"), url_for(".index", **pages.asked(period))), (say("Biểu đồ và so sánh"), None)
    )
    return render_template(
        "board/charts.html",
        page=page,
        period=period,
        before=before.period,
        years=years,
        tabs=pages.tabs(),
        tally=pages.tally(page.kept),
        progress=pages.progress(page.kept),
        two_years=pages.two_years(page_before.kept, page.kept),
        agencies=(len(page_before.kept), len(page.kept)),
        same_agencies={line.id for line in page_before.kept} == {line.id for line in page.kept},
        heat_maps=(
            ("huyen", say("Huyện"), pages.by_district(page, board)),
            ("loai", say("Loại cơ quan"), pages.by_group(page, board)),
        ),
        statuses=STATUS_LABELS,
    )


def _year_before(period: Period) -> Period:
    """The same day of the year before (28/02 for a leap day), so that two years are compared at the same age."""
    day = period.as_of
    leap = (day.month, day.day) == (2, 29)
    return Period.of_year(period.year - 1, date(day.year - 1, day.month, 28 if leap else day.day))


@bp.route("/nhieu-nam", methods=["GET", "POST"])
@guarded(policies.READ)
def years() -> ResponseReturnValue:
    """Several years as one file: chosen here, made in the background."""
    known = queries.years()
    form = YearsForm().offer(known)
    if form.validate_on_submit():
        with form.attempt():
            job_id = services.ask_for_years_file(actor(), form.years.data or ())
            return redirect(url_for("jobs.progress", job_id=job_id))
    crumbs((say("Bảng theo dõi"), url_for(".index")), (say("Xuất số liệu nhiều năm"), None))
    return render_template(
        "board/years.html",
        form=form,
        known=known,
        files=queries.years_files(actor()),
        kept_days=JOBS_KEPT_DAYS,
        show_moment=show_moment,
        may_import=actor().may(imports.MAKE),
    )


@bp.get("/nhieu-nam/tep/<key>")
@guarded(policies.READ)
def years_file(key: str) -> ResponseReturnValue:
    """A file that was made: for those of the province who may see the board today."""
    file = queries.years_file(actor(), key)
    return as_sent(file.digest, file.name)


@bp.get("/<code>/<duty>")
@guarded(policies.READ)
def cell(code: str, duty: str) -> ResponseReturnValue:
    """What stands behind one status of one agency."""
    period = _period(queries.years())
    found = queries.cell(actor(), period, code, duty)
    back = url_for(".index", **pages.asked(period))
    crumbs((say("Bảng theo dõi"), back), (found.line.name, None))
    link = pages.cell_links(period)
    return render_template(
        "board/cell.html",
        found=found,
        period=period,
        back=back,
        others=[
            (t.label, found.line.statuses[t.code], link(code, t.code)) for t in pages.tally([found.line])
        ],
        linked=actor().may(imports.LINES),
        may_import=actor().may(imports.MAKE),
    )
