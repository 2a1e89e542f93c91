"""The root certificates that signatures may lead to: a folder that the operator fills."""

from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import current_app

_ENDINGS: Final = frozenset({".pem", ".crt", ".cer", ".der"})


def trust_folder() -> Path:
    """The folder of the settings."""
    folder: Path = current_app.extensions["settings"].trust_folder
    return folder


def trusted(folder: Path) -> list[bytes]:
    """The certificates of a folder as DER; none where there is no folder. A file that is none is left out."""
    found: list[bytes] = []
    if not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _ENDINGS:
            continue
        content = path.read_bytes()
        try:
            found += [certificate.public_bytes(Encoding.DER) for certificate in _read(content)]
        except ValueError:
            continue
    return found


def _read(content: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)
    return [x509.load_der_x509_certificate(content)]
