"""What every feature checks of what people write."""

from iso_app.core.errors import DomainError


def require_short(words: str, *, most: int, field: str | None = None) -> None:
    """Refuse more than so many letters."""
    if len(words) > most:
        raise DomainError("Dài quá {letters} ký tự; hãy viết ngắn lại.", field=field, letters=most)
