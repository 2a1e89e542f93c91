"""Everything that changes documents. Higher floors open and save documents through these verbs."""

from iso_app.documents.services.documents import (
    DocumentFacts,
    answer_item,
    edit_document,
    open_document,
    set_next_review,
    withdraw_document,
)
from iso_app.documents.services.drafting import (
    Body,
    FileBody,
    Plan,
    begin_revision,
    bring_in,
    discard,
    save,
    upload,
)
from iso_app.documents.services.kinds import (
    KindFacts,
    keep_kind,
    set_terms,
    take_default_kinds,
    use_province_terms,
)
from iso_app.documents.services.looking import look
from iso_app.documents.services.opening import NewDocument, open_all
from iso_app.documents.services.reviewing import answer, comment, recall, send_back, sign, submit
from iso_app.documents.services.shelving import PaperDocument, PaperRevision, bring_in_all
from iso_app.documents.services.taking_effect import take_effect_due

__all__ = [
    "Body",
    "DocumentFacts",
    "FileBody",
    "KindFacts",
    "NewDocument",
    "PaperDocument",
    "PaperRevision",
    "Plan",
    "answer",
    "answer_item",
    "begin_revision",
    "bring_in",
    "bring_in_all",
    "comment",
    "discard",
    "edit_document",
    "keep_kind",
    "look",
    "open_all",
    "open_document",
    "recall",
    "save",
    "send_back",
    "set_next_review",
    "set_terms",
    "sign",
    "submit",
    "take_default_kinds",
    "take_effect_due",
    "upload",
    "use_province_terms",
    "withdraw_document",
]
