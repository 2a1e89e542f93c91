"""Signed with the agency's certificate here, or outside and brought back."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from iso_app.core.errors import DomainError, NotPermitted, Stale
from iso_app.documents import queries as documents
from iso_app.printed_copies import queries, services
from iso_app.printed_copies.models import AgencyCertificate
from iso_app.printed_copies.pades import check, make_test_key
from iso_app.printed_copies.sealing import seal, unseal
from iso_app.trail.models import TrailEntry
from tests.documents.makers import pdf
from tests.printed_copies.conftest import KEY, PASSPHRASE
from tests.printing.test_pdf import pages

Make = Callable[..., Any]
NO_ROOTS = Path("/nowhere")


def signed_outside(content: bytes, name: str = "ChuKySo", **how: Any) -> bytes:
    """As a program beside ours signs: an increment behind the file."""
    signer = signers.SimpleSigner.load_pkcs12_data(KEY, other_certs=[], passphrase=PASSPHRASE.encode())
    new = how.pop("new_field_spec", None)
    meta = signers.PdfSignatureMetadata(field_name=name, **how)
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    return signers.sign_pdf(writer, meta, signer=signer, new_field_spec=new).getvalue()


def painted(content: bytes) -> bytes:
    """The file with a red square added to its first page, behind everything, as an increment."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    square = writer.add_object(generic.StreamObject(stream_data=b"1 0 0 rg 100 400 200 200 re f"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), square])
    writer.update_container(page)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.fixture
def handed_out(acting: Any, address_of: Any) -> Callable[[int], tuple[int, bytes]]:
    def make(revision_id: int) -> tuple[int, bytes]:
        with acting("snv.leader") as actor:
            copy = services.hand_out(
                actor, documents.revision_read(actor, revision_id), address_of=address_of
            )
            return copy.id, queries.content_of(copy)

    return make


@pytest.fixture
def brought_back(acting: Any) -> Callable[[int, bytes], int]:
    def make(copy_id: int, content: bytes) -> int:
        with acting("snv.iso_secretary") as actor:
            return services.bring_signed(actor, queries.copy(copy_id), content=content).id

    return make


# The certificate


def test_the_key_is_sealed_and_never_in_the_trail(certified: None, acting: Any) -> None:
    with acting("snv.leader") as actor:
        certificate = queries.certificate_of(actor.agency_id or 0)
        assert certificate is not None
        assert certificate.subject.startswith("MINH HỌA")
        assert certificate.is_self_issued
        key = unseal(certificate.secret, agency_id=actor.agency_id or 0)
        assert key is not None
        assert pkcs12.load_pkcs12(key, PASSPHRASE.encode()).key is not None
        told = TrailEntry.query.filter_by(verb="agency_certificate.added").one()
        assert told.changes["secret"] == [None, "…"]
        assert certificate.secret[:40] not in str(told.changes)


def test_a_key_sealed_for_one_agency_opens_for_no_other(app: Any) -> None:
    sealed = seal(b"key", agency_id=7)
    assert unseal(sealed, agency_id=7) == b"key"
    assert unseal(sealed, agency_id=8) is None
    assert unseal("x" + sealed, agency_id=7) is None


@pytest.mark.parametrize(
    ("content", "passphrase", "why"),
    [
        (KEY, "sai", "Mật khẩu chứng thư chưa đúng"),
        (KEY, "", "phải có mật khẩu"),
        (b"", PASSPHRASE, "không phải tệp chứng thư"),
        (b"PK\x03\x04" + b"\0" * 500, PASSPHRASE, "không phải tệp chứng thư"),
        (b"0" * 200_000, PASSPHRASE, "không phải tệp chứng thư"),
        (
            make_test_key("Cũ", PASSPHRASE, today=datetime.now(UTC) - timedelta(days=1000)),
            PASSPHRASE,
            "đã hết hạn",
        ),
    ],
)
def test_other_files_are_refused(acting: Any, content: bytes, passphrase: str, why: str) -> None:
    with acting("snv.leader") as actor, pytest.raises(DomainError, match=why):
        services.add_certificate(actor, actor.agency_id or 0, content=content, passphrase=passphrase)


def test_one_certificate_at_a_time_and_removed_it_keeps_no_key(certified: None, acting: Any) -> None:
    with acting("snv.iso_secretary") as actor:
        agency_id = actor.agency_id or 0
        with pytest.raises(DomainError, match="đang có một chứng thư"):
            services.add_certificate(actor, agency_id, content=KEY, passphrase=PASSPHRASE)
        found = queries.certificate_of(agency_id)
        assert found is not None
        services.remove_certificate(actor, found)
    with acting("snv.leader") as actor:
        assert queries.certificate_of(agency_id) is None
        assert [held.secret for held in queries.certificates_of(agency_id)] == [""]
        services.add_certificate(actor, agency_id, content=KEY, passphrase=PASSPHRASE)


@pytest.mark.parametrize("key", ["snv.staff", "snv.auditor", "tdc.leader", "xa.leader"])
def test_others_keep_no_certificate_of_an_agency(key: str, acting: Any, world: Any) -> None:
    with acting(key) as actor, pytest.raises(NotPermitted):
        services.add_certificate(actor, world.agency["snv"], content=KEY, passphrase=PASSPHRASE)


# Signed here


def test_signed_here_it_holds_and_is_not_called_more_than_it_is(
    in_force: Make, signed: Make, acting: Any, tmp_path: Path
) -> None:
    _, revision_id = in_force("QT-05")
    signed_id = signed(revision_id)
    with acting("snv.auditor"):
        copy = queries.signed_copy(signed_id)
        content = queries.content_of(copy)
        assert content.startswith(queries.content_of(copy.copy))
        assert not copy.is_trusted
    (found,) = check(content, roots=NO_ROOTS)
    assert (found.is_intact, found.is_whole, found.is_trusted, found.is_digital) == (True, True, False, False)
    certificate = pkcs12.load_pkcs12(KEY, PASSPHRASE.encode()).cert
    assert certificate is not None
    (tmp_path / "root.pem").write_bytes(certificate.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "readme.pem").write_text("nothing")
    (trusted,) = check(content, roots=tmp_path)
    assert trusted.is_digital
    assert "Ký bằng chứng thư: MINH HỌA" in pages(content)[0]
    assert "BẢN KIỂM SOÁT" in pages(content)[0]


def test_a_changed_byte_is_seen(in_force: Make, signed: Make, acting: Any) -> None:
    signed_id = signed(in_force()[1])
    with acting("snv.auditor"):
        content = bytearray(queries.content_of(queries.signed_copy(signed_id)))
    content[content.index(b"stream") + 40] ^= 1
    (found,) = check(bytes(content), roots=NO_ROOTS)
    assert not found.is_intact
    (painted_on,) = check(painted(bytes(content)), roots=NO_ROOTS)
    assert not painted_on.is_intact


def test_an_increment_that_paints_is_seen(in_force: Make, signed: Make, acting: Any) -> None:
    signed_id = signed(in_force()[1])
    with acting("snv.auditor"):
        content = queries.content_of(queries.signed_copy(signed_id))
    (found,) = check(painted(content), roots=NO_ROOTS)
    assert not found.is_intact


def test_signing_asks_for_the_content_shown_and_the_passphrase(
    in_force: Make, signed: Make, acting: Any
) -> None:
    _, revision_id = in_force()
    with pytest.raises(Stale):
        signed(revision_id, shown_digest="0" * 64)
    with pytest.raises(DomainError, match="Mật khẩu chứng thư chưa đúng"):
        signed(revision_id, passphrase="sai")
    with acting("snv.leader") as actor:
        assert queries.copies_of(documents.revision_read(actor, revision_id)) == []


def test_without_a_certificate_nothing_is_signed_here(in_force: Make, acting: Any, address_of: Any) -> None:
    _, revision_id = in_force()
    with acting("snv.leader") as actor:
        revision = documents.revision_read(actor, revision_id)
        with pytest.raises(NotPermitted, match="chưa tải chứng thư"):
            services.sign_here(
                actor,
                revision,
                shown_digest=revision.content_digest,
                password="",
                passphrase="",
                address_of=address_of,
            )


def test_a_password_is_proved(in_force: Make, certified: None, acting: Any, address_of: Any) -> None:
    _, revision_id = in_force()
    with acting("snv.leader") as actor:
        revision = documents.revision_read(actor, revision_id)
        with pytest.raises(DomainError):
            services.sign_here(
                actor, revision, shown_digest=revision.content_digest, password="sai", passphrase=PASSPHRASE,
                address_of=address_of,
            )  # fmt: skip


def test_a_certificate_that_ran_out_signs_nothing(
    in_force: Make, certified: None, signed: Make, monkeypatch: Any
) -> None:
    monkeypatch.setattr(AgencyCertificate, "is_valid_now", property(lambda _: False))
    with pytest.raises(NotPermitted, match="hết hạn"):
        signed(in_force()[1])


# Signed outside


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"name": "Khac", "new_field_spec": fields.SigFieldSpec("Khac", box=(90, 90, 250, 150), on_page=0)},
        {"certify": True},
        {"subfilter": fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED, "md_algorithm": "sha512"},
    ],
    ids=["our-field", "seen-in-a-field-of-its-own", "certifying", "pkcs7"],
)
def test_signed_outside_it_comes_back(
    how: dict[str, Any], in_force: Make, handed_out: Make, brought_back: Make, acting: Any
) -> None:
    copy_id, content = handed_out(in_force()[1])
    back = signed_outside(content, **how)
    signed_id = brought_back(copy_id, back)
    with acting("snv.auditor"):
        kept = queries.signed_copy(signed_id)
        assert queries.content_of(kept) == back
        assert kept.signer.startswith("MINH HỌA")
        assert kept.way.value == "outside"
    with pytest.raises(DomainError, match="đã có tệp ký"):
        brought_back(copy_id, back)


def test_two_who_sign_one_after_the_other(in_force: Make, handed_out: Make, brought_back: Make) -> None:
    copy_id, content = handed_out(in_force()[1])
    both = signed_outside(signed_outside(content), name="Hai")
    assert brought_back(copy_id, both)


def _truncated(signed_file: bytes) -> bytes:
    return signed_file[:-200]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda c: c, "chưa có chữ ký"),
        (lambda c: c + b"\n%%EOF /ByteRange", "chưa có chữ ký|hỏng"),
        (lambda c: signed_outside(painted(c)), "nội dung khác ngoài chữ ký"),
        (lambda c: painted(signed_outside(c)), "nội dung khác ngoài chữ ký"),
        (lambda _: signed_outside(pdf("Tệp khác")), "không phải tệp đã đưa ký"),
        (lambda c: signed_outside(c)[:-2000], "hỏng|chưa có chữ ký|nguyên vẹn"),
        (lambda c: signed_outside(c).replace(b"/ByteRange [", b"/ByteRange [ "), "hỏng|nguyên vẹn|chữ ký"),
        (lambda _: b"%PDF-1.7\n", "không phải tệp đã đưa ký"),
        (lambda _: b"", "không phải tệp đã đưa ký"),
        (lambda c: c + b"\0" * 6_000_000, "lớn hơn nhiều"),
    ],
    ids=[
        "unsigned", "a-trace-only", "painted-then-signed", "signed-then-painted", "another-file", "cut", "shifted",
        "empty-pdf", "nothing", "swollen",
    ],
)  # fmt: skip
def test_anything_else_is_refused(
    make: Callable[[bytes], bytes],
    why: str,
    in_force: Make,
    handed_out: Make,
    brought_back: Make,
    acting: Any,
) -> None:
    copy_id, content = handed_out(in_force()[1])
    with pytest.raises(DomainError, match=why):
        brought_back(copy_id, make(content))
    with acting("snv.leader"):
        assert queries.signed_for(queries.copy(copy_id)) is None


def test_a_paper_copy_is_not_signed(in_force: Make, printed: Make, brought_back: Make) -> None:
    copy_id, content = printed(in_force()[1])
    with pytest.raises(NotPermitted):
        brought_back(copy_id, signed_outside(content))
