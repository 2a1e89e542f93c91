"""Everything that changes requests for documents and their reviews."""

from iso_app.document_changes.services.asking import Asked, Evidence, ask, give_opinion, take_back
from iso_app.document_changes.services.deciding import (
    accept,
    document_ended,
    link,
    refuse,
    revision_came_into_force,
)
from iso_app.document_changes.services.reminding import DUE, remind_portion
from iso_app.document_changes.services.reviewing import Outcome, outcomes, review
from iso_app.document_changes.services.tasking import ACCEPTED, DONE, REFUSED

__all__ = [
    "ACCEPTED",
    "DONE",
    "DUE",
    "REFUSED",
    "Asked",
    "Evidence",
    "Outcome",
    "accept",
    "ask",
    "document_ended",
    "give_opinion",
    "link",
    "outcomes",
    "refuse",
    "remind_portion",
    "review",
    "revision_came_into_force",
    "take_back",
]
