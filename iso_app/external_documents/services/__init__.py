"""Everything that changes external documents, who follows them, and what cites them."""

from iso_app.external_documents.facts import Facts, Standing
from iso_app.external_documents.services.citing import (
    confirm_citation,
    let_go,
    look_for_citations,
    reject_citation,
)
from iso_app.external_documents.services.following import (
    USUAL_MONTHS,
    Terms,
    change_terms,
    follow,
    follow_again,
    mark_checked,
    stop_following,
    take_over,
)
from iso_app.external_documents.services.own import add_own, edit_own, keep_own_file, set_own_standing
from iso_app.external_documents.services.reminding import START, end_due, remind_batch
from iso_app.external_documents.services.shared import (
    TELL,
    add_shared,
    edit_shared,
    keep_file,
    set_standing,
)
from iso_app.external_documents.services.telling import EXPIRED, REPLACED, RESTORED, REVIEWS, tell_batch

__all__ = [
    "EXPIRED",
    "REPLACED",
    "RESTORED",
    "REVIEWS",
    "START",
    "TELL",
    "USUAL_MONTHS",
    "Facts",
    "Standing",
    "Terms",
    "add_own",
    "add_shared",
    "change_terms",
    "confirm_citation",
    "edit_own",
    "edit_shared",
    "end_due",
    "follow",
    "follow_again",
    "keep_file",
    "keep_own_file",
    "let_go",
    "look_for_citations",
    "mark_checked",
    "reject_citation",
    "remind_batch",
    "set_own_standing",
    "set_standing",
    "stop_following",
    "take_over",
    "tell_batch",
]
