"""The pages of a PDF in frames: all of each page, nothing else of the file; hostile files end with a sentence."""

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from iso_app.printed_copies.framing import Unprintable, framed_pdf
from iso_app.printing.controlled import CopyMark, Mark
from iso_app.printing.controlled_pdf import document_pdf
from tests.printing.test_controlled import BOX, document
from tests.printing.test_pdf import fonts, pages

MARK = CopyMark(Mark.CONTROLLED, "Bản số 01", ("Ghi chú",), "https://iso.example.vn/ban-in/x")
SOURCE = document_pdf(document(copy=CopyMark()))
POINTS = 72 / 25.4


def changed(change: Callable[[pdfium.PdfDocument], None]) -> bytes:
    file = pdfium.PdfDocument(SOURCE)
    change(file)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def test_every_page_is_there_with_its_frame() -> None:
    framed = pages(framed_pdf(SOURCE, BOX, MARK))
    before = pages(SOURCE)
    assert len(framed) == len(before)
    for number, (new, old) in enumerate(zip(framed, before, strict=True), start=1):
        assert old in new
        assert "Bản số 01" in new
        assert f"Trang: {number}/{len(before)}" in new
    assert {name.split("+")[-1].split("-")[0] for name in fonts(framed_pdf(SOURCE, BOX, MARK))} <= {"Tinos"}


def test_nothing_of_a_page_is_covered_by_its_frame() -> None:
    """What is drawn of the page lies between the strip above and the foot below."""
    page = pdfium.PdfDocument(framed_pdf(SOURCE, BOX, MARK))[0]
    inside, frame = list(page.get_objects(max_depth=1))
    left, bottom, right, top = inside.get_bounds()
    width, height = page.get_size()
    assert bottom >= 22 * POINTS - 1
    assert top <= height - 18 * POINTS + 1
    assert left >= 8 * POINTS - 1
    assert right <= width - 8 * POINTS + 1
    assert frame.get_bounds()[3] > top


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_lies_as_it_is_seen(turn: int) -> None:
    def rotate(file: pdfium.PdfDocument) -> None:
        file[0].set_rotation(turn)

    framed = pdfium.PdfDocument(framed_pdf(changed(rotate), BOX, MARK))
    width, height = framed[0].get_size()
    assert (width > height) is (turn in {90, 270})


def test_a_page_with_a_corner_elsewhere_is_whole() -> None:
    def move(file: pdfium.PdfDocument) -> None:
        file[0].set_mediabox(-50, -70, 545, 772)
        file[0].set_cropbox(-50, -70, 545, 772)

    page = pdfium.PdfDocument(framed_pdf(changed(move), BOX, MARK))[0]
    inside = next(iter(page.get_objects(max_depth=1)))
    left, bottom, right, top = inside.get_bounds()
    assert 0 < left < right < page.get_width()
    assert 0 < bottom < top < page.get_height()


def test_a_large_page_is_printed_on_a3() -> None:
    def enlarge(file: pdfium.PdfDocument) -> None:
        file[0].set_mediabox(0, 0, 1191, 842)

    framed = pdfium.PdfDocument(framed_pdf(changed(enlarge), BOX, MARK))
    assert [round(side / POINTS) for side in framed[0].get_size()] == [420, 297]
    assert [round(side / POINTS) for side in framed[1].get_size()] == [210, 297]


def test_scripts_links_and_forms_stay_behind() -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(SOURCE))
    script = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.pdf_string("app.alert(1)"),
        }
    )
    writer.root["/OpenAction"] = script
    writer.update_root()
    written = io.BytesIO()
    writer.write(written)
    assert b"JavaScript" in written.getvalue()
    framed = framed_pdf(written.getvalue(), BOX, MARK)
    assert b"JavaScript" not in framed
    assert b"/AcroForm" not in framed


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "hỏng"),
        (b"%PDF-1.7\n", "hỏng"),
        (b"PK\x03\x04" + b"\0" * 100, "hỏng"),
        (SOURCE[: len(SOURCE) // 3], "hỏng"),
        (changed(lambda file: file[0].set_mediabox(0, 0, 5, 5)), "kích thước bất thường"),
    ],
    ids=["empty", "head", "zip", "cut", "tiny"],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Unprintable, match=why):
        framed_pdf(content, BOX, MARK)
