"""The file of an agency's certificate as the database keeps it: sealed with a key made from the secret key.

HKDF gives this purpose a key of its own; Fernet encrypts and authenticates. The file inside is encrypted once more
by its own passphrase, which is kept nowhere: neither who copies the database nor who knows the secret key can sign.
"""

import base64
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_PURPOSE: Final = b"iso-app agency certificate"


def seal(key: bytes, *, agency_id: int) -> str:
    """A PKCS#12 file, as the database keeps it."""
    return _fernet().encrypt(b"%d:" % agency_id + key).decode()


def unseal(kept: str, *, agency_id: int) -> bytes | None:
    """The file again; None if it was sealed for another agency or with another secret key."""
    try:
        owner, _, key = _fernet().decrypt(kept.encode()).partition(b":")
    except InvalidToken:
        return None
    return key if owner == b"%d" % agency_id else None


def _fernet() -> Fernet:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return Fernet(
        base64.urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret))
    )
