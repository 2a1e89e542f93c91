from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iso_app.core.clock import now
from iso_app.core.policy import Sentence
from iso_app.db import AgencyOwned, Audited, Model, Versioned, WrittenOnce
from iso_app.documents.models import Revision
from iso_app.printed_copies.kinds import Purpose, SigningWay


class PrintedCopy(AgencyOwned, Audited, WrittenOnce, Model):
    """Bản in: one numbered copy of a revision that was in force when it was printed.

    Its QR code leads to the token of which only the SHA-256 is kept here; `file_digest` is the printed PDF.
    """

    __tablename__ = "printed_copy"
    __table_args__ = (
        UniqueConstraint("revision_id", "number"),
        CheckConstraint("number > 0", name="numbered"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    number: Mapped[int]
    purpose: Mapped[Purpose]
    holder: Mapped[str] = mapped_column(String(200), default="")
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    file_digest: Mapped[str] = mapped_column(String(64))
    printed_by: Mapped[str] = mapped_column(String(200))
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    printed_at: Mapped[datetime]

    revision: Mapped[Revision] = relationship()

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Sentence:
        """Its name, which `say` says in the reader's language."""
        number = f"{self.number:02}"
        return Sentence("{revision}, bản số {number}", revision=self.revision.called, number=number)

    @property
    def to_be_signed(self) -> bool:
        return self.purpose is Purpose.SIGNING


class SignedCopy(AgencyOwned, Audited, WrittenOnce, Model):
    """A copy signed with a certificate: the same file with signatures behind it.

    `claimed_at` is what the signer's clock said; `is_trusted` whether the chain ended, when it was kept, at a root
    that this house trusts.
    """

    __tablename__ = "signed_copy"
    __table_args__ = (UniqueConstraint("copy_id"),)

    copy_id: Mapped[int] = mapped_column(ForeignKey("printed_copy.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    way: Mapped[SigningWay]
    file_digest: Mapped[str] = mapped_column(String(64))
    signer: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(300))
    serial: Mapped[str] = mapped_column(String(80))
    claimed_at: Mapped[datetime | None]
    is_trusted: Mapped[bool]
    kept_by: Mapped[str] = mapped_column(String(200))
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime]

    copy: Mapped[PrintedCopy] = relationship()

    def __str__(self) -> str:
        return f"{self.copy}, ký bởi {self.signer}"


class AgencyCertificate(AgencyOwned, Audited, Versioned, Model):
    """Chứng thư số of an agency with its key; `secret` is the sealed file, emptied when the certificate is removed."""

    __tablename__ = "agency_certificate"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (secret <> '')", name="removed_keeps_no_key"),
        CheckConstraint("(removed_at IS NULL) = (removed_by = '')", name="removed_by_somebody"),
        Index(
            "uq_agency_certificate_in_use",
            "agency_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    subject: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(300))
    serial: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    is_self_issued: Mapped[bool]
    secret: Mapped[str] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_by: Mapped[str] = mapped_column(String(200), default="")
    removed_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_valid_now(self) -> bool:
        return self.valid_from <= now() <= self.valid_to
