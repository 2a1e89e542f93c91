"""The agency's side: its reports, one of them filled in, overridden, submitted; and its file."""

from functools import partial
from http import HTTPStatus

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.core.numbers import as_whole
from iso_app.core.policy import require
from iso_app.periodic_reports import files, pages, policies, queries, shown
from iso_app.periodic_reports.forms import OverrideForm, VerdictForm
from iso_app.periodic_reports.kinds import words_of
from iso_app.periodic_reports.printed import file_name
from iso_app.periodic_reports.services import deciding, filling
from iso_app.printing.kinds import KINDS, RENDERERS
from iso_app.web.export import attachment
from iso_app.web.form import Form
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("periodic_reports", __name__, url_prefix="/bao-cao-dinh-ky")
HOME = ("Báo cáo định kỳ", "/bao-cao-dinh-ky/")


@bp.get("/")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    """The periods of the province, or those that one's own agency owes a report for."""
    crumbs((say(HOME[0]), None))
    acting = actor()
    own = queries.own_agency(acting.agency_id)
    return render_template(
        "periodic_reports/index.html",
        agency=own,
        owed=shown.owed_lines(queries.owed_by(own), own.code) if own else [],
        periods=shown.period_lines() if acting.may(policies.OVERSEE) else None,
        may_open=acting.may(policies.DECIDE),
        may_design=acting.may(policies.DESIGN),
    )


def _sheet(period_id: int, code: str) -> pages.Sheet:
    period = queries.period(period_id)
    return pages.sheet(actor(), period, queries.member(period, code), opened=request.args.get("phan", ""))


def page_of(sheet: pages.Sheet, form: VerdictForm | None = None) -> str:
    """The report to be filled in, or to be read; `form` is a verdict that was refused."""
    crumbs((say(HOME[0]), url_for(".index")), (sheet.column.name, None))
    page = "fill.html" if sheet.may_fill else "read.html"
    return render_template(
        f"periodic_reports/{page}",
        sheet=sheet,
        code=sheet.column.code,
        kinds=KINDS,
        form=form or VerdictForm(),
        longest=deciding.REMARK_LETTERS,
    )


@bp.get("/ky/<int:period_id>/<code>")
@guarded(policies.READ)
def show(period_id: int, code: str) -> ResponseReturnValue:
    """The report of an agency: to be filled in by its own people, to be read and judged by the authority."""
    return page_of(_sheet(period_id, code))


@bp.post("/ky/<int:period_id>/<code>/luu")
@guarded(policies.FILL)
def save(period_id: int, code: str) -> ResponseReturnValue:
    """Save a part; what could not be stored is shown again as it was typed."""
    period = queries.period(period_id)
    who = queries.member(period, code)
    typed = pages.typed(request.form)
    _, saved = filling.save(actor(), period, agency_id=who.agency_id, typed=typed)
    part = request.form.get("part", "")
    if saved.refused or saved.overtaken:
        sheet = pages.sheet(actor(), period, who, opened=part, sent=typed, saved=saved)
        status = HTTPStatus.CONFLICT if saved.overtaken else HTTPStatus.UNPROCESSABLE_ENTITY
        return page_of(sheet), status
    flash(say("Đã lưu phần {part}.", part=part), "success")
    return redirect(url_for(".show", period_id=period_id, code=code, phan=part, _anchor=f"phan-{part}"))


@bp.post("/ky/<int:period_id>/<code>/tu-luu")
@guarded(policies.FILL)
def autosave(period_id: int, code: str) -> ResponseReturnValue:
    """Save the rows that a page found changed, and tell it what became of each."""
    period = queries.period(period_id)
    who = queries.member(period, code)
    report, saved = filling.save(actor(), period, agency_id=who.agency_id, typed=pages.typed(request.form))
    return jsonify(pages.autosaved(report, saved, pages.sheet(actor(), period, who)))


@bp.route("/ky/<int:period_id>/<code>/nop", methods=["GET", "POST"])
@guarded(policies.FILL)
def submit(period_id: int, code: str) -> ResponseReturnValue:
    """What is blank and which checks fail, each with room for an explanation; then hand it in."""
    sheet = _sheet(period_id, code)
    require(sheet.may_fill)
    form = Form()
    explanations = sheet.report.explanations if sheet.report else {}
    if form.validate_on_submit():
        explanations = pages.sent_under(request.form, pages.EXPLANATION)
        with form.attempt():
            filling.submit(
                actor(),
                sheet.period,
                agency_id=queries.member(sheet.period, code).agency_id,
                explanations=explanations,
                shown_version=request.form.get("version", type=as_whole),
            )
            flash(say("Đã nộp báo cáo. Cơ quan quản lý sẽ nhận hoặc trả lại kèm nhận xét."), "success")
            return redirect(url_for(".show", period_id=period_id, code=code))
    crumbs(
        (say(HOME[0]), url_for(".index")),
        (sheet.column.name, url_for(".show", period_id=period_id, code=code)),
        (say("Nộp báo cáo"), None),
    )
    return render_template(
        "periodic_reports/submit.html",
        sheet=sheet,
        form=form,
        code=code,
        explanations=explanations,
        longest=filling.EXPLANATION_LETTERS,
    )


@bp.route("/ky/<int:period_id>/<code>/ghi-thay/<row>", methods=["GET", "POST"])
@guarded(policies.FILL)
def override(period_id: int, code: str, row: str) -> ResponseReturnValue:
    """Another value than the one a row fills in, with the reason."""
    sheet = _sheet(period_id, code)
    require(sheet.may_fill)
    wanted = sheet.form.by_key.get(row)
    if wanted is None or not wanted.is_computed:
        raise NotFound("Biểu không có dòng tự điền này.")
    cell = sheet.column.cells[row]
    form = OverrideForm(data={"text": cell.value.text if cell.overrides else "", "reason": cell.reason})
    form.offer(wanted.field).of(queries.entries_of(sheet.report).get(row))
    back = url_for(
        ".show",
        period_id=period_id,
        code=code,
        phan=row.split(".", maxsplit=1)[0],
        _anchor=f"r-{row.replace('.', '-')}",
    )
    if form.validate_on_submit():
        agency_id = queries.member(sheet.period, code).agency_id
        with form.attempt():
            form.require_unchanged(filling.locked_entry(actor(), sheet.period, agency_id=agency_id, key=row))
            filling.override(
                actor(),
                sheet.period,
                agency_id=agency_id,
                key=row,
                text=form.text.data,
                reason=form.reason.data,
            )
            flash(say("Đã ghi giá trị của cơ quan bên cạnh số tự điền."), "success")
            return redirect(back)
    crumbs((say(HOME[0]), url_for(".index")), (sheet.column.name, back), (say("Ghi giá trị khác"), None))
    return render_template(
        "periodic_reports/override.html",
        form=form,
        row=wanted,
        cell=cell,
        words=partial(words_of, wanted.field),
        back=back,
        sheet=sheet,
        code=code,
    )


@bp.post("/ky/<int:period_id>/<code>/ghi-thay/<row>/bo")
@guarded(policies.FILL)
def take_computed(period_id: int, code: str, row: str) -> ResponseReturnValue:
    """Go back to what the row fills in."""
    period = queries.period(period_id)
    filling.take_computed(
        actor(),
        period,
        agency_id=queries.member(period, code).agency_id,
        key=row,
        shown_version=request.form.get("version", type=as_whole),
    )
    flash(say("Đã dùng lại số tự điền."), "success")
    part = row.split(".", maxsplit=1)[0]
    return redirect(url_for(".show", period_id=period_id, code=code, phan=part, _anchor=f"phan-{part}"))


@bp.get("/ky/<int:period_id>/<code>/tep/<kind>")
@guarded(policies.READ)
def file(period_id: int, code: str, kind: str) -> ResponseReturnValue:
    """The report of an agency as Word, Excel or PDF."""
    if kind not in RENDERERS:
        raise NotFound("Không có tệp loại “{kind}”; các loại: docx, xlsx, pdf.", kind=kind)
    period = queries.period(period_id)
    found = queries.one(period, queries.member(period, code))
    name = file_name(found.form, found.name, kind, code=code)
    return attachment(files.render(kind, found), name=name, mimetype=RENDERERS[kind][1])
