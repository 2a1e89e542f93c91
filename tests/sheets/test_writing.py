import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from iso_app.sheets import NOT_DONE, Column, Sheet, blank_form, inert, text, write_csv
from tests.sheets.files import HEADS, SHEET, read_csv


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\ufeff=1"])
def test_text_that_a_spreadsheet_would_compute_is_guarded(typed: str) -> None:
    assert inert(typed).startswith("'")


@pytest.mark.parametrize("typed", ["", "Sở Nội vụ", "1+1", "a=b", "'x"])
def test_other_text_is_left_alone(typed: str) -> None:
    assert inert(typed) == typed


def test_csv_for_excel_in_vietnamese() -> None:
    values = [
        None,
        True,
        -3,
        Decimal("80.18"),
        date(2021, 6, 17),
        datetime(2021, 6, 17, 8, 5, tzinfo=UTC),
        NOT_DONE,
        "=x",
    ]
    pieces = list(write_csv(["Năm", "-Cột"], [values, ['một, "hai"\nba']]))
    assert pieces[0] == "\ufeff"
    assert pieces[1] == "Năm,'-Cột\r\n"
    assert pieces[2] == ',Có,-3,"80,18",17/06/2021,17/06/2021 08:05,Không,\'=x\r\n'
    assert next(csv.reader(io.StringIO(pieces[3], newline=""))) == ['một, "hai"\nba']


def test_rows_are_written_as_they_come() -> None:
    def endless() -> object:
        while True:
            yield ["x"]

    lines = write_csv(["a"], endless())  # type: ignore[arg-type]
    assert [next(lines) for _ in range(3)] == ["\ufeff", "a\r\n", "x\r\n"]


def test_an_export_can_be_imported() -> None:
    row = [2021, "ST-SNV", date(2021, 10, 20), "Tuân thủ", 1, "- gạch đầu dòng", NOT_DONE]
    reading = read_csv("".join(write_csv(HEADS, [row])))
    assert reading.rows[0].values["note"] == "- gạch đầu dòng"
    assert reading.rows[0].values["review"] is NOT_DONE


def test_the_blank_form() -> None:
    made = openpyxl.load_workbook(io.BytesIO(blank_form(SHEET)))
    form, guide = made.worksheets
    assert form.title == "Kiểm tra"
    assert [cell.value for cell in form[1]] == HEADS
    assert form.freeze_panes == "A2"
    assert form.column_dimensions["A"].width >= 13
    assert [rule.formula1 for rule in form.data_validations.dataValidation] == ['"Tuân thủ,Chưa tuân thủ"']
    assert [cell.value for cell in guide[3]] == [
        "Mã cơ quan", "Có", "Mã viết liền, giữ nguyên các số 0 ở đầu, nhiều nhất 64 ký tự.", "00941",
    ]  # fmt: skip
    assert guide.max_row == len(HEADS) + 1


def test_a_form_of_evil_names_is_inert() -> None:
    sheet = Sheet("x", "=[a]:*?/\\'" + "b" * 40, (Column("a", "=1+1", text(9), advice="=HYPERLINK(1)"),), ())
    made = openpyxl.load_workbook(io.BytesIO(blank_form(sheet)))
    assert made.worksheets[0]["A1"].data_type == made.worksheets[1]["C2"].data_type == "s"
