from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.agencies.models import Agency, AgencyGroup, Level
from iso_app.core.policy import Sentence
from iso_app.db import (
    AgencyOwned,
    Audited,
    Model,
    ProvinceOwned,
    ProvinceShared,
    SortKey,
    Versioned,
    WrittenOnce,
)
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.model_sets.kinds import Audience, Necessity, Outcome
from iso_app.model_sets.workflow import TemplateState

ONE_AUDIENCE = "level IS NULL OR group_id IS NULL"


class ModelSet(ProvinceShared, Audited, Versioned, Model):
    """Mô hình khung: what agencies of a kind should have. One for all, a level or a group; the narrowest counts.

    `note` says on what the set rests and what has to be checked in it.
    """

    __tablename__ = "model_set"
    __table_args__ = (
        UniqueConstraint("province_id", "audience"),
        CheckConstraint(ONE_AUDIENCE, name="is_for_one_kind"),
    )

    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[Level | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("agency_group.id"), index=True)
    audience: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    is_used: Mapped[bool] = mapped_column(default=True)

    group: Mapped[AgencyGroup | None] = relationship()
    items: Mapped[list["ModelItem"]] = relationship(
        back_populates="model_set", order_by="ModelItem.position, ModelItem.id"
    )

    def __str__(self) -> str:
        return self.name


class ModelItem(ProvinceShared, Audited, Versioned, Model):
    """Mục của mô hình khung. `code` is what documents answer it by (`Document.model_item`); it is the same in all sets.

    `many`: one document a procedure, as for TTHC. `clauses` are numbers of the standard, in words ("9.2; 10.2").
    """

    __tablename__ = "model_item"
    __table_args__ = (
        UniqueConstraint("set_id", "code"),
        CheckConstraint("code <> ''", name="has_a_code"),
    )

    set_id: Mapped[int] = mapped_column(ForeignKey("model_set.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(300))
    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"), index=True)
    necessity: Mapped[Necessity]
    many: Mapped[bool] = mapped_column(default=False)
    clauses: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int]
    retired_on: Mapped[date | None]

    model_set: Mapped[ModelSet] = relationship(back_populates="items")
    kind: Mapped[DocumentKind] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        return self.name


class DocumentTemplate(ProvinceShared, Audited, Versioned, Model):
    """Mẫu tài liệu của tỉnh: what agencies may begin their own document from. `latest` numbers its newest version.

    `item_code` is the item of the model set that a copy answers.
    """

    __tablename__ = "document_template"
    __table_args__ = (
        UniqueConstraint("province_id", "code"),
        CheckConstraint("(state = 'draft') = (latest = 0)", name="published_has_a_version"),
    )

    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(400))
    sort_title: Mapped[str] = mapped_column(SortKey)
    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[TemplateState] = mapped_column(default=TemplateState.DRAFT)
    latest: Mapped[int] = mapped_column(default=0)

    kind: Mapped[DocumentKind] = relationship()

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class DocumentTemplateDraft(ProvinceOwned, Audited, Versioned, Model):
    """What the next version of a template will say; only the authority sees it. One a template."""

    __tablename__ = "document_template_draft"
    __table_args__ = (UniqueConstraint("template_id"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("document_template.id"))
    written: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(200))

    template: Mapped[DocumentTemplate] = relationship()

    def __str__(self) -> str:
        return str(self.template)


class DocumentTemplateVersion(ProvinceShared, WrittenOnce, Model):
    """One published version of a template: the same shape as a written revision, kept for ever."""

    __tablename__ = "document_template_version"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("document_template.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    written: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    summary: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(200))

    template: Mapped[DocumentTemplate] = relationship()

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Sentence:
        """Its name, which `say` says in the reader's language."""
        return Sentence("{title} (phiên bản {number})", title=self.title, number=self.number)


class TemplatePush(ProvinceShared, Model):
    """Agencies of a kind are asked to take a template over; a walk over them in batches, that can be gone on with.

    With `only_copies` it tells those that have a copy of a new version. The trail tells of it at the template.
    """

    __tablename__ = "template_push"
    __table_args__ = (CheckConstraint(ONE_AUDIENCE, name="is_for_one_kind"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("document_template.id"), index=True)
    number: Mapped[int]
    level: Mapped[Level | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("agency_group.id"))
    only_copies: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    told: Mapped[int] = mapped_column(default=0)
    after_agency_id: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    template: Mapped[DocumentTemplate] = relationship()
    group: Mapped[AgencyGroup | None] = relationship()

    @property
    def audience(self) -> Audience:
        return Audience(self.level, self.group_id)


class TemplateCopy(AgencyOwned, Audited, Versioned, Model):
    """A document of an agency that was begun from a template, and the version of it that it stands on now.

    `outcome` and `reason` are those of its last step; `in_force_version_id` is the version that the revision in
    force was made from. With `ended_on` the document was withdrawn or unlinked: the template may be taken anew, and
    a document that was unlinked may stand on another template.
    """

    __tablename__ = "template_copy"
    __table_args__ = (
        UniqueConstraint("agency_id", "template_id"),
        CheckConstraint("outcome <> 'kept' OR reason <> ''", name="kept_has_a_reason"),
        CheckConstraint(
            "outcome <> 'unlinked' OR (reason <> '' AND ended_on IS NOT NULL)", name="unlinked_has_a_reason"
        ),
        Index(
            "uq_template_copy_standing",
            "document_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    template_id: Mapped[int] = mapped_column(ForeignKey("document_template.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("document_template_version.id"), index=True)
    in_force_version_id: Mapped[int | None] = mapped_column(ForeignKey("document_template_version.id"))
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_on: Mapped[date | None]

    agency: Mapped[Agency] = relationship()
    template: Mapped[DocumentTemplate] = relationship()
    document: Mapped[Document] = relationship()
    base: Mapped[DocumentTemplateVersion] = relationship(foreign_keys=[version_id])

    def __str__(self) -> str:
        return str(self.template)

    @property
    def is_unlinked(self) -> bool:
        return self.outcome is Outcome.UNLINKED


class CopyStep(AgencyOwned, WrittenOnce, Model):
    """What was done with one version of a template: copied or merged into a revision, one's own kept, and why; or that
    a revision which was there was linked to it, or is no longer.
    """

    __tablename__ = "copy_step"
    __table_args__ = (
        CheckConstraint("(outcome = 'kept') = (revision_id IS NULL)", name="kept_makes_no_revision"),
        CheckConstraint("outcome <> 'kept' OR reason <> ''", name="kept_has_a_reason"),
    )

    copy_id: Mapped[int] = mapped_column(ForeignKey("template_copy.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("document_template_version.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))

    copy: Mapped[TemplateCopy] = relationship()
    template_version: Mapped[DocumentTemplateVersion] = relationship()
    revision: Mapped[Revision | None] = relationship()
