from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from iso_app.oversight import policies, queries, tables
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("oversight", __name__, url_prefix="/ai-da-xem")


@bp.get("")
@guarded(policies.READ)
def readings() -> ResponseReturnValue:
    page = tables.readings(actor()).page(queries.readings())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Ai đã xem"), None))
    return render_template("oversight/readings.html", page=page)
