"""Passwords: what is asked of a new one, how it is kept (argon2id), how one is compared."""

import base64
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from iso_app.core.errors import DomainError
from iso_app.core.text import fold

MINIMUM: Final = 10
MAXIMUM: Final = 200
DIFFERENT: Final = 4

# What guessers try first and is long enough to pass otherwise; compared folded and without blanks or signs.
_COMMON: Final = frozenset(
    {
        "0123456789", "1234567890", "0987654321", "1234512345", "1122334455", "123456789a", "a123456789",
        "qwertyuiop", "1q2w3e4r5t", "password12", "password123", "password1234", "matkhau123", "matkhau1234",
        "matkhau12345", "matkhau123456", "motconvitdapxoe", "motconvitxoeradoicaicanh", "anhyeuem123",
        "yeuemnhieu123", "iloveyou123", "vietnam123", "vietnam1234", "xinchao123", "admin12345",
        "admin123456",
        "administrator", "quantri123", "quantrivien", "hethong123", "iso90012015", "tcvniso9001",
        "tcvniso90012015", "isodientu123", "abcd123456", "abcdefghij", "abc1234567", "abc123456789",
        "qwerty12345", "letmein123", "welcome123", "khongbiet123",
    }
)  # fmt: skip

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(_bytes(password))


def matches(kept: str, password: str) -> bool:
    """Whether the password is the one kept. Takes as long when nothing is kept, as for an unknown name."""
    try:
        _hasher.verify(kept or _nobodys(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether a kept hash was made with weaker parameters than those in use."""
    return _hasher.check_needs_rehash(kept)


def require_good(password: str, *, names: Iterable[str] = (), field: str = "new_password") -> None:
    """Raise DomainError unless the password is hard to guess; `names` are the person's name and e-mail."""
    bare = _bare(password)
    if len(password) < MINIMUM:
        raise DomainError(
            "Mật khẩu cần ít nhất {letters} ký tự. Vài từ ngắn ghép lại thì dễ nhớ và khó đoán.",
            field=field,
            letters=MINIMUM,
        )
    if len(password) > MAXIMUM:
        raise DomainError("Mật khẩu dài quá {letters} ký tự.", field=field, letters=MAXIMUM)
    if bare in {_bare(name) for whole in names for name in (whole, whole.partition("@")[0])}:
        raise DomainError("Mật khẩu không được trùng với họ tên hoặc e-mail.", field=field)
    if bare in _COMMON or len(set(password)) < DIFFERENT:
        raise DomainError(
            "Mật khẩu này nhiều người dùng nên rất dễ đoán. Hãy chọn mật khẩu khác.", field=field
        )


@cache
def _nobodys() -> str:
    """A hash of nothing known, with the parameters in use: to verify against it costs what it always does."""
    salt, digest = (_base64(secrets.token_bytes(length)) for length in (_hasher.salt_len, _hasher.hash_len))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _bytes(password: str) -> bytes:
    # Keyboards differ in how they compose "ế"; the person typed the same letters.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _bare(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())
