"""The pages of documents: the list, one document, one revision, its way to approval, the kinds."""

from iso_app.core.dates import show_day, show_moment
from iso_app.core.roles import ROLE_LABELS
from iso_app.documents.kinds import CLASS_LABELS, STEP_LABELS
from iso_app.documents.shown import TONES
from iso_app.documents.views import documents, drafting, register, reviewing, settling
from iso_app.documents.workflow import DOCUMENT_LABELS, STATE_LABELS

BLUEPRINTS = (documents.bp, register.bp, settling.bp)

_WORDS = {
    "show_day": show_day,
    "show_moment": show_moment,
    "document_labels": DOCUMENT_LABELS,
    "state_labels": STATE_LABELS,
    "step_labels": STEP_LABELS,
    "class_labels": CLASS_LABELS,
    "tones": TONES,
    "role_labels": ROLE_LABELS,
}

for bp in BLUEPRINTS:
    bp.context_processor(lambda: _WORDS)

__all__ = ["BLUEPRINTS", "drafting", "reviewing"]
