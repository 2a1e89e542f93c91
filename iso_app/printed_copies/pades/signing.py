"""A PDF of our own signed with a certificate (PAdES baseline B-B: no outside timestamp).

pyHanko is imported when something is signed: 14 MiB that most processes never need.
"""

import io
from typing import Any

from iso_app.core.errors import DomainError

FIELD = "ChuKySo"


def with_place_to_sign(content: bytes) -> bytes:
    """`content` with an empty, unseen field for a signature behind it.

    What is added to a file that has a form can be told apart; a form itself that is added cannot.
    """
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields

    writer: Any = IncrementalPdfFileWriter(io.BytesIO(content))
    number: Any = generic.NumberObject
    fields.append_signature_field(writer, fields.SigFieldSpec(FIELD))
    # Signatures exist, append only: every signing program sets it, and whatever else changes in a form is suspicious.
    writer.root["/AcroForm"]["/SigFlags"] = number(3)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def sign_pdf(content: bytes, key: bytes, passphrase: str, *, reason: str, place: str = "") -> bytes:
    """`content`, which has a place to sign, with a signature behind it; what was there stays byte for byte.

    `key` is a PKCS#12 file as `certificates.open_key` gives it; the passphrase has been proved to open it.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = signers.SimpleSigner.load_pkcs12_data(key, other_certs=[], passphrase=passphrase.encode())
    if signer is None:
        raise DomainError("Mật khẩu chứng thư chưa đúng.", field="passphrase")
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        location=place or None,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    signed: bytes = signers.sign_pdf(writer, meta, signer=signer).getvalue()
    return signed
