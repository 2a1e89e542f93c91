"""What is in force, signed with a certificate: here with the agency's, or outside and brought back."""

from iso_app.accounts import services as accounts
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, Stale
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.documents.models import Revision
from iso_app.files import services as files
from iso_app.files.sniff import PDF
from iso_app.printed_copies import policies, queries
from iso_app.printed_copies.kinds import Purpose, SigningWay
from iso_app.printed_copies.models import AgencyCertificate, PrintedCopy, SignedCopy
from iso_app.printed_copies.pades import (
    FoundSignature,
    check_additions,
    open_key,
    sign_pdf,
    trust_folder,
    with_place_to_sign,
)
from iso_app.printed_copies.sealing import unseal
from iso_app.printed_copies.services.copies import AddressOf, make_copy
from iso_app.signatures.services import Prover
from iso_app.trail.services import record

LARGEST_FILE = 60_000_000  # bytes
_GROWN_AT_MOST = 5_000_000  # bytes that signatures, with pictures in them, add


def sign_here(
    actor: Actor,
    revision: Revision,
    *,
    shown_digest: str,
    password: str,
    passphrase: str,
    address_of: AddressOf,
    prove: Prover | None = None,
) -> SignedCopy:
    """Print what is in force and sign it with the agency's certificate.

    Whoever signs proves who they are (`password`) and that they were given the certificate (`passphrase`);
    `shown_digest` is the content's digest on the page they saw: another one raises Stale.
    """
    require(policies.may_sign(actor, revision))
    certificate = queries.certificate_of(revision.agency_id)
    require(policies.may_use(certificate))
    if certificate is None or shown_digest != revision.content_digest:
        raise Stale("Nội dung đã thay đổi sau khi bạn mở trang ký. Hãy tải lại trang, đọc lại rồi ký.")
    (prove or accounts.prove_to_sign)(actor, password)
    key = _key_of(certificate, passphrase)
    copy = make_copy(
        actor,
        revision,
        address_of=address_of,
        purpose=Purpose.SIGNING,
        note=f"Ký bằng chứng thư: {certificate.subject}",
        finish=with_place_to_sign,
    )
    base = queries.content_of(copy)
    signed = sign_pdf(base, key, passphrase, reason=str(revision)[:200])
    found = check_additions(signed, base, roots=trust_folder())
    return _keep(actor, copy, signed, found[-1], SigningWay.HERE)


def _key_of(certificate: AgencyCertificate, passphrase: str) -> bytes:
    kept = unseal(certificate.secret, agency_id=certificate.agency_id)
    if kept is None:
        raise DomainError(
            "Không mở được chứng thư đã lưu (khóa bí mật của máy chủ đã đổi); hãy tải chứng thư lên lại."
        )
    open_key(kept, passphrase)
    return kept


def hand_out(actor: Actor, revision: Revision, *, address_of: AddressOf) -> PrintedCopy:
    """Print what is in force to be signed outside; exactly this file has to come back with signatures behind it."""
    require(policies.may_sign(actor, revision))
    return make_copy(
        actor, revision, address_of=address_of, purpose=Purpose.SIGNING, finish=with_place_to_sign
    )


def bring_signed(actor: Actor, copy: PrintedCopy, *, content: bytes) -> SignedCopy:
    """Keep the file that was signed outside, if it is the file that was handed out and nothing but signatures more.

    Raises:
        DomainError: another file, more than signatures, no signature or one that does not hold.
    """
    require(policies.may_bring_signed(actor, copy))
    db.session.refresh(copy.revision, with_for_update={"of": Revision})
    require(policies.is_in_force(copy.revision))  # it may have ended while this one waited
    if queries.signed_for(copy) is not None:
        raise DomainError("Bản này đã có tệp ký.", field="file")
    base = queries.content_of(copy)
    if len(content) > min(LARGEST_FILE, len(base) + _GROWN_AT_MOST):
        raise DomainError("Tệp tải lên lớn hơn nhiều so với tệp đã đưa ký.", field="file")
    found = check_additions(content, base, roots=trust_folder())
    return _keep(actor, copy, content, found[-1], SigningWay.OUTSIDE)


def _keep(
    actor: Actor, copy: PrintedCopy, content: bytes, found: FoundSignature, way: SigningWay
) -> SignedCopy:
    signed = SignedCopy(
        agency_id=copy.agency_id,
        copy_id=copy.id,
        copy=copy,
        revision_id=copy.revision_id,
        way=way,
        file_digest=files.store(content, PDF).digest,
        signer=found.signer,
        issuer=found.issuer,
        serial=found.serial,
        claimed_at=found.claimed_at,
        is_trusted=found.is_trusted,
        kept_by=actor.name[:200],
        kept_by_id=actor.person_id,
        kept_at=now(),
    )
    db.session.add(signed)
    record(actor, "signed_copy.kept", signed, label=str(copy), signer=found.signer)
    return signed
