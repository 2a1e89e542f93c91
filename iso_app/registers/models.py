from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import AgencyOwned, Audited, Model, Versioned


class FileState(StrEnum):
    PREVIEWED = "previewed"
    STORED = "stored"
    DISCARDED = "discarded"


FILE_STATE_LABELS = {
    FileState.PREVIEWED: "Chờ lưu",
    FileState.STORED: "Đã lưu",
    FileState.DISCARDED: "Đã bỏ",
}


class RegisterForm(AgencyOwned, Audited, Versioned, Model):
    """The code, revision and day that an agency has given to the form of one of its registers."""

    __tablename__ = "register_form"
    __table_args__ = (UniqueConstraint("agency_id", "register"),)

    register: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60), default="")
    revision: Mapped[str] = mapped_column(String(20), default="")
    issued_on: Mapped[date | None]

    def __str__(self) -> str:
        return self.code or self.register


class RegisterFile(AgencyOwned, Audited, Model):
    """A list that an agency brought in for one of its registers; the file is kept by its digest."""

    __tablename__ = "register_file"
    __table_args__ = (
        CheckConstraint("(state = 'stored') = (stored_at IS NOT NULL)", name="stored_has_a_moment"),
    )

    register: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(300))
    file_digest: Mapped[str] = mapped_column(String(64))
    file_size: Mapped[int]
    state: Mapped[FileState] = mapped_column(default=FileState.PREVIEWED)
    good_rows_only: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.filename
