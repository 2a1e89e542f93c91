"""Files as officers and enemies make them, and one sheet to read them by."""

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from iso_app.sheets import (
    Column,
    Limits,
    Reading,
    Sheet,
    choice,
    code,
    day,
    day_or_no,
    read,
    text,
    whole,
    year,
)

SHEET = Sheet(
    code="thu",
    name="Kiểm tra",
    columns=(
        Column("year", "Năm", year(), required=True),
        Column("agency", "Mã cơ quan", code(), required=True, aliases=("Mã CQ",)),
        Column("day", "Ngày kiểm tra", day()),
        Column("result", "Kết luận", choice({"Tuân thủ": True, "Chưa tuân thủ": False})),
        Column("points", "Số điểm lưu ý", whole(), blank=0),
        Column("note", "Nội dung ghi nhận", text(100, lines=True), blank=""),
        Column("review", "Ngày xem xét", day_or_no()),
    ),
    key=("year", "agency"),
)
HEADS = [column.head for column in SHEET.columns]
GOOD = ["2021", "ST-SNV", "20/10/2021", "Tuân thủ", "1", "Chưa cập nhật", "Không"]
HEAD_LINE = ",".join(HEADS)
GOOD_LINE = ",".join(GOOD)


def csv_of(*lines: str, end: str = "\r\n") -> bytes:
    return (end.join((HEAD_LINE, *lines)) + end).encode()


def read_csv(content: bytes | str, name: str = "kiem-tra.csv", **limits: Any) -> Reading:
    raw = content.encode() if isinstance(content, str) else content
    return read(SHEET, raw, name, limits=Limits(**limits))


def read_xlsx(content: bytes, name: str = "kiem-tra.xlsx", **limits: Any) -> Reading:
    return read(SHEET, content, name, limits=Limits(**limits))


def book(
    *rows: Iterable[Any], edit: Callable[[Worksheet], object] | None = None, heads: Any = HEADS
) -> bytes:
    """An XLSX with the head and the given rows, then changed by `edit`."""
    made = openpyxl.Workbook()
    tab = made.active
    assert isinstance(tab, Worksheet)
    for row in (heads, *rows):
        tab.append(list(row))
    if edit:
        edit(tab)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def rezipped(
    content: bytes,
    change: dict[str, Callable[[bytes], bytes]] | None = None,
    add: Iterable[tuple[str, bytes]] = (),
    *,
    drop: Iterable[str] = (),
) -> bytes:
    """The same ZIP with members changed, added or left out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in set(drop):
                new.writestr(name, (change or {}).get(name, bytes)(old.read(name)))
        for name, data in add:
            new.writestr(name, data)
    return target.getvalue()


def only_sentence(reading: Reading) -> str:
    assert len(reading.problems) == 1, [problem.sentence() for problem in reading.problems]
    return reading.problems[0].sentence()
