"""Everything that changes printed copies, signed copies and certificates."""

from iso_app.printed_copies.services.certificates import add_certificate, remove_certificate
from iso_app.printed_copies.services.copies import AddressOf, print_copy
from iso_app.printed_copies.services.signing import bring_signed, hand_out, sign_here
from iso_app.printed_copies.services.standing import ask

__all__ = [
    "AddressOf",
    "add_certificate",
    "ask",
    "bring_signed",
    "hand_out",
    "print_copy",
    "remove_certificate",
    "sign_here",
]
