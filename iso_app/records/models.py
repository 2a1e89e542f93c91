from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency, Department
from iso_app.db import AgencyOwned, Audited, Model, SortKey, Versioned
from iso_app.records.kinds import Retention, RetentionUnit
from iso_app.records.workflow import DisposalState, FolderState


class RecordKind(AgencyOwned, Audited, Versioned, Model):
    """Loại hồ sơ: a line of the register of records: who keeps it, where, for how long, how it is destroyed."""

    __tablename__ = "record_kind"
    __table_args__ = (
        UniqueConstraint("agency_id", "folded"),
        CheckConstraint(
            "(retention_unit = 'permanent') = (retention_length IS NULL)", name="length_unless_permanent"
        ),
        CheckConstraint("retention_length BETWEEN 1 AND 1200", name="length_counts"),
        CheckConstraint("(ended_on IS NULL) = (end_reason = '')", name="ended_has_a_reason"),
    )

    number: Mapped[str] = mapped_column(String(60))
    folded: Mapped[str] = mapped_column(String(60))
    sort_number: Mapped[str] = mapped_column(SortKey)
    title: Mapped[str] = mapped_column(String(500))
    sort_title: Mapped[str] = mapped_column(SortKey)
    searched: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    place: Mapped[str] = mapped_column(String(300), default="")
    retention_unit: Mapped[RetentionUnit]
    retention_length: Mapped[int | None]
    holder: Mapped[str] = mapped_column(String(200), default="")
    disposal_method: Mapped[str] = mapped_column(String(200), default="")
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")

    agency: Mapped[Agency] = relationship()
    department: Mapped[Department | None] = relationship(lazy="joined")
    folders: Mapped[list["RecordFolder"]] = relationship(
        back_populates="record_kind", order_by="RecordFolder.closed_on.desc()"
    )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def retention(self) -> Retention:
        return Retention(RetentionUnit(self.retention_unit), self.retention_length)

    @property
    def is_kept(self) -> bool:
        """Whether records of this kind are still made."""
        return self.ended_on is None


class RecordDisposal(AgencyOwned, Audited, Versioned, Model):
    """Hủy hồ sơ: what is to be destroyed, why, by which decision; the leader's signature makes it so.

    `content` lists the bundles as they were when it was proposed; `content_digest` is what is signed.
    """

    __tablename__ = "record_disposal"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_has_a_moment"),
        CheckConstraint("(decided_at IS NULL) = (decided_by = '')", name="decided_by_somebody"),
        CheckConstraint("state <> 'declined' OR decision_reason <> ''", name="no_has_a_reason"),
        CheckConstraint("(filename = '') = (file_digest = '')", name="file_has_a_name"),
        CheckConstraint("state <> 'approved' OR file_digest <> ''", name="approved_has_its_paper"),
    )

    reason: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(200), default="")
    decision_number: Mapped[str] = mapped_column(String(100), default="")
    decision_on: Mapped[date | None]
    filename: Mapped[str] = mapped_column(String(300), default="")
    file_digest: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[DisposalState] = mapped_column(default=DisposalState.PROPOSED)
    content: Mapped[list[Any]]
    content_digest: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[str] = mapped_column(String(500))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    agency: Mapped[Agency] = relationship()
    folders: Mapped[list["RecordFolder"]] = relationship(
        back_populates="disposal", order_by="RecordFolder.id"
    )

    def __str__(self) -> str:
        return f"Hủy {len(self.content)} hồ sơ"


class RecordFolder(AgencyOwned, Audited, Versioned, Model):
    """Tập hồ sơ: what was kept of a kind up to a day; `due_on` is the day its time is over (None: never)."""

    __tablename__ = "record_folder"
    __table_args__ = (
        UniqueConstraint("record_kind_id", "folded"),
        CheckConstraint("(state = 'disposed') = (disposed_on IS NOT NULL)", name="disposed_on_a_day"),
        CheckConstraint("state <> 'disposed' OR disposal_id IS NOT NULL", name="disposed_by_an_act"),
        CheckConstraint("state <> 'disposed' OR due_on <= disposed_on", name="disposed_when_due"),
        Index("ix_record_folder_due", "agency_id", "state", "due_on"),
    )

    record_kind_id: Mapped[int] = mapped_column(ForeignKey("record_kind.id"))
    label: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    closed_on: Mapped[date]
    due_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[FolderState] = mapped_column(default=FolderState.KEPT)
    disposal_id: Mapped[int | None] = mapped_column(ForeignKey("record_disposal.id"), index=True)
    disposed_on: Mapped[date | None]

    record_kind: Mapped[RecordKind] = relationship(back_populates="folders")
    disposal: Mapped[RecordDisposal | None] = relationship(back_populates="folders")

    def __str__(self) -> str:
        return self.label
