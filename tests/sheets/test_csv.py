import codecs
import unicodedata
from datetime import date
from typing import Any

import pytest

from iso_app.sheets import NOT_DONE
from tests.sheets.files import GOOD, GOOD_LINE, HEAD_LINE, HEADS, csv_of, only_sentence, read_csv

VALUES = {
    "year": 2021,
    "agency": "ST-SNV",
    "day": date(2021, 10, 20),
    "result": True,
    "points": 1,
    "note": "Chưa cập nhật",
    "review": NOT_DONE,
}
PLAIN = f"{HEAD_LINE}\n{GOOD_LINE}\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        ("sep=\t\n" + PLAIN.replace(",", "\t")).encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.replace(",", "\t").encode("utf-16-be"),
        unicodedata.normalize("NFD", PLAIN).encode(),
        PLAIN.replace("Mã cơ quan", "  mã  CƠ\u00a0quan ").encode(),
        PLAIN.replace("Mã cơ quan", '"Mã\ncơ quan"').encode(),
        PLAIN.replace("Mã cơ quan", "Mã CQ").encode(),
        ("\n \n" + PLAIN).encode(),
        "\n".join(",".join(reversed(line)) for line in (HEADS, GOOD)).encode(),
        "\n".join(",".join(f'"{cell}"' for cell in line) for line in (HEADS, GOOD)).encode(),
    ],
    ids=[
        *("plain", "bom", "crlf", "cr", "no-last-end", "semicolon", "tab", "sep", "sep-tab", "utf16"),
        *(
            "utf16be-tab",
            "nfd",
            "spaces",
            "head-two-lines",
            "alias",
            "blank-lines-first",
            "other-order",
            "quoted",
        ),
    ],
)
def test_every_good_form_reads_the_same(content: bytes) -> None:
    reading = read_csv(content)
    assert [problem.sentence() for problem in reading.problems] == []
    assert [row.values for row in reading.rows] == [VALUES]
    assert reading.rows[0].raw["day"] == "20/10/2021"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2021,A,31/02/2021,,,,", "dòng 2, cột “Ngày kiểm tra”: “31/02/2021” – Không có ngày 31/02/2021."),
        ("2021,A,mai,,,,", "cột “Ngày kiểm tra”: “mai” – “mai” không phải là ngày viết đúng cách."),
        ("20221,A,,,,,", "cột “Năm”: “20221” – Ghi năm gồm bốn chữ số, từ 1990 đến 2100."),
        ("1989,A,,,,,", "Ghi năm gồm bốn chữ số, từ 1990 đến 2100."),
        (",A,,,,,", "dòng 2, cột “Năm”: Không được để trống."),
        ("2021,\u00a0\u200b,,,,,", "cột “Mã cơ quan”: Không được để trống."),
        ("2021,A B,,,,,", "cột “Mã cơ quan”: “A B” – Mã phải viết liền"),
        ("2021,A,,Đạt,,,", "“Đạt” – Ghi đúng một trong các từ: Tuân thủ · Chưa tuân thủ."),
        ("2021,A,,,-1,,", "“-1” – Ghi số nguyên từ 0 đến 999.999.999."),
        ('2021,A,,,"1,5",,', "“1,5” – Ghi số nguyên"),
        ("2021,A,,,9999999999999999999999,,", "Ghi số nguyên"),
        ("2021,A,,,²,,", "“²” – Ghi số nguyên"),
        (f"2021,A,,,,{'x' * 101},", "Dài 101 ký tự; chỉ ghi nhiều nhất 100 ký tự."),
        (f"2021,A,,,,{'x' * 32_768},", "Ô dài 32768 ký tự"),
        ("2021,A,,,,,chắc rồi", "Chưa làm thì ghi Không; chưa biết thì để trống."),
        ("2021,A,,,,#N/A,", "“#N/A” – Ô báo lỗi của Excel"),
        ("2021,A,=1+1,,,,", "cột “Ngày kiểm tra”: “=1+1” – "),
        ("2021,A,,,", "dòng 2: Dòng có 5 ô, dòng tên cột có 7 ô"),
        ("2021,A,,,,một, hai, ba", "Dòng có 8 ô, dòng tên cột có 7 ô"),
    ],
)
def test_a_bad_cell_is_named(line: str, sentence: str) -> None:
    reading = read_csv(csv_of(line, "2021,B,,,,,"))
    assert sentence in only_sentence(reading)
    assert only_sentence(reading).startswith("tệp kiem-tra.csv, dòng 2")
    assert reading.bad_lines == (2,)
    assert [row.values["agency"] for row in reading.rows] == ["B"]


def test_lines_are_those_of_an_editor() -> None:
    reading = read_csv(csv_of('2021,A,,,,"một\r\nhai\r\nba",', "", ",,,,,,", "2021,B,,,,,", "x,C,,,,,"))
    assert [(row.line, row.values["agency"]) for row in reading.rows] == [(2, "A"), (7, "B")]
    assert reading.rows[0].values["note"] == "một\nhai\nba"
    assert reading.bad_lines == (8,)


def test_a_repeated_key_names_both_lines_and_spoils_both() -> None:
    reading = read_csv(csv_of("2021,st-01,,,,,", "2022,ST-01,,,,,", "2021,ST-01,,,,,"))
    assert only_sentence(reading) == (
        "tệp kiem-tra.csv, dòng 4, cột “Năm + Mã cơ quan”: “2021 · st-01” – "
        "Dòng 4 trùng với dòng 2; chỉ giữ một trong hai dòng."
    )
    assert reading.bad_lines == (2, 4)
    assert [row.line for row in reading.rows] == [3]


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (("2021,A,,,,,", '2021,B,,,,"mở,', "2021,C,,,,,"), 3, "mở ở dòng này mà không đóng"),
        (("2021,A,,,,,", '2021,B,,,,"x"y,'), 3, "ngay sau dấu ngoặc kép đóng"),
        (('2021,A,,,,"' + "x\n" * 70_000 + '",',), 2, "Ô dài quá mức"),
        (("," * 40_000,), 2, "quá nhiều dấu ngăn cột"),
    ],
)
def test_broken_structure_stops_at_its_line(lines: tuple[str, ...], line: int, words: str) -> None:
    reading = read_csv(csv_of(*lines, end="\n"))
    assert reading.rows == ()
    assert words in only_sentence(reading)
    assert reading.problems[0].line == line


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("2021,B,,,1,\xd0\xe3 l\xe0m,".encode("latin-1"), "Nội dung ghi nhận"),
        ("2021,B,,,1,Âu Lạc,".encode("cp1258", "ignore"), "Nội dung ghi nhận"),
        (b'2021,B,,,1,"a,b,\xe3",', "Nội dung ghi nhận"),
        (b"2021,\xd0,,,,,", "Mã cơ quan"),
    ],
)
def test_legacy_letters_are_refused_with_their_place(line: bytes, column: str) -> None:
    reading = read_csv(csv_of("2021,A,,,,,") + line)
    problem = reading.problems[0]
    assert (problem.line, problem.column) == (3, column)
    assert "Lưu lại dưới dạng CSV UTF-8" in problem.advice
    assert reading.rows == ()


def test_a_legacy_head_is_refused_by_the_number_of_its_column() -> None:
    reading = read_csv("N\xe3m,M\xe3\n".encode("latin-1"))
    assert (reading.problems[0].line, reading.problems[0].column) == (1, "thứ 1")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp trống"),
        (b" \r\n\r\n", "Tệp trống"),
        (codecs.BOM_UTF8, "Tệp trống"),
        (PLAIN.encode() + b"2021,\x00,,,,,\n", "dòng 3: Có ký tự NUL"),
        (PLAIN.encode("utf-16-le"), "Có ký tự NUL"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", "Tệp UTF-16 bị hỏng"),
        (b"a,b,c\n1,2,3\n", "Dòng đầu phải là tên các cột: Năm · Mã cơ quan"),
    ],
)
def test_a_file_without_a_table_is_refused(content: bytes, words: str) -> None:
    reading = read_csv(content)
    assert words in only_sentence(reading)
    assert reading.rows == ()


def test_a_title_above_the_head_is_pointed_at() -> None:
    reading = read_csv(f"Bảng kiểm tra năm 2021\n\n{PLAIN}")
    assert "Tên cột có vẻ nằm ở dòng 3; xoá các dòng phía trên nó." in only_sentence(reading)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Mã cơ quan", "Mã cơ quann", "nếu là cột “Mã cơ quann” thì đổi tên cột ấy thành “Mã cơ quan”"),
        ("Ngày kiểm tra", "Ngay kiem tra", "nếu là cột “Ngay kiem tra” thì đổi tên"),
        ("Năm", "Cột lạ", "Thiếu cột “Năm”; thêm cột có đúng tên này."),
        ("Kết luận", "Năm", "Có hai cột cùng tên này"),
    ],
)
def test_a_wrong_head_is_named_with_the_nearest(old: str, new: str, words: str) -> None:
    reading = read_csv(PLAIN.replace(old, new))
    assert words in only_sentence(reading)
    assert reading.problems[0].line == 1
    assert reading.rows == ()
    assert reading.bad_lines == (2,)


def test_other_columns_are_left_aside_and_noted() -> None:
    reading = read_csv("Năm,Mã cơ quan,Ghi chú riêng\n2021,A,x\n")
    assert reading.ok
    assert reading.notes[-1] == "Bỏ qua các cột không dùng: “Ghi chú riêng”."
    assert "Không có cột “Kết luận”: coi như để trống." in reading.notes
    assert reading.rows[0].values["points"] == 0


@pytest.mark.parametrize("note", ["=HYPERLINK(1)", "+84 901", "-không", "@SUM", "<b>", "'ngoặc", "a\tb"])
def test_dangerous_text_is_text(note: str) -> None:
    reading = read_csv(csv_of(f"2021,00941,,,,{note},"))
    assert reading.rows[0].values["note"] == note.replace("\t", " ")
    assert reading.rows[0].values["agency"] == "00941"


@pytest.mark.parametrize(
    ("limits", "line_count", "words"),
    [
        ({"rows": 10}, 11, "Nhiều nhất 10 dòng dữ liệu"),
        ({"lines": 10}, 11, "Tệp có quá 10 dòng"),
        ({"size": 200}, 11, "Tệp quá lớn"),
        ({"columns": 6}, 1, "Bảng có 7 cột, nhiều nhất 6"),
    ],
)
def test_limits_are_sentences(limits: dict[str, Any], line_count: int, words: str) -> None:
    lines = [f"2021,A{number},,,,,a dozen letters" for number in range(line_count)]
    assert words in only_sentence(read_csv(csv_of(*lines), **limits))


def test_problems_are_cut_but_bad_lines_are_complete() -> None:
    reading = read_csv(csv_of(*(f"x,A{number},,,y,," for number in range(100))), problems=10)
    assert len(reading.problems) == 11
    assert [problem.line for problem in reading.problems[:4]] == [2, 2, 3, 3]
    assert reading.problems[-1].advice.startswith("Còn 190 lỗi nữa")
    assert len(reading.bad_lines) == 100


def test_the_name_of_the_file_is_only_a_name() -> None:
    assert read_csv(b"", "C:\\bí mật\\x\u202ecsv.csv").problems[0].file == "xcsv.csv"
    assert "tên tệp" in only_sentence(read_csv(PLAIN, "")).lower()
