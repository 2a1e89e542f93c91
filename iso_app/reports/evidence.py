"""The facts behind a number, each as a sentence with its day and the line it came from."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, select

from iso_app.compliance.models import Fact, FactKind, Status
from iso_app.core.dates import show_day
from iso_app.db import db
from iso_app.imports.models import ImportLine
from iso_app.inspections.models import MODE_LABELS, InspectionMode

PORTION = 5_000

_KIND_WORDS = {
    FactKind.DECLARATION: "Công bố HTQLCL",
    FactKind.INTERNAL_AUDIT: "Đánh giá nội bộ",
    FactKind.MANAGEMENT_REVIEW: "Xem xét của lãnh đạo",
    FactKind.OBJECTIVES_SET: "Ban hành MTCL",
    FactKind.OBJECTIVES_HALF: "Báo cáo MTCL 6 tháng",
    FactKind.OBJECTIVES_YEAR: "Báo cáo MTCL năm",
    FactKind.E_QMS: "ISO điện tử",
    FactKind.EDITION: "Phiên bản tiêu chuẩn",
    FactKind.INSPECTION: "Kiểm tra",
    FactKind.CONCLUSION: "Kết luận kiểm tra",
    FactKind.PLAN: "Trong danh sách kế hoạch",
}

Evidence = dict[str, Any]


def load(fact_ids: Collection[int]) -> dict[int, Evidence]:
    """Fact id -> what it says and where it stands, ready to be shown or frozen."""
    found: dict[int, Evidence] = {}
    for ids in _portions(sorted(fact_ids)):
        rows = db.session.execute(_facts_with_lines(), {"ids": ids})
        for id_, kind, status, happened_on, value, reference, origin, batch_id, filename, line in rows:
            found[id_] = {
                "kind": str(kind),
                "origin": str(origin),
                "sentence": sentence(kind, status, happened_on, value, reference),
                "on": happened_on.isoformat() if happened_on else None,
                "file": filename,
                "line": line,
                "batch": batch_id,
            }
    return found


@cache
def _facts_with_lines() -> Select[Any]:
    """The facts of `ids`, each with the line it came from."""
    told = select(
        Fact.id, Fact.kind, Fact.status, Fact.happened_on, Fact.value, Fact.reference, Fact.origin,
        ImportLine.batch_id, ImportLine.filename, ImportLine.line,
    )  # fmt: skip
    joined = cast("Select[Any]", told).outerjoin(ImportLine, ImportLine.id == Fact.import_line_id)
    return joined.where(Fact.id.in_(bindparam("ids", expanding=True)))


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PORTION):
        yield ids[start : start + PORTION]


def sentence(kind: FactKind, status: Status, happened_on: date | None, value: str, reference: str) -> str:
    """What a fact says: `Kiểm tra ngày 29/04/2021, qua hồ sơ, báo cáo`."""
    words = _KIND_WORDS[kind]
    when = f" ngày {show_day(happened_on)}" if happened_on else ""
    if kind is FactKind.INSPECTION:
        done = "" if status is Status.YES else " (chưa kết luận)"
        return f"{words}{when}, {MODE_LABELS[InspectionMode(value)].lower()}{done}"
    if kind is FactKind.CONCLUSION:
        return f"{words}{when}: {'tuân thủ' if status is Status.YES else 'chưa tuân thủ'}"
    if status is Status.NO:
        return f"{words}: không"
    if kind is FactKind.DECLARATION and reference:
        return f"{words} theo {reference}{when}"
    return f"{words}{when}" if when or kind is not FactKind.E_QMS else f"{words}: có"


def source_words(evidence: Mapping[str, Any]) -> str:
    """Where a fact stands: the file and its line, or the product itself."""
    if evidence["file"]:
        return f"{evidence['file']}, dòng {evidence['line']}"
    return "Ghi nhận trong phần mềm"
