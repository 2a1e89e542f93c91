"""Lists that people want to see again as they once chose them."""

from flask import Flask

from iso_app.saved_views import queries
from iso_app.saved_views.views import bp
from iso_app.web.feature import Feature
from iso_app.web.table import SAVED


def _start(app: Flask) -> None:
    app.extensions[SAVED] = queries.of_place


FEATURE = Feature(name="saved_views", label="Danh sách đã lưu", blueprints=(bp,), start=_start)
