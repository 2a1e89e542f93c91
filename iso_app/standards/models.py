from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.db import AgencyOwned, Audited, Keeper, Model, WrittenOnce
from iso_app.standards.kinds import MappingKind


class StandardEdition(WrittenOnce, Model):
    """Phiên bản tiêu chuẩn: a tree of clause numbers with our own words. Never changed once loaded."""

    __tablename__ = "standard_edition"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title_vi: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    names: Mapped[list[Any]]
    digest: Mapped[str] = mapped_column(String(64))

    clauses: Mapped[list["Clause"]] = relationship(back_populates="edition", order_by="Clause.position")

    def __str__(self) -> str:
        return self.title_vi


class Clause(WrittenOnce, Model):
    """Điều khoản: a number and short words of our own, in both languages."""

    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("standard_edition.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    words_vi: Mapped[str] = mapped_column(String(300))
    words_en: Mapped[str] = mapped_column(String(300))

    edition: Mapped[StandardEdition] = relationship(back_populates="clauses")


class ClauseMapping(WrittenOnce, Model):
    """How a clause of one edition went into another: a row a pair; new and dropped ones have one side."""

    __tablename__ = "clause_mapping"
    __table_args__ = (Index("ix_clause_mapping_editions", "from_edition_id", "to_edition_id"),)

    from_edition_id: Mapped[int] = mapped_column(ForeignKey("standard_edition.id"))
    to_edition_id: Mapped[int] = mapped_column(ForeignKey("standard_edition.id"))
    from_number: Mapped[str | None] = mapped_column(String(20))
    to_number: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[MappingKind]


class AgencyEdition(AgencyOwned, Audited, Model):
    """The edition an agency works to, between two days (both included)."""

    __tablename__ = "agency_edition"
    __table_args__ = (
        UniqueConstraint("agency_id", "valid_from"),
        Index(
            "uq_agency_edition_open",
            "agency_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )
    keeper = Keeper.BOTH

    edition_id: Mapped[int] = mapped_column(ForeignKey("standard_edition.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    edition: Mapped[StandardEdition] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        return f"{self.edition_id} ({self.valid_from})"
