"""The Excel file has numbers where there are numbers, and nothing that runs."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from iso_app.printing import PrintedCell, to_xlsx
from iso_app.printing.numberformat import excel_number
from tests.printing.examples import HEADS, SEED, phu_luc_1, with_cell


def opened(report):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))


def head_row(page) -> int:
    return next(row for row in range(1, 30) if page.cell(row, 1).value == "STT")


def test_the_table_reads_as_published_with_real_numbers() -> None:
    page = opened(phu_luc_1())["Biểu"]
    top = head_row(page)
    rows = list(page.iter_rows(min_row=top, max_row=top + len(SEED), values_only=True))
    assert rows[0] == HEADS
    for row, (_kind, stt, label, unit, value, note) in zip(rows[1:], SEED, strict=True):
        assert [part or "" for part in row[:3]] == [stt, label, unit]
        assert (row[3] or None, row[4] or "") == (value, note)
        assert value is None or isinstance(row[3], int)


def test_head_is_frozen_and_repeated_on_a4() -> None:
    page = opened(phu_luc_1())["Biểu"]
    top = head_row(page)
    assert page.freeze_panes == f"A{top + 1}"
    assert page.print_title_rows == f"${top}:${top}"
    assert page.page_setup.paperSize == 9
    assert opened(phu_luc_1(landscape=True))["Biểu"].page_setup.orientation == "landscape"


def test_each_number_has_its_agencies() -> None:
    page = opened(phu_luc_1())["Cơ quan"]
    rows = list(page.iter_rows(values_only=True))
    assert rows[1] == (
        "Dòng 1 – Số lượng",
        "ST-VPUBND",
        "Văn phòng UBND tỉnh",
        "Cấp tỉnh",
        "Sở, ngành",
        "Kiểm tra 29/04/2021, qua hồ sơ; Tuân thủ",
        "kiem-tra.csv, dòng 12",
    )
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:G2"


def test_notes_have_a_sheet_when_there_are_any() -> None:
    assert opened(phu_luc_1()).sheetnames == ["Biểu", "Cơ quan"]
    nobody_behind = replace(phu_luc_1(), backing=())
    assert opened(nobody_behind).sheetnames == ["Biểu"], (
        "a sheet of agencies says who they are, or is not there"
    )
    book = opened(phu_luc_1(notes=("=Thiếu một cơ quan.",)))
    assert book["Ghi chú"]["A1"].value == "(1) =Thiếu một cơ quan."


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+cmd|' /C calc'!A0", "@SUM(A1)", "https://a.vn", "007", "<w:p>", "dài " * 1200 + "x"]
)
def test_text_is_inert(text: str) -> None:
    data = to_xlsx(with_cell(text))
    page = openpyxl.load_workbook(io.BytesIO(data))["Biểu"]
    cell = page.cell(head_row(page) + 1, 2)
    assert (cell.value, cell.data_type) == (text, "s")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "sheet" in name]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_a_text_too_long_for_a_cell_says_so() -> None:
    page = opened(with_cell("x" * 40_000))["Biểu"]
    value = page.cell(head_row(page) + 1, 2).value
    assert len(value) == 32_767
    assert value.endswith("…")


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("30", 30, (30, "0")),
        ("2.265", 2265, (2265, "#,##0")),
        ("2021", 2021, (2021, "0")),
        ("80,18", Decimal("80.18"), (80.18, "0.00")),
        ("100%", 100, (100, '0"%"')),
        ("97%", Decimal("0.97"), (0.97, "0%")),
        ("+29", 29, (29, '+0;"\u2212"0;0')),
        ("\u221229,73", Decimal("-29.73"), (-29.73, '+0.00;"\u2212"0.00;0.00')),
        ("không rõ", 5, (5, "#,##0")),
        ("-", None, None),
        ("12.345.678.901.234.567.891", Decimal(12345678901234567891), None),
    ],
)
def test_the_format_shows_what_paper_shows(text: str, value: object, expected: object) -> None:
    assert excel_number(PrintedCell(text, value)) == expected


def test_the_mark_of_a_note_is_no_format_code() -> None:
    assert excel_number(PrintedCell("30", 30, '1";[Red]')) == (30, '0" (1Red)"')


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_xlsx(phu_luc_1()) == to_xlsx(phu_luc_1())
    assert to_xlsx(phu_luc_1(period="Năm 2022")) != to_xlsx(phu_luc_1())
