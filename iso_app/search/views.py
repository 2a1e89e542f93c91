from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.numbers import as_whole
from iso_app.core.text import clean
from iso_app.search import policies, queries
from iso_app.web.feature import registry
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("search", __name__, url_prefix="/tim-kiem")


@bp.get("")
@guarded(policies.SEARCH)
def results() -> ResponseReturnValue:
    typed = clean(request.args.get("q", ""))[: queries.LONGEST]
    only = request.args.get("nguon", type=as_whole)
    sources = registry().searches()
    crumbs((say("Trang chủ"), url_for("dashboard.home")), (say("Tìm kiếm"), None))
    return render_template(
        "search/results.html",
        typed=typed,
        only=only,
        groups=queries.find(actor(), sources=sources, typed=typed, only=only),
        sources=[source.label for source in sources if actor().may(source.permission)],
    )
