"""The agency's certificate: taken in with its key, removed."""

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.printed_copies import policies, queries
from iso_app.printed_copies.models import AgencyCertificate
from iso_app.printed_copies.pades import open_key
from iso_app.printed_copies.sealing import seal
from iso_app.trail.services import record


def add_certificate(actor: Actor, agency_id: int, *, content: bytes, passphrase: str) -> AgencyCertificate:
    """Keep the PKCS#12 file of an agency, sealed; the passphrase is asked to see that it opens, and is not kept."""
    require(policies.may_keep_certificate(actor, agency_id))
    if queries.certificate_of(agency_id) is not None:
        raise DomainError("Cơ quan đang có một chứng thư; hãy gỡ chứng thư ấy trước.", field="file")
    told, key = open_key(content, passphrase)
    if told.valid_to < now():
        raise DomainError("Chứng thư đã hết hạn.", field="file")
    certificate = AgencyCertificate(
        agency_id=agency_id,
        subject=told.subject,
        issuer=told.issuer,
        serial=told.serial,
        fingerprint=told.fingerprint,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        is_self_issued=told.is_self_issued,
        secret=seal(key, agency_id=agency_id),
        added_by=actor.name[:200],
        added_at=now(),
    )
    db.session.add(certificate)
    record(actor, "agency_certificate.added", certificate)
    return certificate


def remove_certificate(actor: Actor, certificate: AgencyCertificate) -> None:
    """Forget the key; what the certificate said stays to be read."""
    require(policies.may_keep_certificate(actor, certificate.agency_id))
    if certificate.removed_at is not None:
        raise DomainError("Chứng thư này đã được gỡ.")
    certificate.secret, certificate.removed_at, certificate.removed_by = "", now(), actor.name[:200]
    record(actor, "agency_certificate.removed", certificate)
