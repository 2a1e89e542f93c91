from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.db import AgencyOwned, Audited, Keeper, Model, ProvinceOwned


class ImportState(StrEnum):
    PREVIEWED = "previewed"
    STORED = "stored"
    DISCARDED = "discarded"


class ImportBatch(ProvinceOwned, Audited, Model):
    """One file brought in: by whom, when, what it held. The file itself is kept by its digest.

    What was `enclosed`, as a decision is with the acts it is about, is for whoever stores the file.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint("(state = 'stored') = (stored_at IS NOT NULL)", name="stored_has_a_moment"),
        Index("ix_import_batch_newest", "province_id", "made_at"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(300))
    file_digest: Mapped[str] = mapped_column(String(64))
    file_size: Mapped[int]
    enclosed_name: Mapped[str] = mapped_column(String(300), default="")
    enclosed_digest: Mapped[str] = mapped_column(String(64), default="")
    enclosed_size: Mapped[int] = mapped_column(default=0)
    state: Mapped[ImportState] = mapped_column(default=ImportState.PREVIEWED)
    good_rows_only: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.filename


class ImportLine(AgencyOwned, Model):
    """A line of an imported file as it stood there; facts point to it."""

    __tablename__ = "import_line"
    __table_args__ = (UniqueConstraint("batch_id", "line"),)
    keeper = Keeper.AUTHORITY

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    filename: Mapped[str] = mapped_column(String(300))
    line: Mapped[int]
    raw: Mapped[dict[str, Any]]

    batch: Mapped[ImportBatch] = relationship()
