"""A table that leaves the house, as Word, PDF and Excel, in the layout of Nghị định 30/2020/NĐ-CP.

Describe it once as a `PrintedReport`; the three renderers know nothing of where its numbers come from.
"""

from iso_app.printing.docx import to_docx
from iso_app.printing.pdf import to_pdf
from iso_app.printing.report import (
    BackingAgency,
    ColumnHead,
    FormHead,
    Letterhead,
    PrintedCell,
    PrintedReport,
    PrintedRow,
    Signatory,
)
from iso_app.printing.xlsx import to_xlsx

__all__ = [
    "BackingAgency",
    "ColumnHead",
    "FormHead",
    "Letterhead",
    "PrintedCell",
    "PrintedReport",
    "PrintedRow",
    "Signatory",
    "to_docx",
    "to_pdf",
    "to_xlsx",
]
