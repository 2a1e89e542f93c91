"""The pages of model sets and templates: sets, who lacks what, templates, an agency's copy, three ways."""

from iso_app.agencies.models import LEVEL_LABELS
from iso_app.core.dates import show_day, show_moment
from iso_app.documents.workflow import STATE_LABELS as REVISION_LABELS
from iso_app.model_sets.kinds import NECESSITY_LABELS, OUTCOME_LABELS
from iso_app.model_sets.shown import PART_LABELS, PART_TONES, TONES, audience
from iso_app.model_sets.views import completeness, copies, linking, sets, templates
from iso_app.model_sets.workflow import STATE_LABELS

BLUEPRINTS = (sets.bp, templates.bp)

_WORDS = {
    "show_day": show_day,
    "show_moment": show_moment,
    "audience_of": audience,
    "level_labels": LEVEL_LABELS,
    "necessity_labels": NECESSITY_LABELS,
    "outcome_labels": OUTCOME_LABELS,
    "part_labels": PART_LABELS,
    "part_tones": PART_TONES,
    "revision_labels": REVISION_LABELS,
    "state_labels": STATE_LABELS,
    "tones": TONES,
}

for bp in BLUEPRINTS:
    bp.context_processor(lambda: _WORDS)

__all__ = ["BLUEPRINTS", "completeness", "copies", "linking"]
