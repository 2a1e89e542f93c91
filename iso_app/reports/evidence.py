"""The facts behind a number, each as a sentence with its day and the line it came from."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, select

from iso_app.compliance.models import Fact, FactKind, Status
from iso_app.core.dates import show_day
from iso_app.core.policy import Sentence
from iso_app.db.plain import plain_rows
from iso_app.imports.models import ImportLine
from iso_app.inspections.models import InspectionMode

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

# In English one inspection is called otherwise than the inspections of a menu.
_DATED = {FactKind.INSPECTION: "Kiểm tra ngày {day}"}
_MODE_WORDS = {
    InspectionMode.ON_SITE: Sentence("tại trụ sở"),
    InspectionMode.BY_FILE: Sentence("qua hồ sơ, báo cáo"),
}

Evidence = dict[str, Any]


def load(fact_ids: Collection[int]) -> dict[int, Evidence]:
    """Fact id -> what it says and where it stands, ready to be shown or frozen."""
    found: dict[int, Evidence] = {}
    for ids in _portions(sorted(fact_ids)):
        rows = plain_rows(_facts_with_lines(), {"ids": ids})
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


def sentence(
    kind: FactKind, status: Status, happened_on: date | None, value: str, reference: str
) -> Sentence:
    """What a fact says: `Kiểm tra ngày 29/04/2021, qua hồ sơ, báo cáo`."""
    what = dated = Sentence(_KIND_WORDS[kind])
    if happened_on:
        dated = Sentence(_DATED.get(kind, "{what} ngày {day}"), what=what, day=show_day(happened_on))
    if kind is FactKind.INSPECTION:
        form = "{what}, {mode}" if status is Status.YES else "{what}, {mode} (chưa kết luận)"
        return Sentence(form, what=dated, mode=_MODE_WORDS[InspectionMode(value)])
    if kind is FactKind.CONCLUSION:
        return Sentence("{what}: tuân thủ" if status is Status.YES else "{what}: chưa tuân thủ", what=dated)
    if status is Status.NO:
        return Sentence("{what}: không", what=what)
    if kind is FactKind.DECLARATION and reference:
        return _declared(reference, happened_on)
    return Sentence("{what}: có", what=what) if kind is FactKind.E_QMS and not happened_on else dated


def _declared(reference: str, happened_on: date | None) -> Sentence:
    if happened_on is None:
        return Sentence("Công bố HTQLCL theo {reference}", reference=reference)
    day = show_day(happened_on)
    return Sentence("Công bố HTQLCL theo {reference} ngày {day}", reference=reference, day=day)


def words(evidence: Mapping[str, Any]) -> Sentence:
    """What a piece of evidence says, for `say` to say in the reader's language.

    A frozen table keeps the finished sentence under its digest, for ever; its kind and its day are enough to know
    which one it was. What is none that a fact says today stays as it was written.
    """
    told: str = evidence["sentence"]
    if isinstance(told, Sentence):
        return told
    kind, on = FactKind(evidence["kind"]), evidence["on"]
    day = date.fromisoformat(on) if on else None
    return next((one for one in _possible(kind, day, told) if one == told), Sentence(told))


def _possible(kind: FactKind, day: date | None, told: str) -> Iterator[Sentence]:
    """Everything that a fact of a kind and a day may have said; `told` has the reference of a declaration."""
    for status in (Status.YES, Status.NO):
        for mode in InspectionMode:
            yield sentence(kind, status, day, mode.value, "")
    if kind is FactKind.DECLARATION:
        before, after = str(_declared("\0", day)).split("\0")
        yield _declared(told.removeprefix(before).removesuffix(after), day)


def source_words(evidence: Mapping[str, Any]) -> Sentence:
    """Where a fact stands: the file and its line, or the product itself."""
    if evidence["file"]:
        return Sentence("{file}, dòng {line}", file=evidence["file"], line=evidence["line"])
    return Sentence("Ghi nhận trong phần mềm")
