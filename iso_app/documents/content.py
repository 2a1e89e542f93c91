"""A procedure written here, section by section: its shape, its passages, its digest. Plain data, no records."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from iso_app.core.canonical import canonical
from iso_app.core.checks import require_short
from iso_app.core.errors import DomainError
from iso_app.core.text import clean

LONGEST_SECTION = 40_000
MOST_ROWS = 100
SECTIONS = (
    ("purpose", "Mục đích"),
    ("scope", "Phạm vi áp dụng"),
    ("references", "Tài liệu viện dẫn"),
    ("definitions", "Định nghĩa, từ viết tắt"),
    ("body", "Nội dung"),
    ("forms", "Biểu mẫu"),
    ("records", "Hồ sơ cần lưu"),
)
SECTION_KEYS = tuple(key for key, _ in SECTIONS)
STEPS_AFTER = "body"
STEP_COLUMNS = (
    ("what", "Trình tự"),
    ("who", "Trách nhiệm"),
    ("time", "Thời gian"),
    ("output", "Biểu mẫu/Kết quả"),
)
AMENDMENT_COLUMNS = (
    ("number", "Lần sửa đổi"),
    ("place", "Vị trí"),
    ("change", "Nội dung sửa đổi"),
    ("day", "Ngày sửa đổi"),
    ("note", "Ghi chú"),
)
AMENDMENTS = "Bảng theo dõi sửa đổi"


@dataclass(frozen=True)
class StepRow:
    """A row of the step table: TT · Trình tự · Trách nhiệm · Thời gian · Biểu mẫu/Kết quả."""

    what: str = ""
    who: str = ""
    time: str = ""
    output: str = ""


@dataclass(frozen=True)
class AmendmentRow:
    """A row of "Bảng theo dõi sửa đổi"."""

    number: str = ""
    place: str = ""
    change: str = ""
    day: str = ""
    note: str = ""


@dataclass(frozen=True)
class Written:
    """A procedure: its sections in words, the table of steps, the table of amendments."""

    sections: Mapping[str, str]
    steps: tuple[StepRow, ...] = ()
    amendments: tuple[AmendmentRow, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it and as its digest is taken of."""
        return {
            "sections": {key: self.sections.get(key, "") for key in SECTION_KEYS},
            "steps": [asdict(row) for row in self.steps],
            "amendments": [asdict(row) for row in self.amendments],
        }

    @property
    def is_blank(self) -> bool:
        return not any(self.sections.values()) and not self.steps


def tidy(written: Written) -> Written:
    """The same with clean text and no blank rows; DomainError for what is too long."""
    sections = {key: clean(written.sections.get(key, ""), lines=True) for key in SECTION_KEYS}
    for key, words in sections.items():
        require_short(words, most=LONGEST_SECTION, field=key)
    steps = tuple(row for row in (_clean(StepRow, row) for row in written.steps) if any(asdict(row).values()))
    amended = (_clean(AmendmentRow, row) for row in written.amendments)
    amendments = tuple(row for row in amended if any(asdict(row).values()))
    if max(len(steps), len(amendments)) > MOST_ROWS:
        raise DomainError("Bảng có quá {most} dòng; hãy tách thành hai quy trình.", most=MOST_ROWS)
    return Written(sections, steps, amendments)


def _clean(kind: Any, row: Any) -> Any:
    return kind(**{name: clean(value, lines=True) for name, value in asdict(row).items()})


def written_of(plain: Mapping[str, Any] | None) -> Written:
    """What JSON kept; nothing is a blank procedure."""
    found = plain or {}
    return Written(
        {key: str(found.get("sections", {}).get(key, "")) for key in SECTION_KEYS},
        tuple(StepRow(**row) for row in found.get("steps", ())),
        tuple(AmendmentRow(**row) for row in found.get("amendments", ())),
    )


def digest_of_written(plain: Mapping[str, Any]) -> str:
    """The SHA-256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical(plain)).hexdigest()


def passages_of_written(written: Written) -> list[dict[str, Any]]:
    """What is written, paragraph by paragraph and row by row, under the headings it is printed with."""
    return [{"text": text, "style": style, "page": None} for text, style in _lines(written)]


def _lines(written: Written) -> Iterator[tuple[str, str]]:
    for number, (key, label) in enumerate(SECTIONS, start=1):
        words = written.sections.get(key, "")
        if not words and not (key == STEPS_AFTER and written.steps):
            continue
        yield f"{number}. {label}", "heading 1"
        yield from ((line, "paragraph") for line in words.split("\n") if line)
        if key == STEPS_AFTER and written.steps:
            yield " | ".join(("TT", *(column for _, column in STEP_COLUMNS))), "row"
            for position, row in enumerate(written.steps, start=1):
                cells = (str(position), row.what, row.who, row.time, row.output)
                yield " | ".join(" ".join(cell.split()) for cell in cells), "row"
    if written.amendments:
        yield AMENDMENTS, "heading 1"
        yield " | ".join(column for _, column in AMENDMENT_COLUMNS), "row"
        for amended in written.amendments:
            yield " | ".join(" ".join(cell.split()) for cell in asdict(amended).values()), "row"
