"""Files that want to be run, to blow up, or to be taken for something else: each gets its own sentence."""

import io
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from iso_app.sheets import workbook
from tests.sheets.files import GOOD, HEAD_LINE, book, only_sentence, read_csv, read_xlsx, rezipped

SHEET_PART = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD_BOOK = book(GOOD)


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, data in members:
            made.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", OLE + bytes(600), "đời cũ (.xls)"),
        ("a.xlsx", OLE + bytes(600), "đời cũ (.xls)"),
        ("a.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "đặt mật khẩu"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "trang web (HTML)"),
        ("a.csv", b"\xef\xbb\xbf\n<!-- x --><!DOCTYPE html><p>", "trang web (HTML)"),
        ("a.csv", "<html>".encode("utf-16"), "trang web (HTML)"),
        ("a.xlsx", b"<?xml version='1.0'?><Workbook>", "XML chứ không phải"),
        ("a.xlsx", b"%PDF-1.7\n", "Đây là tệp PDF"),
        ("a.csv", b"%PDF-1.7\n", "Đây là tệp PDF"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "ảnh PNG"),
        ("a.csv", b"\xff\xd8\xff\xe0", "ảnh JPEG"),
        ("a.csv", b"GIF89a", "ảnh GIF"),
        ("a.csv", b"RIFF\x00\x00\x00\x00WEBP", "ảnh hoặc âm thanh"),
        ("a.xlsx", b"Rar!\x1a\x07", "nén RAR"),
        ("a.xlsx", b"7z\xbc\xaf\x27\x1c", "nén 7z"),
        ("a.csv", b"\x1f\x8b\x08", "nén gzip"),
        ("a.csv", b"MZ\x90\x00", "chương trình"),
        ("a.csv", b"\x7fELF", "chương trình"),
        ("a.csv", b"{\\rtf1", "RTF"),
        ("a.csv", b"SQLite format 3\x00", "cơ sở dữ liệu"),
        ("a.xlsx", HEAD_LINE.encode(), "nội dung không phải sổ Excel"),
        ("a.csv", GOOD_BOOK, "Tên tệp không phải .xlsx"),
        ("a.xlsm", GOOD_BOOK, "macro"),
        ("a.exe", HEAD_LINE.encode(), "Không đọc loại tệp “.exe”"),
        ("a", HEAD_LINE.encode(), "Tên tệp không có đuôi"),
        ("a.xlsx", b"", "Tệp trống"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "Tệp nén rỗng"),
        ("a.xlsx", b"PK\x03\x04", "Tệp hỏng"),
        ("a.xlsx", GOOD_BOOK[: len(GOOD_BOOK) // 2], "Tệp hỏng"),
        ("a.xlsx", _zip(("word/document.xml", b"<w/>")), "văn bản Word"),
        ("a.xlsx", _zip(("ppt/presentation.xml", b"<p/>")), "trình chiếu"),
        ("a.xlsx", _zip(("xl/workbook.bin", b"x")), ".xlsb"),
        ("a.xlsx", _zip(("mimetype", b"x"), ("content.xml", b"<o/>")), "OpenDocument"),
        ("a.xlsx", _zip(("readme.txt", b"x")), "không phải sổ Excel"),
        ("a.xlsx", _zip(("x", b"x"), method=zipfile.ZIP_BZIP2), "nén bằng cách không đọc được"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=[("xl/vbaProject.bin", b"x")]), "macro"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=[("../../etc/cron.d/x", b"x")]), "đường dẫn không an toàn"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=[("/etc/x", b"x")]), "đường dẫn không an toàn"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=[("C:/x", b"x")]), "đường dẫn không an toàn"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=[("xl\\..\\..\\x", b"x")]), "đường dẫn không an toàn"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=[("XL/Workbook.xml", b"<x/>")]), "trùng tên"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=[("xl/embeddings/a.zip", GOOD_BOOK)]), "tệp nén khác bên trong"),
        ("a.xlsx", rezipped(GOOD_BOOK, add=((f"x{n}", b"") for n in range(2_000))), "nhiều nhất 2000"),
        ("a.xlsx", rezipped(GOOD_BOOK, drop=["xl/workbook.xml"]), "không phải sổ Excel"),
        ("a.xlsx", rezipped(GOOD_BOOK, drop=["xl/_rels/workbook.xml.rels"]), "Tệp hỏng"),
        ("a.xlsx", rezipped(GOOD_BOOK, drop=[SHEET_PART]), "Tệp hỏng"),
        ("a.xlsx", rezipped(GOOD_BOOK, {SHEET_PART: lambda xml: xml[: len(xml) // 2]}), ""),
        (
            "a.xlsx",
            rezipped(GOOD_BOOK, {"xl/workbook.xml": lambda _: b"<workbook/>"}),
            "không có trang tính nào",
        ),
        (
            "a.xlsx",
            rezipped(GOOD_BOOK, {SHEET_PART: lambda xml: xml.decode().encode("utf-16")}),
            "không phải UTF-8",
        ),
    ],
)
def test_refused_with_a_sentence_of_its_own(name: str, content: bytes, words: str) -> None:
    reading = read_csv(content, name)
    assert words in only_sentence(reading)
    assert reading.rows == ()


def _entities(xml: bytes) -> bytes:
    lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY l0 "lol">' + lol + b"]><worksheet", 1)


@pytest.mark.parametrize(
    "change",
    [
        _entities,
        lambda xml: xml.replace(b"<worksheet", b'<!doctype x SYSTEM "file:///etc/passwd"><worksheet', 1),
        lambda xml: b" " * ((1 << 20) - 4) + b"<!DOCTYPE x>" + xml,
    ],
    ids=["billion-laughs", "external", "across-two-pieces"],
)
@pytest.mark.parametrize("part", [SHEET_PART, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_declared_entities_are_refused(change: Callable[[bytes], bytes], part: str) -> None:
    content = rezipped(GOOD_BOOK, {part: lambda xml: change(xml) if b"<worksheet" in xml else _declared(xml)})
    assert "DOCTYPE" in only_sentence(read_xlsx(content, ratio=2_000))


def _declared(xml: bytes) -> bytes:
    return b"<!DOCTYPE x>" + xml


def test_a_bomb_is_stopped_by_counting() -> None:
    bomb = rezipped(GOOD_BOOK, add=[("xl/media/zeros.bin", bytes(30_000_000))])
    assert "giải nén ra quá lớn" in only_sentence(read_xlsx(bomb))
    many = rezipped(GOOD_BOOK, add=((f"x{n}", bytes(900_000)) for n in range(12)))
    assert "giải nén ra quá lớn" in only_sentence(read_xlsx(many, unpacked=10_000_000))


def test_declared_sizes_are_not_believed() -> None:
    content = bytearray(rezipped(GOOD_BOOK, add=[("zeros.bin", bytes(50_000_000))]))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    assert "giải nén ra quá lớn" in only_sentence(read_xlsx(bytes(content)))


def test_a_lie_about_a_small_size_is_damage() -> None:
    content = bytearray(rezipped(GOOD_BOOK, add=[("a.bin", bytes(1_000))]))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    assert "Tệp hỏng" in only_sentence(read_xlsx(bytes(content)))


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(GOOD_BOOK)
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert "đặt mật khẩu" in only_sentence(read_xlsx(bytes(content)))


def test_a_flipped_byte_is_damage() -> None:
    content = bytearray(GOOD_BOOK)
    content[content.find(b"PK\x03\x04") + 60] ^= 0xFF
    assert "Tệp hỏng" in only_sentence(read_xlsx(bytes(content)))


def test_an_external_link_is_not_followed() -> None:
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1" xmlns:r="y"/></externalLink>'
    reading = read_xlsx(rezipped(GOOD_BOOK, add=[("xl/externalLinks/externalLink1.xml", link)]))
    assert len(reading.rows) == 1


def test_one_long_text_named_by_a_million_cells() -> None:
    """60 KB of file that a parser copies into 3 GB: each cell only names the shared text."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        tab = made.add_worksheet()
        for row in range(2_500):
            for cell in range(10):
                tab.write_string(row, cell, "x" * 30_000)
    assert "Trang tính quá lớn" in only_sentence(read_xlsx(target.getvalue()))


@pytest.mark.parametrize(
    "limits", [{"memory": 60_000_000}, {"output": 100}, {"wall_seconds": 0.001}, {"cells": 5}]
)
def test_a_parser_that_is_killed_is_a_sentence(limits: dict[str, Any]) -> None:
    rows = ([2021, f"A{n}", "", "", 1, "x" * 10_000] for n in range(3_000))
    assert "Trang tính quá lớn" in only_sentence(read_xlsx(book(*rows), ratio=10_000, **limits))


def test_a_parser_that_computes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass\n")
    monkeypatch.setattr(workbook, "CHILD", endless)
    begun = time.monotonic()
    assert "Trang tính quá lớn" in only_sentence(read_xlsx(GOOD_BOOK, wall_seconds=0.5))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "answer", ["", "[]", "{", '{"rows": 1}', '{"unfit": []}', "null", '{"rows": [[{}]]}']
)
def test_a_parser_that_was_taken_over_cannot_speak_nonsense(
    answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    liar = tmp_path / "liar.py"
    liar.write_text(f"print({answer!r})")
    monkeypatch.setattr(workbook, "CHILD", liar)
    assert "Tệp hỏng" in only_sentence(read_xlsx(GOOD_BOOK))


def test_a_file_above_the_limit_is_not_even_looked_at() -> None:
    begun = time.monotonic()
    assert "Tệp quá lớn (50 MB); nhiều nhất 20 MB" in only_sentence(read_csv(b"\xff" * 50_000_000))
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    "content",
    [
        b"\n" * 19_000_000,
        b"N\n" + b"\n" * 19_000_000,
        b"," * 19_000_000,
        b'"' * 19_000_001,
        b"a" * 19_000_000,
        b"<!--x-->" * 2_000_000,
        b"N\xc4\x83m\n" + b"a,\n" * 6_000_000,
    ],
    ids=["lines", "head-and-lines", "commas", "quotes", "letters", "comments", "rows"],
)
def test_twenty_megabytes_of_nothing_take_little(content: bytes) -> None:
    begun = time.process_time()
    assert read_csv(content).rows == ()
    assert time.process_time() - begun < 4
