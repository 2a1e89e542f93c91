"""What a file says, as the sections of a written procedure. Plain data, no records.

The passages stay in their order: what stands before the first heading that is known goes into the first section, what
stands under a heading that is not known stays in the section it stands in. Pictures, fonts and widths do not come over.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from iso_app.core.text import fold
from iso_app.documents.content import (
    AMENDMENT_COLUMNS,
    AMENDMENTS,
    SECTION_KEYS,
    SECTIONS,
    STEP_COLUMNS,
    AmendmentRow,
    StepRow,
    Written,
)

_ROW: Final = "row"
_CELLS: Final = " | "
_NUMBERING: Final = re.compile(r"^(?:[ivx]{1,4}|[0-9]{1,2}|[a-h])\s*[.):/-]+\s*")
_LONGEST_HEADING: Final = 80
# How officers head the sections besides the names of the house, folded.
_ALSO: Final = {
    "purpose": ("muc dich yeu cau", "muc dich va yeu cau"),
    "scope": ("pham vi", "pham vi ap dung va doi tuong ap dung", "pham vi, doi tuong ap dung"),
    "references": ("tai lieu vien dan, can cu", "can cu phap ly", "co so phap ly", "can cu"),
    "definitions": ("dinh nghia", "dinh nghia/viet tat", "dinh nghia va viet tat", "thuat ngu va dinh nghia",
                    "dinh nghia, viet tat", "giai thich tu ngu"),
    "body": ("noi dung quy trinh", "noi dung thuc hien", "trinh tu thuc hien"),
    "forms": ("bieu mau, phu luc", "bieu mau kem theo"),
    "records": ("ho so luu", "ho so", "luu ho so", "ho so luu tru"),
}  # fmt: skip
_HEADINGS: Final = {fold(label): key for key, label in SECTIONS} | {
    name: key for key, names in _ALSO.items() for name in names
}


def written_of_file(passages: Iterable[Mapping[str, Any]]) -> Written:
    """The sections, the table of steps and the table of amendments that the passages of a file make."""
    said: dict[str, list[str]] = {key: [] for key in SECTION_KEYS}
    steps: list[StepRow] = []
    amendments: list[AmendmentRow] = []
    place = SECTION_KEYS[0]
    heads: Sequence[str] = ()
    for passage in passages:
        text = str(passage["text"])
        if passage["style"] != _ROW:
            heads = ()
            if (key := section_headed(text)) is not None:
                place = key
            elif fold(text) != fold(AMENDMENTS):
                said[place].append(text)
            continue
        cells = text.split(_CELLS)
        if known := _heads(cells):
            heads = known
        elif "what" in heads:
            steps.append(StepRow(**_row(heads, cells)))
        elif "change" in heads:
            amendments.append(AmendmentRow(**_row(heads, cells)))
        else:
            said[place].append(text)
    return Written({key: "\n".join(texts) for key, texts in said.items()}, tuple(steps), tuple(amendments))


def section_headed(text: str) -> str | None:
    """The key of the section that a passage is the heading of: "II. PHẠM VI ÁP DỤNG:" is that of `scope`."""
    if len(text) > _LONGEST_HEADING:
        return None
    return _HEADINGS.get(_NUMBERING.sub("", fold(text)).rstrip(" .:"))


def _heads(cells: Sequence[str]) -> Sequence[str]:
    """The keys of the columns, if the row is the head of a table that a procedure has; "" where there is none."""
    for columns, needed in ((STEP_COLUMNS, ("what", "who")), (AMENDMENT_COLUMNS, ("number", "change"))):
        keys = {fold(label): key for key, label in columns}
        found = [keys.get(fold(cell), "") for cell in cells]
        if all(key in found for key in needed):
            return found
    return ()


def _row(heads: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {key: cell for key, cell in zip(heads, cells, strict=False) if key}
