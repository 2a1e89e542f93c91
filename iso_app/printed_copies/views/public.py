"""What a QR code opens: whether the copy is in force, and nothing more."""

from flask import Blueprint, Response, make_response, render_template, request

from iso_app.core.clock import now
from iso_app.printed_copies import services
from iso_app.web.guard import public

bp = Blueprint("public_copies", __name__, url_prefix="/ban-in")


@bp.get("/<token>")
@public
def standing(token: str) -> Response:
    found = services.ask(token, network=request.remote_addr or "")
    answer = make_response(render_template("printed_copies/standing.html", standing=found, checked_at=now()))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
