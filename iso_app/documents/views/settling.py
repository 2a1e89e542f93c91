"""The kinds of documents: the province's, and what an agency has for itself."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.policy import require
from iso_app.documents import policies, queries, services
from iso_app.documents.forms.settling import MEANING_CHOICES, ROLE_CHOICES, KindForm, TermsForm, steps_typed
from iso_app.documents.models import DocumentKind
from iso_app.documents.shown import step_lines, step_words
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("document_kinds", __name__, url_prefix="/loai-tai-lieu")
HOME = ("Các loại tài liệu", "/loai-tai-lieu")


@bp.get("")
@guarded(policies.READ_KINDS)
def index() -> ResponseReturnValue:
    acting = actor()
    crumbs((say(HOME[0]), None))
    return render_template(
        "documents/kinds.html",
        kinds=queries.kinds(also_unused=True),
        terms=queries.terms_of_all(acting.agency_id or 0),
        step_words=step_words,
        may_change=acting.may(policies.SET_KINDS),
        may_set_terms=bool(policies.may_set_terms(acting, acting.agency_id or 0))
        and not acting.sees_province,
    )


@bp.post("/mac-dinh")
@guarded(policies.SET_KINDS)
def take_defaults() -> ResponseReturnValue:
    count = services.take_default_kinds(actor(), agencies.province_of(actor()))
    flash(say("Đã thêm {count} loại tài liệu.", count=count), "success")
    return redirect(url_for(".index"))


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.SET_KINDS)
def add() -> ResponseReturnValue:
    return _keep(None, KindForm())


@bp.route("/<int:kind_id>", methods=["GET", "POST"])
@guarded(policies.SET_KINDS)
def edit(kind_id: int) -> ResponseReturnValue:
    kind = queries.kind(kind_id)
    form = KindForm(obj=kind)
    form.of(kind)
    return _keep(kind, form)


def _keep(kind: DocumentKind | None, form: KindForm) -> ResponseReturnValue:
    if form.validate_on_submit():
        with form.attempt():
            if kind is not None:
                form.require_unchanged(kind)
            kept = services.keep_kind(actor(), agencies.province_of(actor()), facts=form.facts(), kind=kind)
            flash(say("Đã lưu loại “{name}”.", name=kept.name), "success")
            return redirect(url_for(".index"))
    crumbs((say(HOME[0]), url_for(".index")), (kind.name if kind else say("Thêm loại tài liệu"), None))
    return render_template(
        "documents/kind.html",
        form=form,
        kind=kind,
        lines=step_lines(steps_typed() if form.is_submitted() else queries.steps_of_kind(kind)),
        meanings=MEANING_CHOICES,
        whose=ROLE_CHOICES,
    )


@bp.route("/<int:kind_id>/rieng", methods=["GET", "POST"])
@guarded(policies.KEEP)
def terms(kind_id: int) -> ResponseReturnValue:
    """What an agency has for itself in the place of the province's terms."""
    agency_id = actor().agency_id or 0
    require(policies.may_set_terms(actor(), agency_id))
    kind = queries.kind(kind_id)
    setting = queries.setting_of(agency_id, kind_id)
    form = TermsForm().fill(setting)
    if setting is not None:
        form.of(setting)
    if form.validate_on_submit():
        with form.attempt():
            if setting is not None:
                form.require_unchanged(setting)
            services.set_terms(
                actor(), agency_id, kind, code_pattern=form.code_pattern.data or "", steps=steps_typed(),
                review_months=form.months(),
            )  # fmt: skip
            flash(say("Đã lưu thiết lập riêng cho loại “{name}”.", name=kind.name), "success")
            return redirect(url_for(".index"))
    crumbs((say(HOME[0]), url_for(".index")), (kind.name, None))
    posts = [(f"post:{id_}", label) for id_, label in queries.posts_offered(agency_id)]
    return render_template(
        "documents/terms.html",
        form=form,
        kind=kind,
        province=step_words(queries.steps_of_kind(kind)),
        lines=step_lines(steps_typed() if form.is_submitted() else queries.steps_of_setting(setting)),
        meanings=MEANING_CHOICES,
        whose=[*ROLE_CHOICES, *posts],
    )
