"""Signatures by certificate in PDF files: keys, signing, checking. Knows no record.

pyHanko does the work; what somebody brought is parsed in a child process.
"""

from iso_app.printed_copies.pades.certificates import Certificate, make_test_key, open_key
from iso_app.printed_copies.pades.checking import FoundSignature, Unverifiable, check, check_additions
from iso_app.printed_copies.pades.roots import trust_folder
from iso_app.printed_copies.pades.signing import sign_pdf, with_place_to_sign

__all__ = [
    "Certificate",
    "FoundSignature",
    "Unverifiable",
    "check",
    "check_additions",
    "make_test_key",
    "open_key",
    "sign_pdf",
    "trust_folder",
    "with_place_to_sign",
]
