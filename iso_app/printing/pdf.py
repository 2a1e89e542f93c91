"""PDF/A by Typst: one template, one compiler kept warm, texts handed over as data and never as markup."""

from typing import Any, Final

from iso_app.printing import layout as sheet
from iso_app.printing.layout import Layout, lay_out
from iso_app.printing.report import ColumnHead, FormHead, Letterhead, PrintedReport, PrintedRow, Signatory
from iso_app.printing.typesetting import typeset
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

_ZERO_WIDTH_SPACE: Final = "\u200b"


def to_pdf(report: PrintedReport) -> bytes:
    """The report as PDF/A-2a, only Tinos embedded; the same report, the same bytes."""
    return typeset("report.typ", _document(cleaned(report)))


def _document(report: PrintedReport) -> dict[str, Any]:
    """What the template reads: plain texts, and lengths in millimetres."""
    layout = lay_out(report)
    return {
        "name": document_name(report),
        "kind": report.kind,
        "title": report.title,
        "subtitle": report.subtitle,
        "subtitle_rule": sheet.SUBTITLE_RULE,
        "period": report.period,
        "landscape": report.landscape,
        "watermark": report.watermark,
        "watermark_size": sheet.watermark_size(report),
        "digest": report.digest,
        "form": report.form and _form(report.form, report.kind, layout),
        "head": report.letterhead and _head(report.letterhead, layout),
        "columns": [
            _column(column, width, inner, layout)
            for column, width, inner in zip(
                report.columns, layout.column_widths, layout.inner_widths, strict=True
            )
        ],
        "table_size": layout.table_size,
        "rows": _rows(report, layout),
        "notes_head": NOTES_HEAD,
        "notes": numbered_notes(report),
        "recipients_head": RECIPIENTS_HEAD,
        "recipients": recipient_lines(report),
        "signatory": report.signatory and _signatory(report.signatory),
    }


def _form(form: FormHead, name: str, layout: Layout) -> dict[str, Any]:
    return {
        "parent": form.parent.upper(),
        "agency": form.agency.upper(),
        "name": name.upper(),
        "lines": form_lines(form),
        "page": PAGE_HEAD,
        "widths": [layout.text_width * share for share in sheet.FORM_SHARES],
    }


def _head(head: Letterhead, layout: Layout) -> dict[str, Any]:
    return {
        "parent": sheet.head_lines(head.parent, sheet.ISSUER_SIZE, layout),
        "issuer": sheet.head_lines(head.issuer, sheet.ISSUER_SIZE, layout, heavy=True),
        "issuer_rule": sheet.issuer_rule(head, layout),
        "number": head.number_hint,
        "nation": NATION,
        "motto": MOTTO,
        "motto_rule": sheet.motto_rule(),
        "day": place_and_day(head),
        "left": layout.head_left,
        "right": layout.head_right,
    }


def _column(column: ColumnHead, width: float, inner: float, layout: Layout) -> dict[str, Any]:
    label = sheet.with_breaks(column.label, inner, layout.table_size, _ZERO_WIDTH_SPACE)
    return {"label": label, "width": width, "align": column.align}


def _rows(report: PrintedReport, layout: Layout) -> list[dict[str, Any]]:
    tall = sheet.tall_rows(report, layout)
    return [
        {
            "bold": row.kind in {"section", "total"},
            "tall": number in tall,
            "cells": [
                _cell(row, column.key, width, layout)
                for column, width in zip(report.columns, layout.inner_widths, strict=True)
            ],
        }
        for number, row in enumerate(report.rows)
    ]


def _cell(row: PrintedRow, key: str, width: float, layout: Layout) -> dict[str, str]:
    cell = row.cells.get(key)
    if cell is None:
        return {"text": "", "mark": ""}
    text = sheet.with_breaks(cell.text, width, layout.table_size, _ZERO_WIDTH_SPACE)
    return {"text": text, "mark": raised_mark(cell)}


def _signatory(signatory: Signatory) -> dict[str, str]:
    return {
        "authority": signatory.authority,
        "position": signatory.position,
        "name": signatory.name,
        "note": signatory.note,
    }
