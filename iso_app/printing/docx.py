"""Word: the layout of the PDF as a document that a clerk can go on writing in."""

from typing import Any, Final

from docx.enum.section import WD_ORIENT
from docx.section import Section
from docx.shared import Mm

from iso_app.printing import layout as sheet
from iso_app.printing.layout import Layout, lay_out
from iso_app.printing.report import FormHead, Letterhead, PrintedCell, PrintedReport, PrintedRow, Signatory
from iso_app.printing.watermark import watermark_paragraph
from iso_app.printing.wordfile import fill, new_document, packed
from iso_app.printing.wording import (
    MOTTO,
    NATION,
    NOTES_HEAD,
    PAGE_HEAD,
    RECIPIENTS_HEAD,
    cleaned,
    document_name,
    form_lines,
    numbered_notes,
    place_and_day,
    raised_mark,
    recipient_lines,
)
from iso_app.printing.wordxml import (
    cell,
    page_field,
    pages_field,
    paragraph,
    row,
    rule,
    run,
    table,
)

_ROOM_FOR_SIGNATURE: Final = 62.0  # points
_LEFT_SHARE: Final = 0.45
_CELL_AIR: Final = 2.0  # points above and below the text of a cell


def to_docx(report: PrintedReport) -> bytes:
    """The report as a Word document; the same report gives the same bytes."""
    report = cleaned(report)
    layout = lay_out(report)
    author = report.letterhead.issuer if report.letterhead else ""
    document = new_document(title=document_name(report), author=author)
    _set_page(document.sections[0], report, layout)
    body = document.element.body
    end = body[-1]  # sectPr stays last
    for part in _parts(report, layout):
        end.addprevious(part)
    return packed(document)


def _set_page(section: Section, report: PrintedReport, layout: Layout) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if report.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(layout.page_width), Mm(layout.page_height)
    section.top_margin, section.bottom_margin = Mm(sheet.MARGIN_TOP), Mm(sheet.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Mm(sheet.MARGIN_LEFT), Mm(sheet.MARGIN_RIGHT)
    section.header_distance = section.footer_distance = Mm(sheet.PAGE_NUMBER_FROM_EDGE)
    section.different_first_page_header_footer = report.form is None
    mark = report.watermark
    size = sheet.watermark_size(report)
    fill(section.first_page_header, [], watermark_paragraph(mark, size, "first") if mark else None)
    number = [page_field(sheet.BODY_SIZE)] if report.form is None else []
    fill(section.header, number, watermark_paragraph(mark, size, "other") if mark else None)
    if report.form is not None:
        section.header._element.insert(0, _form_box(report.form, report.kind, layout))  # noqa: SLF001 as in fill
    for foot in (section.first_page_footer, section.footer):
        digest = [run(report.digest, sheet.FOOT_SIZE, grey=True)] if report.digest else []
        fill(foot, digest, None, align="right")


def _form_box(form: FormHead, name: str, layout: Layout) -> Any:
    """Agency, name of the form, code and page: on each page."""
    size = sheet.FORM_SIZE
    widths = [layout.text_width * share for share in sheet.FORM_SHARES]
    agency = [paragraph(run(form.agency.upper(), size, bold=True), align="center")]
    if form.parent:
        agency.insert(0, paragraph(run(form.parent.upper(), size), align="center"))
    page = paragraph(run(f"{PAGE_HEAD} ", size), page_field(size), run("/", size), pages_field(size))
    lines = [*(paragraph(run(line, size)) for line in form_lines(form)), page]
    title = paragraph(run(name.upper(), sheet.TITLE_SIZE, bold=True), align="center")
    cells = [
        cell(widths[0], *agency, middle=True),
        cell(widths[1], title, middle=True),
        cell(widths[2], *lines, middle=True),
    ]
    return table(widths, [row(cells)], bordered=True, padding=sheet.CELL_PADDING, full=layout.text_width)


def _parts(report: PrintedReport, layout: Layout) -> list[Any]:
    parts = [_letter_head(report.letterhead, layout)] if report.letterhead else []
    if report.form is None:
        parts += _title(report, layout)
    parts.append(_table(report, layout))
    parts += _notes(report)
    if report.recipients or report.signatory:
        parts += [paragraph(run("", 6), keep_next=True), _ending(report, layout)]
    parts.append(paragraph(run("", 1)))  # Word wants a paragraph after a table
    return parts


def _letter_head(head: Letterhead, layout: Layout) -> Any:
    left, right = layout.head_left, layout.head_right
    size = sheet.ISSUER_SIZE
    name = sheet.head_lines(head.issuer, size, layout, heavy=True)
    issuer = [paragraph(run(name, size, bold=True), align="center")]
    if head.parent:
        issuer.insert(0, paragraph(run(sheet.head_lines(head.parent, size, layout), size), align="center"))
    names = row(
        [
            cell(left, *issuer, rule(sheet.issuer_rule(head, layout), left)),
            cell(
                right,
                paragraph(run(NATION, sheet.NATION_SIZE, bold=True), align="center"),
                paragraph(run(MOTTO, sheet.BODY_SIZE, bold=True), align="center"),
                rule(sheet.motto_rule(), right),
            ),
        ]
    )
    dates = row(
        [
            cell(left, paragraph(run(head.number_hint, sheet.BODY_SIZE), align="center", before=4)),
            cell(
                right,
                paragraph(run(place_and_day(head), sheet.BODY_SIZE, italic=True), align="center", before=4),
            ),
        ]
    )
    return table([left, right], [names, dates], bordered=False, padding=0, full=layout.text_width)


def _title(report: PrintedReport, layout: Layout) -> list[Any]:
    lines = (
        (report.kind.upper(), sheet.TITLE_SIZE, True),
        (report.title, sheet.TITLE_SIZE, True),
        (report.period, sheet.BODY_SIZE, False),
        (report.subtitle, sheet.BODY_SIZE, False),
    )
    shown = [
        paragraph(run(text, size, bold=bold, italic=not bold), align="center", after=2, keep_next=True)
        for text, size, bold in lines
        if text
    ]
    above = paragraph(run("", 10)) if report.letterhead else None
    below = paragraph(run("", 8), keep_next=True)
    ruled = [*shown, rule(sheet.SUBTITLE_RULE, layout.text_width, keep_next=True), below]
    return [above, *ruled] if above is not None else ruled


def _table(report: PrintedReport, layout: Layout) -> Any:
    size = layout.table_size
    head = row(
        [
            cell(width, _cell_line(run(column.label, size, bold=True), align="center"), middle=True)
            for column, width in zip(report.columns, layout.column_widths, strict=True)
        ],
        head=True,
    )
    tall = sheet.tall_rows(report, layout)
    last = len(report.rows) - 1
    rows = [
        _row(line, report, layout, whole=number not in tall, keep_next=number == last and number not in tall)
        for number, line in enumerate(report.rows)
    ]
    return table(
        layout.column_widths, [head, *rows], bordered=True, padding=sheet.CELL_PADDING, full=layout.text_width
    )


def _row(line: PrintedRow, report: PrintedReport, layout: Layout, *, whole: bool, keep_next: bool) -> Any:
    """`keep_next` on the last row: a signature must not stand alone on a page."""
    bold = line.kind in {"section", "total"}
    cells = []
    for column, width in zip(report.columns, layout.column_widths, strict=True):
        shown = line.cells.get(column.key, PrintedCell(""))
        runs = [run(shown.text, layout.table_size, bold=bold)]
        if mark := raised_mark(shown):
            runs.append(run(mark, layout.table_size, bold=bold, raised=True))
        cells.append(cell(width, _cell_line(*runs, align=column.align, keep_next=keep_next), middle=True))
    return row(cells, whole=whole)


def _cell_line(*runs: Any, align: str, keep_next: bool = False) -> Any:
    return paragraph(*runs, align=align, before=_CELL_AIR, after=_CELL_AIR, keep_next=keep_next)


def _notes(report: PrintedReport) -> list[Any]:
    if not report.notes:
        return []
    head = run(NOTES_HEAD, sheet.RECIPIENTS_HEAD_SIZE, bold=True, italic=True)
    lines = [
        paragraph(run(note, sheet.RECIPIENTS_HEAD_SIZE), align="both", after=3, keep_next=True)
        for note in numbered_notes(report)
    ]
    return [paragraph(head, before=8, after=3, keep_next=True), *lines]


def _ending(report: PrintedReport, layout: Layout) -> Any:
    left = layout.text_width * _LEFT_SHARE
    right = layout.text_width - left
    receivers = [paragraph(run(line, sheet.SMALL_SIZE)) for line in recipient_lines(report)]
    if receivers:
        head = run(RECIPIENTS_HEAD, sheet.RECIPIENTS_HEAD_SIZE, bold=True, italic=True)
        receivers.insert(0, paragraph(head))
    signature = _signature(report.signatory) if report.signatory else [paragraph()]
    cells = [cell(left, *(receivers or [paragraph()])), cell(right, *signature)]
    return table([left, right], [row(cells)], bordered=False, padding=0, full=layout.text_width)


def _signature(signatory: Signatory) -> list[Any]:
    titles = [
        paragraph(run(text.upper(), sheet.BODY_SIZE, bold=True), align="center")
        for text in (signatory.authority, signatory.position)
        if text
    ]
    room = _ROOM_FOR_SIGNATURE / 2
    note = paragraph(
        run(signatory.note, sheet.SMALL_SIZE, italic=True), align="center", before=room, after=room
    )
    return [*titles, note, paragraph(run(signatory.name, sheet.BODY_SIZE, bold=True), align="center")]
