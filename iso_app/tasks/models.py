from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.accounts.models import Post
from iso_app.agencies.models import Agency, AgencyGroup, Applicability, Level
from iso_app.core.dates import show_day
from iso_app.core.policy import anew
from iso_app.core.roles import Role
from iso_app.db import AgencyOwned, Audited, Keeper, Model, ProvinceOwned, ProvinceShared, Versioned
from iso_app.tasks.rhythm import Rhythm
from iso_app.tasks.workflow import ExtensionState, TaskState


class Obligation(ProvinceShared, Audited, Versioned, Model):
    """Nghĩa vụ: what the province's calendar asks of agencies of a kind, every so many months, by a day."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("province_id", "folded"),
        CheckConstraint("every_months BETWEEN 1 AND 60", name="comes_again"),
        CheckConstraint("month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31", name="day_is_a_day"),
        CheckConstraint("notice_days BETWEEN 0 AND 366", name="notice_counts"),
        CheckConstraint("to_year IS NULL OR to_year >= from_year", name="ends_after_it_begins"),
    )

    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[Level | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("agency_group.id"))
    applicability: Mapped[Applicability | None]
    every_months: Mapped[int]
    month: Mapped[int]
    day: Mapped[int]
    role: Mapped[Role]
    notice_days: Mapped[int] = mapped_column(default=30)
    moves_off_days: Mapped[bool] = mapped_column(default=True)
    evidence: Mapped[str] = mapped_column(String(60), default="")
    from_year: Mapped[int]
    to_year: Mapped[int | None]

    group: Mapped[AgencyGroup | None] = relationship(lazy="joined")

    def __str__(self) -> str:
        return self.name

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.every_months, self.month, self.day, self.from_year)

    def in_force(self, year: int) -> bool:
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)


class ObligationDate(AgencyOwned, Audited, Versioned, Model):
    """An agency's own day for an obligation of the province, with the reason."""

    __tablename__ = "obligation_date"
    __table_args__ = (
        UniqueConstraint("agency_id", "obligation_id"),
        CheckConstraint("month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31", name="day_is_a_day"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )
    keeper = Keeper.BOTH

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), index=True)
    month: Mapped[int]
    day: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)

    obligation: Mapped[Obligation] = relationship()
    agency: Mapped[Agency] = relationship()

    def __str__(self) -> str:
        return f"{self.day:02}/{self.month:02}"


class DayOff(ProvinceShared, Audited, Model):
    """A day of the province's calendar that is not as its weekday says: off, or worked in exchange."""

    __tablename__ = "day_off"
    __table_args__ = (UniqueConstraint("province_id", "day"),)

    day: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
    is_worked: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return f"{show_day(self.day)} {self.name}"


class Task(AgencyOwned, Audited, Versioned, Model):
    """Việc: something a post has to do by a day.

    It belongs to the agency it is about. It is for `post_id`, or for whoever holds a post of `role` there
    (`by_authority`: at the provincial authority). `scheduled_on` never changes; `due_on` moves only together with
    `extensions` (triggers hold both). `key` is the giver's own name for the task, unique in the agency. What the
    product itself asks is kept twice: in Vietnamese, and in `…_said` as a constant with its facts, to be said anew.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("agency_id", "key"),
        UniqueConstraint("agency_id", "obligation_id", "period"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_has_a_moment"),
        CheckConstraint("(state = 'open') = (ended_by = '')", name="ended_has_a_person"),
        CheckConstraint("state NOT IN ('refused', 'withdrawn') OR end_reason <> ''", name="no_has_a_reason"),
        CheckConstraint("extensions >= 0", name="extensions_count"),
        CheckConstraint("(obligation_id IS NULL) = (period IS NULL)", name="obligation_has_a_period"),
        Index("ix_task_agency_open", "agency_id", "state", "due_on"),
        Index("ix_task_obligation_due", "obligation_id", "due_on"),
        Index("ix_task_state_due", "state", "due_on"),
    )
    keeper = Keeper.BOTH

    title: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(300), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    title_said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    detail_said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key: Mapped[str | None] = mapped_column(String(120))
    endpoint: Mapped[str] = mapped_column(String(100), default="")
    endpoint_values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    subject_type: Mapped[str] = mapped_column(String(80), default="")
    subject_id: Mapped[int | None]
    role: Mapped[Role]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    by_authority: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[bool] = mapped_column(default=True)
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    scheduled_on: Mapped[date]
    due_on: Mapped[date]
    shown_from: Mapped[date]
    extensions: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(200))
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    waits_since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(500), default="")
    end_reason: Mapped[str] = mapped_column(Text, default="")
    end_reason_said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligation.id"))
    period: Mapped[str | None] = mapped_column(String(20))

    agency: Mapped[Agency] = relationship()
    post: Mapped[Post | None] = relationship()
    obligation: Mapped[Obligation | None] = relationship()
    requests: Mapped[list["TaskExtension"]] = relationship(
        back_populates="task", order_by="TaskExtension.number"
    )

    def __str__(self) -> str:
        return self.title

    @property
    def called(self) -> str:
        """Its title: a `Sentence` if the product gave the task, else what somebody wrote."""
        return anew(self.title, self.title_said)

    @property
    def words(self) -> str:
        """What is to be done, as `called`."""
        return anew(self.detail, self.detail_said)

    @property
    def why_ended(self) -> str:
        """Why it ended, as `called`; "" where nobody had to say."""
        return anew(self.end_reason, self.end_reason_said)

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.OPEN

    @property
    def is_of_province(self) -> bool:
        """Whether the province's calendar asks for it: then the authority decides on more time."""
        return self.obligation_id is not None or self.by_authority


class TaskExtension(AgencyOwned, Audited, Model):
    """Somebody asked for a later day, and what was decided. Both days and both reasons are kept."""

    __tablename__ = "task_extension"
    __table_args__ = (
        UniqueConstraint("task_id", "number"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_a_moment"),
        CheckConstraint("asked_reason <> ''", name="has_a_reason"),
        CheckConstraint("state <> 'declined' OR decision_reason <> ''", name="no_has_a_reason"),
        CheckConstraint("asked_due_on > due_on_before", name="is_later"),
        Index(
            "uq_task_extension_asked",
            "task_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )
    keeper = Keeper.BOTH

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    number: Mapped[int]
    state: Mapped[ExtensionState] = mapped_column(default=ExtensionState.ASKED)
    due_on_before: Mapped[date]
    asked_due_on: Mapped[date]
    asked_reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(500))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    task: Mapped[Task] = relationship(back_populates="requests")

    def __str__(self) -> str:
        return f"{show_day(self.due_on_before)} → {show_day(self.asked_due_on)}"


class OccurrenceRun(ProvinceOwned, Model):
    """How far the tasks of a year have been made from the calendar: after which agency it goes on.

    Occurrences that were due before `since` are left out.
    """

    __tablename__ = "occurrence_run"
    __table_args__ = (UniqueConstraint("province_id", "year"),)

    year: Mapped[int]
    since: Mapped[date]
    agencies: Mapped[int] = mapped_column(default=0)
    agencies_done: Mapped[int] = mapped_column(default=0)
    tasks_made: Mapped[int] = mapped_column(default=0)
    after_agency_id: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    begun_by: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return f"{self.year}"


class CalendarFeed(Model):
    """The address under which a person's calendar programme reads their tasks: only its digest is kept."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
