"""The officer's file of inspection results (`kiem-tra`) and the list of a year's plan (`ke-hoach`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.imports.yearly import YearlySheet, no_further_check
from iso_app.inspections import policies
from iso_app.inspections.events import InspectionsStored
from iso_app.inspections.models import (
    CONCLUSION_LABELS,
    MODE_LABELS,
    Inspection,
    InspectionMode,
    PlannedInspection,
)
from iso_app.sheets import Column, Problem, Row, Sheet, choice, code, day, text, whole, year
from iso_app.sheets.kind import Change, ImportKind, LineRef, Plan

MODES = {label: mode for mode, label in MODE_LABELS.items()} | {"Qua hồ sơ": InspectionMode.BY_FILE}
CONCLUSIONS = {label: conclusion for conclusion, label in CONCLUSION_LABELS.items()}
WORDS: Mapping[Any, str] = {**MODE_LABELS, **CONCLUSION_LABELS}
REMARK_LETTERS = 5000

_YEAR = Column("year", "Năm", year(), required=True)
_AGENCY = Column("code", "Mã cơ quan", code(), required=True)

RESULTS_SHEET = Sheet(
    code="kiem-tra",
    name="Kết quả kiểm tra",
    columns=(
        _YEAR,
        _AGENCY,
        Column("mode", "Hình thức kiểm tra", choice(MODES), required=True),
        Column("inspected_on", "Ngày kiểm tra", day()),
        Column("conclusion", "Kết luận", choice(CONCLUSIONS)),
        Column("observations", "Số điểm lưu ý", whole()),
        Column("nonconformities", "Số điểm không phù hợp", whole()),
        Column("remarks", "Nội dung ghi nhận", text(REMARK_LETTERS, lines=True), blank=""),
    ),
    key=("year", "code"),
)

PLAN_SHEET = Sheet(
    code="ke-hoach",
    name="Kế hoạch kiểm tra",
    columns=(_YEAR, _AGENCY, Column("mode", "Hình thức kiểm tra", choice(MODES))),
    key=("year", "code"),
)


def _result_values(row: Row) -> Mapping[str, Any]:
    return {name: row.values[name] for name in RESULTS.columns}


def _check_result(row: Row) -> list[Problem]:
    if row.values["conclusion"] is not None and row.values["inspected_on"] is None:
        advice = "Đã có kết luận thì phải có ngày kiểm tra."
        return [Problem("", row.line, "Ngày kiểm tra", "", advice)]
    return []


RESULTS = YearlySheet(
    sheet=RESULTS_SHEET,
    model=Inspection,
    columns=("mode", "inspected_on", "conclusion", "observations", "nonconformities", "remarks"),
    values=_result_values,
    check=_check_result,
    words=WORDS,
    verb="inspection.result",
)

PLANS = YearlySheet(
    sheet=PLAN_SHEET,
    model=PlannedInspection,
    columns=("mode",),
    values=lambda row: {"mode": row.values["mode"]},
    check=no_further_check,
    words=WORDS,
    verb="inspection.plan",
)

Lines = Callable[[Sequence[LineRef]], dict[int, int]]


def _store_results(actor: Actor, plan: Plan, lines: Lines) -> None:
    _tell(RESULTS.store(actor, plan, lines))


def _store_plans(actor: Actor, plan: Plan, lines: Lines) -> None:
    _tell(PLANS.store(actor, plan, lines))


def _tell(changes: Sequence[Change]) -> None:
    announce(
        InspectionsStored(
            agency_ids=tuple({change.subject[0].id for change in changes}),
            years=tuple({change.row.values["year"] for change in changes}),
        )
    )


KIEM_TRA = ImportKind(
    code="kiem-tra",
    label="Kết quả kiểm tra",
    sheet=RESULTS_SHEET,
    permission=policies.IMPORT,
    plan=RESULTS.plan,
    store=_store_results,
    help="Mỗi dòng là một cơ quan được kiểm tra trong năm; chưa kết luận thì để trống cột Kết luận.",
)

KE_HOACH = ImportKind(
    code="ke-hoach",
    label="Kế hoạch kiểm tra",
    sheet=PLAN_SHEET,
    permission=policies.IMPORT,
    plan=PLANS.plan,
    store=_store_plans,
    help="Danh sách cơ quan trong kế hoạch của năm. Nếu không có danh sách riêng, kế hoạch là các cơ quan thuộc diện.",
)
