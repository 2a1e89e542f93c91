from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.accounts.models import Post
from iso_app.agencies.models import Agency, Department
from iso_app.core.policy import Sentence
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.db import AgencyOwned, Audited, Model, ProvinceShared, SortKey, Versioned
from iso_app.documents.kinds import STEP_LABELS, DocumentClass, Source, StepMeaning
from iso_app.documents.sight import SeenByAgency, SeenOnceInForce, SeenWithRevision
from iso_app.documents.workflow import OPEN_STATES, DocumentState, RevisionState
from iso_app.signatures.models import Signature
from iso_app.standards.models import Clause


class DocumentKind(ProvinceShared, Audited, Versioned, Model):
    """Loại tài liệu: how documents of a kind are coded, who signs them, how often they are looked at anew.

    `steps` are `StepSpec`s, by roles. `retention` is in words ("Cho đến khi thay thế", "5 năm").
    """

    __tablename__ = "document_kind"
    __table_args__ = (
        UniqueConstraint("province_id", "code"),
        CheckConstraint("review_months BETWEEN 0 AND 120", name="review_comes_again"),
    )

    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    document_class: Mapped[DocumentClass]
    code_pattern: Mapped[str] = mapped_column(String(60))
    steps: Mapped[list[Any]] = mapped_column(default=list)
    review_months: Mapped[int] = mapped_column(default=12)
    retention: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_used: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name


class KindSetting(AgencyOwned, Audited, Versioned, Model):
    """An agency's own terms for a kind, in the place of the province's. What is blank is the province's."""

    __tablename__ = "kind_setting"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind_id"),
        CheckConstraint(
            "review_months IS NULL OR review_months BETWEEN 0 AND 120", name="review_comes_again"
        ),
    )

    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"), index=True)
    code_pattern: Mapped[str] = mapped_column(String(60), default="")
    steps: Mapped[list[Any]] = mapped_column(default=list)
    review_months: Mapped[int | None]

    kind: Mapped[DocumentKind] = relationship()

    def __str__(self) -> str:
        return str(self.kind)


class Document(SeenOnceInForce, Audited, Versioned, Model):
    """Tài liệu: a controlled document of an agency under a code; what it says is in its revisions.

    `review_months` None: as its kind says. `model_item` is the code of the item of a model set that it answers.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("agency_id", "code_folded"),
        CheckConstraint("state = 'withdrawn' OR withdrawn_on IS NULL", name="only_withdrawn_has_a_day"),
        CheckConstraint("state <> 'withdrawn' OR withdrawn_reason <> ''", name="withdrawn_has_a_reason"),
        CheckConstraint("state <> 'in_force' OR in_force_at IS NOT NULL", name="in_force_since"),
        CheckConstraint("code_folded <> ''", name="has_a_code"),
        Index("ix_document_agency_state", "agency_id", "state"),
        Index("ix_document_review", "state", "next_review_on"),
        # All that finding, ordering and counting the list of a province asks of a document.
        Index("ix_document_list", "agency_id", "sort_code", "in_force_at", "author_id"),
    )

    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    code_folded: Mapped[str] = mapped_column(String(60))
    sort_code: Mapped[str] = mapped_column(SortKey)
    title: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(400))
    sort_title: Mapped[str] = mapped_column(SortKey)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(String(200), default="")
    model_item: Mapped[str | None] = mapped_column(String(60))
    tthc_code: Mapped[str] = mapped_column(String(60), default="")
    tthc_name: Mapped[str] = mapped_column(String(500), default="")
    review_months: Mapped[int | None]
    next_review_on: Mapped[date | None]
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.PREPARING)
    opened_at: Mapped[datetime]
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_by: Mapped[str] = mapped_column(String(200), default="")

    agency: Mapped[Agency] = relationship()
    kind: Mapped[DocumentKind] = relationship()
    department: Mapped[Department | None] = relationship()
    clause_links: Mapped[list["DocumentClause"]] = relationship(
        back_populates="document", cascade="all, delete-orphan"
    )
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="document", order_by="Revision.id", foreign_keys="Revision.document_id"
    )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_withdrawn(self) -> bool:
        return self.state is DocumentState.WITHDRAWN


class DocumentClause(AgencyOwned, Audited, Model):
    """A document answers a clause of the standard."""

    __tablename__ = "document_clause"
    __table_args__ = (UniqueConstraint("document_id", "clause_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)

    document: Mapped[Document] = relationship(back_populates="clause_links")
    clause: Mapped[Clause] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        return self.clause.number


class Revision(SeenOnceInForce, Audited, Versioned, Model):
    """Lần ban hành: one dated state of a document.

    What it says is a stored file (`file_digest`) or sections written here (`written`); `content_digest` is the SHA-256
    of the file's bytes, or of the canonical JSON of the sections. Once handed in the content cannot change, once
    in force the revision goes only forward (triggers hold both). `effective_on` is the day it is wanted to come into
    force (None: the day it is approved), then the day it did. `paper_basis` says which decision on paper put it into
    force before the product was there.
    """

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("(source = 'file') = (file_digest IS NOT NULL)", name="file_has_a_digest"),
        CheckConstraint("(source = 'written') = (written IS NOT NULL)", name="written_has_content"),
        CheckConstraint("content_digest <> ''", name="has_a_digest"),
        CheckConstraint(
            "state NOT IN ('effective', 'superseded', 'withdrawn')"
            " OR (in_force_at IS NOT NULL AND effective_on IS NOT NULL)",
            name="in_force_since",
        ),
        CheckConstraint(
            "in_force_at IS NULL OR state IN ('effective', 'superseded', 'withdrawn')", name="never_goes_back"
        ),
        CheckConstraint(
            "in_force_at IS NULL OR approved_at IS NOT NULL OR paper_basis <> ''",
            name="approved_before_in_force",
        ),
        CheckConstraint(
            "(state IN ('superseded', 'withdrawn')) = (ended_on IS NOT NULL)", name="ended_on_a_day"
        ),
        CheckConstraint("state <> 'in_review' OR round > 0", name="in_review_has_a_round"),
        Index(
            "uq_revision_number",
            "document_id",
            "number",
            unique=True,
            sqlite_where=text("state <> 'discarded'"),
            postgresql_where=text("state <> 'discarded'"),
        ),
        Index(
            "uq_revision_effective",
            "document_id",
            unique=True,
            sqlite_where=text("state = 'effective'"),
            postgresql_where=text("state = 'effective'"),
        ),
        Index(
            "uq_revision_open",
            "document_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'in_review', 'approved')"),
            postgresql_where=text("state IN ('draft', 'in_review', 'approved')"),
        ),
        Index("ix_revision_state_day", "state", "effective_on"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    number: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(default=RevisionState.DRAFT)
    source: Mapped[Source]
    file_digest: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    file_size: Mapped[int] = mapped_column(default=0)
    written: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    content_digest: Mapped[str] = mapped_column(String(64))
    change_summary: Mapped[str] = mapped_column(Text, default="")
    must_be_read_again: Mapped[bool] = mapped_column(default=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(200))
    round: Mapped[int] = mapped_column(default=0)
    effective_on: Mapped[date | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(String(500), default="")
    paper_basis: Mapped[str] = mapped_column(String(500), default="")
    ended_on: Mapped[date | None]

    document: Mapped[Document] = relationship(back_populates="revisions", foreign_keys=[document_id])
    text: Mapped["RevisionText | None"] = relationship(back_populates="revision")

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Sentence:
        """Its name, which `say` says in the reader's language."""
        number = f"{self.number:02}"
        return Sentence("{document} (lần ban hành {number})", document=str(self.document), number=number)

    @property
    def is_draft(self) -> bool:
        return self.state is RevisionState.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it still has to come into force."""
        return self.state in OPEN_STATES

    @property
    def was_in_force(self) -> bool:
        return self.in_force_at is not None


class ReviewRound(SeenByAgency, Model):
    """One handing-in of a revision: of exactly which content, by whom, and why it was sent back.

    The trail tells of it at the revision, without the words: the authority reads the trail, and not drafts.
    """

    __tablename__ = "review_round"
    __table_args__ = (
        UniqueConstraint("revision_id", "number"),
        CheckConstraint("returned_at IS NULL OR returned_reason <> ''", name="returned_has_a_reason"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    number: Mapped[int]
    content_digest: Mapped[str] = mapped_column(String(64))
    submitted_by: Mapped[str] = mapped_column(String(200))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    submitted_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[str] = mapped_column(String(200), default="")
    returned_reason: Mapped[str] = mapped_column(Text, default="")

    revision: Mapped[Revision] = relationship()

    def __str__(self) -> str:
        return f"{self.revision}, lần trình {self.number}"


class ApprovalStep(SeenWithRevision, Audited, Versioned, Model):
    """A step of a round: what has to be signed, by which post (else by whoever has the role), since when it waits."""

    __tablename__ = "approval_step"
    __table_args__ = (
        UniqueConstraint("revision_id", "round", "position"),
        CheckConstraint("(done_at IS NULL) = (signature_id IS NULL)", name="done_is_signed"),
        CheckConstraint("done_at IS NULL OR waits_since IS NOT NULL", name="done_in_its_turn"),
        CheckConstraint("role IS NOT NULL OR post_id IS NOT NULL", name="waits_for_somebody"),
    )

    round: Mapped[int]
    position: Mapped[int]
    order: Mapped[int]
    meaning: Mapped[StepMeaning]
    role: Mapped[Role | None]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    waits_since: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(String(500), default="")
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))

    revision: Mapped[Revision] = relationship()
    post: Mapped[Post | None] = relationship(lazy="joined")
    signature: Mapped[Signature | None] = relationship()

    def __str__(self) -> str:
        return f"{STEP_LABELS[self.meaning]}: {self.whose}"

    @property
    def whose(self) -> str:
        """The post it waits for, or the role."""
        if self.post is not None:
            return self.post.title
        return ROLE_LABELS[self.role] if self.role is not None else ""

    @property
    def is_waiting(self) -> bool:
        return self.waits_since is not None and self.done_at is None


class RevisionComment(SeenByAgency, Model):
    """A remark on a passage of what was handed in (`passage` None: on the whole), and its answer.

    The trail tells of it at the revision, without the words: the authority reads the trail, and not drafts.
    """

    __tablename__ = "revision_comment"
    __table_args__ = (
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer_has_a_moment"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    round: Mapped[int]
    passage: Mapped[int | None]
    quote: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.words[:100]


class RevisionLook(SeenByAgency, Model):
    """Which revision of a document a person looked at last, and with which content."""

    __tablename__ = "revision_look"
    __table_args__ = (UniqueConstraint("person_id", "document_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    content_digest: Mapped[str] = mapped_column(String(64))
    passages: Mapped[list[Any]] = mapped_column(default=list)
    looked_at: Mapped[datetime]


class RevisionText(SeenWithRevision, Model):
    """What a revision says, passage by passage (`text`, `style`, `page`), and its folded words for the search.

    `trouble` is the sentence that says why a file could not be read. `head` has the words of code and title, `place`
    says whose it is (`reading.place_of`): a word that half the country uses is sought in one province or agency only.
    """

    __tablename__ = "revision_text"
    __table_args__ = (UniqueConstraint("revision_id"),)

    content_digest: Mapped[str] = mapped_column(String(64))
    passages: Mapped[list[Any]] = mapped_column(default=list)
    place: Mapped[str] = mapped_column(String(60), default="")
    head: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")
    trouble: Mapped[str] = mapped_column(String(500), default="")

    revision: Mapped[Revision] = relationship(back_populates="text")
