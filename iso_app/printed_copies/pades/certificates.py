"""The file of a certificate with its key (PKCS#12): opened, written anew with strong encryption, made for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from iso_app.core.errors import DomainError
from iso_app.core.text import clean

LARGEST_FILE: Final = 100_000  # bytes; a real one has some thousands
WEAKEST_RSA: Final = 2048  # bits
MARK_OF_TESTS: Final = "MINH HỌA"
_TEST_YEARS: Final = 2
_LONGEST_NAME: Final = 300
_LONGEST_COMMON_NAME: Final = 64  # letters, X.520


@dataclass(frozen=True)
class Certificate:
    """What a certificate says. `is_self_issued`: nobody but its owner vouches for it."""

    subject: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    is_self_issued: bool


def open_key(content: bytes, passphrase: str) -> tuple[Certificate, bytes]:
    """The certificate in a PKCS#12 file, and the file written anew, encrypted by today's means.

    Raises:
        DomainError: no such file, another passphrase, no key, a kind of key or a usage that signs no document.
    """
    if not passphrase:
        raise DomainError("Chứng thư phải có mật khẩu bảo vệ.", field="passphrase")
    if not content or len(content) > LARGEST_FILE:
        raise DomainError("Tệp không phải tệp chứng thư (.p12, .pfx).", field="file")
    secret = passphrase.encode()
    try:
        found = pkcs12.load_pkcs12(content, secret)
    except ValueError as error:
        raise _not_opened(error) from error
    key, certificate = found.key, found.cert.certificate if found.cert else None
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise DomainError("Tệp không có chứng thư kèm khóa ký.", field="file")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < WEAKEST_RSA:
        raise DomainError("Khóa RSA của chứng thư ngắn hơn {bits} bit.", field="file", bits=WEAKEST_RSA)
    _require_signing(certificate)
    others = [extra.certificate for extra in found.additional_certs]
    kept = pkcs12.serialize_key_and_certificates(
        b"iso", key, certificate, others or None, BestAvailableEncryption(secret)
    )
    return _told(certificate), kept


def _not_opened(error: ValueError) -> DomainError:
    if "password" in str(error).lower():
        return DomainError("Mật khẩu chứng thư chưa đúng.", field="passphrase")
    return DomainError("Tệp không phải tệp chứng thư (.p12, .pfx).", field="file")


def _require_signing(certificate: x509.Certificate) -> None:
    """A certificate that names its usages has to name signing among them."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not usage.digital_signature and not usage.content_commitment:
        raise DomainError("Chứng thư này không dùng để ký.", field="file")


def _told(certificate: x509.Certificate) -> Certificate:
    return Certificate(
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}"[:80],
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        is_self_issued=certificate.issuer == certificate.subject,
    )


def _name(name: x509.Name) -> str:
    """Common name, organisation, place: what people call the owner by."""
    wanted: tuple[Any, ...] = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.LOCALITY_NAME)
    parts = [str(part.value) for oid in wanted for part in name.get_attributes_for_oid(oid)]
    return clean(", ".join(dict.fromkeys(parts)) or name.rfc4514_string())[:_LONGEST_NAME]


def make_test_key(owner: str, passphrase: str, *, today: datetime | None = None) -> bytes:
    """A PKCS#12 file for demonstrations: self-issued, and its name says that it is worth nothing."""
    begin = today or datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{MARK_OF_TESTS} - {owner}"[:_LONGEST_COMMON_NAME]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Chứng thư thử, không có giá trị pháp lý"),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin - timedelta(days=1))
        .not_valid_after(begin + timedelta(days=365 * _TEST_YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    sealed = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"iso", key, certificate, None, sealed)
