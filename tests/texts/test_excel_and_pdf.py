"""What a workbook and a PDF say, and what a PDF looks like."""

import struct
import zlib
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from iso_app.printing import to_pdf, to_xlsx
from iso_app.texts import Passage, Unreadable, extract, pictures
from tests.printing.examples import phu_luc_1
from tests.texts.files import one_page, printed, read

NUMBERS = "Theo Nghị định số 30/2020/NĐ-CP của Chính phủ và Thông tư 26/2014/TT-BKHCN quy định chi tiết"
LONG = "Cán bộ, công chức tiếp nhận và giải quyết hồ sơ trong thời hạn quy định của pháp luật. "


def test_rows_of_all_visible_sheets(tmp_path: Path) -> None:
    path = tmp_path / "danh-muc.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        first = made.add_worksheet("Danh mục")
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        first.write_row(0, 0, ["Mã", "Lần", "Ngày", "Đạt"])
        first.write_row(2, 1, [3, 2.5])
        first.write_datetime(3, 2, date(2021, 10, 5), day)
        first.write_boolean(4, 3, True)
        made.add_worksheet("Trống")
        hidden = made.add_worksheet("Ẩn")
        hidden.write(0, 0, "kín")
        hidden.hide()
        made.add_worksheet("Phụ lục").write(0, 0, "hết")
    said = extract(path, kind="xlsx")
    assert [(passage.style, passage.text) for passage in said.passages] == [
        ("heading 1", "Danh mục"),
        ("row", "Mã | Lần | Ngày | Đạt"),
        ("row", "| 3 | 2,5"),
        ("row", "| | 05/10/2021"),
        ("row", "| | | TRUE"),
        ("heading 1", "Phụ lục"),
        ("row", "hết"),
    ]
    assert said.pages is None


def test_what_the_house_prints_is_read_back(tmp_path: Path) -> None:
    assert "PHỤ LỤC 1" in " ".join(read(to_xlsx(phu_luc_1()), "xlsx", tmp_path).texts)
    said = read(to_pdf(phu_luc_1()), "pdf", tmp_path)
    assert said.pages == 1
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in " ".join(said.texts)


def test_lines_become_paragraphs_and_run_over_pages(tmp_path: Path) -> None:
    source = (
        f'#set page(numbering: "1", height: 12cm)\n= Quy trình\n\nĐiều 1. {LONG * 6}\n\n- cán bộ\n- công chức\n\n'
        + "công việc giao nhận hồ sơ theo quy định " * 60
    )
    said = read(printed(source, tmp_path), "pdf", tmp_path)
    head, first, one, two, last = said.passages
    assert head == Passage("Quy trình", "paragraph", 1)
    assert first == Passage(f"Điều 1. {LONG * 6}".strip(), "paragraph", 1)
    assert (one.text, two.text, one.style, two.style) == ("• cán bộ", "• công chức", "list", "list")
    assert last.text == ("công việc giao nhận hồ sơ theo quy định " * 60).strip()
    assert (said.pages or 0) > 1


def test_the_same_text_on_narrower_paper_is_the_same_passages(tmp_path: Path) -> None:
    body = "\n\n".join(f"Điều {number}. {LONG * number}" for number in range(1, 6))
    wide, narrow = (
        read(printed(f"#set page(width: {width}cm)\n{body}", tmp_path), "pdf", tmp_path).texts
        for width in (21, 14)
    )
    assert wide == narrow


@pytest.mark.parametrize("width", ["4.3cm", "5cm", "6cm", "9cm"])
def test_a_number_parted_at_the_end_of_a_line_is_whole(width: str, tmp_path: Path) -> None:
    source = f"#set page(width: {width}, margin: 3mm)\n{NUMBERS}"
    assert read(printed(source, tmp_path), "pdf", tmp_path).texts == [NUMBERS]


def test_a_scan_says_nothing_and_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "van-ban.pdf"
    path.write_bytes(printed(LONG, tmp_path))
    (picture,) = pictures(path, pages=range(1, 2), width=600)
    (tmp_path / "trang.png").write_bytes(picture)
    path.write_bytes(printed('#image("trang.png")', tmp_path))
    scan = extract(path, kind="pdf")
    assert (scan.has_text, scan.pages) == (False, 1)


def test_pages_are_drawn_as_wide_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "ba-trang.pdf"
    path.write_bytes(printed("một\n#pagebreak()\nhai\n#pagebreak()\nba", tmp_path))
    drawn = pictures(path, pages=range(2, 9), width=300)
    assert [struct.unpack(">II", picture[16:24]) for picture in drawn] == [(300, 424), (300, 424)]
    assert drawn[0] != drawn[1]
    (large,) = pictures(path, pages=range(1, 2), width=2_000)
    assert struct.unpack(">II", large[16:24]) == (2_000, 2_828)


def test_colours_are_those_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "do.pdf"
    path.write_bytes(printed('#set page(fill: rgb("#c8102e"))\nđỏ', tmp_path))
    (picture,) = pictures(path, pages=range(1, 2), width=100)
    assert _first_pixel(picture) == (0xC8, 0x10, 0x2E)


def _first_pixel(picture: bytes) -> tuple[int, ...]:
    length = struct.unpack(">I", picture[33:37])[0]
    assert picture[37:41] == b"IDAT"
    return tuple(zlib.decompress(picture[41 : 41 + length])[1:4])


@pytest.mark.parametrize(("pages", "width"), [(range(1, 99), 300), (range(2), 300), (range(1, 2), 9_000)])
def test_what_is_never_needed_is_not_drawn(pages: range, width: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pages"):
        pictures(tmp_path / "x.pdf", pages=pages, width=width)


def test_an_endless_page_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "dai.pdf"
    path.write_bytes(one_page(box=b"0 0 10 14000"))
    assert extract(path, kind="pdf").pages == 1
    with pytest.raises(Unreadable, match="kích thước bất thường"):
        pictures(path, pages=range(1, 2), width=1_000)


def test_scripts_in_a_pdf_are_not_run(tmp_path: Path) -> None:
    endless = one_page().replace(
        b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(while\\(true\\){})>>"
    )
    assert read(endless, "pdf", tmp_path).texts == ["Quality"]
