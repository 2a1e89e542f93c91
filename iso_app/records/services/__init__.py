"""Everything that changes the register of records and what is kept of them."""

from iso_app.records.services.disposing import (
    approve_disposal,
    attach_decision,
    decline_disposal,
    propose_disposal,
    withdraw_disposal,
)
from iso_app.records.services.keeping import (
    Facts,
    add_folder,
    add_kind,
    edit_kind,
    end_kind,
    resume_kind,
)
from iso_app.records.services.reminding import DUE, remind_portion

__all__ = [
    "DUE",
    "Facts",
    "add_folder",
    "add_kind",
    "approve_disposal",
    "attach_decision",
    "decline_disposal",
    "edit_kind",
    "end_kind",
    "propose_disposal",
    "remind_portion",
    "resume_kind",
    "withdraw_disposal",
]
