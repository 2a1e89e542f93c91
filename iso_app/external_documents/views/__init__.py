"""The pages of external documents: an agency's register, the shared one, what agencies make of it."""

from iso_app.core.dates import show_day, show_moment
from iso_app.external_documents.kinds import CITATION_LABELS, CLASS_LABELS
from iso_app.external_documents.views import changing, citing, register, shared

BLUEPRINTS = (register.bp, shared.bp)

_WORDS = {
    "show_day": show_day,
    "show_moment": show_moment,
    "class_labels": CLASS_LABELS,
    "citation_labels": CITATION_LABELS,
}

for bp in BLUEPRINTS:
    bp.context_processor(lambda: _WORDS)

__all__ = ["BLUEPRINTS", "changing", "citing"]
