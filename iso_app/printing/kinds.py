"""The kinds of file that a report is printed as: what a link calls them, who makes them, their media types."""

from collections.abc import Callable
from typing import Final

from iso_app.printing.docx import to_docx
from iso_app.printing.pdf import to_pdf
from iso_app.printing.report import PrintedReport
from iso_app.printing.xlsx import to_xlsx

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = (("docx", "Word"), ("xlsx", "Excel"), ("pdf", "PDF"))
RENDERERS: Final[dict[str, tuple[Callable[[PrintedReport], bytes], str]]] = {
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (to_xlsx, XLSX),
    "pdf": (to_pdf, "application/pdf"),
}
