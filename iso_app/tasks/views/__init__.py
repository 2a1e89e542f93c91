"""The pages of tasks: one's own, an agency's, the province's; its calendar of obligations; the calendar."""

from iso_app.agencies.models import APPLICABILITY_LABELS, LEVEL_LABELS
from iso_app.core.dates import show_day, show_moment
from iso_app.core.roles import ROLE_LABELS
from iso_app.tasks import policies
from iso_app.tasks.views import acting, calendar, obligations, tasks

BLUEPRINTS = (tasks.bp, obligations.bp, calendar.bp)

_WORDS = {
    "show_day": show_day,
    "show_moment": show_moment,
    "role_labels": ROLE_LABELS,
    "level_labels": LEVEL_LABELS,
    "applicability_labels": APPLICABILITY_LABELS,
    "give": policies.GIVE,
}

for bp in BLUEPRINTS:
    bp.context_processor(lambda: _WORDS)

__all__ = ["BLUEPRINTS", "acting"]
