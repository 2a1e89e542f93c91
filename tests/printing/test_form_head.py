"""The box above a form of the quality system: the agency's own code, revision and day, on each page."""

import io
import zipfile
from datetime import date

import docx
import pypdfium2
import python_calamine
from docx.oxml.ns import qn

from iso_app.printing import (
    ColumnHead,
    FormHead,
    PrintedCell,
    PrintedReport,
    PrintedRow,
    to_docx,
    to_pdf,
    to_xlsx,
)

FORM = FormHead("Sở Nội vụ", "UBND tỉnh", code="BM.01", revision="02", issued_on=date(2024, 1, 5))


def sheet(form: FormHead | None = FORM, rows: int = 60) -> PrintedReport:
    return PrintedReport(
        kind="Danh mục tài liệu bên ngoài",
        title="",
        columns=(ColumnHead("a", "STT", 5), ColumnHead("b", "Tên", 20), ColumnHead("c", "Ngày", 10)),
        rows=tuple(PrintedRow({"a": PrintedCell(str(n))}) for n in range(rows)),
        form=form,
        landscape=True,
    )


def test_word_has_the_box_and_both_page_fields_in_the_head_of_every_page() -> None:
    section = docx.Document(io.BytesIO(to_docx(sheet()))).sections[0]
    assert not section.different_first_page_header_footer
    head = section.header._element
    texts = " ".join(node.text for node in head.iter(qn("w:t")) if node.text)
    for word in ("UBND TỈNH", "SỞ NỘI VỤ", "DANH MỤC TÀI LIỆU BÊN NGOÀI", "Mã số: BM.01", "Lần ban hành: 02",
                 "Ngày ban hành: 05/01/2024", "Trang:"):  # fmt: skip
        assert word in texts
    assert [f.get(qn("w:instr")).strip() for f in head.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_what_is_not_known_is_left_to_the_pen() -> None:
    head = docx.Document(io.BytesIO(to_docx(sheet(FormHead("Sở Nội vụ"))))).sections[0].header._element
    texts = [node.text for node in head.iter(qn("w:t"))]
    assert {"Mã số: ……", "Lần ban hành: ……", "Ngày ban hành: ……"} <= {text[:-4] for text in texts}


def test_pdf_counts_its_pages_in_the_box() -> None:
    pdf = pypdfium2.PdfDocument(to_pdf(sheet()))
    assert len(pdf) == 3
    words = [page.get_textpage().get_text_range() for page in pdf]
    assert [f"Trang: {n} / 3" in text for n, text in enumerate(words, start=1)] == [True] * 3
    assert all("BM.01" in text for text in words)


def test_excel_has_the_box_above_and_the_page_in_its_print_head() -> None:
    content = to_xlsx(sheet())
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "SỞ NỘI VỤ" in str(rows[0][0])
    assert rows[4][:3] == ["STT", "Tên", "Ngày"]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert "&amp;P/&amp;N" in book.read("xl/worksheets/sheet1.xml").decode()
