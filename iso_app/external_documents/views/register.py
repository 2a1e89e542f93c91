"""An agency's register of external documents: the list, the printed form, looking through what is due."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import NotFound
from iso_app.external_documents import files, policies, queries, services, shown, tables
from iso_app.external_documents.facts import AnyDocument
from iso_app.external_documents.forms import CheckForm
from iso_app.external_documents.sheets import CODE
from iso_app.files.shown import as_sent
from iso_app.registers import pages
from iso_app.trail.queries import history
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import Tab, crumbs, open_tabs

bp = Blueprint("external_documents", __name__, url_prefix="/tai-lieu-ben-ngoai")
HOME = "Tài liệu bên ngoài"


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    """What the agency of the reader follows."""
    agency_id = actor().agency_id
    ended = request.args.get("follow") == "ended"
    page = tables.register(agency_id, ended=ended).page(queries.register(agency_id, ended=ended))
    if export.wanted():
        return export.answer(page)
    crumbs((say(HOME), None))
    return render_template(
        "external_documents/index.html",
        page=page,
        counts=queries.counts(agency_id, shown.soon()),
        tabs=tabs(),
        waiting=queries.number_to_decide(agency_id),
        may_keep=policies.may_keep(actor(), agency_id),
        may_check=actor().may(policies.CHECK),
        register=CODE,
    )


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


@bp.route("/ra-soat", methods=["GET", "POST"])
@guarded(policies.CHECK)
def check() -> ResponseReturnValue:
    """Look through what is due by a day, or through everything, and say so in one go."""
    due = _day(request.args.get("due", ""))
    found = queries.to_check(actor().agency_id, until=due)
    form = CheckForm().offer(found)
    if form.validate_on_submit():
        with form.attempt():
            count = services.mark_checked(actor(), form.chosen(found), remark=form.remark.data)
            flash(say("Đã ghi rà soát {count} văn bản.", count=count), "success")
            return redirect(url_for(".index"))
    crumbs(home(), (say("Rà soát"), None))
    return render_template(
        "external_documents/check.html",
        form=form,
        lines=[(one, shown.standing_of(one.document), shown.late_days(one.next_check_on)) for one in found],
        chosen=set(form.subscriptions.data or [str(one.id) for one in found if due is not None]),
        due=due,
    )


@bp.get("/<int:subscription_id>")
@guarded(policies.READ)
def show(subscription_id: int) -> ResponseReturnValue:
    page = shown.page_of(actor(), queries.subscription(subscription_id))
    crumbs(home(), (page.document.number, None))
    entries = history("external_subscription", subscription_id)
    if page.subscription.own_document_id is not None:
        entries = sorted(
            [*entries, *history("own_external_document", page.subscription.own_document_id)],
            key=lambda entry: entry.when[6:10] + entry.when[3:5] + entry.when[:2] + entry.when[11:],
            reverse=True,
        )
    return render_template("external_documents/show.html", page=page, history=entries)


@bp.get("/<int:subscription_id>/tep")
@guarded(policies.READ)
def followed_file(subscription_id: int) -> ResponseReturnValue:
    """The text of a followed document, as it was sent."""
    return text_of(queries.subscription(subscription_id).document)


@bp.post("/<int:subscription_id>/da-ra-soat")
@guarded(policies.CHECK)
def mark(subscription_id: int) -> ResponseReturnValue:
    subscription = queries.subscription(subscription_id)
    services.mark_checked(actor(), [subscription])
    flash(say("Đã ghi rà soát {number}.", number=subscription.document.number), "success")
    return redirect(url_for(".show", subscription_id=subscription_id))


def text_of(document: AnyDocument) -> ResponseReturnValue:
    """The file of a document, as it was sent."""
    if not document.file_digest:
        raise NotFound("Văn bản này chưa có tệp.")
    return as_sent(document.file_digest, document.filename)


def home() -> tuple[str, str]:
    """Where the way to a page of this feature begins."""
    return say(HOME), url_for("external_documents.index")


def tabs() -> list[Tab]:
    """The lists that the reader may open."""
    return open_tabs(
        ("external_documents.index", "Danh mục của cơ quan"),
        ("shared_documents.index", "Danh mục dùng chung của tỉnh"),
        ("shared_documents.by_agency", "Các cơ quan"),
    )


def _day(text: str) -> date | None:
    """The day an address asks for; what is no day asks for everything."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
