"""The form "Phân phối" of a document: TT · Đơn vị · Hình thức · SL · Ký nhận."""

from collections.abc import Mapping, Sequence

from iso_app.distribution.kinds import FORM_LABELS, DistributionForm
from iso_app.distribution.models import DistributionLine
from iso_app.distribution.queries import Coverage
from iso_app.documents.models import Document, Revision
from iso_app.printing import ColumnHead, FormHead, PrintedCell, PrintedReport, PrintedRow, Signatory

NAME = "Phân phối tài liệu"
COLUMNS = (
    ColumnHead("n", "TT", 6, "center"),
    ColumnHead("whose", "Đơn vị", 40),
    ColumnHead("form", "Hình thức", 16),
    ColumnHead("copies", "SL", 8, "center"),
    ColumnHead("received", "Ký nhận", 34),
)


def distribution_form(
    document: Document,
    revision: Revision,
    lines: Sequence[DistributionLine],
    *,
    coverage: Mapping[int, Coverage],
    head: FormHead,
) -> PrintedReport:
    """The form, with how many have acknowledged here; where a copy on paper is received there is room for the pen."""
    return PrintedReport(
        kind=NAME,
        title=f"{document.code} {document.title}",
        columns=COLUMNS,
        rows=tuple(
            PrintedRow(
                {
                    "n": PrintedCell(str(position), position),
                    "whose": PrintedCell(line.whose),
                    "form": PrintedCell(FORM_LABELS[line.form]),
                    "copies": PrintedCell(str(line.copies or ""), line.copies or None),
                    "received": PrintedCell(_received(line, coverage.get(line.id))),
                }
            )
            for position, line in enumerate(lines, start=1)
        ),
        notes=(
            f"Tài liệu: {document.code} {document.title}, lần ban hành {revision.number:02}.",
            "Bản giấy của lần ban hành trước phải thu hồi và đóng dấu HẾT HIỆU LỰC.",
        ),
        signatory=Signatory("", "Người phân phối"),
        form=head,
    )


def _received(line: DistributionLine, coverage: Coverage | None) -> str:
    if line.form is DistributionForm.PAPER or coverage is None:
        return ""
    return f"Đã đọc {coverage.read}/{coverage.must} người"
