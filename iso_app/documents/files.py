"""Danh mục tài liệu nội bộ as a file, with the columns that the form has."""

from collections.abc import Sequence
from typing import Any, Final

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.text import slug
from iso_app.documents.workflow import DOCUMENT_LABELS
from iso_app.printing import (
    ColumnHead,
    FormHead,
    PrintedCell,
    PrintedReport,
    PrintedRow,
    Signatory,
)
from iso_app.printing.kinds import RENDERERS
from iso_app.printing.report import Align

NAME: Final = "Danh mục tài liệu nội bộ"
COLUMNS: Final[tuple[tuple[str, str, float, Align], ...]] = (
    ("stt", "STT", 5, "center"),
    ("code", "Mã hiệu", 12, "left"),
    ("title", "Tên tài liệu", 34, "left"),
    ("kind", "Loại", 16, "left"),
    ("department", "Đơn vị soạn thảo", 16, "left"),
    ("number", "Lần ban hành", 9, "center"),
    ("effective_on", "Ngày hiệu lực", 11, "center"),
    ("state", "Tình trạng", 12, "center"),
    ("review_on", "Hạn soát xét", 11, "center"),
)


def register_lines(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The cells of each line by the keys of `COLUMNS`, and the `id` of its document."""
    return [
        {
            "stt": str(number),
            "code": row.code,
            "title": row.title,
            "kind": row.kind,
            "department": row.department or row.author_name,
            "number": f"{row.number:02}",
            "effective_on": show_day(row.effective_on),
            "state": DOCUMENT_LABELS[row.state],
            "review_on": show_day(row.next_review_on),
            "id": row.id,
        }
        for number, row in enumerate(rows, start=1)
    ]


def register(kind: str, agency: Agency, rows: Sequence[Any]) -> bytes:
    """The whole list of an agency as it stands today."""
    report = PrintedReport(
        kind=NAME,
        title=NAME,
        period=show_day(today()),
        columns=tuple(ColumnHead(key, label, width, align) for key, label, width, align in COLUMNS),
        rows=tuple(
            PrintedRow({key: PrintedCell(line[key]) for key, *_ in COLUMNS}) for line in register_lines(rows)
        ),
        form=FormHead(agency=agency.name, parent=agencies.superior_name(agency)),
        signatory=Signatory(authority="", position="Thư ký ISO"),
        landscape=True,
    )
    return RENDERERS[kind][0](report)


def register_name(agency: Agency, kind: str) -> str:
    """`danh-muc-tai-lieu-noi-bo-snv-20261121.docx`."""
    return f"{slug(NAME)}-{slug(agency.code)}-{today():%Y%m%d}.{kind}"
