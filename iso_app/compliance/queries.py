"""Everything that only reads the yearly facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from iso_app.agencies.models import Agency, Applicability
from iso_app.compliance.models import Fact, FactKind, Status
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.imports.models import ImportLine
from iso_app.successions import queries as successions
from iso_app.successions.queries import Forerunner

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
    return _years(db.session.execute(_known().where(Fact.agency_id == agency_id)))


@dataclass(frozen=True)
class Former:
    """An agency that another was made of, with its years until then."""

    agency: Forerunner
    years: Sequence[KnownYear]


def years_before(agency_id: int) -> list[Former]:
    """What is known of those an agency was made of, until it was: its own people may not open their records.

    Whoever calls has shown the agency itself. Which they are is read in the scope in force; the rest of their
    record stays closed, and of one that goes on so does what came afterwards.
    """
    former = successions.forerunners(agency_id)
    if not former:
        return []
    until = {one.id: one.until for one in former}
    by_agency: dict[int, list[Row[Any]]] = {}
    with whole_country():
        rows = db.session.execute(_known().where(Fact.agency_id.in_(until)).add_columns(Fact.agency_id))
        for row in rows:
            if (row.happened_on or date(row.year, 1, 1)) <= until[row.agency_id]:
                by_agency.setdefault(row.agency_id, []).append(row)
    return [Former(one, _years(by_agency.get(one.id, ()))) for one in former]


def _known() -> Any:
    return (
        select(
            Fact.year, Fact.kind, Fact.status, Fact.happened_on, Fact.reference,
            ImportLine.batch_id, ImportLine.filename, ImportLine.line,
        )
        .outerjoin(ImportLine, ImportLine.id == Fact.import_line_id)
        .where(Fact.counts)
        .order_by(Fact.year.desc())
    )  # fmt: skip


def _years(rows: Iterable[Row[Any]]) -> list[KnownYear]:
    years: dict[int, dict[FactKind, KnownFact]] = {}
    for row in rows:
        years.setdefault(row.year, {})[row.kind] = KnownFact(
            row.status, row.happened_on, row.reference, row.batch_id, row.filename, row.line
        )
    return [KnownYear(year, facts) for year, facts in years.items()]


def declared_since(day: date) -> list[Row[Any]]:
    """(code, name, declared_on) of the agencies that began with reorganisations of `day` and have to declare.

    In the order of their names. `declared_on` is the latest declaration from that day on, None where there is none.
    """
    begun = [row.id for row in successions.begun_on(day)]
    latest = (
        select(Fact.agency_id, func.max(Fact.happened_on).label("declared_on"))
        .where(
            Fact.kind == FactKind.DECLARATION,
            Fact.status == Status.YES,
            Fact.counts,
            Fact.happened_on >= day,
            Fact.agency_id.in_(begun),
        )
        .group_by(Fact.agency_id)
        .subquery()
    )
    query = (
        select(Agency.code, Agency.name, latest.c.declared_on)
        .outerjoin(latest, latest.c.agency_id == Agency.id)
        .where(Agency.id.in_(begun), Agency.applicability != Applicability.OUT_OF_SCOPE)
        .order_by(Agency.sort_name, Agency.id)
    )
    return list(db.session.execute(query))
