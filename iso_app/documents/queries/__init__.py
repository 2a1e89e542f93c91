"""Everything that only reads: kinds and their terms, documents and revisions, who signs, what stands in the text."""

from iso_app.documents.queries.documents import (
    DocumentRecord,
    clauses_offered,
    content_of,
    document,
    in_force,
    record_of,
    register_rows,
    revision,
    revision_read,
    rows,
)
from iso_app.documents.queries.kinds import (
    agencies_with_documents,
    kind,
    kinds,
    next_code,
    setting_of,
    terms_of,
    terms_of_all,
)
from iso_app.documents.queries.people import Holder, departments, holders, post_of_person
from iso_app.documents.queries.reviews import (
    comments_of,
    due_to_take_effect,
    look_of,
    round_of,
    rounds_of,
    step,
    steps_of_revisions,
    steps_of_round,
)
from iso_app.documents.queries.searching import Found, search
from iso_app.documents.queries.texts import passages_of

__all__ = [
    "DocumentRecord",
    "Found",
    "Holder",
    "agencies_with_documents",
    "clauses_offered",
    "comments_of",
    "content_of",
    "departments",
    "document",
    "due_to_take_effect",
    "holders",
    "in_force",
    "kind",
    "kinds",
    "look_of",
    "next_code",
    "passages_of",
    "post_of_person",
    "record_of",
    "register_rows",
    "revision",
    "revision_read",
    "round_of",
    "rounds_of",
    "rows",
    "search",
    "setting_of",
    "step",
    "steps_of_revisions",
    "steps_of_round",
    "terms_of",
    "terms_of_all",
]
