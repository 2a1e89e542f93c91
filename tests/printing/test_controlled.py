"""A controlled document on paper: every part of the layout, every mark, one family of letters."""

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from docx.oxml.ns import qn

from iso_app.printing.controlled import (
    ControlBox,
    ControlledDocument,
    CopyMark,
    Hand,
    Mark,
    PrintedSection,
    SigningColumn,
)
from iso_app.printing.controlled_docx import document_docx
from iso_app.printing.controlled_pdf import document_pdf
from iso_app.printing.paragraphs import blocks
from tests.printing.test_fonts import alphabet
from tests.printing.test_pdf import fonts, pages, solid

BOX = ControlBox(
    agency="Sở Nội vụ",
    parent="UBND tỉnh Sóc Trăng",
    kind="Quy trình thủ tục hành chính",
    title="Tiếp nhận và giải quyết hồ sơ thành lập hội",
    code="QT.SNV.05",
    revision="02",
    effective_on=date(2026, 2, 1),
)
HEADINGS = (
    "1. Mục đích", "2. Phạm vi áp dụng", "3. Tài liệu viện dẫn", "4. Định nghĩa, từ viết tắt", "5. Nội dung",
    "6. Biểu mẫu", "7. Hồ sơ cần lưu",
)  # fmt: skip
STEPS = tuple((f"Bước {n} của trình tự", "Công chức", "0,5 ngày", f"BM.{n:02}") for n in range(1, 41))
RED = (179, 38, 30)


def document(**changes: Any) -> ControlledDocument:
    made = ControlledDocument(
        box=BOX,
        copy=CopyMark(
            Mark.CONTROLLED, "Bản số 03", ("Người giữ: Văn phòng",), "https://iso.example.vn/ban-in/x"
        ),
        signing=(
            SigningColumn("Soạn thảo", (Hand("Nguyễn Thị Thư", "Thư ký ISO", "Đã ký xác nhận"),)),
            SigningColumn("Xem xét", (Hand("Trần Văn Xét"), Hand("Lê Thị Duyệt"))),
            SigningColumn("Phê duyệt"),
        ),
        sections=tuple(
            PrintedSection(
                heading, "Nội dung của mục.\n5.1. Tiểu mục\n- Một ý", STEPS if heading[0] == "5" else ()
            )
            for heading in HEADINGS
        ),
        amendments=(("01", "Mục 5", "Rút thời gian", "01/02/2026", "QĐ 5"),),
    )
    return replace(made, **changes)


def pixels_of(content: bytes, colour: tuple[int, int, int], near: int = 40) -> int:
    """How many pixels of the first page have about this colour."""
    picture = pdfium.PdfDocument(content)[0].render(scale=1, rev_byteorder=True)
    data, step = bytes(picture.buffer), picture.n_channels
    return sum(
        all(abs(data[at + part] - colour[part]) < near for part in range(3))
        for at in range(0, len(data) - 3, step)
    )


def test_all_parts_stand_in_their_order() -> None:
    said = " ".join(pages(document_pdf(document())))
    parts = [
        "QUY TRÌNH THỦ TỤC HÀNH CHÍNH", "Soạn thảo Xem xét Phê duyệt", "Nguyễn Thị Thư", "MỤC LỤC",
        "SỬA ĐỔI TÀI LIỆU", "Lần sửa đổi", "Rút thời gian", *(f"{heading} Nội dung của mục." for heading in HEADINGS),
    ]  # fmt: skip
    places = [solid(said).index(solid(part)) for part in parts]
    assert places == sorted(places)
    assert solid("TT Trình tự Trách nhiệm Thời gian Biểu mẫu/Kết quả") in solid(said)


def test_every_page_has_the_box_and_the_contents_name_the_pages() -> None:
    said = pages(document_pdf(document()))
    assert len(said) > 2
    for number, page in enumerate(said, start=1):
        for part in ("SỞ NỘI VỤ", "Mã hiệu: QT.SNV.05", "Lần ban hành: 02", "Ngày hiệu lực: 01/02/2026"):
            assert part in page
        assert f"Trang: {number}/{len(said)}" in page
    for heading in HEADINGS:
        named = re.search(re.escape(heading) + r"[ .]+(\d+)", said[0])
        assert named is not None
        assert heading in said[int(named[1]) - 1]


def test_only_tinos_with_every_letter_and_no_box() -> None:
    content = document_pdf(document(sections=(PrintedSection("1. Chữ", alphabet()),)))
    assert {name.split("+")[-1].split("-")[0] for name in fonts(content)} == {"Tinos"}
    said = "".join(pages(content))
    assert "□" not in said
    assert solid(alphabet()) in solid(said)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert document_pdf(document()) == document_pdf(document())
    assert document_docx(document()) == document_docx(document())


@pytest.mark.parametrize(
    ("mark", "red", "grey"),
    [
        (Mark.CONTROLLED, True, False),
        (Mark.ENDED, True, False),
        (Mark.DRAFT, False, True),
        (Mark.NONE, False, False),
    ],
)
def test_marks_are_drawn_in_their_colour(mark: Mark, red: bool, grey: bool) -> None:
    content = document_pdf(document(copy=CopyMark(mark)))
    shades = [pixels_of(content, RED), pixels_of(content, (224, 168, 165), 12)]
    assert (max(shades) > 200) is red
    plain = pixels_of(document_pdf(document(copy=CopyMark())), (204, 204, 204), 4)
    assert (pixels_of(content, (204, 204, 204), 4) > plain + 2_000) is grey
    assert all(str(mark) in page for page in pages(content))


def test_a_long_name_pushes_no_text_into_the_box() -> None:
    long = replace(BOX, title="Rất dài " * 35, agency="Cơ quan có tên rất dài " * 8, kind="Loại " * 12)
    content = document_pdf(document(box=long))
    last_page = len(pages(content)) - 1
    page = pdfium.PdfDocument(content)[last_page]
    text = page.get_textpage()
    first = text.search("7. Hồ sơ").get_next()
    assert first is not None
    heading = text.get_charbox(first[0])[3]
    last = text.search("Trang:").get_next()
    assert last is not None
    assert heading < text.get_charbox(last[0])[1]
    rules = [rect for rect in page.get_objects() if rect.get_bounds()[3] > heading + 1]
    assert rules, "the box is drawn above the heading"


@pytest.mark.parametrize(
    "words", ['#import "/etc/passwd"', "$x$ *đậm* _nghiêng_ @a <b>", "#{panic()}", "\\u{41} `a`"]
)
def test_words_are_never_markup(words: str) -> None:
    content = document_pdf(document(box=replace(BOX, title=words), sections=(PrintedSection("1. A", words),)))
    assert solid("".join(pages(content))).count(solid(words)) >= 3


def test_what_is_not_amended_is_left_to_the_pen() -> None:
    assert "Lần sửa đổi" in pages(document_pdf(document(amendments=())))[0]
    assert "Lần sửa đổi" not in pages(document_pdf(document(amendments=None)))[0]


def test_lines_are_told_apart() -> None:
    text = "5.1. Tiếp nhận\nCâu thường.\n- ý một\n• ý hai\n5.2. Một câu dài, kết thúc bằng dấu chấm.\n\n"
    assert [(block.style, block.text) for block in blocks(text)] == [
        ("heading", "5.1. Tiếp nhận"),
        ("paragraph", "Câu thường."),
        ("list", "- ý một"),
        ("list", "- ý hai"),
        ("paragraph", "5.2. Một câu dài, kết thúc bằng dấu chấm."),
    ]


def test_word_has_the_same_parts() -> None:
    file = docx.Document(io.BytesIO(document_docx(document())))
    head = " ".join(node.text for node in file.sections[0].header._element.iter(qn("w:t")) if node.text)
    for part in ("UBND TỈNH SÓC TRĂNG", "SỞ NỘI VỤ", "Mã hiệu: QT.SNV.05", "Lần ban hành: 02", "Trang:"):
        assert part in head
    said = [paragraph.text for paragraph in file.paragraphs]
    assert [heading for heading in HEADINGS if said.count(heading) == 1] == list(HEADINGS)
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]
    assert tables[0][0] == ["Soạn thảo", "Xem xét", "Phê duyệt"]
    assert tables[1][1] == ["01", "Mục 5", "Rút thời gian", "01/02/2026", "QĐ 5"]
    assert tables[2][0] == ["TT", "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả"]
    assert len(tables[2]) == 41
    fields = [f.get(qn("w:instr")) for f in file.element.body.iter(qn("w:fldSimple"))]
    marks = {mark.get(qn("w:name")) for mark in file.element.body.iter(qn("w:bookmarkStart"))}
    assert {field.split()[1] for field in fields} == marks
    assert len(marks) == len(HEADINGS)


def test_word_bears_the_marks_of_drafts_and_of_what_has_ended() -> None:
    for mark in (Mark.DRAFT, Mark.ENDED):
        file = docx.Document(io.BytesIO(document_docx(document(copy=CopyMark(mark)))))
        assert f'string="{mark}"' in file.sections[0].header._element.xml
    plain = docx.Document(io.BytesIO(document_docx(document())))
    assert "textpath" not in plain.sections[0].header._element.xml
