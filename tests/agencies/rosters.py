"""Lists of agencies as an officer would type them, small enough to read in a test."""

import csv
import io
from typing import Any

import xlsxwriter

HEADS = (
    "Mã cơ quan", "Tên cơ quan", "Tên viết tắt", "Cấp hành chính", "Loại cơ quan", "Mã cơ quan cấp trên",
    "Thuộc diện bắt buộc", "Hiệu lực từ", "Hiệu lực đến",
)  # fmt: skip


def row(code: str, name: str = "", parent: str = "ST-UBND", **given: str) -> list[str]:
    """One line: a "Sở" of the province unless said otherwise; `given` by short words."""
    values = {
        "short": "", "level": "Tỉnh", "group": "Sở, ngành", "applies": "Có", "since": "01/01/2010",
        "until": "",
    } | given  # fmt: skip
    named = name or f"Sở {code}"
    return [code, named, values["short"], values["level"], values["group"], parent, values["applies"],
            values["since"], values["until"]]  # fmt: skip


ROOT = row("ST-UBND", "UBND tỉnh Sóc Trăng", "", group="UBND cấp tỉnh", applies="Không")
ROSTER = [
    row("ST-XA1", "UBND xã Thới An Hội", "ST-KS", level="Xã", group="UBND cấp xã"),
    row("ST-KS", "UBND huyện Kế Sách", level="Huyện", group="UBND cấp huyện"),
    ROOT,
    row("ST-SNV", "Sở Nội vụ", short="SNV"),
]
"""Four agencies, parents below their children on purpose."""


def as_csv(
    rows: list[list[str]] | None = None, heads: tuple[str, ...] = HEADS, encoding: str = "utf-8-sig"
) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *(ROSTER if rows is None else rows)])
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[list[Any]] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([list(HEADS), *(ROSTER if rows is None else rows)]):
            sheet.write_row(number, 0, cells)
    return out.getvalue()
