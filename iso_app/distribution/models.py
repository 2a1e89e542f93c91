from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.accounts.models import Post
from iso_app.agencies.models import Department
from iso_app.db import Audited, Model, Versioned, WrittenOnce
from iso_app.distribution.kinds import DAYS_TO_READ, DistributionForm, LineEnd, Target, Way
from iso_app.distribution.workflow import CopyState
from iso_app.documents.models import Document, Revision
from iso_app.documents.sight import SeenWithRevision


class DistributionLine(SeenWithRevision, Audited, Versioned, Model):
    """A line of "Phân phối": a department, a post or the whole agency has to have a revision, in which form.

    A line stands (`ended_on` None) for the newest revision it was carried to; those of earlier revisions stay as
    they were. `copies` counts paper. Who holds a post there has to read it (`must_read`) within `reading_days`
    working days.
    """

    __tablename__ = "distribution_line"
    __table_args__ = (
        CheckConstraint("department_id IS NULL OR post_id IS NULL", name="one_target"),
        CheckConstraint("(form = 'paper') = (copies > 0)", name="paper_has_copies"),
        CheckConstraint("copies BETWEEN 0 AND 500", name="copies_count"),
        CheckConstraint("reading_days BETWEEN 1 AND 90", name="reading_takes_days"),
        CheckConstraint("(ended_on IS NULL) = (ended_why IS NULL)", name="ended_for_a_reason"),
        Index(
            "uq_distribution_line_standing",
            "document_id",
            "target",
            "form",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_distribution_line_document", "document_id", "ended_on"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    target: Mapped[str] = mapped_column(String(40))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    form: Mapped[DistributionForm]
    copies: Mapped[int] = mapped_column(default=0)
    must_read: Mapped[bool] = mapped_column(default=True)
    reading_days: Mapped[int] = mapped_column(default=DAYS_TO_READ)
    note: Mapped[str] = mapped_column(String(300), default="")
    ended_on: Mapped[date | None]
    ended_why: Mapped[LineEnd | None]

    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()
    department: Mapped[Department | None] = relationship(lazy="joined")
    post: Mapped[Post | None] = relationship(lazy="joined")

    def __str__(self) -> str:
        return self.whose

    @property
    def whose(self) -> str:
        """Whom it is for, in words; the whole agency is said by the page in the reader's language."""
        target = self.post.title if self.post is not None else None
        return target or (self.department.name if self.department is not None else "Toàn cơ quan")

    @property
    def stands(self) -> bool:
        return self.ended_on is None

    @property
    def aims_at(self) -> Target:
        return Target(self.department_id, self.post_id)


class PaperCopy(SeenWithRevision, Audited, Versioned, Model):
    """A numbered copy on paper of a revision: in whose hands, since when, when it came back.

    `called_back_on` is the day it was out of force. `stamped`: it bears "HẾT HIỆU LỰC" since it was collected.
    """

    __tablename__ = "paper_copy"
    __table_args__ = (
        UniqueConstraint("revision_id", "number"),
        CheckConstraint("number > 0", name="counts_from_one"),
        CheckConstraint("holder <> ''", name="has_a_holder"),
        CheckConstraint("(state IN ('out', 'to_collect')) = (ended_on IS NULL)", name="ended_on_a_day"),
        CheckConstraint("(ended_on IS NULL) = (ended_by = '')", name="ended_by_somebody"),
        CheckConstraint("state <> 'to_collect' OR called_back_on IS NOT NULL", name="called_back_on_a_day"),
        CheckConstraint("NOT stamped OR state = 'withdrawn'", name="stamped_once_withdrawn"),
        CheckConstraint("state <> 'lost' OR note <> ''", name="lost_is_explained"),
        Index("ix_paper_copy_document_state", "document_id", "state"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("distribution_line.id"))
    number: Mapped[int]
    holder: Mapped[str] = mapped_column(String(200))
    state: Mapped[CopyState] = mapped_column(default=CopyState.OUT)
    handed_on: Mapped[date]
    handed_by: Mapped[str] = mapped_column(String(200))
    called_back_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    stamped: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")

    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()
    line: Mapped[DistributionLine | None] = relationship()

    def __str__(self) -> str:
        return f"Bản số {self.number:02}, {self.holder}"


class PaperList(SeenWithRevision, Audited, WrittenOnce, Model):
    """A list that people signed on paper to say that they have read a revision: its scan, kept by digest."""

    __tablename__ = "paper_list"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    file_digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(120))
    file_size: Mapped[int]
    signed_on: Mapped[date]
    people: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]

    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()

    def __str__(self) -> str:
        return self.file_name


class Acknowledgement(SeenWithRevision, Audited, WrittenOnce, Model):
    """Somebody has read exactly this content. Written once.

    `person_id` read it; `duty_of_id` is whose duty it was: the same person, or whom they stand in for. `number` is
    the revision's. `shown_at` is when the page that bore the button was opened (None: on a paper list).
    """

    __tablename__ = "acknowledgement"
    __table_args__ = (
        UniqueConstraint("revision_id", "person_id", "duty_of_id"),
        CheckConstraint("(way = 'paper_list') = (paper_list_id IS NOT NULL)", name="paper_has_its_list"),
        CheckConstraint("(way = 'product') = (shown_at IS NOT NULL)", name="shown_before_acknowledged"),
        CheckConstraint("content_digest <> ''", name="has_a_digest"),
        Index("ix_acknowledgement_document", "document_id", "duty_of_id", "person_id", "number"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    duty_of_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    person_name: Mapped[str] = mapped_column(String(200))
    post_label: Mapped[str] = mapped_column(String(500))
    way: Mapped[Way]
    content_digest: Mapped[str] = mapped_column(String(64))
    shown_at: Mapped[datetime | None]
    at: Mapped[datetime]
    paper_list_id: Mapped[int | None] = mapped_column(ForeignKey("paper_list.id"), index=True)

    revision: Mapped[Revision] = relationship()
    paper_list: Mapped[PaperList | None] = relationship()

    def __str__(self) -> str:
        return self.person_name
