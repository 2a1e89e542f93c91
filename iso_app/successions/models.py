from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import Audited, Model, ProvinceShared, WrittenOnce


class SuccessionKind(StrEnum):
    """Hình thức sắp xếp: what happened to an agency on a day."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    MOVE = "move"
    CHANGE_LEVEL = "change_level"
    DISSOLVE = "dissolve"
    FOUND = "found"


KIND_LABELS = {
    SuccessionKind.MERGE: "Sáp nhập",
    SuccessionKind.SPLIT: "Chia tách",
    SuccessionKind.RENAME: "Đổi tên",
    SuccessionKind.MOVE: "Chuyển cấp trên",
    SuccessionKind.CHANGE_LEVEL: "Đổi cấp",
    SuccessionKind.DISSOLVE: "Kết thúc hoạt động",
    SuccessionKind.FOUND: "Thành lập",
}


class Succession(ProvinceShared, Audited, WrittenOnce, Model):
    """One agency going over into another on a day; of several rows of one day a merger or a split consists.

    `day` is the first day of the new state. The names are those of the time, blank where there is nobody: an
    agency's people read what it came from although they may not open the other agency's record. Undone only
    by a further act.
    """

    __tablename__ = "succession"
    __table_args__ = (
        CheckConstraint("predecessor_code <> '' OR successor_code <> ''", name="is_about_somebody"),
        UniqueConstraint("predecessor_id", "successor_id", "day"),
        Index(
            "uq_succession_end",
            "predecessor_id",
            "day",
            unique=True,
            sqlite_where=text("successor_id IS NULL"),
            postgresql_where=text("successor_id IS NULL"),
        ),
        Index(
            "uq_succession_beginning",
            "successor_id",
            "day",
            unique=True,
            sqlite_where=text("predecessor_id IS NULL"),
            postgresql_where=text("predecessor_id IS NULL"),
        ),
    )

    kind: Mapped[SuccessionKind]
    day: Mapped[date]
    decision_number: Mapped[str] = mapped_column(String(100), default="")
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    predecessor_code: Mapped[str] = mapped_column(String(40))
    predecessor_name: Mapped[str] = mapped_column(String(300))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    successor_code: Mapped[str] = mapped_column(String(40))
    successor_name: Mapped[str] = mapped_column(String(300))
    import_line_id: Mapped[int | None] = mapped_column(ForeignKey("import_line.id"))
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    def __str__(self) -> str:
        return " → ".join(name for name in (self.predecessor_name, self.successor_name) if name)


class SuccessionPaper(ProvinceShared, Audited, WrittenOnce, Model):
    """The decision behind reorganisations of a day, as a file kept byte for byte."""

    __tablename__ = "succession_paper"
    __table_args__ = (UniqueConstraint("province_id", "day", "file_digest"),)

    day: Mapped[date]
    decision_number: Mapped[str] = mapped_column(String(100), default="")
    filename: Mapped[str] = mapped_column(String(300))
    file_digest: Mapped[str] = mapped_column(String(64))
    file_size: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    def __str__(self) -> str:
        return self.filename
