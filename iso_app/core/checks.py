"""What every feature checks of what people write."""

from iso_app.core.errors import DomainError
from iso_app.core.numbers import whole
from iso_app.core.text import clean


def require_short(words: str, *, most: int, field: str | None = None) -> None:
    """Refuse more than so many letters."""
    if len(words) > most:
        raise DomainError("Dài quá {letters} ký tự; hãy viết ngắn lại.", field=field, letters=most)


def whole_between(typed: str | None, least: int, most: int, *, field: str) -> int | None:
    """The whole number that was typed, None for nothing; DomainError of the field for anything else."""
    words = clean(typed or "")
    return require_whole(words, least, most, field=field) if words else None


def require_whole(typed: str | None, least: int, most: int, *, field: str) -> int:
    """The same where a number must be given: nothing is refused like any other word."""
    number = whole(clean(typed or ""))
    if number is None or not least <= number <= most:
        raise DomainError("Hãy ghi số nguyên từ {least} đến {most}.", field=field, least=least, most=most)
    return number
