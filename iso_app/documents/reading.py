"""What a file says, passage by passage, and its words for the search. Knows no record."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from iso_app.core.text import fold
from iso_app.files.sniff import DOCX, PDF, XLSX
from iso_app.texts import extract, pictures
from iso_app.texts.shapes import Bounds, Kind

MOST_LETTERS = 400_000  # of words kept for the search; some hundred printed pages
KINDS: dict[str, Kind] = {DOCX: "docx", XLSX: "xlsx", PDF: "pdf"}
# An upload is a person waiting, and a busy machine is no reason to refuse what they bring.
BOUNDS = Bounds(cpu_seconds=10, wall_seconds=30.0)
PICTURE_WIDTH = 900
SCAN = "Tệp là bản chụp, không có chữ để tìm kiếm và so sánh."
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Said:
    """The passages (`text`, `style`, `page`), or the sentence that says why there are none."""

    passages: list[dict[str, Any]]
    trouble: str = ""


def said_by(content: bytes, media_type: str) -> Said:
    """What a Word, Excel or PDF file says. Raises `texts.Unreadable` if it is broken or locked."""
    with _on_disk(content) as path:
        found = extract(path, kind=KINDS[media_type], bounds=BOUNDS)
    return Said([asdict(passage) for passage in found.passages], "" if found.has_text else SCAN)


def picture(content: bytes, page: int) -> bytes | None:
    """A page of a PDF (from 1) as a PNG picture; None if there is no such page. Raises `texts.Unreadable`."""
    if page < 1:
        return None
    with _on_disk(content) as path:
        found = pictures(path, pages=range(page, page + 1), width=PICTURE_WIDTH, bounds=BOUNDS)
    return found[0] if found else None


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document"
        path.write_bytes(content)
        yield path


def place_of(province_id: int, agency_id: int) -> str:
    """Whose a text is, for the index of the search: its words stand there under the province, "=p1=word", and beside
    them the agency, "=a5". No word of a text has a "=" of its own."""
    return f"=p{province_id} =a{agency_id}"


def words_of(text: str) -> str:
    """The folded words of a text, with single spaces, as the search compares them."""
    return " ".join(_WORD.findall(fold(text)))


def words_of_passages(passages: Iterable[Mapping[str, Any]]) -> str:
    """The folded words of what is said, as many as the search keeps."""
    return words_of(" ".join(passage["text"] for passage in passages)[:MOST_LETTERS])
