"""A register as its form: its lines numbered below the box that the agency has settled for it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from iso_app.agencies import queries as agencies
from iso_app.core.errors import NotFound
from iso_app.printing import ColumnHead, PrintedCell, PrintedReport, PrintedRow
from iso_app.printing.report import Align
from iso_app.registers import queries

_NUMBER: Final = ColumnHead("stt", "STT", 6, "center")


@dataclass(frozen=True)
class FormColumn:
    """A column of a form: its head, its share of the width, and what it says of a row of the register."""

    key: str
    label: str
    width: float
    text: Callable[[Any], str]
    align: Align = "left"

    @property
    def head(self) -> ColumnHead:
        return ColumnHead(self.key, self.label, self.width, self.align)


@dataclass(frozen=True)
class PrintedRegister:
    """A register that can be printed. `rows` reads all that an agency has, in the order of the form."""

    key: str
    name: str
    columns: Sequence[FormColumn]
    rows: Callable[[int], Iterable[Any]]

    def of(self, agency_id: int | None) -> PrintedReport:
        """The whole register of an agency. Raises NotFound for who acts for none."""
        agency = agencies.by_id(agency_id or 0)
        if agency is None:
            raise NotFound("Chỉ người đang giữ một vị trí trong cơ quan mới có danh mục của cơ quan.")
        return PrintedReport(
            kind=self.name,
            title="",
            columns=(_NUMBER, *(column.head for column in self.columns)),
            rows=tuple(self._line(number, row) for number, row in enumerate(self.rows(agency.id), start=1)),
            landscape=True,
            form=queries.head(agency, self.key),
        )

    def _line(self, number: int, row: Any) -> PrintedRow:
        texts = {column.key: PrintedCell(column.text(row)) for column in self.columns}
        return PrintedRow({_NUMBER.key: PrintedCell(str(number))} | texts)
