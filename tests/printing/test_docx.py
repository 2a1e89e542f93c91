"""The Word file has the layout of an official document, and only Times New Roman."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from iso_app.printing import to_docx
from tests.printing.examples import HEADS, SEED, long_table, phu_luc_1, with_cell
from tests.printing.test_fonts import alphabet


def opened(**changes):
    return docx.Document(io.BytesIO(to_docx(phu_luc_1(**changes))))


def test_sheet_and_margins() -> None:
    section = opened().sections[0]
    found = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    for measured, wanted in zip(found, (210, 297, 30, 15), strict=True):
        assert abs(measured - Mm(wanted)) < Mm(0.1)
    assert abs(section.top_margin - Mm(20)) < Mm(0.1)
    assert opened(landscape=True).sections[0].page_width > Mm(290)


def test_page_number_is_centred_in_the_head_but_not_on_the_first_page() -> None:
    section = opened().sections[0]
    assert section.different_first_page_header_footer
    field = section.header._element.find(f".//{qn('w:fldSimple')}")
    assert field.get(qn("w:instr")).strip() == "PAGE"
    assert section.header._element.find(f".//{qn('w:jc')}").get(qn("w:val")) == "center"
    assert section.first_page_header._element.find(f".//{qn('w:fldSimple')}") is None


def test_times_new_roman_in_every_script_and_nothing_else() -> None:
    document = opened()
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    normal = document.styles["Normal"].element.find(f".//{qn('w:rFonts')}")
    for fonts in (defaults, normal):
        assert {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "cs", "eastAsia")} == {
            "Times New Roman"
        }
    assert document.element.find(f".//{qn('w:rFonts')}") is None


def test_the_table_reads_as_published() -> None:
    _head, table, _ending = opened().tables
    rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert rows[0] == HEADS
    assert rows[1:] == [
        (stt, label, unit, "" if value is None else str(value), note)
        for _kind, stt, label, unit, value, note in SEED
    ]


def test_the_head_is_repeated_and_rows_stay_whole() -> None:
    table = docx.Document(io.BytesIO(to_docx(long_table(60)))).tables[1]
    properties = [row._tr.trPr for row in table.rows]
    assert [found.find(qn("w:tblHeader")) is not None for found in properties] == [True] + [False] * 60
    assert all(found.find(qn("w:cantSplit")) is not None for found in properties)


def test_section_rows_are_bold_and_others_are_not() -> None:
    table = opened().tables[1]
    assert table.cell(1, 1).paragraphs[0].runs[0].bold
    assert not table.cell(2, 1).paragraphs[0].runs[0].bold


def test_heads_of_the_letter() -> None:
    head = opened().tables[0]
    assert " ".join(head.cell(0, 0).text.split()) == "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG SỞ KHOA HỌC VÀ CÔNG NGHỆ"
    assert "Độc lập - Tự do - Hạnh phúc" in head.cell(0, 1).text
    borders = head._tbl.findall(f".//{qn('w:pBdr')}")
    assert len(borders) == 2
    assert head._tbl.tblPr.find(f"{qn('w:tblBorders')}/{qn('w:top')}").get(qn("w:val")) == "nil"


def test_no_letter_head_no_ending() -> None:
    document = opened(letterhead=None, recipients=(), signatory=None)
    assert len(document.tables) == 1


def test_watermark_on_every_page_only_when_asked() -> None:
    section = opened(watermark='BẢN "NHÁP" <1>').sections[0]
    for part in (section.header, section.first_page_header):
        path = next(found for found in part._element.iter() if found.get("string"))
        assert path.get("string") == 'BẢN "NHÁP" <1>'
    assert "textpath" not in opened().sections[0].header._element.xml


def test_digest_on_every_page() -> None:
    section = opened(digest="SHA-256: 0a1b").sections[0]
    assert section.footer.paragraphs[0].text == "SHA-256: 0a1b"
    assert section.first_page_footer.paragraphs[0].text == "SHA-256: 0a1b"


@pytest.mark.parametrize(
    "text", ["=1+1", '#import "x"', "$x$", "<w:p>", "&lt;", "dài " * 1200 + "hết", alphabet(), "hai\ndòng"]
)
def test_text_is_kept_as_it_is(text: str) -> None:
    document = docx.Document(io.BytesIO(to_docx(with_cell(text))))
    assert document.tables[1].cell(1, 1).text == text


def test_what_xml_cannot_hold_is_left_out() -> None:
    document = docx.Document(io.BytesIO(to_docx(with_cell("a\x00b\x0b\ud800\u202ec"))))
    assert document.tables[1].cell(1, 1).text.replace("\n", "") == "abc"


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_docx(phu_luc_1(watermark="x")) == to_docx(phu_luc_1(watermark="x"))
    assert to_docx(phu_luc_1(period="Năm 2022")) != to_docx(phu_luc_1())
