"""The pages about agencies: looking, mending, and what a province settles for itself."""

from flask import Blueprint

bp = Blueprint("agencies", __name__, url_prefix="/co-quan")

from iso_app.agencies.views import editing, looking, settling  # noqa: E402 - each adds its pages to the blueprint

__all__ = ["bp", "editing", "looking", "settling"]
