"""The shapes of what a document says, and the refusal of one that says nothing readable."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from iso_app.core.errors import DomainError

Kind = Literal["docx", "xlsx", "pdf"]
STYLES: Final = frozenset(
    {"title", "paragraph", "list", "row", "note", *(f"heading {level}" for level in range(1, 10))}
)


@dataclass(frozen=True)
class Passage:
    """One passage, in NFC with single spaces, never blank.

    `style` is one of `STYLES`; a row has its cells joined by " | ".
    `page` counts from 1 and is known of a PDF only: Word and Excel break pages when they print.
    """

    text: str
    style: str
    page: int | None


@dataclass(frozen=True)
class Extracted:
    """What a document says, in its order; `pages` is known of a PDF only."""

    passages: tuple[Passage, ...]
    pages: int | None

    @property
    def has_text(self) -> bool:
        """False for a scan: pictures of letters are no text."""
        return bool(self.passages)

    @property
    def texts(self) -> list[str]:
        """The passages as plain texts, as `redline` and `merge` take them."""
        return [passage.text for passage in self.passages]


class Unreadable(DomainError):
    """The file cannot be read; the sentence says what to do with it."""

    def __init__(self, message: str, *, field: str | None = "file", **facts: Any) -> None:
        super().__init__(message, field=field, **facts)


@dataclass(frozen=True)
class Bounds:
    """Bounds of one reading in the child process; sizes in bytes, times in seconds."""

    size: int = 50_000_000
    memory: int = 200_000_000
    cpu_seconds: int = 2
    wall_seconds: float = 10.0
    output: int = 24_000_000
    passages: int = 20_000
    letters: int = 5_000_000
    pages: int = 2_000
    pixels: int = 8_000_000
    pictures: int = 20

    def asked(self, **more: Any) -> Mapping[str, Any]:
        """What the child is told."""
        names = ("memory", "cpu_seconds", "output", "passages", "letters", "pages", "pixels")
        return {name: getattr(self, name) for name in names} | more
