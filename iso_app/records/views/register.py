"""The register of records: the list, its form, a kind of records with what is kept of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.core.policy import require
from iso_app.records import files, policies, queries, services, tables
from iso_app.records.forms import FolderForm, KindForm
from iso_app.records.models import RecordKind
from iso_app.records.sheets import CODE
from iso_app.registers import pages
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.form import ReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import Tab, crumbs, open_tabs

bp = Blueprint("records", __name__, url_prefix="/ho-so")
HOME = "Danh mục hồ sơ"


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    """The register of the reader's agency."""
    agency_id = actor().agency_id
    base = queries.register(agency_id)
    page = tables.register(base, agency_id).page(base)
    if export.wanted():
        return export.answer(page)
    crumbs((say(HOME), None))
    return render_template(
        "records/index.html",
        page=page,
        tabs=tabs(),
        may_keep=policies.may_keep(actor(), agency_id),
        register=CODE,
    )


@bp.get("/nhap")
@guarded(policies.KEEP)
def bring_in() -> ResponseReturnValue:
    """To the page that takes a list."""
    return redirect(url_for("registers.upload", register=CODE))


@bp.get("/in")
@guarded(policies.READ)
def sheet() -> ResponseReturnValue:
    """The register as its form."""
    agency_id = actor().agency_id
    return pages.sheet(files.REGISTER, agency_id, may_keep=policies.may_keep(actor(), agency_id))


@bp.get("/in/<any(docx, xlsx, pdf):kind>")
@guarded(policies.READ)
def file(kind: str) -> ResponseReturnValue:
    """The form as Word, Excel or PDF."""
    return pages.download(files.REGISTER.of(actor().agency_id), kind)


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.KEEP)
def new() -> ResponseReturnValue:
    agency_id = actor().agency_id or 0
    require(policies.may_keep(actor(), agency_id))
    form = KindForm().offer(agencies.standing_departments(agency_id))
    if form.validate_on_submit():
        with form.attempt():
            made = services.add_kind(actor(), agency_id, facts=form.facts())
            flash(say("Đã thêm loại hồ sơ vào danh mục."), "success")
            return redirect(url_for(".show", record_kind_id=made.id))
    heading = say("Thêm loại hồ sơ")
    return pages.change(form, way=[home()], heading=heading, button=heading)


@bp.get("/<int:record_kind_id>")
@guarded(policies.READ)
def show(record_kind_id: int) -> ResponseReturnValue:
    kind = queries.kind(record_kind_id)
    crumbs(home(), (kind.number, None))
    return render_template(
        "records/show.html",
        kind=kind,
        retention=tables.retention_of(kind),
        folders=queries.folders_of(kind.id),
        today=today(),
        may_change=policies.may_change(actor(), kind),
        may_resume=policies.may_resume(actor(), kind),
        history=history("record_kind", kind.id),
    )


@bp.route("/<int:record_kind_id>/sua", methods=["GET", "POST"])
@guarded(policies.KEEP)
def edit(record_kind_id: int) -> ResponseReturnValue:
    kind = _to_change(record_kind_id)
    form = KindForm().offer(agencies.standing_departments(kind.agency_id)).show(kind)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(kind)
            moved = services.edit_kind(actor(), kind, facts=form.facts())
            flash(say("Đã lưu. {count} tập hồ sơ đổi ngày hết hạn lưu.", count=moved), "success")
            return redirect(url_for(".show", record_kind_id=record_kind_id))
    return _form(form, kind, say("Sửa loại hồ sơ"), say("Lưu"))


@bp.route("/<int:record_kind_id>/tap", methods=["GET", "POST"])
@guarded(policies.KEEP)
def add_folder(record_kind_id: int) -> ResponseReturnValue:
    kind = _to_change(record_kind_id)
    form = FolderForm()
    if form.validate_on_submit():
        with form.attempt():
            services.add_folder(
                actor(), kind, label=form.label.data, closed_on=form.closed_on.data or today(), place=form.place.data
            )  # fmt: skip
            flash(say("Đã ghi tập hồ sơ."), "success")
            return redirect(url_for(".show", record_kind_id=record_kind_id))
    return _form(form, kind, say("Thêm tập hồ sơ"), say("Thêm tập hồ sơ"))


@bp.route("/<int:record_kind_id>/ngung", methods=["GET", "POST"])
@guarded(policies.KEEP)
def end(record_kind_id: int) -> ResponseReturnValue:
    kind = _to_change(record_kind_id)
    form = ReasonForm()
    form.of(kind)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(kind)
            services.end_kind(actor(), kind, reason=form.reason.data)
            flash(say("Đã ghi ngừng lập."), "success")
            return redirect(url_for(".show", record_kind_id=record_kind_id))
    return _form(form, kind, say("Ngừng lập loại hồ sơ"), say("Ngừng lập"))


@bp.post("/<int:record_kind_id>/lap-lai")
@guarded(policies.KEEP)
def resume(record_kind_id: int) -> ResponseReturnValue:
    services.resume_kind(actor(), queries.kind(record_kind_id))
    flash(say("Đã lưu."), "success")
    return redirect(url_for(".show", record_kind_id=record_kind_id))


def home() -> tuple[str, str]:
    """Where the way to a page of this feature begins."""
    return say(HOME), url_for(".index")


def tabs() -> list[Tab]:
    """The lists of this feature, with what waits."""
    due = queries.number_due(actor().agency_id)
    return open_tabs(
        ("records.index", HOME), ("records.due", "Đến hạn hủy", due), ("records.disposals", "Hủy hồ sơ")
    )


def _to_change(record_kind_id: int) -> RecordKind:
    kind = queries.kind(record_kind_id)
    require(policies.may_change(actor(), kind))
    return kind


def _form(form: object, kind: RecordKind, heading: str, button: str) -> ResponseReturnValue:
    way = [home(), (kind.number, url_for(".show", record_kind_id=kind.id))]
    return pages.change(form, way=way, heading=heading, lede=str(kind), button=button)
