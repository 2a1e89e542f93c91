from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import Model, WrittenOnce


class TrailChain(Model):
    """The head of one chain of entries. `key` says whose: `agency:7`, `province:1`, `system`."""

    __tablename__ = "trail_chain"
    __table_args__ = (CheckConstraint("length >= 0", name="length_counts"),)

    key: Mapped[str] = mapped_column(String(60), unique=True)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")


class TrailEntry(WrittenOnce, Model):
    """One act on one record. Never changed; `digest` covers every column and the entry before."""

    __tablename__ = "trail_entry"
    __table_args__ = (
        UniqueConstraint("chain", "position"),
        Index("ix_trail_entry_subject", "subject_type", "subject_id"),
    )

    chain: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    post_label: Mapped[str] = mapped_column(String(300))
    verb: Mapped[str] = mapped_column(String(80))
    subject_type: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[int]
    subject_label: Mapped[str] = mapped_column(String(300))
    changes: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    request_id: Mapped[str] = mapped_column(String(40))
