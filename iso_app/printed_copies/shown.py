"""Copies and signatures as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError
from iso_app.core.policy import Verdict
from iso_app.documents import queries as documents
from iso_app.documents.kinds import Source
from iso_app.documents.models import Revision
from iso_app.files.sniff import PDF
from iso_app.printed_copies import policies, queries
from iso_app.printed_copies.models import AgencyCertificate, PrintedCopy, SignedCopy
from iso_app.printed_copies.pades import FoundSignature, check, trust_folder
from iso_app.web.addresses import whole_address
from iso_app.web.form import translated


@dataclass(frozen=True)
class SignaturesInside:
    """The signatures of a PDF that was brought, or the sentence that says why they could not be checked."""

    found: Sequence[FoundSignature]
    trouble: str = ""


@dataclass(frozen=True)
class CopiesPage:
    """All copies of a revision and what may be done."""

    revision: Revision
    copies: Sequence[PrintedCopy]
    signed: dict[int, SignedCopy]
    certificate: AgencyCertificate | None
    may_print: Verdict
    may_sign: Verdict
    may_use: Verdict

    @property
    def has_word(self) -> bool:
        return self.revision.source is Source.WRITTEN

    @property
    def is_cover(self) -> bool:
        """Whether what is printed is the cover of a Word or Excel file."""
        return self.revision.source is Source.FILE and self.revision.media_type != PDF


def copies_page(actor: Actor, document_id: int, number: int) -> CopiesPage:
    """The copies of a revision and what may be done."""
    revision = documents.revision(actor, document_id, number)
    certificate = queries.certificate_of(revision.agency_id)
    return CopiesPage(
        revision,
        queries.copies_of(revision),
        {signed.copy_id: signed for signed in queries.signed_of(revision)},
        certificate,
        policies.may_print(actor, revision),
        policies.may_sign(actor, revision),
        policies.may_use(certificate),
    )


def signatures_inside(revision: Revision) -> SignaturesInside:
    """The signatures in the file of a revision; none for what is no PDF."""
    if revision.media_type != PDF or revision.file_digest is None:
        return SignaturesInside(())
    try:
        return SignaturesInside(check(documents.content_of(revision), roots=trust_folder()))
    except DomainError as error:
        return SignaturesInside((), translated(error))


def address_of(token: str) -> str:
    """The address in a QR code: the one people open the product by, else the one of this request."""
    return whole_address("public_copies.standing", token=token)
