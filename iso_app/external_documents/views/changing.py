"""The acts on an agency's register, each an address of its own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.policy import require
from iso_app.external_documents import policies, queries, services
from iso_app.external_documents.forms import (
    FileForm,
    FollowForm,
    OwnForm,
    OwnNewForm,
    StandingForm,
    TermsForm,
)
from iso_app.external_documents.models import OwnExternalDocument, Subscription
from iso_app.external_documents.shown import standing_of
from iso_app.external_documents.views.register import bp, home
from iso_app.registers import pages
from iso_app.web.form import ReasonForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs


@bp.route("/theo-doi", methods=["GET", "POST"])
@guarded(policies.KEEP)
def follow() -> ResponseReturnValue:
    """Choose from the shared register."""
    agency_id = actor().agency_id or 0
    require(policies.may_keep(actor(), agency_id))
    rows = queries.unfollowed(agency_id)
    form = FollowForm().offer(rows, agencies.standing_departments(agency_id))
    if form.validate_on_submit():
        with form.attempt():
            documents = queries.shared_documents(form.chosen())
            count = services.follow(actor(), agency_id, documents=documents, terms=form.terms())
            flash(say("Cơ quan theo dõi thêm {count} văn bản.", count=count), "success")
            return redirect(url_for(".index"))
    crumbs(home(), (say("Chọn từ danh mục dùng chung"), None))
    chosen = set(form.documents.data or [])
    lines = [(row, standing_of(row)) for row in rows]
    return render_template("external_documents/follow.html", form=form, lines=lines, chosen=chosen)


@bp.route("/rieng", methods=["GET", "POST"])
@guarded(policies.KEEP)
def new() -> ResponseReturnValue:
    """A document of the agency's own."""
    agency_id = actor().agency_id or 0
    require(policies.may_keep(actor(), agency_id))
    form = OwnNewForm().offer_terms(agencies.standing_departments(agency_id))
    if form.validate_on_submit():
        with form.attempt():
            made = services.add_own(
                actor(), agency_id, province_id=agencies.province_of(actor()).id, facts=form.facts(),
                terms=form.terms(),
            )  # fmt: skip
            flash(say("Đã thêm văn bản vào danh mục của cơ quan."), "success")
            return redirect(url_for(".show", subscription_id=made.id))
    return pages.change(
        form,
        way=[home()],
        heading=say("Thêm văn bản riêng"),
        lede=say("Chỉ thêm văn bản không có trong danh mục dùng chung của tỉnh, ví dụ quy chế của cấp trên."),
        button=say("Thêm văn bản"),
    )


@bp.route("/<int:subscription_id>/theo-doi", methods=["GET", "POST"])
@guarded(policies.KEEP)
def terms(subscription_id: int) -> ResponseReturnValue:
    """Who follows it, how often, when next."""
    found = _to_change(subscription_id)
    form = TermsForm().show(found, agencies.standing_departments(found.agency_id))
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found)
            services.change_terms(actor(), found, terms=form.terms())
            return _done(found)
    return _form(form, found, say("Cách theo dõi"), say("Lưu"))


@bp.route("/<int:subscription_id>/sua", methods=["GET", "POST"])
@guarded(policies.KEEP)
def edit(subscription_id: int) -> ResponseReturnValue:
    """Correct a document of the agency's own."""
    found, document = _own(subscription_id)
    form = OwnForm().offer().show(document)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(document)
            services.edit_own(actor(), found, facts=form.facts())
            return _done(found)
    return _form(form, found, say("Sửa văn bản riêng"), say("Lưu"))


@bp.route("/<int:subscription_id>/hieu-luc", methods=["GET", "POST"])
@guarded(policies.KEEP)
def standing(subscription_id: int) -> ResponseReturnValue:
    """Say whether a document of the agency's own is in force."""
    found, document = _own(subscription_id)
    form = StandingForm().show(document)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(document)
            count = services.set_own_standing(actor(), found, standing=form.standing())
            flash(say("Đã ghi tình trạng. {count} tài liệu viện dẫn cần xem xét.", count=count), "success")
            return redirect(url_for(".show", subscription_id=subscription_id))
    return _form(form, found, say("Tình trạng hiệu lực"), say("Lưu"))


@bp.route("/<int:subscription_id>/dinh-kem", methods=["GET", "POST"])
@guarded(policies.KEEP)
def attach(subscription_id: int) -> ResponseReturnValue:
    """Keep the text of a document of the agency's own."""
    found, _ = _own(subscription_id)
    form = FileForm()
    if form.validate_on_submit():
        with form.attempt():
            filename, content = form.content()
            services.keep_own_file(actor(), found, filename=filename, content=content)
            return _done(found)
    return _form(form, found, say("Đính kèm tệp văn bản"), say("Đính kèm"))


@bp.route("/<int:subscription_id>/thoi-theo-doi", methods=["GET", "POST"])
@guarded(policies.KEEP)
def stop(subscription_id: int) -> ResponseReturnValue:
    found = _to_change(subscription_id)
    form = ReasonForm()
    form.of(found)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(found)
            services.stop_following(actor(), found, reason=form.reason.data)
            return _done(found)
    return _form(form, found, say("Thôi theo dõi"), say("Thôi theo dõi"))


@bp.post("/<int:subscription_id>/theo-doi-lai")
@guarded(policies.KEEP)
def follow_again(subscription_id: int) -> ResponseReturnValue:
    found = queries.subscription(subscription_id)
    services.follow_again(actor(), found)
    return _done(found)


def _to_change(subscription_id: int) -> Subscription:
    found = queries.subscription(subscription_id)
    require(policies.may_change(actor(), found))
    return found


def _own(subscription_id: int) -> tuple[Subscription, OwnExternalDocument]:
    found = queries.subscription(subscription_id)
    require(policies.may_change_own(actor(), found))
    if found.own_document is None:
        raise ValueError("the policy lets only an agency's own documents through")
    return found, found.own_document


def _done(found: Subscription) -> ResponseReturnValue:
    flash(say("Đã lưu."), "success")
    return redirect(url_for(".show", subscription_id=found.id))


def _form(form: object, found: Subscription, heading: str, button: str) -> ResponseReturnValue:
    document = found.document
    way = [home(), (document.number, url_for(".show", subscription_id=found.id))]
    lede = f"{document.number} – {document.title}"
    return pages.change(form, way=way, heading=heading, lede=lede, button=button)
