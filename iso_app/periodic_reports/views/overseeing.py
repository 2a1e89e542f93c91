"""The authority's side: periods, where each agency stands, totals, one row of all, and the verdict on a report."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies.models import Applicability, Level
from iso_app.core.numbers import as_whole
from iso_app.core.policy import require
from iso_app.periodic_reports import files, pages, policies, queries, shown
from iso_app.periodic_reports.forms import DueForm, OpenForm, ReasonForm, VerdictForm
from iso_app.periodic_reports.models import PeriodicReturn
from iso_app.periodic_reports.printed import file_name
from iso_app.periodic_reports.services import deciding, periods
from iso_app.periodic_reports.views.filling import HOME, bp, page_of
from iso_app.printing.kinds import XLSX
from iso_app.web import reading
from iso_app.web.export import attachment
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.route("/ky/mo", methods=["GET", "POST"])
@guarded(policies.DECIDE)
def open_period() -> ResponseReturnValue:
    """Ask agencies for a report."""
    form = OpenForm(data={"year": str(queries.year_now()), "version": request.args.get("mau", "")})
    form.offer(queries.choices_of_version(), queries.groups_of(actor()))
    if form.validate_on_submit():
        with form.attempt():
            made = periods.open_chosen(
                actor(),
                choice=form.version.data,
                year=form.year.data,
                half=int(form.half.data),
                due_on=form.due_on.data,
                level=Level(form.level.data) if form.level.data else None,
                group_id=int(form.group.data) if form.group.data else None,
                applicability=Applicability(form.applicability.data) if form.applicability.data else None,
            )
            flash(say("Đã mở kỳ báo cáo; các cơ quan thấy việc này ở trang chủ."), "success")
            return redirect(url_for(".period", period_id=made.id))
    crumbs((say(HOME[0]), url_for(".index")), (say("Mở kỳ báo cáo"), None))
    return render_template("periodic_reports/open.html", form=form)


@bp.get("/ky/<int:period_id>")
@guarded(policies.OVERSEE)
def period(period_id: int) -> ResponseReturnValue:
    """Every agency of a period and where it stands, the late ones first."""
    found = queries.period(period_id)
    standings = queries.standings(found)
    crumbs((say(HOME[0]), url_for(".index")), (say(found.called), None))
    return render_template(
        "periodic_reports/period.html",
        period=found,
        audience=shown.audience_words(found),
        counts=shown.counted(standings),
        lines=shown.standing_lines(found, standings),
        history=shown.history(found),
        may_decide=actor().may(policies.DECIDE),
    )


@bp.get("/ky/<int:period_id>/tong-hop")
@guarded(policies.OVERSEE)
def totals(period_id: int) -> ResponseReturnValue:
    """What each row adds up to over the province."""
    found = queries.period(period_id)
    form = queries.form_of(found.form_version)
    crumbs((say(HOME[0]), url_for(".index")), (say(found.called), url_for(".period", period_id=period_id)),
           (say("Tổng hợp toàn tỉnh"), None))  # fmt: skip
    return render_template("periodic_reports/totals.html", period=found, lines=shown.total_lines(found, form))


@bp.get("/ky/<int:period_id>/canh-nhau")
@guarded(policies.OVERSEE)
def side_by_side(period_id: int) -> ResponseReturnValue:
    """A part of the form with a column for each agency that has submitted, as on the printed table."""
    found = queries.period(period_id)
    form = queries.form_of(found.form_version)
    crumbs((say(HOME[0]), url_for(".index")), (say(found.called), url_for(".period", period_id=period_id)),
           (say("Các cơ quan cạnh nhau"), None))  # fmt: skip
    return render_template(
        "periodic_reports/side_by_side.html",
        period=found,
        page=shown.side_by_side(found, form, request.args.get("phan", "")),
    )


@bp.get("/ky/<int:period_id>/dong/<row>")
@guarded(policies.OVERSEE)
def across(period_id: int, row: str) -> ResponseReturnValue:
    """One row of all agencies, side by side."""
    found = queries.period(period_id)
    form = queries.form_of(found.form_version)
    wanted = queries.row_of(form, row)
    back = url_for(".totals", period_id=period_id)
    crumbs((say(HOME[0]), url_for(".index")), (say(found.called), url_for(".period", period_id=period_id)),
           (say("Tổng hợp toàn tỉnh"), back), (wanted.key, None))  # fmt: skip
    return render_template(
        "periodic_reports/across.html",
        period=found,
        row=wanted,
        lines=shown.across_lines(found, form, wanted),
        back=back,
    )


@bp.get("/ky/<int:period_id>/tep")
@guarded(policies.OVERSEE)
def workbook(period_id: int) -> ResponseReturnValue:
    """All agencies side by side as one workbook."""
    found = queries.all_of(queries.period(period_id))
    name = file_name(found.form, found.name, "xlsx")
    return attachment(files.render("xlsx", found), name=name, mimetype=XLSX)


@bp.route("/ky/<int:period_id>/han", methods=["GET", "POST"])
@guarded(policies.DECIDE)
def due_day(period_id: int) -> ResponseReturnValue:
    """Move the day by which a report is due."""
    found = queries.period(period_id)
    form = DueForm(data={"due_on": found.due_on})
    form.of(found)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found)
            periods.move_due_day(
                actor(), found, due_on=form.due_on.data or found.due_on, reason=form.reason.data
            )
            flash(say("Đã đổi hạn nộp; hạn cũ và lý do vẫn còn trong lịch sử."), "success")
            return redirect(url_for(".period", period_id=period_id))
    back = url_for(".period", period_id=period_id)
    crumbs((say(HOME[0]), url_for(".index")), (say(found.called), back), (say("Đổi hạn nộp"), None))
    return render_template("periodic_reports/due.html", form=form, period=found, back=back)


# -- the verdict on one report -----------------------------------------------------------------------------------


@bp.post("/ky/<int:period_id>/<code>/nhan-xet")
@guarded(policies.DECIDE)
def remark(period_id: int, code: str) -> ResponseReturnValue:
    """Keep the remarks written so far; the agency reads them once the report is sent back."""

    def keep(report: PeriodicReturn, _note: str, remarks: Mapping[str, str]) -> None:
        deciding.remark(actor(), report, remarks=remarks)

    done = "Đã lưu nhận xét. Cơ quan thấy nhận xét khi báo cáo được trả lại."
    return _judge(period_id, code, keep, done)


@bp.post("/ky/<int:period_id>/<code>/tra-lai")
@guarded(policies.DECIDE)
def send_back(period_id: int, code: str) -> ResponseReturnValue:
    """Send a report back with the remarks on its rows."""

    def give_back(report: PeriodicReturn, note: str, remarks: Mapping[str, str]) -> None:
        deciding.send_back(actor(), report, seen=_round_seen(), note=note, remarks=remarks)

    return _judge(period_id, code, give_back, "Đã trả lại báo cáo kèm nhận xét.")


@bp.post("/ky/<int:period_id>/<code>/nhan")
@guarded(policies.DECIDE)
def accept(period_id: int, code: str) -> ResponseReturnValue:
    """Accept a report; its figures are locked."""

    def take(report: PeriodicReturn, note: str, _remarks: Mapping[str, str]) -> None:
        deciding.accept(actor(), report, seen=_round_seen(), note=note)

    return _judge(period_id, code, take, "Đã nhận báo cáo; số liệu được khóa.")


def _judge(
    period_id: int,
    code: str,
    act: Callable[[PeriodicReturn, str, Mapping[str, str]], object],
    done: str,
) -> ResponseReturnValue:
    """What a button below the report asks; refused, the report is there again with everything that was typed."""
    found = queries.period(period_id)
    who = queries.member(found, code)
    report = queries.begun(found, who.agency_id)
    require(policies.may_accept(actor(), report))
    form = VerdictForm()
    remarks = pages.sent_under(request.form, pages.REMARK)
    if form.validate_on_submit():
        with form.attempt():
            act(report, form.note.data or "", remarks)
            flash(say(done), "success")
            return redirect(url_for(".show", period_id=period_id, code=code))
    return page_of(pages.sheet(actor(), found, who, remarking=remarks), form)


@bp.route("/ky/<int:period_id>/<code>/mo-lai", methods=["GET", "POST"])
@guarded(policies.DECIDE)
def reopen(period_id: int, code: str) -> ResponseReturnValue:
    """Unlock an accepted report, with the reason."""
    found = queries.period(period_id)
    who = queries.member(found, code)
    reading.read(who.agency_id)
    report = queries.begun(found, who.agency_id)
    form = ReasonForm()
    form.of(report)
    back = url_for(".show", period_id=period_id, code=code)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(report)
            deciding.reopen(actor(), report, reason=form.reason.data)
            flash(say("Đã mở lại báo cáo; cơ quan sửa rồi nộp lại."), "success")
            return redirect(back)
    crumbs((say(HOME[0]), url_for(".index")), (who.name, back), (say("Mở lại báo cáo"), None))
    return render_template("periodic_reports/reopen.html", form=form, who=who, period=found, back=back)


def _round_seen() -> int:
    """Which submission the page showed that a decision was made on."""
    return request.form.get("round", default=0, type=as_whole)
