"""What a Word document says: all of it, once, in its order."""

import unicodedata
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from iso_app.printing import to_docx
from tests.printing.examples import HEADS, phu_luc_1
from tests.sheets.files import rezipped
from tests.texts.files import read, word


def _said(folder: Path, *paragraphs: str, edit=None) -> list[tuple[str, str]]:
    found = read(word(*paragraphs, edit=edit), "docx", folder)
    assert found.pages is None
    assert all(passage.page is None for passage in found.passages)
    return [(passage.style, passage.text) for passage in found.passages]


def test_headings_paragraphs_lists_and_tables_in_their_order(tmp_path: Path) -> None:
    def fill(made: Document) -> None:
        made.add_heading("Quy trình kiểm soát tài liệu", 0)
        made.add_heading("1. Mục đích", 1)
        made.add_paragraph("Quy định cách  soạn thảo\tvà ban hành.")
        made.add_paragraph("cán bộ", style="List Bullet")
        made.add_heading("1.1. Phạm vi", 2)
        table = made.add_table(2, 3)
        for place, text in enumerate(("STT", "Tên", "Nơi lưu", "1", "", "")):
            table.cell(place // 3, place % 3).text = text
        made.add_paragraph("")
        made.add_paragraph("Hết.")

    assert _said(tmp_path, edit=fill) == [
        ("title", "Quy trình kiểm soát tài liệu"),
        ("heading 1", "1. Mục đích"),
        ("paragraph", "Quy định cách soạn thảo và ban hành."),
        ("list", "cán bộ"),
        ("heading 2", "1.1. Phạm vi"),
        ("row", "STT | Tên | Nơi lưu"),
        ("row", "1"),
        ("paragraph", "Hết."),
    ]


def test_text_is_composed_and_without_what_cannot_be_seen(tmp_path: Path) -> None:
    spread = unicodedata.normalize("NFD", "Quyết\u00a0định\u200b số 1")
    assert _said(tmp_path, spread) == [("paragraph", "Quyết định số 1")]


def test_a_document_without_words_says_nothing(tmp_path: Path) -> None:
    found = read(word("", " "), "docx", tmp_path)
    assert (found.has_text, found.passages, found.texts) == (False, (), [])


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<w:r><w:t>giữ</w:t></w:r><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>", "giữ"),
        ("<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>", "thêm"),
        ("<w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom><w:r><w:t>mới</w:t></w:r>", "mới"),
        ("<w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink>", "liên kết"),
        ("<w:sdt><w:sdtContent><w:r><w:t>ô nhập</w:t></w:r></w:sdtContent></w:sdt>", "ô nhập"),
        ("<w:r><w:t>QT</w:t><w:noBreakHyphen/><w:t>01</w:t><w:br/><w:t>dòng</w:t></w:r>", "QT-01 dòng"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r>", "3"),
        ("<w:r><w:t>quy</w:t></w:r><w:r><w:t>ết</w:t></w:r>", "quyết"),
    ],
)
def test_what_a_paragraph_holds(inner: str, said: str, tmp_path: Path) -> None:
    def add(made: Document) -> None:
        body = made.element.body
        body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))

    assert [text for _, text in _said(tmp_path, edit=add)] == [said]


def test_a_content_control_around_paragraphs_and_tables_nested_in_cells(tmp_path: Path) -> None:
    def add(made: Document) -> None:
        outer = made.add_table(1, 2)
        outer.cell(0, 0).text = "ngoài"
        outer.cell(0, 1).add_table(1, 2).cell(0, 0).text = "trong"
        made.element.body.insert(
            0,
            parse_xml(
                f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>mẫu</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )

    assert _said(tmp_path, edit=add) == [("paragraph", "mẫu"), ("row", "ngoài | trong")]


def test_a_text_box_is_said_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>khung</w:t></w:r></w:p></w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

    def add(made: Document) -> None:
        run = (
            f"<w:p {nsdecls('w')} {space}><w:r><w:t>trước</w:t><mc:AlternateContent>"
            f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
            "</mc:AlternateContent></w:r></w:p>"
        )
        made.element.body.insert(0, parse_xml(run))

    assert _said(tmp_path, edit=add) == [("paragraph", "khung"), ("paragraph", "trước")]


def test_a_text_box_of_an_old_document_is_said(tmp_path: Path) -> None:
    inner = "<w:txbxContent><w:p><w:r><w:t>khung cũ</w:t></w:r></w:p></w:txbxContent>"
    box = f'<v:textbox xmlns:v="urn:schemas-microsoft-com:vml">{inner}</v:textbox>'

    def add(made: Document) -> None:
        made.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:pict>{box}</w:pict></w:r></w:p>"))

    assert _said(tmp_path, edit=add) == [("paragraph", "khung cũ")]


def test_footnotes_are_told_behind_the_body(tmp_path: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = "<w:footnote><w:p><w:r><w:t>Chú thích.</w:t></w:r></w:p></w:footnote>"
    notes = f"<w:footnotes {space}>{note}</w:footnotes>"
    content = rezipped(word("Thân bài."), add=[("word/footnotes.xml", notes.encode())])
    said = read(content, "docx", tmp_path).passages
    assert [(passage.style, passage.text) for passage in said] == [
        ("paragraph", "Thân bài."),
        ("note", "Chú thích."),
    ]


def test_a_level_or_a_list_set_by_hand_or_by_a_style_of_ones_own(tmp_path: Path) -> None:
    def add(made: Document) -> None:
        own = made.styles.add_style("Điều khoản", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = made.styles["Heading 3"]
        made.add_paragraph("Theo kiểu", style="Điều khoản")
        level = OxmlElement("w:outlineLvl")
        level.set(docx.oxml.ns.qn("w:val"), "1")
        made.add_paragraph("Theo mức").paragraph_format.element.get_or_add_pPr().append(level)
        numbered = made.add_paragraph("Theo số").paragraph_format.element.get_or_add_pPr()
        numbered.get_or_add_numPr().get_or_add_numId().val = 1

    assert _said(tmp_path, edit=add) == [
        ("heading 3", "Theo kiểu"),
        ("heading 2", "Theo mức"),
        ("list", "Theo số"),
    ]


def test_what_the_house_prints_is_read_back(tmp_path: Path) -> None:
    said = read(to_docx(phu_luc_1()), "docx", tmp_path)
    assert " | ".join(HEADS) in said.texts
