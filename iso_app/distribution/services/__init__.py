"""Everything that changes who must have a document, its copies on paper and who has read it."""

from iso_app.distribution.services.carrying import carry_over, withdraw_everywhere
from iso_app.distribution.services.copies import Handing, hand_out, lose, take_back, withdraw
from iso_app.distribution.services.lines import LineFacts, add_line, edit_line, remove_line
from iso_app.distribution.services.newcomers import ask_newcomers
from iso_app.distribution.services.reading import Shown, acknowledge, register_list
from iso_app.distribution.services.tasking import TO_READ

__all__ = [
    "TO_READ",
    "Handing",
    "LineFacts",
    "Shown",
    "acknowledge",
    "add_line",
    "ask_newcomers",
    "carry_over",
    "edit_line",
    "hand_out",
    "lose",
    "register_list",
    "remove_line",
    "take_back",
    "withdraw",
    "withdraw_everywhere",
]
