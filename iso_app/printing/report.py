"""What is printed: a table with its head, its notes, who receives it and who signs it. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Align = Literal["left", "center", "right"]
RowKind = Literal["section", "row", "sub", "total"]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The two heads of an official document: who writes; state, place and day.

    `parent` may be empty (no superior agency). Without a `day` there is room for the clerk's pen.
    """

    parent: str
    issuer: str
    number_hint: str = "Số:        /BC-…"
    place: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class FormHead:
    """The box above a form of a quality system: whose it is, its code, revision and day, the page of pages.

    Code, revision and day are the agency's own; what is empty is left to the clerk's pen.
    """

    agency: str
    parent: str = ""
    code: str = ""
    revision: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: authority ("KT. GIÁM ĐỐC" or nothing), position, name, a note above the name."""

    authority: str
    position: str
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """One column; `width` is relative to the widths of its neighbours."""

    key: str
    label: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """What stands in one cell.

    `text` is what is read on paper, `value` the number behind it (Excel gets the number), and `note_mark`
    the number of the note that explains it ("1"), printed raised and in brackets.
    """

    text: str
    value: Decimal | int | None = None
    note_mark: str = ""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """The cells by the keys of their columns; a column that is not named stays blank."""

    cells: Mapping[str, PrintedCell]
    kind: RowKind = "row"


@dataclass(frozen=True, slots=True)
class BackingAgency:
    """One agency behind one number: `cell` names the number, `evidence` and `source` say why it counts."""

    code: str
    name: str
    level: str
    group: str
    cell: str
    evidence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A whole table to be sent up.

    `notes` are printed numbered below the table, `recipients` as "Nơi nhận". `watermark` ("BẢN NHÁP") and
    `digest` (in the foot of each page) are left out when empty. A `form` has its box with `kind` as its name on
    each page in place of letterhead and titles. Raises ValueError without columns, with two
    of one key, with a width that is not positive, or with a `form` above less than three.
    """

    kind: str
    title: str
    columns: tuple[ColumnHead, ...]
    rows: tuple[PrintedRow, ...]
    letterhead: Letterhead | None = None
    subtitle: str = ""
    period: str = ""
    notes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signatory: Signatory | None = None
    backing: tuple[BackingAgency, ...] = field(default=(), repr=False)
    watermark: str = ""
    landscape: bool = False
    digest: str = ""
    form: FormHead | None = None

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError("A table needs columns, each with a key of its own.")
        if any(column.width <= 0 for column in self.columns):
            raise ValueError("The width of a column must be more than 0.")
        if self.form is not None and len(keys) < len(("agency", "name", "code")):
            raise ValueError("The box above a form stands on at least three columns.")
