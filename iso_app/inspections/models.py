from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency
from iso_app.db import AgencyOwned, Audited, Keeper, Model
from iso_app.imports.models import ImportLine


class InspectionMode(StrEnum):
    """Hình thức kiểm tra: one an agency and campaign."""

    ON_SITE = "on_site"
    BY_FILE = "by_file"


class Conclusion(StrEnum):
    """The team's explicit conclusion; the system only suggests it."""

    COMPLIANT = "compliant"
    NOT_COMPLIANT = "not_compliant"


MODE_LABELS = {InspectionMode.ON_SITE: "Tại trụ sở", InspectionMode.BY_FILE: "Qua hồ sơ, báo cáo"}
CONCLUSION_LABELS = {Conclusion.COMPLIANT: "Tuân thủ", Conclusion.NOT_COMPLIANT: "Chưa tuân thủ"}


class Inspection(AgencyOwned, Audited, Model):
    """The inspection of one agency in the campaign of one year."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("agency_id", "year"),
        CheckConstraint("observations >= 0 AND nonconformities >= 0", name="counts_are_counts"),
        CheckConstraint("conclusion IS NULL OR inspected_on IS NOT NULL", name="concluded_has_a_day"),
    )
    keeper = Keeper.AUTHORITY

    year: Mapped[int]
    mode: Mapped[InspectionMode]
    inspected_on: Mapped[date | None]
    conclusion: Mapped[Conclusion | None]
    observations: Mapped[int | None]
    nonconformities: Mapped[int | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    import_line_id: Mapped[int | None] = mapped_column(ForeignKey("import_line.id"))

    agency: Mapped[Agency] = relationship()
    import_line: Mapped[ImportLine | None] = relationship()

    def __str__(self) -> str:
        return f"{self.year}"


class PlannedInspection(AgencyOwned, Audited, Model):
    """An agency on the list of a year's inspection plan (Kế hoạch kiểm tra)."""

    __tablename__ = "planned_inspection"
    __table_args__ = (UniqueConstraint("agency_id", "year"),)
    keeper = Keeper.AUTHORITY

    year: Mapped[int]
    mode: Mapped[InspectionMode | None]
    import_line_id: Mapped[int | None] = mapped_column(ForeignKey("import_line.id"))

    def __str__(self) -> str:
        return f"{self.year}"
