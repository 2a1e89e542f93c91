from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import Model, WrittenOnce


class StoredFile(WrittenOnce, Model):
    """Content that was stored, by its SHA-256. Who may read it is decided by the record that points to it."""

    __tablename__ = "stored_file"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120))
    stored_at: Mapped[datetime]
