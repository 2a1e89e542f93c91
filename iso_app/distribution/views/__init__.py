"""The pages of distribution: lines, reading, copies on paper, what one has to read oneself."""

from iso_app.core.dates import show_day, show_moment
from iso_app.distribution import policies
from iso_app.distribution.kinds import FORM_LABELS
from iso_app.distribution.views import copies, distribution, reading
from iso_app.distribution.workflow import COPY_LABELS, COPY_TONES

BLUEPRINTS = (distribution.bp, reading.reading)

_WORDS = {
    "show_day": show_day,
    "show_moment": show_moment,
    "form_labels": FORM_LABELS,
    "copy_labels": COPY_LABELS,
    "copy_tones": COPY_TONES,
    "may_follow": policies.FOLLOW,
}

for bp in BLUEPRINTS:
    bp.context_processor(lambda: _WORDS)

__all__ = ["BLUEPRINTS", "copies"]
