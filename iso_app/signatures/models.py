from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.core.dates import show_moment
from iso_app.db import AgencyOwned, Audited, Keeper, Model, WrittenOnce


class Meaning(StrEnum):
    """What a signature says."""

    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    CONCLUDED = "concluded"


MEANING_LABELS = {
    Meaning.DRAFTED: "Soạn thảo",
    Meaning.REVIEWED: "Xem xét",
    Meaning.APPROVED: "Phê duyệt",
    Meaning.CONCLUDED: "Kết luận",
}


class Signature(AgencyOwned, Audited, WrittenOnce, Model):
    """Somebody approved exactly this content (its SHA-256), in a post, having proved again who they are."""

    __tablename__ = "signature"
    __table_args__ = (Index("ix_signature_subject", "subject_type", "subject_id"),)
    keeper = Keeper.BOTH

    subject_type: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[int]
    meaning: Mapped[Meaning]
    content_digest: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(200))
    post_label: Mapped[str] = mapped_column(String(300))
    proved_by: Mapped[str] = mapped_column(String(40))
    signed_at: Mapped[datetime]

    @property
    def meaning_label(self) -> str:
        return MEANING_LABELS[self.meaning]

    @property
    def signed_when(self) -> str:
        return show_moment(self.signed_at)

    def __str__(self) -> str:
        return f"{self.person_name}, {self.post_label}"
