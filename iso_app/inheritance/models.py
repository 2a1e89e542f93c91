from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import AgencyOwned, Audited, Model, Versioned
from iso_app.inheritance.kinds import Decision


class InheritedDocument(AgencyOwned, Audited, Versioned, Model):
    """Tài liệu tiếp nhận: what an agency decided of a document in force of one that it was made of.

    Whose the old document is never changes; `new_document_id` is the agency's own that says the same. The names are
    those of the time: its people read where a document came from although the other record is closed to them.
    """

    __tablename__ = "inherited_document"
    __table_args__ = (
        UniqueConstraint("agency_id", "document_id"),
        UniqueConstraint("new_document_id"),
        CheckConstraint("(decision = 'taken') = (new_document_id IS NOT NULL)", name="taken_into_a_document"),
        CheckConstraint("decision <> 'declined' OR reason <> ''", name="declined_has_a_reason"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    decision: Mapped[Decision]
    new_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    former_agency: Mapped[str] = mapped_column(String(300))
    former_code: Mapped[str] = mapped_column(String(60))
    former_title: Mapped[str] = mapped_column(String(300))
    former_number: Mapped[int]
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]

    def __str__(self) -> str:
        return f"{self.former_code} {self.former_title}"

    @property
    def is_taken(self) -> bool:
        return self.decision is Decision.TAKEN
