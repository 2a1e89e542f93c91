"""Documents that are files: a PDF within its frame, a cover for Word and Excel, the signatures that a PDF brings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iso_app.documents import queries as documents
from iso_app.files import queries as files
from iso_app.printed_copies import printed as printing
from iso_app.printed_copies import shown
from iso_app.printed_copies.pades import Unverifiable, check
from tests.documents.makers import docx, pdf
from tests.printed_copies.test_signing import painted, signed_outside
from tests.printing.test_pdf import pages

Make = Callable[..., Any]


def test_a_pdf_is_printed_in_a_frame_and_stays_as_it_was(brought: Make, printed: Make, acting: Any) -> None:
    source = pdf("Nội dung của tệp")
    _, revision_id = brought(source)
    said = pages(printed(revision_id, holder="Phòng A")[1])
    assert len(said) == 1
    for part in ("Nội dung của tệp", "QT-09", "Lần ban hành: 01", "Trang: 1/1", "BẢN KIỂM SOÁT", "Bản số 01"):
        assert part in said[0]
    with acting("snv.staff") as actor:
        revision = documents.revision_read(actor, revision_id)
        assert files.content(revision.file_digest or "") == source


def test_a_word_file_gets_a_cover_with_its_digest(brought: Make, printed: Make, acting: Any) -> None:
    _, revision_id = brought(docx("Một đoạn."), "quy-trinh.docx")
    (said,) = pages(printed(revision_id)[1])
    with acting("snv.staff") as actor:
        digest = documents.revision_read(actor, revision_id).content_digest
    assert digest in said.replace(" ", "")
    for part in (
        "quy-trinh.docx",
        "Word (.docx)",
        "TỆP KÈM THEO TỜ BÌA",
        "BẢN KIỂM SOÁT",
        "Quyết định 12/QĐ-SNV",
    ):
        assert part in said


def test_reading_copies_say_what_they_are(
    brought: Make, drafted: Make, next_in_force: Make, acting: Any
) -> None:
    document_id, revision_id = brought(pdf("Tệp"))
    _, draft_id = drafted("QT-77")
    with acting("snv.iso_secretary") as actor:
        revision = documents.revision_read(actor, revision_id)
        (said,) = pages(printing.pdf_of(revision, printing.reading_mark(revision)))
        assert "không phải bản kiểm soát" in said
        assert "BẢN KIỂM SOÁT" not in said
        draft = documents.revision_read(actor, draft_id)
        assert all("BẢN NHÁP" in page for page in pages(printing.pdf_of(draft, printing.reading_mark(draft))))
    next_in_force(document_id)
    with acting("snv.iso_secretary") as actor:
        revision = documents.revision_read(actor, revision_id)
        said = pages(printing.pdf_of(revision, printing.reading_mark(revision)))
        assert all("HẾT HIỆU LỰC" in page for page in said)


@pytest.fixture
def inside(acting: Any, brought: Make) -> Callable[[bytes], shown.SignaturesInside]:
    def look(content: bytes) -> shown.SignaturesInside:
        _, revision_id = brought(content)
        with acting("snv.staff") as actor:
            return shown.signatures_inside(documents.revision_read(actor, revision_id))

    return look


def test_a_file_without_signatures_shows_none(inside: Any) -> None:
    assert inside(pdf("Không ký")) == shown.SignaturesInside(())


def test_who_signed_a_file_is_shown(inside: Any) -> None:
    (found,) = inside(signed_outside(pdf("Đã ký"), name="A")).found
    assert found.signer.startswith("MINH HỌA")
    assert found.claimed_at is not None
    assert found.is_intact
    assert not found.is_digital


def test_a_file_altered_after_signing_is_shown_as_altered(inside: Any) -> None:
    (found,) = inside(painted(signed_outside(pdf("Đã ký"), name="A"))).found
    assert not found.is_intact


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj\n<< /ByteRange [0 1 2 3] >>\nendobj\ntrailer\n<< >>\n%%EOF\n",
        b"/ByteRange",
        b"%PDF-1.7\n" + b"1 0 obj << /ByteRange 2 0 R >> endobj\n" * 20_000,
        signed_outside(pdf("Đã ký"), name="A")[:-3_000],
    ],
    ids=["no-xref", "no-pdf", "many", "cut"],
)
def test_a_spoilt_file_with_a_trace_of_a_signature_is_never_in_order(content: bytes, tmp_path: Path) -> None:
    try:
        found = check(content, roots=tmp_path)
    except Unverifiable as error:
        assert "kiểm" in error.message  # noqa: PT017 - either a sentence, or nothing that holds
    else:
        assert not any(signature.is_intact for signature in found)


def test_a_file_that_cannot_be_checked_says_why(brought: Make, acting: Any, monkeypatch: Any) -> None:
    _, revision_id = brought(signed_outside(pdf("Đã ký"), name="A"))

    def spoilt(*_: Any, **__: Any) -> None:
        raise Unverifiable("Tệp PDF hỏng nên không kiểm được chữ ký.")

    monkeypatch.setattr(shown, "check", spoilt)
    with acting("snv.staff") as actor:
        found = shown.signatures_inside(documents.revision_read(actor, revision_id))
    assert (found.found, found.trouble) == ((), "Tệp PDF hỏng nên không kiểm được chữ ký.")


def test_the_panel_of_a_revision_names_them(brought: Make, browse: Any, words: Any) -> None:
    content = painted(signed_outside(pdf("Đã ký"), name="A"))
    document_id, _ = brought(content)
    said = words(browse("snv.staff").get(f"/tai-lieu/{document_id}/lan/1"))
    assert "Tệp đã bị sửa sau khi ký" in said
    assert "Chữ ký số hợp lệ" not in said
