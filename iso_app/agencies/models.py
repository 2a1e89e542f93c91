from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.db import (
    AgencyItself,
    AgencyOwned,
    Audited,
    Keeper,
    Model,
    ProvinceItself,
    ProvinceShared,
    SortKey,
    Versioned,
)


class Level(StrEnum):
    """Administrative level. There is no district level after 30/6/2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Applicability(StrEnum):
    """Diện áp dụng: must the agency keep the system?"""

    MANDATORY = "mandatory"
    VOLUNTARY = "voluntary"
    OUT_OF_SCOPE = "out_of_scope"


class Maintains(StrEnum):
    """What a province asks, besides the declaration, of an agency that maintains its system in a year."""

    AUDIT_OR_REVIEW = "audit_or_review"
    AUDIT = "audit"
    REVIEW = "review"
    AUDIT_AND_REVIEW = "audit_and_review"


LEVEL_LABELS = {
    Level.PROVINCE: "Cấp tỉnh",
    Level.DISTRICT: "Cấp huyện",
    Level.COMMUNE: "Cấp xã",
}
APPLICABILITY_LABELS = {
    Applicability.MANDATORY: "Bắt buộc",
    Applicability.VOLUNTARY: "Khuyến khích",
    Applicability.OUT_OF_SCOPE: "Không thuộc diện",
}
MAINTAINS_LABELS = {
    Maintains.AUDIT_OR_REVIEW: "Đánh giá nội bộ hoặc xem xét của lãnh đạo trong năm",
    Maintains.AUDIT: "Đánh giá nội bộ trong năm",
    Maintains.REVIEW: "Xem xét của lãnh đạo trong năm",
    Maintains.AUDIT_AND_REVIEW: "Cả đánh giá nội bộ và xem xét của lãnh đạo trong năm",
}


class Province(ProvinceItself, Audited, Versioned, Model):
    """A province: the tenant. The heads of its printed tables, and what it has settled for itself."""

    __tablename__ = "province"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_body: Mapped[str] = mapped_column(String(200), default="")
    issuing_body: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    signing_position: Mapped[str] = mapped_column(String(200), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)

    def __str__(self) -> str:
        return self.name

    @property
    def maintains(self) -> Maintains:
        return Maintains(self.settings.get("maintains", Maintains.AUDIT_OR_REVIEW))


class AgencyGroup(ProvinceShared, Audited, Versioned, Model):
    """Loại cơ quan (khối): the province's own list."""

    __tablename__ = "agency_group"
    __table_args__ = (UniqueConstraint("province_id", "folded"),)

    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)

    def __str__(self) -> str:
        return self.name


class AgencyFacts:
    """What is true of an agency for a time: the columns that an agency and its periods share."""

    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(100), default="")
    level: Mapped[Level]
    applicability: Mapped[Applicability]
    sort_name: Mapped[str] = mapped_column(SortKey, default="", index=True)


class Agency(AgencyItself, AgencyFacts, Audited, Versioned, Model):
    """Cơ quan, đơn vị: who keeps a quality system.

    Its own columns are those of its latest period, but for `valid_from`, which is its very first day.
    """

    __tablename__ = "agency"
    __table_args__ = (
        UniqueConstraint("province_id", "code"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        Index(
            "uq_agency_authority",
            "province_id",
            unique=True,
            sqlite_where=text("is_authority"),
            postgresql_where=text("is_authority"),
        ),
    )

    code: Mapped[str] = mapped_column(String(40))
    group_id: Mapped[int] = mapped_column(ForeignKey("agency_group.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    is_authority: Mapped[bool] = mapped_column(default=False)
    folded: Mapped[str] = mapped_column(String(600), default="")

    group: Mapped[AgencyGroup] = relationship(lazy="joined", innerjoin=True)
    parent: Mapped["Agency | None"] = relationship(remote_side="Agency.id")
    periods: Mapped[list["AgencyPeriod"]] = relationship(
        back_populates="agency", order_by="AgencyPeriod.valid_from", foreign_keys="AgencyPeriod.agency_id"
    )

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class AgencyPeriod(AgencyOwned, AgencyFacts, Audited, Model):
    """What an agency was between two days (both included): every "as on date" query reads these."""

    __tablename__ = "agency_period"
    __table_args__ = (
        UniqueConstraint("agency_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        Index(
            "uq_agency_period_open",
            "agency_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )
    keeper = Keeper.AUTHORITY

    group_id: Mapped[int] = mapped_column(ForeignKey("agency_group.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    agency: Mapped[Agency] = relationship(back_populates="periods", foreign_keys="AgencyPeriod.agency_id")

    def __str__(self) -> str:
        return self.name


class Department(AgencyOwned, Audited, Versioned, Model):
    """Phòng, bộ phận, đơn vị trực thuộc of an agency."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("agency_id", "folded"),)
    keeper = Keeper.BOTH

    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    def __str__(self) -> str:
        return self.name
