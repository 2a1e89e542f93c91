"""What the lists that an agency brings in for its registers have in common: a line names one of its departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from iso_app.agencies import queries as agencies
from iso_app.core.text import fold
from iso_app.sheets import Column, Problem, Row


@dataclass(frozen=True)
class NamedDepartments:
    """The departments that an agency has now, as the lines of a list name them in one column."""

    column: Column
    ids: Mapping[str, int]

    @classmethod
    def of(cls, agency_id: int, column: Column) -> Self:
        """Those of an agency, for this column."""
        return cls(column, {fold(name): id_ for id_, name in agencies.standing_departments(agency_id)})

    def id_in(self, row: Row) -> int | None:
        """The department of a line; None where it names none."""
        return self.ids.get(fold(row.values[self.column.key]))

    def fault_in(self, row: Row) -> Problem | None:
        """What is wrong with a name that the agency has not; a blank is no name."""
        name = row.values[self.column.key]
        if not name or fold(name) in self.ids:
            return None
        advice = "Cơ quan không có phòng, bộ phận tên này; sửa tên hoặc để trống."
        return Problem("", row.line, self.column.head, name, advice)
