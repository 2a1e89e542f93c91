"""Measures: for every agency that exists on a day, one of the four statuses and the fact that made it so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from iso_app.compliance import statements
from iso_app.compliance.models import FactKind
from iso_app.compliance.statements import Options, Period, Statement, findings_of
from iso_app.core.errors import DomainError

__all__ = ["MEASURES", "Measure", "Period", "findings_of", "measure", "statement"]


@dataclass(frozen=True)
class Measure:
    """One question asked of every agency. `definition` stands on the page, `date_rule` in the manual."""

    code: str
    label: str
    definition: str
    date_rule: str
    statement: Callable[[Period, Options], Statement]


MEASURES = {
    measure.code: measure
    for measure in (
        Measure(
            "exists",
            "Cơ quan",
            "Cơ quan đang tồn tại tại ngày lập bảng.",
            "tại ngày lập",
            statements.exists_on_day,
        ),
        Measure(
            "applies",
            "Thuộc diện áp dụng",
            "Cơ quan đang tồn tại và thuộc diện áp dụng tại ngày lập bảng.",
            "tại ngày lập",
            statements.applies,
        ),
        Measure(
            "declared",
            "Đã công bố",
            "Đã có công bố hoặc công bố lại tính đến ngày lập bảng, chưa bị thu hồi.",
            "lũy kế đến ngày lập",
            statements.declared,
        ),
        Measure(
            "redeclared",
            "Công bố lại",
            "Có công bố lại trong kỳ, sau một lần công bố trước đó.",
            "trong kỳ",
            statements.redeclared,
        ),
        Measure(
            "internal_audit",
            "Đánh giá nội bộ",
            "Có đánh giá nội bộ với báo cáo tổng hợp ghi ngày trong kỳ.",
            "trong kỳ",
            statements.dated(FactKind.INTERNAL_AUDIT),
        ),
        Measure(
            "management_review",
            "Xem xét của lãnh đạo",
            "Có biên bản xem xét của lãnh đạo ghi ngày trong kỳ.",
            "trong kỳ",
            statements.dated(FactKind.MANAGEMENT_REVIEW),
        ),
        Measure(
            "objectives_set",
            "Ban hành MTCL",
            "Mục tiêu chất lượng được ban hành trong kỳ.",
            "trong kỳ",
            statements.dated(FactKind.OBJECTIVES_SET),
        ),
        Measure(
            "objectives_reported_half",
            "Báo cáo MTCL 6 tháng",
            "Báo cáo mục tiêu chất lượng 6 tháng ghi ngày trong kỳ.",
            "trong kỳ",
            statements.dated(FactKind.OBJECTIVES_HALF),
        ),
        Measure(
            "objectives_reported_year",
            "Báo cáo MTCL năm",
            "Báo cáo mục tiêu chất lượng năm ghi ngày trong kỳ.",
            "trong kỳ",
            statements.dated(FactKind.OBJECTIVES_YEAR),
        ),
        Measure(
            "maintains",
            "Duy trì",
            "Đã công bố và trong kỳ có đánh giá nội bộ hoặc xem xét của lãnh đạo (theo thiết lập của tỉnh).",
            "trong kỳ",
            statements.maintains,
        ),
        Measure("e_qms", "ISO điện tử", "Cơ quan thực hiện ISO điện tử.", "tại ngày lập", statements.e_qms),
        Measure(
            "inspected",
            "Đã kiểm tra",
            "Cuộc kiểm tra của kế hoạch năm đã kết luận, ngày kiểm tra trong kỳ.",
            "trong kỳ",
            statements.inspected,
        ),
        Measure(
            "compliant",
            "Thực hiện đúng quy định",
            "Đoàn kiểm tra kết luận “Tuân thủ”.",
            "trong kỳ",
            statements.compliant,
        ),
        Measure(
            "planned",
            "Theo kế hoạch",
            "Có trong danh sách kế hoạch của năm; không có danh sách riêng thì theo diện áp dụng.",
            "trong năm",
            statements.planned,
        ),
        Measure(
            "edition",
            "Phiên bản tiêu chuẩn",
            "Phiên bản tiêu chuẩn cơ quan đang áp dụng tại ngày lập bảng.",
            "tại ngày lập",
            statements.edition,
        ),
        Measure(
            "inspection_class",
            "Xếp loại kiểm tra",
            "Mức xếp loại theo số điểm lưu ý và điểm không phù hợp của cuộc kiểm tra.",
            "trong kỳ",
            statements.inspection_class,
        ),
    )
}


def measure(code: str) -> Measure:
    """The measure with this code; DomainError if there is none."""
    found = MEASURES.get(code)
    if found is None:
        raise DomainError("Không có phép đo “{code}”.", code=code)
    return found


@lru_cache(maxsize=256)  # to build a statement takes longer than a province's answer to it
def statement(code: str, period: Period, options: tuple[tuple[str, Any], ...] = ()) -> Statement:
    """The statement of a measure for a period; `options` are pairs, because they have to be hashable."""
    return measure(code).statement(period, dict(options))
