"""What a Word, Excel or PDF document says, what differs between two, and how three become one."""

from iso_app.texts.citations import Citation, find_citations
from iso_app.texts.merging import Merge, Part, merge
from iso_app.texts.reading import extract, pictures
from iso_app.texts.redlines import Change, Piece, redline
from iso_app.texts.shapes import Extracted, Passage, Unreadable

__all__ = [
    "Change",
    "Citation",
    "Extracted",
    "Merge",
    "Part",
    "Passage",
    "Piece",
    "Unreadable",
    "extract",
    "find_citations",
    "merge",
    "pictures",
    "redline",
]
