"""The pages of the register of records and of disposals."""

from iso_app.core.dates import show_day, show_moment
from iso_app.records.tables import retention_of
from iso_app.records.views import disposing, register

BLUEPRINTS = (register.bp,)

_WORDS = {"show_day": show_day, "show_moment": show_moment, "retention_of": retention_of}
register.bp.context_processor(lambda: _WORDS)

__all__ = ["BLUEPRINTS", "disposing"]
