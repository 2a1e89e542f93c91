"""A register as a file, and its page."""

from collections.abc import Callable
from typing import Final

from iso_app.core.clock import today
from iso_app.core.text import slug
from iso_app.files.sniff import DOCX, PDF, XLSX
from iso_app.printing import PrintedReport, to_docx, to_pdf, to_xlsx
from iso_app.printing.wording import PAGE_HEAD, form_lines

KINDS: Final = (("docx", "Word"), ("xlsx", "Excel"), ("pdf", "PDF"))
RENDERERS: Final[dict[str, tuple[Callable[[PrintedReport], bytes], str]]] = {
    "docx": (to_docx, DOCX),
    "xlsx": (to_xlsx, XLSX),
    "pdf": (to_pdf, PDF),
}


def lines_beside(report: PrintedReport) -> list[str]:
    """What the box of a page on screen says: its pages are counted on paper only."""
    return [*form_lines(report.form), f"{PAGE_HEAD} ……"] if report.form else []


def rendered(kind: str, report: PrintedReport) -> tuple[bytes, str]:
    """The register in one of `KINDS`, and its media type."""
    make, mimetype = RENDERERS[kind]
    return make(report), mimetype


def name_of(report: PrintedReport, kind: str) -> str:
    """`danh-muc-ho-so-so-noi-vu-20261121.docx`."""
    agency = report.form.agency if report.form else ""
    return f"{slug(f'{report.kind} {agency}')}-{today():%Y%m%d}.{kind}"
