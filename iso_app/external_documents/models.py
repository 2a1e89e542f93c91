from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency, Department
from iso_app.db import AgencyOwned, Audited, Keeper, Model, ProvinceShared, SortKey, Versioned
from iso_app.documents.models import Document
from iso_app.external_documents.kinds import ENDED, CitationState, DocumentClass, Force


class ExternalFacts:
    """What is known of a law or standard: the columns of the shared register and of an agency's own entries."""

    number: Mapped[str] = mapped_column(String(100))
    folded: Mapped[str] = mapped_column(String(120))
    sort_number: Mapped[str] = mapped_column(SortKey)
    title: Mapped[str] = mapped_column(String(1000))
    searched: Mapped[str] = mapped_column(Text)
    document_class: Mapped[DocumentClass]
    issuer: Mapped[str] = mapped_column(String(300), default="")
    issued_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    force: Mapped[Force] = mapped_column(default=Force.IN_FORCE)
    replaced_by: Mapped[str] = mapped_column(String(100), default="")
    ended_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(String(500), default="")
    filename: Mapped[str] = mapped_column(String(300), default="")
    file_digest: Mapped[str] = mapped_column(String(64), default="")

    def __str__(self) -> str:
        return self.number

    @property
    def is_ended(self) -> bool:
        return self.force in ENDED


def _rules() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("effective_on >= issued_on", name="in_force_after_it_was_issued"),
        CheckConstraint("ended_on >= effective_on", name="ends_after_it_begins"),
        CheckConstraint("force <> 'replaced' OR replaced_by <> ''", name="replaced_by_something"),
        CheckConstraint(
            "force IN ('replaced', 'partly') OR replaced_by = ''", name="only_replaced_has_another"
        ),
        CheckConstraint("(filename = '') = (file_digest = '')", name="file_has_a_name"),
    )


class ExternalDocument(ProvinceShared, ExternalFacts, Audited, Versioned, Model):
    """Văn bản dùng chung: a law or standard of the register that the authority keeps for all agencies."""

    __tablename__ = "external_document"
    __table_args__ = (UniqueConstraint("province_id", "folded"), *_rules())


class OwnExternalDocument(AgencyOwned, ExternalFacts, Audited, Versioned, Model):
    """Văn bản riêng: what one agency must follow besides the shared register."""

    __tablename__ = "own_external_document"
    __table_args__ = (UniqueConstraint("agency_id", "folded"), *_rules())


class Subscription(AgencyOwned, Audited, Versioned, Model):
    """An agency follows a document: which of its units, when it was last looked at, when again.

    The document is one of the shared register or one of the agency's own, never both. `told_of` is the state of
    the document that the agency has been told of (written by the authority's act, all else by the agency).
    """

    __tablename__ = "external_subscription"
    __table_args__ = (
        UniqueConstraint("agency_id", "external_document_id"),
        UniqueConstraint("agency_id", "own_document_id"),
        CheckConstraint(
            "(external_document_id IS NULL) <> (own_document_id IS NULL)", name="of_one_document"
        ),
        CheckConstraint("interval_months BETWEEN 1 AND 60", name="comes_again"),
        CheckConstraint("(last_checked_on IS NULL) = (last_checked_by = '')", name="checked_by_somebody"),
        CheckConstraint("(ended_on IS NULL) = (end_reason = '')", name="ended_has_a_reason"),
        Index("ix_external_subscription_due", "agency_id", "ended_on", "next_check_on"),
    )
    keeper = Keeper.BOTH

    external_document_id: Mapped[int | None] = mapped_column(ForeignKey("external_document.id"), index=True)
    own_document_id: Mapped[int | None] = mapped_column(ForeignKey("own_external_document.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    interval_months: Mapped[int]
    next_check_on: Mapped[date]
    last_checked_on: Mapped[date | None]
    last_checked_by: Mapped[str] = mapped_column(String(500), default="")
    followed_since: Mapped[datetime]
    followed_by: Mapped[str] = mapped_column(String(500))
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    told_of: Mapped[str] = mapped_column(String(200), default="")

    agency: Mapped[Agency] = relationship()
    department: Mapped[Department | None] = relationship()
    external_document: Mapped[ExternalDocument | None] = relationship()
    own_document: Mapped[OwnExternalDocument | None] = relationship()

    def __str__(self) -> str:
        return str(self.document)

    @property
    def document(self) -> ExternalDocument | OwnExternalDocument:
        """What is followed, whoever keeps it."""
        found = self.external_document or self.own_document
        if found is None:
            raise ValueError("a subscription is of one document")
        return found

    @property
    def is_followed(self) -> bool:
        return self.ended_on is None


class Citation(AgencyOwned, Audited, Versioned, Model):
    """A document of the agency cites a number: found in its text in force, confirmed or rejected by a person.

    What the number names is looked up by its key (`folded`) in the shared register and in the agency's own
    entries: a number that nobody has entered yet is known once somebody does.
    """

    __tablename__ = "citation"
    __table_args__ = (
        UniqueConstraint("document_id", "folded"),
        CheckConstraint("(state = 'found') = (decided_at IS NULL)", name="decided_has_a_moment"),
        CheckConstraint("(decided_at IS NULL) = (decided_by = '')", name="decided_by_somebody"),
        Index("ix_citation_number", "folded", "agency_id"),
    )
    keeper = Keeper.BOTH

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    number: Mapped[str] = mapped_column(String(100))
    folded: Mapped[str] = mapped_column(String(120))
    state: Mapped[CitationState] = mapped_column(default=CitationState.FOUND)
    passage: Mapped[str] = mapped_column(Text, default="")
    times: Mapped[int] = mapped_column(default=1)
    is_cited: Mapped[bool] = mapped_column(default=True)
    found_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]

    document: Mapped[Document] = relationship()

    def __str__(self) -> str:
        return self.number
