from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.core.policy import Sentence, kept, recalled
from iso_app.db import Audited, Model
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.documents.sight import SeenByAgency
from iso_app.shelf.kinds import LineResult, LineVerdict
from iso_app.shelf.workflow import ShelfState

LONGEST_TROUBLE = 500


class Troubled:
    """What is wrong, kept twice: `trouble` in Vietnamese for the trail, `trouble_said` as a constant with its facts.

    Rows from before there was the second have the first alone.
    """

    trouble: Mapped[str] = mapped_column(String(500), default="")
    trouble_said: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def why(self) -> str:
        """What is wrong, for `say` to say in the reader's language."""
        return recalled(self.trouble_said) if self.trouble_said else self.trouble

    def trouble_with(self, why: str) -> None:
        """Note what is wrong; "": nothing."""
        self.trouble, self.trouble_said = str(why)[:LONGEST_TROUBLE], kept(why)


class Shelf(SeenByAgency, Troubled, Audited, Model):
    """A ZIP of an agency's documents with their list: kept by its digest, previewed, then stored or put aside.

    `list_name` is the member that is the list, or the name of a list that was sent apart (then `list_digest` has it).
    `looks` counts how often it was looked at. `trouble` says why there is no preview yet (`Troubled`). `notes` on what
    was left aside of the list are kept twice as well; shelves from before `notes_said` have the first alone.
    """

    __tablename__ = "shelf"
    __table_args__ = (
        CheckConstraint("(state = 'stored') = (stored_at IS NOT NULL)", name="stored_has_a_moment"),
        Index("ix_shelf_newest", "agency_id", "made_at"),
    )

    file_name: Mapped[str] = mapped_column(String(300))
    file_digest: Mapped[str] = mapped_column(String(64))
    file_size: Mapped[int] = mapped_column(BigInteger)
    list_name: Mapped[str] = mapped_column(String(500), default="")
    list_digest: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[ShelfState] = mapped_column(default=ShelfState.LOOKING)
    looks: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    notes: Mapped[list[Any]] = mapped_column(default=list)
    notes_said: Mapped[list[Any]] = mapped_column(default=list)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    stored_by: Mapped[str] = mapped_column(String(200), default="")

    def __str__(self) -> str:
        return self.file_name

    @property
    def remarks(self) -> list[str]:
        """The notes, for `say` to say in the reader's language."""
        return [recalled(said) for said in self.notes_said] or list(self.notes)

    def note(self, notes: Iterable[Sentence]) -> None:
        """Keep what there is to remark on the list."""
        told = list(notes)
        self.notes, self.notes_said = [str(note) for note in told], [kept(note) for note in told]


class ShelfFile(SeenByAgency, Troubled, Model):
    """A file of a shelf by its place in the ZIP. `examined_at` None: no line names it, or it was not looked at yet.

    `trouble` says why it cannot be kept as a document (`Troubled`). `passages` and `unsaid` (why there are none) are
    what it says, until a revision has them.
    """

    __tablename__ = "shelf_file"
    __table_args__ = (UniqueConstraint("shelf_id", "place"),)

    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id"))
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(500))
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    passages: Mapped[list[Any]] = mapped_column(default=list)
    unsaid: Mapped[str] = mapped_column(String(500), default="")
    examined_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.name


class ShelfLine(SeenByAgency, Model):
    """A line of the list: what stood in it, what storing it would do, and what became of it.

    `faults` are `kinds.Fault`s. What it led to is `revision_id`; of a line that is there already, `document_id` is
    where. Once it has a result nothing changes it (a trigger holds that).
    """

    __tablename__ = "shelf_line"
    __table_args__ = (
        UniqueConstraint("shelf_id", "line"),
        CheckConstraint(
            "(revision_id IS NOT NULL) = (result IS NOT NULL AND result = 'stored')", name="stored_is_somewhere"
        ),
        Index("ix_shelf_line_code", "shelf_id", "code_folded"),
    )  # fmt: skip

    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id"))
    line: Mapped[int]
    raw: Mapped[dict[str, Any]]
    code: Mapped[str] = mapped_column(String(60), default="")
    code_folded: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    folded: Mapped[str] = mapped_column(String(400), default="")
    kind_id: Mapped[int | None] = mapped_column(ForeignKey("document_kind.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    department: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[int | None]
    effective_on: Mapped[date | None]
    is_current: Mapped[bool] = mapped_column(default=True)
    basis: Mapped[str] = mapped_column(String(500), default="")
    file_name: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("shelf_file.id"), index=True)
    verdict: Mapped[LineVerdict]
    faults: Mapped[list[Any]] = mapped_column(default=list)
    result: Mapped[LineResult | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)

    shelf: Mapped[Shelf] = relationship()
    file: Mapped[ShelfFile | None] = relationship()
    kind: Mapped[DocumentKind | None] = relationship()
    document: Mapped[Document | None] = relationship()
    revision: Mapped[Revision | None] = relationship()

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
