"""The forms of a province: those that ship, those published, and one that is being prepared."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.periodic_reports import planning, policies, queries, shown
from iso_app.periodic_reports.forms import CheckForm, CopyForm, HeadForm, RowForm
from iso_app.periodic_reports.services import drafting
from iso_app.periodic_reports.views.filling import HOME
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("periodic_forms", __name__, url_prefix="/mau-bao-cao")
FORMS = ("Mẫu báo cáo", "/mau-bao-cao/")


def _path(*more: tuple[str, str | None]) -> None:
    crumbs((say(HOME[0]), HOME[1]), (say(FORMS[0]), url_for(".index") if more else None), *more)


@bp.get("/")
@guarded(policies.OVERSEE)
def index() -> ResponseReturnValue:
    _path()
    return render_template(
        "periodic_reports/forms.html",
        shipped=shown.shipped_lines(),
        versions=queries.versions(),
        drafts=queries.drafts(),
        may_design=actor().may(policies.DESIGN),
        may_open=actor().may(policies.DECIDE),
    )


@bp.get("/xem/<choice>")
@guarded(policies.OVERSEE)
def show(choice: str) -> ResponseReturnValue:
    """A form as an agency will see it: one that ships (its code) or a published version (its number)."""
    form = queries.chosen_form(choice)
    _path((form.title, None))
    return render_template("periodic_reports/preview.html", form=form, lines=shown.preview(form), draft=None)


@bp.route("/nhan-ban/<choice>", methods=["GET", "POST"])
@guarded(policies.DESIGN)
def copy(choice: str) -> ResponseReturnValue:
    source = queries.chosen_form(choice)
    form = CopyForm(data={"title": source.title, "code": source.code})
    if form.validate_on_submit():
        with form.attempt():
            made = drafting.copy_form(actor(), source, title=form.title.data, code=form.code.data)
            flash(say("Đã nhân bản mẫu. Hãy sửa các dòng, xem trước rồi phát hành."), "success")
            return redirect(url_for(".edit", draft_id=made.id))
    _path((say("Nhân bản mẫu"), None))
    return render_template("periodic_reports/copy.html", form=form, source=source)


@bp.route("/soan/<int:draft_id>", methods=["GET", "POST"])
@guarded(policies.DESIGN)
def edit(draft_id: int) -> ResponseReturnValue:
    """All rows of a form being prepared, and the words above its table."""
    draft = queries.draft(draft_id)
    form = HeadForm(obj=draft)
    form.of(draft)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(draft)
            drafting.rename(
                actor(),
                draft,
                title=form.title.data,
                heading=form.heading.data,
                subject=form.subject.data,
                value_label=form.value_label.data,
            )
            flash(say("Đã lưu phần đầu của mẫu."), "success")
            return redirect(url_for(".edit", draft_id=draft_id))
    _path((draft.title, None))
    return render_template(
        "periodic_reports/draft.html",
        draft=draft,
        form=form,
        lines=shown.draft_lines(draft),
        may_edit=policies.may_edit_draft(actor(), draft),
        history=shown.history(draft),
    )


@bp.get("/soan/<int:draft_id>/xem-truoc")
@guarded(policies.DESIGN)
def preview(draft_id: int) -> ResponseReturnValue:
    """The form as an agency would see it, or what is still wrong with it."""
    draft = queries.draft(draft_id)
    form = planning.form_of_draft(draft)
    _path((draft.title, url_for(".edit", draft_id=draft_id)), (say("Xem trước"), None))
    return render_template("periodic_reports/preview.html", form=form, lines=shown.preview(form), draft=draft)


@bp.route("/soan/<int:draft_id>/them", methods=["GET", "POST"])
@guarded(policies.DESIGN)
def add_row(draft_id: int) -> ResponseReturnValue:
    """A new row below the one that the address names."""
    draft = queries.draft(draft_id)
    after = queries.draft_row(draft, request.args.get("sau", 0, int)) if request.args.get("sau") else None
    form = RowForm(data={"kind": "line", "type": "count"})
    form.of(draft)
    back = url_for(".edit", draft_id=draft_id)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(draft)
            row = drafting.add_row(actor(), draft, after=after, facts=form.facts())
            flash(say("Đã thêm dòng {row}.", row=row.key), "success")
            return redirect(f"{back}#dong-{row.id}")
    _path((draft.title, back), (say("Thêm dòng"), None))
    return render_template(
        "periodic_reports/row.html", form=form, draft=draft, row=None, after=after, back=back
    )


@bp.route("/soan/<int:draft_id>/dong/<int:row_id>", methods=["GET", "POST"])
@guarded(policies.DESIGN)
def edit_row(draft_id: int, row_id: int) -> ResponseReturnValue:
    draft = queries.draft(draft_id)
    row = queries.draft_row(draft, row_id)
    form = RowForm(obj=row)
    form.of(draft)
    back = url_for(".edit", draft_id=draft_id, _anchor=f"dong-{row_id}")
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(draft)
            drafting.change_row(actor(), draft, row, facts=form.facts())
            flash(say("Đã sửa dòng {row}.", row=row.key), "success")
            return redirect(back)
    _path((draft.title, back), (row.key, None))
    return render_template(
        "periodic_reports/row.html", form=form, draft=draft, row=row, after=None, back=back
    )


@bp.post("/soan/<int:draft_id>/dong/<int:row_id>/bo")
@guarded(policies.DESIGN)
def remove_row(draft_id: int, row_id: int) -> ResponseReturnValue:
    draft = queries.draft(draft_id)
    row = queries.draft_row(draft, row_id)
    drafting.remove_row(actor(), draft, row)
    flash(say("Đã bỏ dòng {row} và các phép kiểm tra nêu dòng này.", row=row.key), "success")
    return redirect(url_for(".edit", draft_id=draft_id))


@bp.post("/soan/<int:draft_id>/dong/<int:row_id>/<any(len,xuong):way>")
@guarded(policies.DESIGN)
def move_row(draft_id: int, row_id: int, way: str) -> ResponseReturnValue:
    draft = queries.draft(draft_id)
    drafting.move_row(actor(), draft, queries.draft_row(draft, row_id), up=way == "len")
    return redirect(url_for(".edit", draft_id=draft_id, _anchor=f"dong-{row_id}"))


@bp.route("/soan/<int:draft_id>/kiem-tra", methods=["GET", "POST"])
@guarded(policies.DESIGN)
def add_check(draft_id: int) -> ResponseReturnValue:
    draft = queries.draft(draft_id)
    form = CheckForm()
    back = url_for(".edit", draft_id=draft_id, _anchor="phep-kiem-tra")
    if form.validate_on_submit():
        with form.attempt():
            drafting.add_check(
                actor(),
                draft,
                kind=form.kind.data,
                label=form.label.data,
                parts=form.parts.data,
                whole=form.whole.data,
                percent=form.percent.data,
            )
            flash(say("Đã thêm phép kiểm tra."), "success")
            return redirect(back)
    _path((draft.title, back), (say("Thêm phép kiểm tra"), None))
    return render_template("periodic_reports/check.html", form=form, draft=draft, back=back)


@bp.post("/soan/<int:draft_id>/kiem-tra/<key>/bo")
@guarded(policies.DESIGN)
def remove_check(draft_id: int, key: str) -> ResponseReturnValue:
    drafting.remove_check(actor(), queries.draft(draft_id), key=key)
    flash(say("Đã bỏ phép kiểm tra."), "success")
    return redirect(url_for(".edit", draft_id=draft_id, _anchor="phep-kiem-tra"))


@bp.post("/soan/<int:draft_id>/phat-hanh")
@guarded(policies.DESIGN)
def publish(draft_id: int) -> ResponseReturnValue:
    version = drafting.publish(actor(), queries.draft(draft_id))
    flash(say("Đã phát hành {version}. Giờ có thể mở kỳ báo cáo theo mẫu này.", version=version), "success")
    return redirect(url_for("periodic_reports.open_period", mau=version.id))


@bp.post("/soan/<int:draft_id>/bo")
@guarded(policies.DESIGN)
def discard(draft_id: int) -> ResponseReturnValue:
    drafting.discard(actor(), queries.draft(draft_id))
    flash(say("Đã bỏ bản đang soạn; vết của nó vẫn còn trong nhật ký."), "success")
    return redirect(url_for(".index"))
