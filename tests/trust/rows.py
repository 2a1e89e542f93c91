"""A row of any table, made of nothing but what its columns ask for."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Enum, Integer, Table

from iso_app.core.roles import Role
from iso_app.db import UtcDateTime
from iso_app.inheritance.kinds import Decision
from iso_app.model_sets.kinds import Outcome

# What the constraints of one table ask beyond its columns.
_OF_ITS_OWN: dict[str, dict[str, Any]] = {
    "task_extension": {"asked_due_on": date(2021, 2, 5)},
    "approval_step": {"role": Role.STAFF},
    "record_kind": {"retention_length": 5},
    "external_subscription": {"external_document_id": 1},
    "revision": {"file_digest": "0" * 64},
    "acknowledgement": {"shown_at": datetime(2021, 1, 5, tzinfo=UTC)},
    "inherited_document": {"decision": Decision.DECLINED, "reason": "x"},
    "copy_step": {"outcome": Outcome.KEPT, "reason": "x"},
}


def row(table: Table, serial: int = 1, **given: Any) -> dict[str, Any]:
    """Values for every column that must have one; `given` wins, `serial` tells rows apart."""
    needed = [c for c in table.columns if not c.nullable and c.name != "id"]
    return {c.name: _value(c, serial) for c in needed} | _OF_ITS_OWN.get(table.name, {}) | given


def _value(column: Any, serial: int) -> Any:
    kind = column.type
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    if isinstance(kind, Enum):
        return kind.enum_class(kind.enums[0]) if kind.enum_class else kind.enums[0]
    for known, value in (
        (Boolean, False),
        (JSON, {}),
        (UtcDateTime, datetime(2021, 1, 5, tzinfo=UTC)),
        (Date, date(2021, 1, 5)),
        (Integer, serial),
    ):
        if isinstance(kind, known):
            return value
    return f"x{serial}"
