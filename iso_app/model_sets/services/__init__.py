"""Everything that changes model sets, templates and copies of them."""

from iso_app.model_sets.services.copying import came_into_force, ended, given_up, keep_mine, merge, take
from iso_app.model_sets.services.linking import adopt, link, unlink
from iso_app.model_sets.services.sets import (
    ItemFacts,
    SetFacts,
    keep_item,
    keep_set,
    resume_item,
    retire_item,
    take_default_sets,
)
from iso_app.model_sets.services.telling import make_batch, tell_all
from iso_app.model_sets.services.templates import (
    JOB,
    TemplateFacts,
    edit_template,
    open_template,
    publish,
    push,
    retire,
    save_draft,
)

__all__ = [
    "JOB",
    "ItemFacts",
    "SetFacts",
    "TemplateFacts",
    "adopt",
    "came_into_force",
    "edit_template",
    "ended",
    "given_up",
    "keep_item",
    "keep_mine",
    "keep_set",
    "link",
    "make_batch",
    "merge",
    "open_template",
    "publish",
    "push",
    "resume_item",
    "retire",
    "retire_item",
    "save_draft",
    "take",
    "take_default_sets",
    "tell_all",
    "unlink",
]
