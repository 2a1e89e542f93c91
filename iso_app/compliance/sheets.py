"""The officer's yearly file of how each agency applies the standard (`tinh-hinh`)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from iso_app.compliance import policies, services
from iso_app.compliance.models import ApplicationYear
from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError
from iso_app.core.text import fold
from iso_app.imports.yearly import YearlySheet, no_further_check
from iso_app.sheets import NOT_DONE, Column, Row, Sheet, choice, code, day_or_no, text, year
from iso_app.sheets.kind import ImportKind, LineRef, Plan
from iso_app.standards import queries as standards

DAYS = {
    "declared_on": "Ngày công bố",
    "internal_audit_on": "Ngày đánh giá nội bộ",
    "management_review_on": "Ngày xem xét của lãnh đạo",
    "objectives_set_on": "Ngày ban hành MTCL",
    "objectives_half_on": "Ngày báo cáo MTCL 6 tháng",
    "objectives_year_on": "Ngày báo cáo MTCL năm",
}


def edition(raw: str) -> int:
    """A cell that names an edition of the standard -> its id."""
    names = standards.edition_names()
    found = names.get(fold(raw))
    if found is None:
        raise DomainError("Không có phiên bản tiêu chuẩn này; ghi ví dụ TCVN ISO 9001:2015.")
    return found


SHEET = Sheet(
    code="tinh-hinh",
    name="Tình hình áp dụng",
    columns=(
        Column("year", "Năm", year(), required=True),
        Column("code", "Mã cơ quan", code(), required=True),
        Column("edition_id", "Phiên bản tiêu chuẩn", edition),
        Column("declaration_number", "Số quyết định công bố", text(200), blank=""),
        *(Column(key, head, day_or_no()) for key, head in DAYS.items()),
        Column("e_qms", "ISO điện tử", choice({"Có": True, "Không": False})),
    ),
    key=("year", "code"),
)


def _values(row: Row) -> Mapping[str, Any]:
    days = {key: None if row.values[key] is NOT_DONE else row.values[key] for key in DAYS}
    return {
        "edition_id": row.values["edition_id"],
        "declaration_number": row.values["declaration_number"],
        **days,
        "e_qms": row.values["e_qms"],
        "not_done": [key for key in DAYS if row.values[key] is NOT_DONE],
    }


APPLICATION = YearlySheet(
    sheet=SHEET,
    model=ApplicationYear,
    columns=("edition_id", "declaration_number", *DAYS, "e_qms", "not_done"),
    values=_values,
    check=no_further_check,
    words={},
    verb="application.year",
)


def _store(actor: Actor, plan: Plan, lines: Callable[[Sequence[LineRef]], dict[int, int]]) -> None:
    changes = APPLICATION.store(actor, plan, lines)
    editions = [
        (change.subject[0].id, change.row.values["edition_id"], date(change.row.values["year"], 1, 1))
        for change in changes
        if change.row.values["edition_id"] is not None
    ]
    services.note_application(
        actor,
        agency_ids={change.subject[0].id for change in changes},
        years={change.row.values["year"] for change in changes},
        editions=editions,
    )


TINH_HINH = ImportKind(
    code="tinh-hinh",
    label="Tình hình áp dụng",
    sheet=SHEET,
    permission=policies.IMPORT,
    plan=APPLICATION.plan,
    store=_store,
    help="Mỗi dòng là một cơ quan trong một năm. Ô trống nghĩa là chưa có số liệu; việc chưa làm thì ghi Không.",
)
