"""The shapes of a sheet: what is wanted of a file, what was read of it, and what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from iso_app.core.policy import Sentence

SHOWN = 80
"""Letters of a faulty value that a sentence repeats."""


@dataclass(frozen=True)
class Problem:
    """One fault. `line` is the line as seen in Excel or a text editor (the head is 1), `advice` a `Sentence`, or a
    constant one, that says what would be right; `also` are further lines spoilt by the same fault."""

    file: str
    line: int | None
    column: str | None
    value: str
    advice: str
    also: tuple[int, ...] = ()

    def sentence(self) -> str:
        place = [f"tệp {self.file}"]
        if self.line is not None:
            place.append(f"dòng {self.line}")
        if self.column is not None:
            place.append(f"cột “{self.column}”")
        value = f"“{self.value}” – " if self.value else ""
        return f"{', '.join(place)}: {value}{self.advice}"


@dataclass(frozen=True)
class Column:
    """A wanted column. `read` turns a non-blank text into a value or raises DomainError; `blank` is the value
    of an empty cell; `advice` replaces the reader's own sentence."""

    key: str
    head: str
    read: Callable[[str], Any]
    required: bool = False
    blank: Any = None
    aliases: tuple[str, ...] = ()
    advice: str = ""


@dataclass(frozen=True)
class Sheet:
    """A kind of file. `key` names the columns that together may not repeat within one file."""

    code: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A good row: typed `values` by column key, and `raw`, the text as it stood in the file."""

    line: int
    values: Mapping[str, Any]
    raw: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """`rows` holds only rows without a problem; `notes` are sentences (`Sentence`) on what was left aside."""

    sheet: Sheet
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Sentence, ...] = ()
    bad: frozenset[int] = frozenset()

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def bad_lines(self) -> tuple[int, ...]:
        """Lines of the data rows that were not taken, in order (complete, even where `problems` is cut)."""
        return tuple(sorted(self.bad))


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading; sizes in bytes, times in seconds."""

    size: int = 20_000_000
    rows: int = 50_000
    columns: int = 256
    lines: int = 1_048_576
    cell: int = 32_767
    problems: int = 1_000
    members: int = 2_000
    unpacked: int = 200_000_000
    ratio: int = 100
    ratio_floor: int = 1_000_000
    cells: int = 3_000_000
    cpu_seconds: int = 5
    wall_seconds: float = 10.0
    memory: int = 400_000_000
    output: int = 48_000_000


@dataclass(frozen=True)
class Mark:
    """A cell that may not be taken for what it shows; `row` and `cell` count from 0, `kind` is one of
    formula, error, merged; `text` is what the file says about it."""

    row: int
    cell: int
    kind: str
    text: str


@dataclass(frozen=True)
class Table:
    """A file as cells, before any column is known: the head, then the non-blank rows.

    `lines[i]` is the line of `rows[i]`. A cell is text, a number, or text after `\\x01` for a real date.
    In a `csv` a shorter or longer row is a fault; of a workbook, trailing blanks were cut.
    """

    head_line: int
    head: tuple[str, ...]
    lines: list[int]
    rows: list[list[Any]]
    marks: tuple[Mark, ...] = ()
    notes: tuple[Sentence, ...] = ()
    csv: bool = False


class Unsafe(Enum):
    """What is wrong with an archive, for those whose words are not about sheets."""

    DAMAGED = "damaged"
    MEMBERS = "members"
    PATH = "path"
    TWICE = "twice"
    LOCKED = "locked"
    BOMB = "bomb"
    NESTED = "nested"
    MARKUP = "markup"
    METHOD = "method"


class Refused(Exception):
    """The file as a whole cannot be read; carries where and what would be right.

    Never leaves the package, but for an archive that is looked at for others: then `unsafe` says what it is.
    """

    def __init__(
        self,
        advice: str,
        *,
        line: int | None = None,
        column: str | None = None,
        value: str = "",
        unsafe: Unsafe | None = None,
    ) -> None:
        super().__init__(advice)
        self.advice = advice
        self.unsafe = unsafe
        self.line = line
        self.column = column
        self.value = value
