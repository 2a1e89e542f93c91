from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from iso_app.trail import policies, tables
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("trail", __name__, url_prefix="/nhat-ky")


@bp.get("")
@guarded(policies.READ)
def entries() -> ResponseReturnValue:
    page = tables.page(actor())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Nhật ký"), None))
    return render_template("trail/entries.html", page=page)
