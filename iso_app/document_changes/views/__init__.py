"""The pages of change requests and of the periodic review."""

from iso_app.core.dates import show_day, show_moment
from iso_app.document_changes.kinds import KIND_LABELS, SIDE_LABELS, VERDICT_LABELS
from iso_app.document_changes.views import deciding, requests, reviews

BLUEPRINTS = (requests.bp, reviews.bp)

_WORDS = {
    "show_day": show_day,
    "show_moment": show_moment,
    "kind_labels": KIND_LABELS,
    "side_labels": SIDE_LABELS,
    "verdict_labels": VERDICT_LABELS,
}

for bp in BLUEPRINTS:
    bp.context_processor(lambda: _WORDS)

__all__ = ["BLUEPRINTS", "deciding"]
