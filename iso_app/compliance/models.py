from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency
from iso_app.db import AgencyOwned, Audited, Keeper, Model
from iso_app.imports.models import ImportLine
from iso_app.standards.models import StandardEdition


class Status(StrEnum):
    """The four answers, everywhere. A blank is never a zero."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    NOT_REPORTED = "not_reported"


class FactKind(StrEnum):
    """What can be known of an agency and a year."""

    DECLARATION = "declaration"
    INTERNAL_AUDIT = "internal_audit"
    MANAGEMENT_REVIEW = "management_review"
    OBJECTIVES_SET = "objectives_set"
    OBJECTIVES_HALF = "objectives_half"
    OBJECTIVES_YEAR = "objectives_year"
    E_QMS = "e_qms"
    EDITION = "edition"
    INSPECTION = "inspection"
    CONCLUSION = "conclusion"
    PLAN = "plan"


class Origin(StrEnum):
    """Where a fact comes from: an officer's file, or a record made in this product."""

    IMPORTED = "imported"
    BORN_HERE = "born_here"


class ApplicationYear(AgencyOwned, Audited, Model):
    """Tình hình áp dụng: what an officer's file says of one agency in one year."""

    __tablename__ = "application_year"
    __table_args__ = (UniqueConstraint("agency_id", "year"),)
    keeper = Keeper.AUTHORITY

    year: Mapped[int]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("standard_edition.id"))
    declaration_number: Mapped[str] = mapped_column(String(200), default="")
    declared_on: Mapped[date | None]
    internal_audit_on: Mapped[date | None]
    management_review_on: Mapped[date | None]
    objectives_set_on: Mapped[date | None]
    objectives_half_on: Mapped[date | None]
    objectives_year_on: Mapped[date | None]
    e_qms: Mapped[bool | None]
    not_done: Mapped[list[Any]] = mapped_column(default=list)
    import_line_id: Mapped[int | None] = mapped_column(ForeignKey("import_line.id"))

    agency: Mapped[Agency] = relationship()
    edition: Mapped[StandardEdition | None] = relationship()
    import_line: Mapped[ImportLine | None] = relationship()

    def __str__(self) -> str:
        return f"{self.year}"


class Fact(AgencyOwned, Model):
    """One thing known of an agency and a year, with its evidence. Derived; `iso-app rebuild-facts` makes it anew.

    `status` is yes or no; nothing known is no row. `happened_on` is the day that date rules look at. Where a file
    and a record made here tell of the same thing, only the latter `counts`.
    """

    __tablename__ = "compliance_fact"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "kind", "origin"),
        Index("ix_compliance_fact_kind_year", "kind", "year", "agency_id"),
        Index("ix_compliance_fact_kind_day", "kind", "happened_on"),
    )
    keeper = Keeper.BOTH

    year: Mapped[int]
    kind: Mapped[FactKind]
    origin: Mapped[Origin]
    status: Mapped[Status]
    happened_on: Mapped[date | None]
    value: Mapped[str] = mapped_column(String(60), default="")
    reference: Mapped[str] = mapped_column(String(300), default="")
    counts: Mapped[bool] = mapped_column(default=True)
    source_type: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int]
    import_line_id: Mapped[int | None] = mapped_column(ForeignKey("import_line.id"))
