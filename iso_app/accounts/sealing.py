"""What has to be read again but not by whoever copies the database: sealed with a key made from the secret key.

HKDF gives each purpose a key of its own; Fernet encrypts and authenticates. Another secret key opens nothing that
was sealed with this one.
"""

import base64
import hashlib
import hmac
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_KEPT: Final = b"iso-app totp kept"
_SHOWN: Final = b"iso-app totp shown"
_DIGEST: Final = b"iso-app recovery codes"


def seal(secret: str, *, person_id: int) -> str:
    """A person's secret, as the database keeps it."""
    return _fernet(_KEPT).encrypt(f"{person_id}:{secret}".encode()).decode()


def unseal(kept: str, *, person_id: int) -> str | None:
    """The secret again; None if it was sealed for somebody else or with another secret key."""
    return _open(_KEPT, kept, person_id, ttl=None)


def carry(secret: str, *, person_id: int) -> str:
    """A secret that a page carries until its first code: nothing is kept before."""
    return _fernet(_SHOWN).encrypt(f"{person_id}:{secret}".encode()).decode()


def carried(token: str, *, person_id: int, seconds: int) -> str | None:
    """The secret that a page of this person carried, if the page is not older than `seconds`."""
    return _open(_SHOWN, token, person_id, ttl=seconds)


def keyed_digest(text: str, *, person_id: int) -> str:
    """What is kept of a recovery code: 64 hex digits that nobody makes without the secret key."""
    return hmac.new(_key(_DIGEST), f"{person_id}:{text}".encode(), hashlib.sha256).hexdigest()


def _open(purpose: bytes, token: str, person_id: int, *, ttl: int | None) -> str | None:
    try:
        owner, _, secret = _fernet(purpose).decrypt(token.encode(), ttl=ttl).decode().partition(":")
    except (InvalidToken, UnicodeError):
        return None
    return secret if owner == str(person_id) else None


def _fernet(purpose: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(purpose)))


def _key(purpose: bytes) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
