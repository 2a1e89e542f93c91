"""The province's templates: the list, one template, its versions, its draft, published and sent to agencies."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.core.policy import require
from iso_app.documents import queries as documents
from iso_app.documents.content import STEP_COLUMNS, written_of
from iso_app.model_sets import pages, policies, queries, services, shown, tables
from iso_app.model_sets.forms import PublishForm, PushForm, TemplateForm, WriteForm
from iso_app.model_sets.models import DocumentTemplate, DocumentTemplateDraft
from iso_app.web import export
from iso_app.web.form import LongReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("document_templates", __name__, url_prefix="/mau-tai-lieu")


def way(template: DocumentTemplate | None, *further: tuple[str, str | None]) -> None:
    """The crumbs of a page below the list, or below a template."""
    head = [(say("Mẫu tài liệu"), url_for("document_templates.index"))]
    url = url_for("document_templates.show", template_id=template.id) if template and further else None
    crumbs(*head, *([(template.title, url)] if template is not None else []), *further)


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = tables.templates(actor()).page(queries.rows(actor()))
    if export.wanted():
        return export.answer(page)
    crumbs((say("Mẫu tài liệu"), None))
    return render_template("model_sets/templates.html", page=page, may_keep=policies.may_keep(actor()))


@bp.get("/<int:template_id>")
@guarded(policies.READ)
def show(template_id: int) -> ResponseReturnValue:
    page = shown.template_page(actor(), template_id)
    way(page.template)
    return render_template("model_sets/template.html", page=page, may_oversee=actor().may(policies.OVERSEE))


@bp.get("/<int:template_id>/phien-ban/<int:number>")
@guarded(policies.READ)
def version(template_id: int, number: int) -> ResponseReturnValue:
    """One version in words, and what it changed."""
    template = queries.template(actor(), template_id)
    found = queries.version(template, number)
    before = queries.version(template, number - 1) if number > 1 else None
    way(template, (say("Phiên bản {number}", number=number), None))
    return render_template(
        "model_sets/version.html",
        version=found,
        before=before,
        blocks=shown.text_of(found.written),
        comparison=shown.changes(before, written_of(found.written)),
    )


@bp.route("/moi", methods=["GET", "POST"])
@guarded(policies.KEEP)
def new() -> ResponseReturnValue:
    form = TemplateForm().offer(documents.kinds(), queries.item_choices())
    if form.validate_on_submit():
        with form.attempt():
            made = services.open_template(actor(), agencies.province_of(actor()), facts=form.facts())
            flash(say("Đã lập mẫu. Hãy soạn nội dung rồi phát hành."), "success")
            return redirect(url_for(".write", template_id=made.id))
    way(None, (say("Thêm mẫu"), None))
    return render_template(
        "model_sets/form.html", form=form, heading=say("Thêm mẫu tài liệu"), back=url_for(".index")
    )


@bp.route("/<int:template_id>/sua", methods=["GET", "POST"])
@guarded(policies.KEEP)
def edit(template_id: int) -> ResponseReturnValue:
    template = queries.template(actor(), template_id)
    require(policies.may_write(actor(), template))
    form = TemplateForm().offer(documents.kinds(), queries.item_choices()).fill(template)
    form.of(template)
    back = url_for(".show", template_id=template_id)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(template)
            services.edit_template(actor(), template, facts=form.facts())
            flash(say("Đã lưu thông tin của mẫu."), "success")
            return redirect(back)
    way(template, (say("Sửa thông tin"), None))
    return render_template("model_sets/form.html", form=form, heading=template.title, back=back)


@bp.route("/<int:template_id>/soan", methods=["GET", "POST"])
@guarded(policies.KEEP)
def write(template_id: int) -> ResponseReturnValue:
    """What the next version will say."""
    template = queries.template(actor(), template_id)
    require(policies.may_write(actor(), template))
    draft = _draft(template)
    form = WriteForm().fill(draft, written_of(draft.written))
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(draft)
            services.save_draft(actor(), draft, written=form.written())
            flash(say("Đã lưu bản soạn của mẫu."), "success")
            return redirect(url_for(".write" if form.adds_rows else ".show", template_id=template_id))
    way(template, (say("Soạn"), None))
    return render_template("model_sets/write.html", form=form, template=template, step_columns=STEP_COLUMNS)


def _draft(template: DocumentTemplate) -> DocumentTemplateDraft:
    found = queries.draft(template)
    if found is None:
        raise NotFound("Mẫu này không có bản soạn.")
    return found


@bp.route("/<int:template_id>/phat-hanh", methods=["GET", "POST"])
@guarded(policies.KEEP)
def publish(template_id: int) -> ResponseReturnValue:
    """Look once more at what changed, then publish exactly that."""
    template = queries.template(actor(), template_id)
    require(policies.may_write(actor(), template))
    draft = _draft(template)
    form = PublishForm().on(draft.digest, shown.days_ahead(template.province_id))
    if form.validate_on_submit():
        with form.attempt():
            made = services.publish(
                actor(),
                template,
                shown_digest=form.shown_digest.data or "",
                summary=form.summary.data,
                due_on=form.due_on.data or today(),
            )
            flash(say("Đã phát hành phiên bản {number}.", number=made.number), "success")
            return redirect(url_for(".show", template_id=template_id))
    before = queries.version(template, template.latest) if template.latest else None
    way(template, (say("Phát hành"), None))
    return render_template(
        "model_sets/publish.html",
        form=form,
        template=template,
        blocks=shown.text_of(draft.written),
        comparison=shown.changes(before, written_of(draft.written)),
    )


@bp.route("/<int:template_id>/gui", methods=["GET", "POST"])
@guarded(policies.KEEP)
def push(template_id: int) -> ResponseReturnValue:
    template = queries.template(actor(), template_id)
    require(policies.may_push(actor(), template))
    form = PushForm().offer_audiences(queries.groups_of(actor())).on(shown.days_ahead(template.province_id))
    if form.validate_on_submit():
        with form.attempt():
            services.push(
                actor(),
                template,
                audience=form.meant(),
                due_on=form.due_on.data or today(),
                words=form.words.data,
            )
            flash(say("Đang gửi mẫu; mỗi cơ quan chưa có tài liệu từ mẫu này nhận một việc."), "success")
            return redirect(url_for(".show", template_id=template_id))
    way(template, (say("Gửi đến các cơ quan"), None))
    return render_template("model_sets/push.html", form=form, template=template)


@bp.route("/<int:template_id>/ngung", methods=["GET", "POST"])
@guarded(policies.KEEP)
def retire(template_id: int) -> ResponseReturnValue:
    template = queries.template(actor(), template_id)
    require(policies.may_push(actor(), template))
    form = LongReasonForm()
    form.of(template)
    back = url_for(".show", template_id=template_id)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(template)
            services.retire(actor(), template, reason=form.reason.data)
            flash(say("Đã ngừng dùng mẫu."), "success")
            return redirect(back)
    way(template, (say("Ngừng dùng mẫu"), None))
    return render_template(
        "model_sets/act.html",
        form=form,
        heading=say("Ngừng dùng mẫu"),
        about=str(template),
        words=say("Các cơ quan không lấy mẫu này được nữa. Tài liệu đã soạn từ mẫu vẫn là của cơ quan."),
        button=say("Ngừng dùng mẫu"),
        back=back,
    )


@bp.get("/<int:template_id>/co-quan")
@guarded(policies.OVERSEE)
def coverage(template_id: int) -> ResponseReturnValue:
    """Which agency took over which version; of drafts nothing is told."""
    template = queries.template(actor(), template_id)
    page = pages.coverage(template)
    if export.wanted():
        return export.answer(page)
    way(template, (say("Các cơ quan"), None))
    return render_template(
        "model_sets/coverage.html",
        page=page,
        template=template,
        counts=shown.coverage_counts(template),
    )


@bp.get("/lan-gui/<int:push_id>")
@guarded(policies.OVERSEE)
def coverage_of_push(push_id: int) -> ResponseReturnValue:
    """Where the work of telling agencies leads to."""
    return redirect(url_for(".coverage", template_id=queries.push(push_id).template_id))
