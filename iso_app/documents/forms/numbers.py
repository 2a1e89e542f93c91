"""Whole numbers as forms take them."""

from iso_app.core.errors import DomainError
from iso_app.core.text import clean


def whole(typed: str | None, field: str, least: int, most: int) -> int | None:
    """The whole number that was typed, None for nothing; DomainError of the field for anything else."""
    words = clean(typed or "")
    if not words:
        return None
    number = int(words) if words.isascii() and words.isdecimal() and len(words) <= len(str(most)) else -1
    if not least <= number <= most:
        raise DomainError("Hãy ghi số nguyên từ {least} đến {most}.", field=field, least=least, most=most)
    return number
