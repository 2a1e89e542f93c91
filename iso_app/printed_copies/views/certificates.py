"""The agency's certificate."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.printed_copies import policies, queries, services
from iso_app.printed_copies.forms import CertificateForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("certificates", __name__, url_prefix="/chung-thu-so")


@bp.route("", methods=["GET", "POST"])
@guarded(policies.KEEP_CERTIFICATE)
def index() -> ResponseReturnValue:
    agency_id = actor().agency_id or 0
    require(policies.may_keep_certificate(actor(), actor().agency_id))
    form = CertificateForm()
    if form.validate_on_submit():
        with form.attempt():
            services.add_certificate(
                actor(), agency_id, content=form.content(), passphrase=form.passphrase.data or ""
            )
            flash(say("Đã lưu chứng thư của cơ quan."), "success")
            return redirect(url_for(".index"))
    crumbs((say("Chứng thư số của cơ quan"), None))
    held = queries.certificates_of(agency_id)
    return render_template("printed_copies/certificate.html", form=form, held=held)


@bp.post("/go")
@guarded(policies.KEEP_CERTIFICATE)
def remove() -> ResponseReturnValue:
    certificate = queries.certificate_of(actor().agency_id or 0)
    if certificate is None:
        raise DomainError("Cơ quan không có chứng thư nào đang dùng.")
    services.remove_certificate(actor(), certificate)
    flash(say("Đã gỡ chứng thư; khóa ký đã được xóa khỏi hệ thống."), "success")
    return redirect(url_for(".index"))
