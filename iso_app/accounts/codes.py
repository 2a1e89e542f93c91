"""Codes of the second factor: six digits from an app (RFC 6238), ten recovery codes. Knows no record."""

import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp

ISSUER: Final = "ISO điện tử"
STEP_SECONDS: Final = 30
DRIFT: Final = 1
RECOVERY_CODES: Final = 10

# Without letters and digits that look alike on paper: 5 bits each, sixteen of them are 80 bits.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS: Final = 4
_GROUP: Final = 4


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps read them."""
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """The otpauth: address that the picture holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture(secret: str, email: str) -> str:
    """The QR code to point the telephone at, as the data: address of an SVG."""
    import segno  # Here: few people set up a second factor, and every process would keep it in memory.

    drawn = segno.make(address(secret, email), error="m", micro=False)
    return str(drawn.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))


def spelled(secret: str) -> str:
    """The key in groups of four, for whoever types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def is_totp(typed: str) -> bool:
    """Whether something typed has the shape of an app's code."""
    bare = typed.replace(" ", "")
    return len(bare) == 6 and bare.isascii() and bare.isdecimal()  # noqa: PLR2004 - digits of a code


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The step (of thirty seconds, since 1970) whose code this is: now, one before or one after; else None."""
    now = int(at.timestamp()) // STEP_SECONDS
    bare = typed.replace(" ", "")
    app = pyotp.TOTP(secret)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(app.at(step * STEP_SECONDS), bare):
            return step
    return None


def recovery_codes() -> list[str]:
    """Ten new codes, in groups for reading."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def normal_recovery(typed: str) -> str:
    """A recovery code however it was typed: small letters, no signs."""
    return "".join(letter for letter in typed.lower() if letter in _ALPHABET)
