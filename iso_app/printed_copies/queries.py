"""Everything that only reads: printed and signed copies, an agency's certificate, what a QR code asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from iso_app.agencies.models import Agency
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState
from iso_app.files import queries as files
from iso_app.printed_copies.models import AgencyCertificate, PrintedCopy, SignedCopy


def copy(copy_id: int) -> PrintedCopy:
    """A printed copy in the scope in force."""
    query = select(PrintedCopy).where(PrintedCopy.id == copy_id).options(joinedload(PrintedCopy.revision))
    found = db.session.scalars(query).one_or_none()
    if found is None or found.revision is None:
        raise NotFound("Không có bản in này.")
    return found


def signed_copy(signed_id: int) -> SignedCopy:
    """A signed copy in the scope in force."""
    found = db.session.scalars(select(SignedCopy).where(SignedCopy.id == signed_id)).one_or_none()
    if found is None:
        raise NotFound("Không có bản ký này.")
    return found


def copies_of(revision: Revision) -> list[PrintedCopy]:
    """The copies of a revision, the newest first."""
    query = select(PrintedCopy).where(PrintedCopy.revision_id == revision.id)
    return list(db.session.scalars(query.order_by(PrintedCopy.number.desc())))


def signed_of(revision: Revision) -> list[SignedCopy]:
    """The signed copies of a revision, the newest first."""
    query = (
        select(SignedCopy).where(SignedCopy.revision_id == revision.id).options(joinedload(SignedCopy.copy))
    )
    return list(db.session.scalars(query.order_by(SignedCopy.id.desc())))


def signed_for(of: PrintedCopy) -> SignedCopy | None:
    """What a copy became when it was signed."""
    return db.session.scalars(select(SignedCopy).where(SignedCopy.copy_id == of.id)).one_or_none()


def content_of(of: PrintedCopy | SignedCopy) -> bytes:
    """The PDF as it was printed or signed. Raises Damaged if it is not what was stored."""
    return files.content(of.file_digest)


def certificate_of(agency_id: int) -> AgencyCertificate | None:
    """The certificate that an agency signs with."""
    query = select(AgencyCertificate).where(
        AgencyCertificate.agency_id == agency_id, AgencyCertificate.removed_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def certificates_of(agency_id: int) -> list[AgencyCertificate]:
    """Every certificate that an agency had, the newest first."""
    query = select(AgencyCertificate).where(AgencyCertificate.agency_id == agency_id)
    return list(db.session.scalars(query.order_by(AgencyCertificate.id.desc())))


def rows() -> Select[Any]:
    """A line for each copy in plain columns, for the register of copies."""
    columns: tuple[Any, ...] = (
        PrintedCopy.id,
        PrintedCopy.number,
        PrintedCopy.purpose,
        PrintedCopy.holder,
        PrintedCopy.printed_at,
        PrintedCopy.printed_by,
        Document.id.label("document_id"),
        Document.code,
        Document.title,
        Revision.number.label("revision"),
        Revision.state,
        Revision.ended_on,
        Agency.name.label("agency"),
    )
    return (
        select(*columns)
        .join(Revision, Revision.id == PrintedCopy.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .join(Agency, Agency.id == PrintedCopy.agency_id)
    )


def agencies_with_copies() -> list[tuple[str, str]]:
    """(id, name) of the agencies of which the reader sees copies; for a filter."""
    query = (
        select(Agency.id, Agency.name)
        .where(Agency.id.in_(select(PrintedCopy.agency_id)))
        .order_by(Agency.sort_name)
    )
    return [(str(id_), name) for id_, name in db.session.execute(query)]


@dataclass(frozen=True)
class Standing:
    """What a QR code is answered, and nothing more: in force, or no longer since a day."""

    in_force: bool
    ended_on: date | None


def standing(token_digest: str) -> Standing | None:
    """Whether the copy with this token is in force; None for a token that nobody was given.

    Whoever holds the paper asks, and has no scope: the token alone says of which copy.
    """
    query = (
        select(Revision.state, Revision.ended_on)
        .join(PrintedCopy, PrintedCopy.revision_id == Revision.id)
        .where(PrintedCopy.token_digest == token_digest)
    )
    with whole_country():
        found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    return Standing(found[0] is RevisionState.EFFECTIVE, found[1])
