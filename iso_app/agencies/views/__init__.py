"""The pages about agencies: looking, mending, and what a province settles for itself."""

from flask import Blueprint

bp = Blueprint("agencies", __name__, url_prefix="/co-quan")
# Of their own, so that the menu marks one entry: where a page is, is told by its blueprint.
tree_bp = Blueprint("agency_tree", __name__, url_prefix="/co-quan/so-do")
groups_bp = Blueprint("agency_groups", __name__, url_prefix="/co-quan/loai")
province_bp = Blueprint("province", __name__, url_prefix="/co-quan/tinh")

BLUEPRINTS = (bp, tree_bp, groups_bp, province_bp)

from iso_app.agencies.views import editing, looking, settling  # noqa: E402 - each adds its pages

__all__ = ["BLUEPRINTS", "editing", "looking", "settling"]
