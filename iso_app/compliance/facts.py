"""Facts out of records: what an application year and an inspection say, each with its day and its evidence."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from iso_app.compliance.models import ApplicationYear, FactKind, Origin, Status
from iso_app.inspections.models import Conclusion, Inspection, PlannedInspection

# Column of an application year -> the fact it is.
DAYS = {
    "declared_on": FactKind.DECLARATION,
    "internal_audit_on": FactKind.INTERNAL_AUDIT,
    "management_review_on": FactKind.MANAGEMENT_REVIEW,
    "objectives_set_on": FactKind.OBJECTIVES_SET,
    "objectives_half_on": FactKind.OBJECTIVES_HALF,
    "objectives_year_on": FactKind.OBJECTIVES_YEAR,
}

Record = Mapping[str, Any]
Made = dict[str, Any]


def of_application(record: Record) -> Iterator[Made]:
    """The facts of one application year: a day is a yes, "not done" a no, a blank nothing."""
    base = _base(record, ApplicationYear.__tablename__)
    for column, kind in DAYS.items():
        reference = record["declaration_number"] if kind is FactKind.DECLARATION else ""
        if record[column] is not None:
            yield _told(base, kind, Status.YES, happened_on=record[column], reference=reference)
        elif column in record["not_done"]:
            yield _told(base, kind, Status.NO)
    if record["e_qms"] is not None:
        yield _told(base, FactKind.E_QMS, Status.YES if record["e_qms"] else Status.NO)
    if record["edition_id"] is not None:
        yield _told(base, FactKind.EDITION, Status.YES, value=str(record["edition_id"]))


def of_inspection(record: Record) -> Iterator[Made]:
    """The facts of one inspection: that it was concluded, and how."""
    base = _base(record, Inspection.__tablename__)
    concluded = record["conclusion"] is not None
    yield _told(
        base,
        FactKind.INSPECTION,
        Status.YES if concluded else Status.NO,
        happened_on=record["inspected_on"],
        value=record["mode"].value,
    )
    if concluded:
        good = record["conclusion"] is Conclusion.COMPLIANT
        yield _told(
            base,
            FactKind.CONCLUSION,
            Status.YES if good else Status.NO,
            happened_on=record["inspected_on"],
            value=_score(record),
        )


def of_plan(record: Record) -> Iterator[Made]:
    """The fact that an agency is on the list of a year's plan."""
    mode = record["mode"].value if record["mode"] else ""
    yield _told(_base(record, PlannedInspection.__tablename__), FactKind.PLAN, Status.YES, value=mode)


def _score(record: Record) -> str:
    """`observations/nonconformities`, the counts that a scale of classes looks at; empty if either is blank."""
    counts = (record["observations"], record["nonconformities"])
    return "" if None in counts else "/".join(str(count) for count in counts)


def _base(record: Record, source_type: str) -> Made:
    return {
        "agency_id": record["agency_id"],
        "year": record["year"],
        "origin": Origin.IMPORTED,
        "counts": True,
        "source_type": source_type,
        "source_id": record["id"],
        "import_line_id": record["import_line_id"],
    }


def _told(
    base: Made, kind: FactKind, status: Status, *, happened_on: date | None = None, value: str = "",
    reference: str = "",
) -> Made:  # fmt: skip
    return {
        **base,
        "kind": kind,
        "status": status,
        "happened_on": happened_on,
        "value": value,
        "reference": reference,
    }
