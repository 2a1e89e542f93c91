"""One agency's column of a form: what stands in each row, where it comes from, and what the checks say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from iso_app.compliance.measures import Period
from iso_app.periodic_reports.checks import CheckResult, evaluate
from iso_app.periodic_reports.compute import Computed
from iso_app.periodic_reports.kinds import BLANK, Value
from iso_app.periodic_reports.template import FormRow, FormTemplate

NOTHING = Computed()


class Written(Protocol):
    """What is stored of a row."""

    text: str
    number: Decimal | None
    overrides: bool
    computed_text: str
    computed_number: Decimal | None
    reason: str


@dataclass(frozen=True)
class Cell:
    """A value; for a row that fills itself in also what the measures say, and why that was overridden."""

    value: Value = BLANK
    computed: Computed | None = None
    overrides: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Column:
    """The figures of one agency; `state` is blank where it has begun nothing."""

    code: str
    name: str
    cells: Mapping[str, Cell]
    state: str = ""

    @property
    def numbers(self) -> dict[str, Decimal | None]:
        return {key: cell.value.number for key, cell in self.cells.items()}


def cells_of(
    form: FormTemplate, entries: Mapping[str, Written], computed: Mapping[str, Computed], *, settled: bool
) -> dict[str, Cell]:
    """Row -> cell. Once `settled` (submitted, accepted) the rows that fill themselves in say what they said then."""
    return {row.key: _cell(row, entries.get(row.key), computed, settled=settled) for row in form.valued}


def _cell(row: FormRow, entry: Written | None, computed: Mapping[str, Computed], *, settled: bool) -> Cell:
    if not row.is_computed:
        return Cell(Value(entry.text, entry.number)) if entry else Cell()
    now = computed.get(row.key, NOTHING)
    if entry is None:
        return Cell(now.value, now)
    then = Value(entry.computed_text, entry.computed_number)
    told = Computed(then, now.agencies if then == now.value else ()) if settled else now
    if entry.overrides:
        return Cell(Value(entry.text, entry.number), told, overrides=True, reason=entry.reason)
    return Cell(told.value, told)


def checks_of(form: FormTemplate, column: Column) -> list[CheckResult]:
    """What the checks of a form say of an agency's figures."""
    return evaluate(form, column.numbers)


def blanks_of(form: FormTemplate, column: Column) -> list[FormRow]:
    """The rows that take a value and have none."""
    return [row for row in form.valued if column.cells[row.key].value.blank]


# -- the contract of `--format json` -----------------------------------------------------------------------------


def contract(
    form: FormTemplate, period: Period, columns: Sequence[Column], *, single: bool
) -> dict[str, Any]:
    """The stable JSON: one column `value` for a single agency, else a column an agency under its code."""
    keyed = [("value" if single else column.code, column) for column in columns]
    answer: dict[str, Any] = {
        "template": form.code,
        "version": form.version,
        "year": period.year,
        "as_of": period.as_of.isoformat(),
        "columns": [{"key": key, "label": head_of(form, column)} for key, column in keyed],
        "rows": [_row(row, keyed) for row in form.rows],
        "checks": [
            _check(check, column, single=single) for _, column in keyed for check in checks_of(form, column)
        ],
    }
    if single:
        answer |= {"agency": columns[0].code, "state": columns[0].state}
    return answer


def head_of(form: FormTemplate, column: Column) -> str:
    """The head of an agency's column, as printed: `Số lượng/Tỷ lệ (Sở Nội vụ)`."""
    return f"{form.value_label} ({column.name})"


def _row(row: FormRow, keyed: Sequence[tuple[str, Column]]) -> dict[str, Any]:
    cells = {key: _plain_cell(column.cells.get(row.key, Cell())) for key, column in keyed}
    return {
        "key": row.key,
        "stt": row.stt,
        "label": row.label,
        "unit": row.unit,
        "note": next((cell["reason"] for cell in cells.values() if cell.get("reason")), "")
        if len(keyed) == 1
        else "",
        "cells": cells,
    }


def _plain_cell(cell: Cell) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "value": plain_number(cell.value.number),
        "display": cell.value.text,
        "agencies": list(cell.computed.agencies) if cell.computed else [],
    }
    if cell.overrides and cell.computed is not None:
        plain |= {"computed": plain_number(cell.computed.value.number), "reason": cell.reason}
    return plain


def plain_number(number: Decimal | None) -> int | float | None:
    """A number as JSON has it: whole where it is whole."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _check(check: CheckResult, column: Column, *, single: bool) -> dict[str, Any]:
    key = check.key if single else f"{column.code}.{check.key}"
    return {"key": key, "ok": check.ok, "message": check.message, "cells": list(check.rows)}
