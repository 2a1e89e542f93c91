"""The shared register of the province, and what its agencies make of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.policy import require
from iso_app.external_documents import policies, queries, services, tables
from iso_app.external_documents.forms import FileForm, SharedForm, StandingForm
from iso_app.external_documents.models import ExternalDocument
from iso_app.external_documents.sheets import CODE
from iso_app.external_documents.shown import late_days, standing_of
from iso_app.external_documents.views.register import home, tabs, text_of
from iso_app.registers import pages
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs
from iso_app.web.reading import read

bp = Blueprint("shared_documents", __name__, url_prefix="/van-ban-dung-chung")
SHARED = "Danh mục dùng chung của tỉnh"
MOST_FOLLOWERS = 100


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    counted = actor().may(policies.OVERSEE)
    base = queries.shared(actor().agency_id, counted=counted)
    page = tables.shared(counted=counted).page(base)
    if export.wanted():
        return export.answer(page)
    crumbs((say(SHARED), None))
    return render_template(
        "external_documents/shared.html",
        page=page,
        tabs=tabs(),
        may_share=policies.may_share(actor()),
        may_keep=actor().may(policies.KEEP),
        register=CODE,
    )


@bp.get("/cac-co-quan")
@guarded(policies.OVERSEE)
def by_agency() -> ResponseReturnValue:
    """Who follows what, who is late."""
    base = queries.by_agency()
    page = tables.by_agency(base).page(base)
    if export.wanted():
        return export.answer(page)
    crumbs(_shared(), (say("Các cơ quan"), None))
    return render_template("external_documents/by_agency.html", page=page, tabs=tabs())


@bp.get("/cac-co-quan/<code>")
@guarded(policies.OVERSEE)
def of_agency(code: str) -> ResponseReturnValue:
    """The register of one agency, for the authority."""
    agency = agencies.get(code)
    read(agency.id)
    page = tables.register(agency.id, ended=False).page(queries.register(agency.id))
    if export.wanted():
        return export.answer(page)
    crumbs(_shared(), (say("Các cơ quan"), url_for(".by_agency")), (agency.name, None))
    return render_template("external_documents/of_agency.html", page=page, agency=agency)


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.SHARE)
def new() -> ResponseReturnValue:
    form = SharedForm().offer()
    if form.validate_on_submit():
        with form.attempt():
            province = agencies.province_of(actor())
            made = services.add_shared(actor(), province.id, facts=form.facts())
            flash(say("Đã thêm văn bản vào danh mục dùng chung."), "success")
            return redirect(url_for(".show", external_document_id=made.id))
    return pages.change(
        form,
        way=[_shared()],
        crumb=say("Thêm văn bản"),
        heading=say("Thêm văn bản dùng chung"),
        lede=say("Mọi cơ quan trong tỉnh thấy văn bản này và chọn để theo dõi."),
        button=say("Thêm văn bản"),
    )


@bp.get("/<int:external_document_id>")
@guarded(policies.READ)
def show(external_document_id: int) -> ResponseReturnValue:
    document = queries.shared_document(external_document_id)
    oversees = actor().may(policies.OVERSEE)
    followers = queries.followers_of(document.id, most=MOST_FOLLOWERS) if oversees else []
    crumbs(home(), _shared(), (document.number, None))
    return render_template(
        "external_documents/shared_show.html",
        document=document,
        standing=standing_of(document),
        own=queries.subscription_to(actor().agency_id, document.id),
        successor=queries.successor_of(document),
        followers=[(row, late_days(row.next_check_on)) for row in followers],
        count=queries.number_concerned(document) if oversees else None,
        oversees=oversees,
        may_share=policies.may_share(actor(), document),
        may_keep=policies.may_keep(actor(), actor().agency_id),
        history=history("external_document", document.id),
    )


@bp.get("/<int:external_document_id>/tep")
@guarded(policies.READ)
def file(external_document_id: int) -> ResponseReturnValue:
    """The text of the document, as it was sent."""
    return text_of(queries.shared_document(external_document_id))


@bp.post("/<int:external_document_id>/theo-doi")
@guarded(policies.KEEP)
def follow(external_document_id: int) -> ResponseReturnValue:
    """The reader's agency follows it from now on."""
    document = queries.shared_document(external_document_id)
    services.follow(actor(), actor().agency_id or 0, documents=[document], terms=services.Terms())
    flash(say("Cơ quan theo dõi {number} từ nay.", number=document.number), "success")
    return redirect(url_for(".show", external_document_id=external_document_id))


@bp.route("/<int:external_document_id>/sua", methods=["GET", "POST"])
@guarded(policies.SHARE)
def edit(external_document_id: int) -> ResponseReturnValue:
    document = _to_share(external_document_id)
    form = SharedForm().offer().show(document)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(document)
            services.edit_shared(actor(), document, facts=form.facts())
            flash(say("Đã lưu."), "success")
            return redirect(url_for(".show", external_document_id=external_document_id))
    return _form(form, document, say("Sửa văn bản"), say("Lưu"))


@bp.route("/<int:external_document_id>/hieu-luc", methods=["GET", "POST"])
@guarded(policies.SHARE)
def standing(external_document_id: int) -> ResponseReturnValue:
    """Say whether it is in force; who follows or cites it is told."""
    document = _to_share(external_document_id)
    form = StandingForm().show(document)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(document)
            told = services.set_standing(actor(), document, standing=form.standing())
            flash(_told(told=told), "success")
            return redirect(url_for(".show", external_document_id=external_document_id))
    return _form(form, document, say("Tình trạng hiệu lực"), say("Lưu"))


@bp.route("/<int:external_document_id>/dinh-kem", methods=["GET", "POST"])
@guarded(policies.SHARE)
def attach(external_document_id: int) -> ResponseReturnValue:
    document = _to_share(external_document_id)
    form = FileForm()
    if form.validate_on_submit():
        with form.attempt():
            filename, content = form.content()
            services.keep_file(actor(), document, filename=filename, content=content)
            flash(say("Đã lưu."), "success")
            return redirect(url_for(".show", external_document_id=external_document_id))
    return _form(form, document, say("Đính kèm tệp văn bản"), say("Đính kèm"))


def _to_share(external_document_id: int) -> ExternalDocument:
    document = queries.shared_document(external_document_id)
    require(policies.may_share(actor(), document))
    return document


def _told(*, told: bool) -> str:
    if told:
        return say(
            "Đã ghi. Các cơ quan theo dõi hoặc viện dẫn văn bản này đang được báo, bạn có thể rời trang."
        )
    return say("Đã ghi tình trạng hiệu lực.")


def _shared() -> tuple[str, str]:
    """Where the way to a document of the shared register begins."""
    return say(SHARED), url_for(".index")


def _form(form: object, document: ExternalDocument, heading: str, button: str) -> ResponseReturnValue:
    way = [_shared(), (document.number, url_for(".show", external_document_id=document.id))]
    lede = f"{document.number} – {document.title}"
    return pages.change(form, way=way, heading=heading, lede=lede, button=button)
