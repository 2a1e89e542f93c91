"""Word, Excel and PDF files as people bring them."""

import io
import zipfile

from docx import Document
from docx.shared import Pt

from iso_app.printing import ColumnHead, PrintedCell, PrintedReport, PrintedRow, to_pdf


def docx(*paragraphs: str) -> bytes:
    made = Document()
    made.styles["Normal"].font.size = Pt(13)
    for words in paragraphs:
        made.add_paragraph(words)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_macro(content: bytes) -> bytes:
    """The same Word file with a part that holds a macro."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/vbaProject.bin", b"macro")
    return out.getvalue()


def pdf(words: str) -> bytes:
    table = PrintedReport(
        kind="QUY TRÌNH",
        title=words,
        columns=(ColumnHead("a", "Nội dung", 10),),
        rows=(PrintedRow({"a": PrintedCell(words)}),),
    )
    return to_pdf(table)
