from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.reports import drafting, pages, policies, queries
from iso_app.reports.forms import CheckForm, CloneForm, HeadsForm, RowForm
from iso_app.reports.models import TemplateDraft
from iso_app.reports.views import bp
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

OWN = "Mẫu riêng của tỉnh"


def _trail(draft: TemplateDraft | None = None, *further: tuple[str, str | None]) -> None:
    shown: list[tuple[str, str | None]] = [
        (say("Phụ lục"), url_for(".index")),
        (say(OWN), url_for(".drafts")),
    ]
    if draft is not None:
        shown.append((draft.title, url_for(".template_draft", draft_code=draft.code)))
    crumbs(*shown, *further)


@bp.get("/mau-rieng")
@guarded(policies.TEMPLATES)
def drafts() -> ResponseReturnValue:
    """The province's own tables, and what they may be copied from."""
    _trail()
    return render_template("reports/drafts.html", drafts=drafting.drafts(), templates=queries.templates())


@bp.route("/mau/<code>/nhan-ban", methods=["GET", "POST"])
@guarded(policies.TEMPLATES)
def clone(code: str) -> ResponseReturnValue:
    version = queries.template(code)
    form = CloneForm(data={"title": version.title})
    if form.validate_on_submit():
        with form.attempt():
            made = drafting.clone(actor(), code=code, title=form.title.data)
            flash(say("Đã nhân bản mẫu. Sửa, xem thử rồi ban hành."), "success")
            return redirect(url_for(".template_draft", draft_code=made.code))
    _trail(None, (say("Nhân bản mẫu"), None))
    return render_template("reports/clone.html", form=form, version=version)


@bp.get("/mau-rieng/<draft_code>")
@guarded(policies.TEMPLATES)
def template_draft(draft_code: str) -> ResponseReturnValue:
    """A table in the making: how it looks for a year, and what may be edited."""
    draft = drafting.draft_of(draft_code)
    years = queries.years_with_facts()
    asked = request.args.get("year", "")
    period = queries.period(pages.year_of(asked) if asked else pages.newest(years), None)
    content = queries.preview(actor(), draft, period)
    _trail(draft)
    return render_template(
        "reports/template_draft.html",
        draft=draft,
        period=period,
        years=years,
        sheet=pages.sheet(content, lambda _cell: ""),
        rows=draft.body["rows"],
        checks=draft.body.get("checks", ()),
        history=pages.history_of(draft),
    )


@bp.route("/mau-rieng/<draft_code>/tieu-de", methods=["GET", "POST"])
@guarded(policies.TEMPLATES)
def template_heads(draft_code: str) -> ResponseReturnValue:
    draft = drafting.draft_of(draft_code)
    form = HeadsForm(data=draft.body)
    form.of(draft)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(draft)
            words = {name: getattr(form, name).data for name in ("title", "heading", "subject", "summary")}
            drafting.write_heads(actor(), draft, **words)
            flash(say("Đã lưu."), "success")
            return redirect(url_for(".template_draft", draft_code=draft_code))
    _trail(draft, (say("Tiêu đề"), None))
    return render_template("reports/template_part.html", form=form, draft=draft, head=say("Tiêu đề của bảng"))


@bp.route("/mau-rieng/<draft_code>/dong/<line>", methods=["GET", "POST"])
@guarded(policies.TEMPLATES)
def template_row(draft_code: str, line: str) -> ResponseReturnValue:
    draft = drafting.draft_of(draft_code)
    form = RowForm(data=drafting.row_of(draft, line))
    form.of(draft)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(draft)
            words = {name: getattr(form, name).data for name in ("label", "stt", "unit", "note")}
            drafting.write_row(actor(), draft, key=line, place=form.place.data or 1, **words)
            flash(say("Đã lưu."), "success")
            return redirect(url_for(".template_draft", draft_code=draft_code))
    _trail(draft, (say("Sửa dòng"), None))
    remove = url_for(".template_row_remove", draft_code=draft_code, line=line)
    return render_template(
        "reports/template_part.html", form=form, draft=draft, head=say("Sửa dòng"), remove=remove
    )


@bp.post("/mau-rieng/<draft_code>/dong/<line>/bo")
@guarded(policies.TEMPLATES)
def template_row_remove(draft_code: str, line: str) -> ResponseReturnValue:
    drafting.remove_row(actor(), drafting.draft_of(draft_code), key=line)
    flash(say("Đã bỏ dòng."), "success")
    return redirect(url_for(".template_draft", draft_code=draft_code))


@bp.route("/mau-rieng/<draft_code>/kiem-tra/<check>", methods=["GET", "POST"])
@guarded(policies.TEMPLATES)
def template_check(draft_code: str, check: str) -> ResponseReturnValue:
    draft = drafting.draft_of(draft_code)
    form = CheckForm(data=drafting.check_of(draft, check))
    form.of(draft)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(draft)
            drafting.write_check(actor(), draft, key=check, label=form.label.data, failed=form.failed.data)
            flash(say("Đã lưu."), "success")
            return redirect(url_for(".template_draft", draft_code=draft_code))
    _trail(draft, (say("Sửa phép kiểm tra"), None))
    remove = url_for(".template_check_remove", draft_code=draft_code, check=check)
    return render_template(
        "reports/template_part.html", form=form, draft=draft, head=say("Sửa phép kiểm tra"), remove=remove
    )


@bp.post("/mau-rieng/<draft_code>/kiem-tra/<check>/bo")
@guarded(policies.TEMPLATES)
def template_check_remove(draft_code: str, check: str) -> ResponseReturnValue:
    drafting.remove_check(actor(), drafting.draft_of(draft_code), key=check)
    flash(say("Đã bỏ phép kiểm tra."), "success")
    return redirect(url_for(".template_draft", draft_code=draft_code))


@bp.post("/mau-rieng/<draft_code>/ban-hanh")
@guarded(policies.TEMPLATES)
def template_publish(draft_code: str) -> ResponseReturnValue:
    version = drafting.publish(actor(), drafting.draft_of(draft_code))
    flash(say("Đã ban hành mẫu, phiên bản {number}.", number=version.version), "success")
    return redirect(url_for(".live", code=version.code))
