"""The pages of periodic reports: an agency's own report, all of a period, the forms of a province."""

from iso_app.core.dates import show_day, show_moment
from iso_app.core.numbers import show_number
from iso_app.periodic_reports.shown import state_words
from iso_app.periodic_reports.views import designing, filling, overseeing

BLUEPRINTS = (filling.bp, designing.bp)

for bp in BLUEPRINTS:
    bp.context_processor(
        lambda: {
            "show_day": show_day,
            "show_moment": show_moment,
            "show_number": show_number,
            "state_words": state_words,
        }
    )

__all__ = ["BLUEPRINTS", "overseeing"]
