"""The words that are the same on every document, and the texts of a report made fit for paper."""

from dataclasses import replace
from typing import Final

from iso_app.core.dates import blank_long_day, long_day, show_day
from iso_app.core.text import clean
from iso_app.printing.report import FormHead, Letterhead, PrintedCell, PrintedReport, PrintedRow, Signatory

NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
NOTES_HEAD: Final = "Ghi chú:"
RECIPIENTS_HEAD: Final = "Nơi nhận:"
PAGE_HEAD: Final = "Trang:"

_HARD_SPACE: Final = "\u00a0"


def cleaned(report: PrintedReport) -> PrintedReport:
    """The report with every text in NFC and without characters that are not seen.

    Bidirectional marks and other format characters go: what is read on paper must be what is stored.
    """
    return replace(
        report,
        letterhead=report.letterhead and _clean_head(report.letterhead),
        kind=_lines(report.kind),
        title=_lines(report.title),
        subtitle=_lines(report.subtitle),
        period=_lines(report.period),
        columns=tuple(replace(column, label=_lines(column.label)) for column in report.columns),
        rows=tuple(_clean_row(row) for row in report.rows),
        notes=tuple(_lines(note) for note in report.notes),
        recipients=tuple(clean(recipient) for recipient in report.recipients),
        signatory=report.signatory and _clean_signatory(report.signatory),
        watermark=clean(report.watermark),
        digest=clean(report.digest),
        form=report.form and _clean_form(report.form),
    )


def _lines(text: str) -> str:
    return clean(text, lines=True)


def _clean_head(head: Letterhead) -> Letterhead:
    # Spaces in a row are room for the pen: hard ones, so that no program draws them as one.
    hint = _lines(head.number_hint).replace("  ", _HARD_SPACE * 2)
    return replace(
        head, parent=clean(head.parent), issuer=clean(head.issuer), number_hint=hint, place=clean(head.place)
    )


def _clean_form(form: FormHead) -> FormHead:
    return FormHead(
        clean(form.agency), clean(form.parent), clean(form.code), clean(form.revision), form.issued_on
    )


def _clean_row(row: PrintedRow) -> PrintedRow:
    cells = {
        key: PrintedCell(_lines(cell.text), cell.value, clean(cell.note_mark).strip("()"))
        for key, cell in row.cells.items()
    }
    return PrintedRow(cells, row.kind)


def _clean_signatory(signatory: Signatory) -> Signatory:
    return Signatory(
        clean(signatory.authority), clean(signatory.position), clean(signatory.name), clean(signatory.note)
    )


def place_and_day(head: Letterhead) -> str:
    """ "Sóc Trăng, ngày 05 tháng 01 năm 2022", or the same line with room for the pen."""
    return blank_long_day(head.place) if head.day is None else long_day(head.day, head.place)


def raised_mark(cell: PrintedCell) -> str:
    """The note's number as it stands after the text, "(1)", or nothing."""
    return f"({cell.note_mark})" if cell.note_mark else ""


def numbered_notes(report: PrintedReport) -> list[str]:
    return [f"({number}) {note}" for number, note in enumerate(report.notes, start=1)]


def recipient_lines(report: PrintedReport) -> list[str]:
    """The list below "Nơi nhận:", each with its dash; a line that already has one keeps it."""
    return [f"- {recipient.removeprefix('-').lstrip()}" for recipient in report.recipients]


def form_lines(form: FormHead) -> list[str]:
    """What stands beside the name of a form, but for its page: with room for the pen where nothing is known."""
    room = "…" * 6
    return [
        f"Mã số: {form.code or room}",
        f"Lần ban hành: {form.revision or room}",
        f"Ngày ban hành: {show_day(form.issued_on) or room}",
    ]


def document_name(report: PrintedReport) -> str:
    """What the file calls itself in its properties, on one line."""
    return " - ".join(clean(part) for part in (report.kind, report.title) if part)
