"""What a QR code is answered; who asks wrong too often waits."""

from uuid import uuid4

from iso_app.accounts import attempts
from iso_app.accounts.sessions import digest
from iso_app.printed_copies import queries
from iso_app.printed_copies.queries import Standing

_MARK = "ban-in"


def ask(token: str, *, network: str) -> Standing | None:
    """Whether the copy with this token is in force; None for any other token, whatever it looks like.

    Raises TooManyTries for a network that has asked for many tokens that nobody was given.
    """
    # Each question is an account of its own, so that only what a network asks in all counts: a sheet that was copied
    # badly may be held before the camera as often as anybody likes.
    name, place = f"{_MARK} {uuid4().hex}", f"{_MARK} {network}"
    attempts.require_no_wait(name, place)
    found = queries.standing(digest(token))
    if found is None:
        attempts.failed(name, place)
    return found
