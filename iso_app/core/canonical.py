"""JSON as it is hashed and as it is kept."""

from typing import Any

from msgspec.json import Encoder


def canonical(value: Any) -> bytes:
    """The one way of writing this data: sorted keys, no blanks, UTF-8.

    For text, whole numbers, truth values, nothing, lists and dictionaries with text as keys. Digests that were taken
    of the same data by `json.dumps` hold; fractions, which one writer ends with `1e+16` and the other with `1e16`,
    have no place in it. Days, moments and decimals become their text. Raises TypeError for what has none, UnicodeError
    for half of a character.
    """
    return _CANONICAL.encode(value)


def kept(value: Any) -> str:
    """The text that a column of JSON keeps."""
    return _KEPT.encode(value).decode()


def _plain(value: Any) -> str:
    """Kinds of text that templates and translations make; only text itself is JSON."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


_CANONICAL = Encoder(order="sorted", enc_hook=_plain)
_KEPT = Encoder(enc_hook=_plain)
