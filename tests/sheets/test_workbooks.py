"""Good workbooks, and workbooks of honest people that need a word."""

from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from iso_app.sheets import blank_form, read
from tests.sheets.files import GOOD, HEADS, SHEET, book, only_sentence, read_csv, read_xlsx, rezipped, saved


def test_texts_read_as_in_a_csv() -> None:
    assert read_xlsx(book(GOOD)).rows == read_csv(",".join(HEADS) + "\n" + ",".join(GOOD)).rows


@pytest.mark.parametrize(
    ("place", "cell", "key", "value", "raw"),
    [
        (0, 2021, "year", 2021, "2021"),
        (0, 2021.0, "year", 2021, "2021"),
        (1, "00941", "agency", "00941", "00941"),
        (1, 941.0, "agency", "941", "941"),
        (1, 12345678901234, "agency", "12345678901234", "12345678901234"),
        (2, date(2021, 6, 17), "day", date(2021, 6, 17), "17/06/2021"),
        (2, datetime(2021, 6, 17, 8, 30), "day", date(2021, 6, 17), "17/06/2021 08:30"),  # noqa: DTZ001
        (2, "2021-06-17", "day", date(2021, 6, 17), "2021-06-17"),
        (4, 3, "points", 3, "3"),
        (4, 0, "points", 0, "0"),
        (5, 3.14, "note", "3,14", "3,14"),
        (5, 0.1 + 0.2, "note", "0,3", "0,3"),
        (5, "một\nhai", "note", "một\nhai", "một\nhai"),
        (5, "'=1", "note", "'=1", "'=1"),
    ],
)
def test_cells_keep_what_they_show(place: int, cell: object, key: str, value: object, raw: str) -> None:
    row = [*GOOD[:place], cell, *GOOD[place + 1 :]]
    reading = read_xlsx(book(row))
    assert [problem.sentence() for problem in reading.problems] == []
    assert (reading.rows[0].values[key], reading.rows[0].raw[key]) == (value, raw)


@pytest.mark.parametrize(
    ("place", "cell", "words"),
    [
        (0, date(2021, 1, 1), "“01/01/2021” – Excel đã đổi ô này thành ngày"),
        (1, date(2021, 12, 1), "Excel đã đổi ô này thành ngày"),
        (3, True, "“TRUE” – Ghi đúng một trong các từ"),
        (4, 1.5, "“1,5” – Ghi số nguyên"),
        (4, 1e300, "Ghi số nguyên"),
        (2, time(8, 30), "“08:30:00” – "),
        (2, 44364, "“44364” – "),
    ],
)
def test_a_cell_of_the_wrong_kind_is_named(place: int, cell: object, words: str) -> None:
    row = [*GOOD[:place], cell, *GOOD[place + 1 :]]
    reading = read_xlsx(book(row))
    assert words in only_sentence(reading)
    assert (reading.problems[0].line, reading.problems[0].column) == (2, HEADS[place])


def test_the_calendar_of_1904() -> None:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    tab = made.active
    assert isinstance(tab, Worksheet)
    tab.append(HEADS)
    tab.append([2021, "A", date(2021, 6, 17)])
    assert read_xlsx(saved(made)).rows[0].values["day"] == date(2021, 6, 17)


def _formula(tab: Worksheet) -> None:
    tab["E3"] = "=1+1"


def _array(tab: Worksheet) -> None:
    tab["E3"] = ArrayFormula("E3:E4", "=A3:A4")


def _error(tab: Worksheet) -> None:
    tab["E3"] = "#N/A"
    tab["E3"].data_type = "e"


def _merged(tab: Worksheet) -> None:
    tab.merge_cells("A3:A4")


@pytest.mark.parametrize(
    ("edit", "words", "bad"),
    [
        (_formula, "dòng 3, cột “Số điểm lưu ý”: Ô E3 chứa công thức; chép ô rồi dán giá trị", (3,)),
        (_array, "Ô E3 chứa công thức", (3, 4)),
        (_error, "dòng 3, cột “Số điểm lưu ý”: “#N/A” – Ô báo lỗi của Excel", (3,)),
        (_merged, "dòng 3, cột “Năm”: Các ô A3:A4 bị gộp; bỏ gộp", (3, 4)),
    ],
)
def test_cells_not_to_be_trusted(edit: object, words: str, bad: tuple[int, ...]) -> None:
    rows = [["2021", f"A{number}", "", "", "1"] for number in range(4)]
    reading = read_xlsx(book(*rows, edit=edit))  # type: ignore[arg-type]
    assert words in reading.problems[0].sentence()
    assert reading.bad_lines == bad
    assert len(reading.rows) == 4 - len(bad)


def test_shared_formulas_are_seen_in_every_cell() -> None:
    def share(xml: bytes) -> bytes:
        first = xml.replace(
            b'<c r="E2" t="n"><v>7</v>', b'<c r="E2"><f t="shared" ref="E2:E3" si="0">A2</f><v>7</v>'
        )
        return first.replace(b'<c r="E3" t="n"><v>7</v>', b'<c r="E3"><f t="shared" si="0"/><v>7</v>')

    content = rezipped(
        book(*([2021, f"A{n}", "", "", 7] for n in range(2))), {"xl/worksheets/sheet1.xml": share}
    )
    reading = read_xlsx(content)
    assert [(problem.line, problem.value) for problem in reading.problems] == [(2, "7"), (3, "7")]


def test_a_formula_far_into_a_large_sheet_is_found_at_its_address() -> None:
    def edit(tab: Worksheet) -> None:
        tab["E9001"] = "=1+1"

    rows = ([2021, f"A{n}", None, "Tuân thủ", n % 3, f"Nội dung {n}"] for n in range(9_500))
    assert "dòng 9001, cột “Số điểm lưu ý”: Ô E9001" in only_sentence(read_xlsx(book(*rows, edit=edit)))


def test_formulas_and_merges_beside_the_table_do_not_matter() -> None:
    def edit(tab: Worksheet) -> None:
        tab["I2"] = "=1+1"
        tab.merge_cells("I3:J4")

    reading = read_xlsx(book(GOOD, edit=edit))
    assert reading.ok
    assert len(reading.rows) == 1


def test_too_many_formulas_are_one_sentence() -> None:
    rows = ([f"={n}" for _ in HEADS] for n in range(3_000))
    assert "quá nhiều ô chứa công thức" in only_sentence(read_xlsx(book(*rows)))


def test_overlapping_merges_without_end_are_one_sentence() -> None:
    def merge(xml: bytes) -> bytes:
        ranges = b'<mergeCell ref="A2:G1048576"/>' * 20_000
        return xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + ranges + b"</mergeCells>")

    rows = ([2021, f"A{n}"] for n in range(1_000))
    content = rezipped(book(*rows), {"xl/worksheets/sheet1.xml": merge})
    assert "quá nhiều ô gộp" in only_sentence(read_xlsx(content))


def test_blank_rows_keep_the_line_numbers() -> None:
    def edit(tab: Worksheet) -> None:
        tab.insert_rows(1, 2)
        tab["A9"] = "x"

    reading = read_xlsx(book(GOOD, [], ["2021", "B"], edit=edit))
    assert [row.line for row in reading.rows] == [4, 6]
    assert reading.bad_lines == (9,)


def test_formatted_empty_rows_do_not_count() -> None:
    fill = PatternFill("solid", fgColor="FFFF00")

    def edit(tab: Worksheet) -> None:
        for row in range(3, 3_000):
            for column in range(1, 12):
                tab.cell(row, column).fill = fill

    reading = read_xlsx(book(GOOD, edit=edit), rows=10)
    assert (len(reading.rows), reading.problems) == (1, ())


def test_a_million_formatted_empty_rows() -> None:
    def fill(xml: bytes) -> bytes:
        rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_048_577))
        return xml.replace(b"</sheetData>", rows + b"</sheetData>")

    reading = read_xlsx(rezipped(book(GOOD), {"xl/worksheets/sheet1.xml": fill}))
    assert (len(reading.rows), reading.problems) == (1, ())


def test_too_many_rows_are_a_sentence() -> None:
    rows = [["2021", f"A{number}"] for number in range(12)]
    assert "Nhiều nhất 10 dòng dữ liệu" in only_sentence(read_xlsx(book(*rows), rows=10))


@pytest.mark.parametrize("where", ["XFD1048576", "A1048576", "XFD2"])
def test_a_stray_cell_far_away(where: str) -> None:
    def edit(tab: Worksheet) -> None:
        tab[where] = "x"

    reading = read_xlsx(book(GOOD, edit=edit))
    if where == "XFD2":
        assert reading.ok
    else:
        assert "xoá các dòng thừa" in only_sentence(reading) or "rất xa bảng" in only_sentence(reading)


def test_the_first_visible_sheet_is_read() -> None:
    made = openpyxl.Workbook()
    hidden = made.active
    assert isinstance(hidden, Worksheet)
    hidden.append(["lạ"])
    hidden.sheet_state = "hidden"
    tab = made.create_sheet("Số liệu")
    tab.append(HEADS)
    tab.append([*GOOD[:4], "=1", *GOOD[5:]])
    made.create_sheet("Khác")
    made.active = 1
    reading = read_xlsx(saved(made))
    assert "Ô E2 chứa công thức" in only_sentence(reading)
    assert reading.notes[0] == "Chỉ đọc trang tính đầu tiên “Số liệu”; 1 trang khác bị bỏ qua."


def test_an_empty_sheet() -> None:
    assert "Trang tính đầu tiên trống" in only_sentence(read_xlsx(saved(openpyxl.Workbook())))


def test_a_head_alone_is_no_fault() -> None:
    reading = read(SHEET, blank_form(SHEET), "mau.xlsx")
    assert (reading.rows, reading.problems) == ((), ())


def test_other_prefixes_of_the_same_xml() -> None:
    def prefix(xml: bytes) -> bytes:
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f", b"is", b"t"):
            for end in (b" ", b">", b"/"):
                xml = xml.replace(b"<" + name + end, b"<x:" + name + end)
            xml = xml.replace(b"</" + name + b">", b"</x:" + name + b">")
        return xml.replace(b"xmlns=", b"xmlns:x=")

    content = rezipped(
        book([2021, "A", "", "", "=1+1"], [2021, "B", "", "", 5]), {"xl/worksheets/sheet1.xml": prefix}
    )
    reading = read_xlsx(content)
    assert "Ô E2 chứa công thức" in only_sentence(reading)
    assert reading.rows[0].values["points"] == 5
