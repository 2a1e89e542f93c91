"""Phụ lục 1 of Sóc Trăng 2021 as it was published, and ways to change it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from iso_app.printing.report import (
    BackingAgency,
    ColumnHead,
    Letterhead,
    PrintedCell,
    PrintedReport,
    PrintedRow,
    RowKind,
    Signatory,
)

HEADS = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số lượng/Tỷ lệ", "Ghi chú")
_KEYS = ("stt", "label", "unit", "value", "note")
_WIDTHS = (1.0, 6.0, 2.2, 2.8, 3.2)
_UNIT = "Cơ quan, đơn vị"

SEED: tuple[tuple[RowKind, str, str, str, int | None, str], ...] = (
    ("section", "", "Áp dụng ISO trong hoạt động", "", None, ""),
    (
        "row",
        "1",
        "Số sở, ngành đã kiểm tra việc áp dụng, duy trì, cải tiến ISO",
        _UNIT,
        30,
        "Thực hiện theo Kế hoạch số 38/KH-UBND ngày 10/3/2021 của UBND tỉnh Sóc Trăng.",
    ),
    ("row", "2", "Số UBND cấp huyện đã kiểm tra việc áp dụng, duy trì, cải tiến ISO", _UNIT, 11, ""),
    ("row", "3", "Số UBND cấp xã đã kiểm tra việc áp dụng, duy trì, cải tiến ISO", _UNIT, 109, ""),
    (
        "row",
        "4",
        (
            "Số cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện thực hiện đúng quy định về áp dụng, "
            "duy trì, cải tiến ISO"
        ),
        _UNIT,
        151,
        "",
    ),
    ("sub", "", "- Cơ quan cấp tỉnh", "", 31, ""),
    ("sub", "", "- Đơn vị cấp huyện", "", 11, ""),
    ("sub", "", "- Đơn vị cấp xã", "", 109, ""),
)


def phu_luc_1(**changes: Any) -> PrintedReport:
    """The seed's table with both heads, a note, a signature; `changes` replace fields of the report."""
    report = PrintedReport(
        letterhead=Letterhead(
            parent="Ủy ban nhân dân tỉnh Sóc Trăng", issuer="Sở Khoa học và Công nghệ", place="Sóc Trăng"
        ),
        kind="Phụ lục 1",
        title="Thống kê số liệu áp dụng ISO trong hoạt động của cơ quan, đơn vị",
        subtitle="(Kèm theo Báo cáo số        /BC-SKHCN)",
        period="Năm 2021",
        columns=columns(HEADS, _WIDTHS),
        rows=tuple(seed_row(*line) for line in SEED),
        recipients=("UBND tỉnh (báo cáo);", "Sở Nội vụ;", "Lưu: VT, TĐC."),
        signatory=Signatory(authority="KT. Giám đốc", position="Phó Giám đốc", name="Nguyễn Văn A"),
        backing=(
            BackingAgency(
                code="ST-VPUBND",
                name="Văn phòng UBND tỉnh",
                level="Cấp tỉnh",
                group="Sở, ngành",
                cell="Dòng 1 – Số lượng",
                evidence="Kiểm tra 29/04/2021, qua hồ sơ; Tuân thủ",
                source="kiem-tra.csv, dòng 12",
            ),
        ),
    )
    return replace(report, **changes)


def columns(labels: tuple[str, ...], widths: tuple[float, ...]) -> tuple[ColumnHead, ...]:
    aligns = {"label": "left", "note": "left"}
    return tuple(
        ColumnHead(key, label, width, aligns.get(key, "center"))  # type: ignore[arg-type]
        for key, label, width in zip(_KEYS, labels, widths, strict=True)
    )


def seed_row(kind: RowKind, stt: str, label: str, unit: str, value: int | None, note: str) -> PrintedRow:
    number = PrintedCell("" if value is None else str(value), value)
    texts = {"stt": stt, "label": label, "unit": unit, "note": note}
    return PrintedRow({key: PrintedCell(text) for key, text in texts.items()} | {"value": number}, kind)


def long_table(rows: int = 166) -> PrintedReport:
    """As many rows as Phụ lục 2 has: several pages."""
    line = "Số lượng phòng ban, tổ chức hành chính thuộc sở cắt giảm trong năm (nếu có)"
    return phu_luc_1(
        rows=tuple(seed_row("row", str(number), line, _UNIT, 1000 + number, "") for number in range(rows))
    )


def with_cell(text: str, value: Decimal | int | None = None, note_mark: str = "") -> PrintedReport:
    """One row whose cells all say `text`."""
    cell = PrintedCell(text, value, note_mark)
    return phu_luc_1(rows=(PrintedRow(dict.fromkeys(_KEYS, cell)),))
