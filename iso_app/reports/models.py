from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.db import Audited, Model, ProvinceOwned, Versioned, WrittenOnce
from iso_app.reports.workflow import SnapshotState


class TemplateVersion(WrittenOnce, Model):
    """One version of a table's template, as data. Versions are added and never changed.

    Without a province it is shipped and everybody's; with one it is that province's own.
    """

    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    position: Mapped[int] = mapped_column(default=0)
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]
    province_id: Mapped[int | None] = mapped_column(ForeignKey("province.id"))


class Snapshot(ProvinceOwned, Audited, Versioned, Model):
    """A table for one period: draft (computed live), frozen (its content kept for ever), issued (signed)."""

    __tablename__ = "report_snapshot"
    __table_args__ = (
        CheckConstraint(
            "(state = 'draft') = (frozen_at IS NULL) AND (state = 'draft') = (digest = '')",
            name="frozen_has_content",
        ),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="issued_has_a_moment"),
        UniqueConstraint("province_id", "number"),
        Index("ix_report_snapshot_newest", "province_id", "made_at"),
    )

    number: Mapped[str] = mapped_column(String(40))
    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"))
    year: Mapped[int]
    as_of: Mapped[date]
    state: Mapped[SnapshotState] = mapped_column(default=SnapshotState.DRAFT)
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    frozen_by: Mapped[str] = mapped_column(String(200), default="")
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    frozen_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    content: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64), default="")

    template: Mapped[TemplateVersion] = relationship(lazy="joined", innerjoin=True)
    explanations: Mapped[list["CheckExplanation"]] = relationship(back_populates="snapshot")

    def __str__(self) -> str:
        return self.number


class CheckExplanation(ProvinceOwned, Audited, Versioned, Model):
    """Why a failing check is as it is; frozen with the table, printed as a note if wanted."""

    __tablename__ = "check_explanation"
    __table_args__ = (UniqueConstraint("snapshot_id", "check_key"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshot.id"))
    check_key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    printed: Mapped[bool] = mapped_column(default=True)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    snapshot: Mapped[Snapshot] = relationship(back_populates="explanations")

    def __str__(self) -> str:
        return self.check_key


class PrintedTable(ProvinceOwned, Audited, Model):
    """A table that somebody printed: whose figures they are, of which template and year."""

    __tablename__ = "printed_table"
    __table_args__ = (UniqueConstraint("province_id", "template_code", "year", "source"),)

    template_code: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    figures: Mapped[list["PrintedFigure"]] = relationship(
        back_populates="table", order_by="PrintedFigure.id", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return f"{self.template_code} {self.year}"


class PrintedFigure(ProvinceOwned, Audited, Versioned, Model):
    """One figure of a printed table, word for word, with the line of the file it was brought in by."""

    __tablename__ = "printed_figure"
    __table_args__ = (UniqueConstraint("table_id", "row_key", "column_key"),)

    table_id: Mapped[int] = mapped_column(ForeignKey("printed_table.id"))
    row_key: Mapped[str] = mapped_column(String(80))
    column_key: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(100))
    import_line_id: Mapped[int | None] = mapped_column(ForeignKey("import_line.id"))

    table: Mapped[PrintedTable] = relationship(back_populates="figures")

    def __str__(self) -> str:
        return f"{self.row_key}.{self.column_key}"


class TemplateDraft(ProvinceOwned, Audited, Versioned, Model):
    """A province's own table in the making: edited and previewed freely, published as versions that never change."""

    __tablename__ = "template_draft"
    __table_args__ = (UniqueConstraint("province_id", "code"),)

    code: Mapped[str] = mapped_column(String(40))
    base_code: Mapped[str] = mapped_column(String(40))
    base_version: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    published_version: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.title
