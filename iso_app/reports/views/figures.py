from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.reports import figures as known
from iso_app.reports import pages, policies, queries, storing
from iso_app.reports.forms import printed_form
from iso_app.reports.views import bp
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.route("/mau/<code>/so-in", methods=["GET", "POST"])
@guarded(policies.COMPILE)
def figures(code: str) -> ResponseReturnValue:
    """Type what somebody's table printed, figure by figure."""
    version = queries.template(code)
    period = queries.period(pages.year_of(request.args.get("year", "")), None)
    source = request.args.get("source", "")
    table = next((one for one in known.tables(code, period.year) if one.source == source), None)
    written = {key: figure.text for key, figure in table.figures.items()} if table else {}
    cells = pages.cells_to_type(queries.expanded(version.body, period))
    form = printed_form(cells, written, source)
    back = url_for(".live", code=code, **pages.asked(period))
    if form.validate_on_submit():
        with form.attempt():
            storing.write_typed(
                actor(), code=code, year=period.year, source=form.source.data, typed=form.given()
            )
            flash(say("Đã lưu số in."), "success")
            return redirect(back)
    crumbs((say("Phụ lục"), url_for(".index")), (version.title, back), (say("Số in"), None))
    return render_template("reports/figures.html", form=form, version=version, period=period, back=back)
