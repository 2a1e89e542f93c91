"""Entering documents and writing revisions."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.core.numbers import as_whole
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.documents import pages, policies, queries, services
from iso_app.documents.content import AMENDMENT_COLUMNS, STEP_COLUMNS, written_of
from iso_app.documents.forms.drafting import BodyForm, FactsForm, OpenForm, PaperForm, ReplaceForm, WriteForm
from iso_app.documents.kinds import Source
from iso_app.documents.models import Revision
from iso_app.documents.views.documents import bp, way, way_of
from iso_app.web.form import LongReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


def to_revision(revision: Revision, endpoint: str = "documents.revision") -> ResponseReturnValue:
    return redirect(url_for(endpoint, document_id=revision.document_id, number=revision.number))


def _offer(form: FactsForm) -> None:
    form.offer(
        queries.kinds(),
        agencies.departments_open_on(actor().agency_id or 0, today()),
        queries.clauses_offered(actor().agency_id),
    )


def _propose(form: FactsForm) -> None:
    """The kind that was chosen and the code that comes next."""
    kind = queries.kind_or_first(request.args.get("loai", 0, type=as_whole))
    if not form.is_submitted():
        form.kind_id.data = str(kind.id)
        form.code.data = queries.next_code(actor().agency_id or 0, kind)
        form.model_item.data = clean(request.args.get("muc", ""))[:60]


@bp.get("/them")
@guarded(policies.DRAFT)
def choose_kind() -> ResponseReturnValue:
    require(policies.may_open(actor(), actor().agency_id or 0))
    crumbs((say("Tài liệu nội bộ"), url_for(".index")), (say("Thêm tài liệu"), None))
    endpoint = "documents.on_paper" if request.args.get("giay") else "documents.open_document"
    return render_template("documents/choose_kind.html", kinds=queries.kinds(), endpoint=endpoint)


@bp.route("/them/soan", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def open_document() -> ResponseReturnValue:
    require(policies.may_open(actor(), actor().agency_id or 0))
    form = OpenForm().offer_sources()
    _offer(form)
    _propose(form)
    if form.validate_on_submit():
        with form.attempt():
            revision = pages.open_document(actor(), form)
            flash(say("Đã lập tài liệu {code}.", code=revision.document.code), "success")
            return to_revision(revision, "documents.write" if revision.written else "documents.revision")
    crumbs((say("Tài liệu nội bộ"), url_for(".index")), (say("Thêm tài liệu"), None))
    return render_template("documents/open.html", form=form)


@bp.route("/them/da-ban-hanh", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def on_paper() -> ResponseReturnValue:
    """A document that was put into force on paper before."""
    require(policies.may_bring_in(actor(), actor().agency_id or 0))
    form = PaperForm()
    _offer(form)
    _propose(form)
    if form.validate_on_submit():
        with form.attempt():
            revision = pages.bring_in(actor(), form)
            flash(say("Đã ghi tài liệu {code} đang hiệu lực.", code=revision.document.code), "success")
            return redirect(url_for(".show", document_id=revision.document_id))
    crumbs((say("Tài liệu nội bộ"), url_for(".index")), (say("Ghi tài liệu đã ban hành"), None))
    return render_template("documents/on_paper.html", form=form)


@bp.route("/<int:document_id>/sua", methods=["GET", "POST"])
@guarded(policies.READ)
def edit(document_id: int) -> ResponseReturnValue:
    document = queries.document(actor(), document_id)
    require(policies.may_edit(actor(), document))
    form = FactsForm()
    form.of(document)
    _offer(form)
    form.fill(document, [link.clause_id for link in document.clause_links])
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(document)
            services.edit_document(actor(), document, facts=form.facts())
            flash(say("Đã lưu thông tin tài liệu."), "success")
            return redirect(url_for(".show", document_id=document_id))
    way(document, (say("Sửa thông tin"), None))
    return render_template("documents/edit.html", form=form, document=document)


@bp.route("/<int:document_id>/huy-bo", methods=["GET", "POST"])
@guarded(policies.KEEP)
def withdraw(document_id: int) -> ResponseReturnValue:
    document = queries.document(actor(), document_id)
    require(policies.may_withdraw(actor(), document))
    form = LongReasonForm()
    form.of(document)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(document)
            services.withdraw_document(actor(), document, reason=form.reason.data)
            flash(say("Đã hủy bỏ tài liệu. Tài liệu vẫn được lưu để tra cứu."), "success")
            return redirect(url_for(".show", document_id=document_id))
    way(document, (say("Hủy bỏ tài liệu"), None))
    return render_template(
        "documents/act.html",
        form=form,
        heading=say("Hủy bỏ tài liệu"),
        about=str(document),
        words=say("Từ hôm nay tài liệu hết hiệu lực, bản đang soạn (nếu có) được bỏ. Không xóa gì."),
        button=say("Hủy bỏ tài liệu"),
        tone="danger",
        back=url_for(".show", document_id=document_id),
    )


@bp.route("/<int:document_id>/lan-moi", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def begin(document_id: int) -> ResponseReturnValue:
    record = queries.record_of(actor(), document_id)
    require(policies.may_begin(actor(), record.document, record.opened))
    form = BodyForm().offer_sources(with_same=pages.can_continue(record.current))
    if form.validate_on_submit():
        with form.attempt():
            revision = pages.begin_revision(actor(), record.document, form, record.current)
            flash(say("Đã bắt đầu soạn lần ban hành {number}.", number=f"{revision.number:02}"), "success")
            return to_revision(revision, "documents.write" if revision.written else "documents.revision")
    way(record.document, (say("Soạn lần ban hành mới"), None))
    return render_template("documents/begin.html", form=form, document=record.document)


@bp.route("/<int:document_id>/lan/<int:number>/soan", methods=["GET", "POST"])
@guarded(policies.DRAFT)
def write(document_id: int, number: int) -> ResponseReturnValue:
    """The written editor, or another file in the place of the one that was brought."""
    revision = queries.revision(actor(), document_id, number)
    require(policies.may_save(actor(), revision))
    way_of(revision, say("Soạn"))
    return _replace(revision) if revision.source is Source.FILE else _write(revision)


def _write(revision: Revision) -> ResponseReturnValue:
    form = WriteForm()
    form.of(revision)
    form.fill(revision, written_of(revision.written))
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(revision, lock=queries.lock)
            services.save(actor(), revision, body=form.written(), plan=form.plan())
            flash(say("Đã lưu bản soạn."), "success")
            return to_revision(revision, "documents.write" if form.adds_rows else "documents.revision")
    return render_template(
        "documents/write.html",
        form=form,
        revision=revision,
        step_columns=STEP_COLUMNS,
        amendment_columns=AMENDMENT_COLUMNS,
    )


def _replace(revision: Revision) -> ResponseReturnValue:
    form = ReplaceForm()
    form.of(revision)
    form.show_plan(revision)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(revision, lock=queries.lock)
            pages.save_file(actor(), revision, form)
            flash(say("Đã lưu bản soạn."), "success")
            return to_revision(revision)
    return render_template("documents/replace.html", form=form, revision=revision)
