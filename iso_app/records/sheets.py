"""The register of records of an agency, from Excel or CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from iso_app.core.actor import Actor
from iso_app.core.text import fold
from iso_app.imports.differences import compare
from iso_app.records import policies, queries, services
from iso_app.records.kinds import Retention, parse_retention
from iso_app.records.models import RecordKind
from iso_app.registers.sheets import NamedDepartments
from iso_app.sheets import Column, Reading, Row, Sheet, text
from iso_app.sheets.kind import Change, ImportKind, LineRef, Outcome, Plan

CODE: Final = "ho-so"


@dataclass(frozen=True)
class _Time:
    """Reads a time to keep: "5 năm", "18 tháng", "Vĩnh viễn"."""

    takes_days: bool = False
    hint: str = "Số năm hoặc số tháng, ví dụ 5 năm, 18 tháng; hoặc Vĩnh viễn."
    example: str = "5 năm"

    def __call__(self, raw: str) -> Retention:
        return parse_retention(raw)


_DEPARTMENT: Final = Column("department", "Đơn vị lưu", text(200), blank="")
SHEET: Final = Sheet(
    CODE,
    "Danh mục hồ sơ",
    (
        Column("number", "Số hiệu", text(60), required=True, aliases=("Mã hồ sơ", "Ký hiệu")),
        Column("title", "Tên hồ sơ", text(500), required=True),
        _DEPARTMENT,
        Column("place", "Nơi lưu", text(300), blank=""),
        Column("retention", "Thời gian lưu", _Time(), required=True, aliases=("Thời hạn lưu",)),
        Column("holder", "Người giữ", text(200), blank=""),
        Column("disposal_method", "Phương pháp hủy", text(200), blank=""),
    ),
    key=("number",),
)
_COMPARED: Final = ("title", "place", "holder", "disposal_method")
Lines = Callable[[Sequence[LineRef]], dict[int, int]]


@dataclass(frozen=True)
class _Known:
    """What a line is about: the kind that is there, the unit it names."""

    kind: RecordKind | None
    department_id: int | None


def plan(actor: Actor, reading: Reading) -> Plan:
    """What the list would do to the register of the actor's agency."""
    agency_id = actor.agency_id or 0
    departments = NamedDepartments.of(agency_id, _DEPARTMENT)
    there = queries.kinds_by_number(agency_id)
    problems = list(reading.problems)
    changes = []
    for row in reading.rows:
        if (fault := departments.fault_in(row)) is not None:
            problems.append(fault)
        else:
            known = _Known(there.get(fold(row.values["number"])), departments.id_in(row))
            changes.append(_change(row, known))
    return Plan(tuple(changes), tuple(problems), reading.notes)


def _change(row: Row, known: _Known) -> Change:
    old = _as_listed(known.kind) if known.kind is not None else None
    return compare(
        SHEET, row, old=old, new=_values(row, known.kind), label=row.values["number"], subject=known, words={}
    )


def _as_listed(kind: RecordKind) -> dict[str, Any]:
    return {name: getattr(kind, name) for name in _COMPARED} | {
        "department": kind.department.name if kind.department else "",
        "retention": kind.retention.words,
    }


def _values(row: Row, kind: RecordKind | None) -> Mapping[str, Any]:
    """What the line says; a blank cell leaves what is known."""
    said = {name: row.values[name] for name in (*_COMPARED, "department")}
    if kind is not None:
        known = _as_listed(kind)
        said = {name: value or known[name] for name, value in said.items()}
    return said | {"retention": row.values["retention"].words}


def store(actor: Actor, plan: Plan, lines: Lines) -> None:  # noqa: ARG001 - the file itself is kept
    """Enter what is new, correct what is different."""
    for change in plan.changes:
        known: _Known = change.subject
        said = _values(change.row, known.kind)
        department_id = known.department_id or (known.kind.department_id if known.kind else None)
        facts = services.Facts(
            number=change.row.values["number"],
            retention=change.row.values["retention"],
            department_id=department_id,
            **{name: said[name] for name in _COMPARED},
        )
        if change.outcome is Outcome.NEW:
            services.add_kind(actor, actor.agency_id or 0, facts=facts)
        elif change.outcome is Outcome.CHANGED and known.kind is not None:
            services.edit_kind(actor, known.kind, facts=facts)


OWN = ImportKind(
    code=CODE,
    label="Danh mục hồ sơ",
    sheet=SHEET,
    permission=policies.KEEP,
    plan=plan,
    store=store,
    help="Mỗi dòng một loại hồ sơ. Ô để trống giữ nguyên điều đã biết.",
)
