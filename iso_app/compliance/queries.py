"""Everything that only reads the yearly facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iso_app.compliance.models import Fact, FactKind, Status
from iso_app.db import db
from iso_app.imports.models import ImportLine

KIND_LABELS = {
    FactKind.EDITION: "Phiên bản tiêu chuẩn",
    FactKind.DECLARATION: "Công bố HTQLCL",
    FactKind.OBJECTIVES_SET: "Ban hành MTCL",
    FactKind.OBJECTIVES_HALF: "Báo cáo MTCL 6 tháng",
    FactKind.INTERNAL_AUDIT: "Đánh giá nội bộ",
    FactKind.MANAGEMENT_REVIEW: "Xem xét của lãnh đạo",
    FactKind.OBJECTIVES_YEAR: "Báo cáo MTCL năm",
    FactKind.E_QMS: "ISO điện tử",
    FactKind.INSPECTION: "Kiểm tra",
    FactKind.CONCLUSION: "Kết luận kiểm tra: tuân thủ",
}


@dataclass(frozen=True)
class KnownFact:
    """One thing known of an agency and a year, and the line it came from."""

    status: Status
    happened_on: date | None
    reference: str
    batch_id: int | None
    filename: str | None
    line: int | None


@dataclass(frozen=True)
class KnownYear:
    """A year of an agency: each obligation with what is known of it (None: nothing)."""

    year: int
    facts: dict[FactKind, KnownFact]


def years_of(agency_id: int) -> Sequence[KnownYear]:
    """The years of which something is known of an agency, newest first."""
    query = (
        select(
            Fact.year, Fact.kind, Fact.status, Fact.happened_on, Fact.reference,
            ImportLine.batch_id, ImportLine.filename, ImportLine.line,
        )
        .outerjoin(ImportLine, ImportLine.id == Fact.import_line_id)
        .where(Fact.agency_id == agency_id, Fact.counts)
        .order_by(Fact.year.desc())
    )  # fmt: skip
    years: dict[int, dict[FactKind, KnownFact]] = {}
    for row in db.session.execute(query):
        years.setdefault(row.year, {})[row.kind] = KnownFact(
            row.status, row.happened_on, row.reference, row.batch_id, row.filename, row.line
        )
    return [KnownYear(year, facts) for year, facts in years.items()]
