"""Danh mục tài liệu nội bộ: on a page, as Word, Excel and PDF."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.errors import NotFound
from iso_app.documents import files, policies, queries
from iso_app.printing.kinds import KINDS, RENDERERS
from iso_app.web import reading
from iso_app.web.export import attachment
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("document_register", __name__, url_prefix="/danh-muc-tai-lieu")


def _agency() -> Agency:
    """One's own agency, or the one that somebody of the authority chose."""
    code = request.args.get("co-quan", "")
    if code:
        return agencies.get(code)
    own = agencies.by_id(actor().agency_id or 0)
    if own is None:
        raise NotFound("Hãy chọn cơ quan.")
    return own


@bp.get("")
@guarded(policies.READ)
def show() -> ResponseReturnValue:
    agency = _agency()
    reading.read(agency.id)
    crumbs((say("Tài liệu nội bộ"), url_for("documents.index")), (say("Danh mục tài liệu nội bộ"), None))
    return render_template(
        "documents/register.html",
        agency=agency,
        lines=files.register_lines(queries.register_rows(agency.id)),
        columns=files.COLUMNS,
        kinds=KINDS,
        offered=queries.agencies_with_documents() if actor().sees_province else [],
    )


@bp.get("/tep/<kind>")
@guarded(policies.READ)
def file(kind: str) -> ResponseReturnValue:
    if kind not in RENDERERS:
        raise NotFound("Không có tệp loại “{kind}”; các loại: docx, xlsx, pdf.", kind=kind)
    agency = _agency()
    reading.read(agency.id)
    return attachment(
        files.register(kind, agency, queries.register_rows(agency.id)),
        name=files.register_name(agency, kind),
        mimetype=RENDERERS[kind][1],
    )
