from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency, Department
from iso_app.core.roles import Role
from iso_app.db import AgencyOwned, Audited, Model, Versioned, WrittenOnce
from iso_app.document_changes.kinds import ChangeKind, OpinionSide, Verdict
from iso_app.document_changes.workflow import OPEN_REQUESTS, RequestState
from iso_app.documents.models import Document, DocumentKind, Revision


class ChangeRequest(AgencyOwned, Audited, Versioned, Model):
    """Phiếu đề nghị ban hành/sửa đổi tài liệu: who asks for what, why; who decided; what came of it.

    What was asked never changes (a trigger holds it). `code` and `title` are those of the document as they were, or
    those proposed for a new one. `revision_id` is the revision that carries it out.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        CheckConstraint("title <> ''", name="has_a_title"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("kind = 'new' OR document_id IS NOT NULL", name="is_about_a_document"),
        CheckConstraint("(filename = '') = (file_digest = '')", name="file_has_a_name"),
        CheckConstraint("state <> 'asked' OR decided_at IS NULL", name="asked_is_undecided"),
        CheckConstraint(
            "state NOT IN ('accepted', 'refused', 'done') OR decided_at IS NOT NULL", name="decided_by_an_act"
        ),
        CheckConstraint("(decided_at IS NULL) = (decided_by = '')", name="decided_by_somebody"),
        CheckConstraint(
            "decided_by_id IS NULL OR asked_by_id IS NULL OR decided_by_id <> asked_by_id",
            name="decided_by_another",
        ),
        CheckConstraint("state <> 'refused' OR decision_words <> ''", name="no_has_a_reason"),
        CheckConstraint("(state = 'taken_back') = (end_reason <> '')", name="taken_back_has_a_reason"),
        CheckConstraint("(state IN ('asked', 'accepted')) = (ended_at IS NULL)", name="ended_has_a_moment"),
        CheckConstraint(
            "state <> 'done' OR kind = 'withdraw' OR revision_id IS NOT NULL", name="done_by_something"
        ),
        Index("ix_change_request_agency_state", "agency_id", "state"),
    )

    number: Mapped[str] = mapped_column(String(40))
    kind: Mapped[ChangeKind]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    document_kind_id: Mapped[int | None] = mapped_column(ForeignKey("document_kind.id"))
    code: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(450))
    wanted_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    filename: Mapped[str] = mapped_column(String(300), default="")
    file_digest: Mapped[str] = mapped_column(String(64), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_post: Mapped[str] = mapped_column(String(300), default="")
    asked_post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    asked_role: Mapped[Role | None]
    asked_at: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    decided_by: Mapped[str] = mapped_column(String(500), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_words: Mapped[str] = mapped_column(Text, default="")
    end_reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)

    agency: Mapped[Agency] = relationship()
    document: Mapped[Document | None] = relationship()
    document_kind: Mapped[DocumentKind | None] = relationship()
    department: Mapped[Department | None] = relationship()
    revision: Mapped[Revision | None] = relationship()
    opinions: Mapped[list["ChangeOpinion"]] = relationship(
        back_populates="request", order_by="ChangeOpinion.id"
    )

    def __str__(self) -> str:
        return f"{self.number} ({self.about})"

    @property
    def about(self) -> str:
        """The document it is about, in words."""
        return f"{self.code} {self.title}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUESTS


class ChangeOpinion(AgencyOwned, Audited, WrittenOnce, Model):
    """What the head of the unit, the ISO board or the leader says of a request before it is decided."""

    __tablename__ = "change_opinion"
    __table_args__ = (
        UniqueConstraint("request_id", "side", "by_id"),
        CheckConstraint("words <> ''", name="says_something"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("change_request.id"))
    side: Mapped[OpinionSide]
    agrees: Mapped[bool]
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    request: Mapped[ChangeRequest] = relationship(back_populates="opinions")

    def __str__(self) -> str:
        return self.words[:100]


class DocumentReview(AgencyOwned, Audited, WrittenOnce, Model):
    """Soát xét: somebody has looked at a document in force and said what is to become of it.

    `due_on` is the day it had to be looked at by, `next_on` when it has to be next (None: by the request that came
    of it, or never). `number` is the revision looked at.
    """

    __tablename__ = "document_review"
    __table_args__ = (
        CheckConstraint("words <> ''", name="has_a_reason"),
        CheckConstraint("(verdict = 'keep') = (request_id IS NULL)", name="what_is_not_kept_is_asked_for"),
        CheckConstraint("next_on IS NULL OR verdict = 'keep'", name="kept_until_a_day"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    number: Mapped[int]
    verdict: Mapped[Verdict]
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    next_on: Mapped[date | None]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("change_request.id"), index=True)
    by: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    document: Mapped[Document] = relationship()
    request: Mapped[ChangeRequest | None] = relationship()

    def __str__(self) -> str:
        return str(self.document)
