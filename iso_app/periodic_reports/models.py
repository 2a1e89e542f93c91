from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKey,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency, AgencyGroup, Applicability, Level
from iso_app.core.policy import Sentence
from iso_app.db import (
    AgencyOwned,
    Audited,
    Keeper,
    Model,
    ProvinceOwned,
    ProvinceShared,
    Versioned,
    WrittenOnce,
)
from iso_app.periodic_reports.workflow import DraftState, ReturnState

SCALE = 10_000
_WHEN = ("năm {year}", "6 tháng đầu năm {year}", "6 tháng cuối năm {year}")  # by the half


class Exact(TypeDecorator[Decimal]):
    """A decimal number with at most four places, kept whole: both engines add it up without losing anything."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        return None if value is None else int(value * SCALE)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / SCALE


class FormVersion(ProvinceShared, WrittenOnce, Model):
    """One published version of a form in a province. Versions are added and never changed."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("province_id", "code", "version"),)

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    published_by: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime]

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Sentence:
        """Its name, which `say` says in the reader's language."""
        return Sentence("{title} (phiên bản {number})", title=self.title, number=self.version)


class FormDraft(ProvinceOwned, Audited, Versioned, Model):
    """A form that a province is preparing from another one; published it becomes the next version of its code."""

    __tablename__ = "form_draft"

    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    heading: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(300))
    value_label: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str] = mapped_column(Text, default="")
    based_on: Mapped[str] = mapped_column(String(300))
    state: Mapped[DraftState] = mapped_column(default=DraftState.OPEN)
    checks: Mapped[list[Any]] = mapped_column(default=list)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    published_id: Mapped[int | None] = mapped_column(ForeignKey("form_version.id"))

    rows: Mapped[list["FormDraftRow"]] = relationship(
        back_populates="draft", order_by="FormDraftRow.position", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return self.title


class FormDraftRow(ProvinceOwned, Audited, Model):
    """One row of a form being prepared. `choices` is written as `1 = Có; 0 = Không`."""

    __tablename__ = "form_draft_row"
    __table_args__ = (UniqueConstraint("draft_id", "key"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("form_draft.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    stt: Mapped[str] = mapped_column(String(20), default="")
    label: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str] = mapped_column(String(200), default="")
    type: Mapped[str] = mapped_column(String(20), default="none")
    choices: Mapped[str] = mapped_column(Text, default="")
    minimum: Mapped[str] = mapped_column(String(40), default="")
    maximum: Mapped[str] = mapped_column(String(40), default="")
    help: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(String(60), default="")
    over: Mapped[str] = mapped_column(String(20), default="self")

    draft: Mapped[FormDraft] = relationship(back_populates="rows")

    def __str__(self) -> str:
        return self.label


class ReportingPeriod(ProvinceShared, Audited, Versioned, Model):
    """A form is due: for a year or a half of it, by a day, from all agencies or from those that `audience` names."""

    __tablename__ = "reporting_period"
    __table_args__ = (
        UniqueConstraint("province_id", "code", "year", "half", "audience"),
        CheckConstraint("half IN (0, 1, 2)", name="half_is_a_half"),
    )

    code: Mapped[str] = mapped_column(String(40))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    year: Mapped[int]
    half: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date]
    audience: Mapped[str] = mapped_column(String(100), default="")
    level: Mapped[Level | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("agency_group.id"))
    applicability: Mapped[Applicability | None]
    opened_by: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]

    form_version: Mapped[FormVersion] = relationship(lazy="joined", innerjoin=True)
    group: Mapped[AgencyGroup | None] = relationship(lazy="joined")

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Sentence:
        """Its name, which `say` says in the reader's language."""
        return Sentence("{title} – {period}", title=self.form_version.title, period=self.when)

    @property
    def name(self) -> str:
        """`năm 2021`, `6 tháng đầu năm 2025`: as it is printed."""
        return str(self.when)

    @property
    def when(self) -> Sentence:
        """The same, which `say` says in the reader's language."""
        return Sentence(_WHEN[self.half], year=self.year)


class PeriodicReturn(AgencyOwned, Audited, Versioned, Model):
    """The report of one agency for one period.

    The agency fills it in and submits, the authority accepts or returns it: both move its state, and policies say
    who may do which. What is filled in is the agency's (`PeriodicEntry`), what is remarked the authority's
    (`RowRemark`). `round` counts the submissions.
    """

    __tablename__ = "periodic_return"
    __table_args__ = (
        UniqueConstraint("agency_id", "period_id"),
        CheckConstraint("(state = 'draft') = (round = 0)", name="submitted_has_a_round"),
        CheckConstraint("state <> 'accepted' OR decided_at IS NOT NULL", name="accepted_has_a_moment"),
    )
    keeper = Keeper.BOTH

    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_period.id"), index=True)
    state: Mapped[ReturnState] = mapped_column(default=ReturnState.DRAFT)
    round: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(200))
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decision_note: Mapped[str] = mapped_column(Text, default="")
    explanations: Mapped[dict[str, Any]] = mapped_column(default=dict)

    period: Mapped[ReportingPeriod] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency] = relationship()

    def __str__(self) -> str:
        return str(self.period)


class PeriodicEntry(AgencyOwned, Audited, Versioned, Model):
    """What a report says in one row: the text as printed, the number behind it.

    A row that is filled in by measures has an entry once its agency overrides it (with the reason) or submits;
    `computed_text` and `computed_number` then keep what the measures said.
    """

    __tablename__ = "periodic_entry"
    __table_args__ = (
        UniqueConstraint("return_id", "row_key"),
        CheckConstraint("NOT overrides OR reason <> ''", name="override_has_a_reason"),
    )
    keeper = Keeper.AGENCY

    return_id: Mapped[int] = mapped_column(ForeignKey("periodic_return.id"))
    row_key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(500), default="")
    number: Mapped[Decimal | None] = mapped_column(Exact)
    overrides: Mapped[bool] = mapped_column(default=False)
    computed_text: Mapped[str] = mapped_column(String(40), default="")
    computed_number: Mapped[Decimal | None] = mapped_column(Exact)
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(200))

    def __str__(self) -> str:
        return self.row_key


class RowRemark(AgencyOwned, Audited, Model):
    """What the authority remarks on one row of a submission (`round`)."""

    __tablename__ = "row_remark"
    __table_args__ = (UniqueConstraint("return_id", "row_key", "round"),)
    keeper = Keeper.AUTHORITY

    return_id: Mapped[int] = mapped_column(ForeignKey("periodic_return.id"))
    row_key: Mapped[str] = mapped_column(String(40))
    round: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    def __str__(self) -> str:
        return self.row_key
