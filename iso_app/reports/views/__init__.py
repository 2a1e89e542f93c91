"""The pages of tables: looking and sending up, comparing, printed figures, a province's own templates."""

from flask import Blueprint

bp = Blueprint("reports", __name__, url_prefix="/phu-luc")

from iso_app.reports.views import comparing, figures, tables, templates  # noqa: E402 - each adds its pages

__all__ = ["bp", "comparing", "figures", "tables", "templates"]
