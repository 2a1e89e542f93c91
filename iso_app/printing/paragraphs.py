"""The words of a section as what they look like: paragraphs, small headings, lists."""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Style = Literal["paragraph", "heading", "list"]
_HEADED: Final = re.compile(r"\d{1,2}(\.\d{1,2}){1,3}\.?\s+\S")
_LISTED: Final = re.compile(r"[-+–•*]\s+")
_LONGEST_HEADING: Final = 140


class Block(NamedTuple):
    """A line of a section."""

    style: Style
    text: str


def blocks(text: str) -> Iterator[Block]:
    """The lines of `text`: "5.1. Tiếp nhận" is a small heading, "- hồ sơ" an item of a list, else a paragraph."""
    for line in text.split("\n"):
        words = line.strip()
        if not words:
            continue
        if _LISTED.match(words):
            yield Block("list", _LISTED.sub("- ", words, count=1))
        elif _HEADED.match(words) and len(words) <= _LONGEST_HEADING and not words.endswith((".", ";", ",")):
            yield Block("heading", words)
        else:
            yield Block("paragraph", words)
