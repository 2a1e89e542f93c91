"""Everything that changes a shelf: brought, looked at, stored, put aside."""

from iso_app.shelf.services.bringing import Sent, bring, choose_list, discard, store_later
from iso_app.shelf.services.looking import look
from iso_app.shelf.services.storing import store

__all__ = ["Sent", "bring", "choose_list", "discard", "look", "store", "store_later"]
