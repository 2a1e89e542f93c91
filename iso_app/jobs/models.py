from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.core.policy import recalled, remembered
from iso_app.db import Model


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    POISONED = "poisoned"
    DROPPED = "dropped"


JOB_STATE_LABELS = {
    JobState.WAITING: "Đang chờ",
    JobState.RUNNING: "Đang chạy",
    JobState.DONE: "Đã xong",
    JobState.POISONED: "Dừng vì lỗi",
    JobState.DROPPED: "Đã bỏ",
}


class Job(Model):
    """Work asked for in a business transaction and done afterwards by a worker: the row is the truth.

    `key` makes it once only within its kind; `tries` counts how often it was begun, and only the newest try may
    mark it done. Who asked is who it is done for: the right is judged again when it runs. Why it failed is kept twice:
    `last_error` in Vietnamese, or as the machine said it; `error_said`, of a refusal, as a constant with its facts.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        CheckConstraint("(state IN ('done', 'dropped')) = (ended_at IS NOT NULL)", name="over_has_a_moment"),
        CheckConstraint("tries >= 0 AND done >= 0 AND total >= 0", name="counts"),
        Index("ix_job_due", "state", "run_after"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    run_after: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(String(300), default="")
    last_error: Mapped[str] = mapped_column(Text, default="")
    error_said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_by: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    for_province: Mapped[int | None] = mapped_column(ForeignKey("province.id"), index=True)
    made_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def province_id(self) -> int | None:
        """Whose chain tells of what people do to it."""
        return self.for_province

    @property
    def title(self) -> str:
        """What it is called where its kind alone would not do: a `Sentence`, or what somebody wrote; else ""."""
        found: str = remembered(self.arguments).get("title", "")
        return found

    @property
    def why(self) -> str:
        """Why the last try failed: a `Sentence` if a rule refused, else the words of the machine; "" if it did not."""
        return recalled(self.error_said) if self.error_said else self.last_error

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.DROPPED}
