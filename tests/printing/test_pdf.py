"""The PDF says what the table says, in one family of letters, and the same each time."""

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from iso_app.printing import to_pdf
from tests.printing.examples import HEADS, SEED, long_table, phu_luc_1, with_cell
from tests.printing.test_fonts import alphabet


def pages(data: bytes) -> list[str]:
    """The text of each page with every run of white space as one space.

    PDFium gives U+FFFE for a hyphen at the end of a line and takes the words as one.
    """
    texts = (page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data))
    return [" ".join(text.replace("\ufffe", "-").split()) for text in texts]


def solid(text: str) -> str:
    """`text` without white space and without the places where a long word may be broken."""
    return "".join(text.split()).replace("\u200b", "")


def fonts(data: bytes) -> set[str]:
    names = set()
    for page in pdfium.PdfDocument(data):
        for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(part)
            buffer = bytes(100)
            length = raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
            names.add(buffer[: length - 1].decode())
            assert raw.FPDFFont_GetIsEmbedded(font) == 1
    return names


def test_the_table_reads_as_published() -> None:
    expected = [" ".join(HEADS)]
    expected += [
        " ".join(str(part) for part in (stt, label, unit, value, note) if part not in {"", None})
        for _kind, stt, label, unit, value, note in SEED
    ]
    (text,) = pages(to_pdf(phu_luc_1()))
    assert " ".join(expected) in text


def test_heads_and_signature_are_there() -> None:
    (text,) = pages(to_pdf(phu_luc_1(notes=("Thiếu một cơ quan.",))))
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Sóc Trăng, ngày tháng năm 20…",
        "PHỤ LỤC 1 Thống kê số liệu",
        "Ghi chú: (1) Thiếu một cơ quan.",
        "Nơi nhận: - UBND tỉnh (báo cáo); - Sở Nội vụ; - Lưu: VT, TĐC.",
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Nguyễn Văn A",
    ):
        assert words in text


def test_every_vietnamese_letter_is_printed() -> None:
    letters = alphabet()
    lines = [letters[start : start + 20] for start in range(0, len(letters), 20)]
    data = to_pdf(phu_luc_1(rows=(), notes=tuple(lines), recipients=(), signatory=None))
    printed = re.findall(r"\(\d+\) (\S+)", pages(data)[0])
    assert "".join(printed) == letters


def test_only_tinos_is_embedded() -> None:
    names = fonts(to_pdf(phu_luc_1(watermark="BẢN NHÁP", digest="0a1b", notes=("Ghi",))))
    assert {name.split("+")[-1] for name in names} == {
        "Tinos",
        "Tinos-Bold",
        "Tinos-Italic",
        "Tinos-BoldItalic",
    }


def test_it_is_an_archive_file_in_vietnamese_with_a_title() -> None:
    data = to_pdf(phu_luc_1())
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert re.search(rb"/Lang ?\(vi(-VN)?\)", data)
    assert pdfium.PdfDocument(data).get_metadata_dict()["Title"].startswith("Phụ lục 1 - Thống kê")


def test_the_head_is_repeated_and_pages_are_numbered_from_the_second() -> None:
    texts = pages(to_pdf(long_table(60)))
    assert len(texts) > 2
    assert all(" ".join(HEADS) in text for text in texts)
    assert texts[0].startswith("ỦY BAN")
    for number, text in enumerate(texts[1:-1], start=2):
        assert text.startswith(f"{number} STT")


@pytest.mark.parametrize(
    "text", ["=1+1", '#import "x"', "$x$", "<w:p>", "*bold* _it_ `code` @ref \\ // no", "{{ 7*7 }} &amp; %s"]
)
def test_hostile_text_is_printed_as_it_is(text: str) -> None:
    data = to_pdf(with_cell(text))
    assert solid(text) in solid(pages(data)[0])


def test_a_cell_longer_than_a_page_goes_on_in_the_next() -> None:
    text = "không có chỗ trống " * 260
    printed = pages(to_pdf(with_cell(text)))
    assert len(printed) > 1
    assert solid("".join(printed)).count("trống") > 260 * 4


def test_a_word_wider_than_its_column_is_broken_and_whole() -> None:
    word = "https://cchc.soctrang.gov.vn/" * 10
    document = pdfium.PdfDocument(to_pdf(with_cell(word)))
    page = document[0]
    right_edge = max(part.get_bounds()[2] for part in page.get_objects())
    assert right_edge <= page.get_width() - 14 * 72 / 25.4
    assert "cchc.soctrang" in page.get_textpage().get_text_range()


def test_marks_of_direction_and_foreign_letters_do_not_stop_it() -> None:
    (text,) = pages(to_pdf(with_cell("ab\u202ecd\u200f ký 中 😀")))
    assert "abcd" in text
    assert "□" in text
    assert "\u202e" not in text


def test_a_mark_points_to_its_note() -> None:
    (text,) = pages(to_pdf(with_cell("30", Decimal(30), "1")))
    assert "30(1)" in text.replace(" ", "")


def test_the_same_report_gives_the_same_bytes_in_any_thread() -> None:
    once = to_pdf(phu_luc_1())
    with ThreadPoolExecutor(4) as threads:
        again = list(threads.map(lambda _turn: to_pdf(phu_luc_1()), range(8)))
    assert set(again) == {once}
    assert to_pdf(phu_luc_1(period="Năm 2022")) != once
