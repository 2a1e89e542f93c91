"""What nobody should take: refused with a sentence, nothing lost, the original untouched, the good lines still good."""

import io
import os
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents.models import Document
from iso_app.files import queries as contents
from iso_app.files.models import StoredFile
from iso_app.jobs import worker
from iso_app.shelf import archive, services
from iso_app.shelf.kinds import LineResult, LineVerdict
from iso_app.shelf.models import Shelf
from iso_app.shelf.reading import HEADS, read_list
from iso_app.shelf.services import Sent
from iso_app.shelf.workflow import ShelfState
from iso_app.web.form import translated
from tests.shelf.conftest import LIMIT, SECRETARY
from tests.support import shelf as made

GOOD = made.word("Quy trình tốt")
Bring = Callable[..., int]


def with_list(files: dict[str, bytes], *lines: Any) -> bytes:
    return made.packed({"Danh mục.xlsx": made.listed(lines)} | files)


# -- the ZIP as a whole ------------------------------------------------------------------------------------------


def _bomb() -> bytes:
    return made.packed({"to.docx": b"\0" * 20_000_000})


def _symlink() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made_zip:
        link = zipfile.ZipInfo("QT-01.docx")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made_zip.writestr(link, "/etc/passwd")
    return target.getvalue()


def _locked() -> bytes:
    content = bytearray(made.packed({"a.docx": GOOD}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8 : at + 10] = struct.pack("<H", 1)
    return bytes(content)


def _upon_each_other() -> bytes:
    """Two members of the directory that are one in the file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made_zip:
        made_zip.writestr("a.docx", b"x" * 4_000)
        again = zipfile.ZipInfo("b.docx")
        for name in ("header_offset", "CRC", "compress_size", "file_size"):
            setattr(again, name, getattr(made_zip.getinfo("a.docx"), name))
        made_zip.filelist.append(again)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (made.packed({"../../etc/passwd": b"x"}), "đường dẫn không an toàn"),
        (made.packed({"QT/../../a.docx": b"x"}), "đường dẫn không an toàn"),
        (made.packed({"..\\a.docx": b"x"}), "đường dẫn không an toàn"),
        (made.packed({"/etc/a.docx": b"x"}), "đường dẫn không an toàn"),
        (made.packed({"C:/a.docx": b"x"}), "đường dẫn không an toàn"),
        (_bomb(), "nén bất thường"),
        (_upon_each_other(), "nén bất thường"),
        (_symlink(), "liên kết"),
        (_locked(), "mật khẩu"),
        (made.packed({"a.docx": GOOD}, method=zipfile.ZIP_LZMA), "cách không đọc được"),
        (made.packed({"a.docx": GOOD})[:-60], "bị hỏng"),
        (b"%PDF-1.7 khong phai zip", "không phải ZIP"),
        (b"", "không phải ZIP"),
        (made.packed({}), "không có tệp nào"),
        (made.packed({"__MACOSX/._a.docx": b"x", ".DS_Store": b"x"}), "không có tệp nào"),
        (made.packed({"a" * 600 + ".docx": b"x"}), "dài quá"),
    ],
)  # fmt: skip
def test_an_unfit_zip_is_refused_and_nothing_is_kept(bring: Bring, content: bytes, said: str) -> None:
    with pytest.raises(DomainError) as refused:
        bring(content)
    assert said in refused.value.message
    assert refused.value.field == "file"
    with unit_of_work(keep=False), whole_country():
        assert db.session.scalar(select(func.count(Shelf.id))) == 0
        assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_too_many_files_too_large_and_what_unpacks_too_large(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = made.packed({f"{number}.docx": b"x" for number in range(6)})
    monkeypatch.setattr(archive, "MOST_MEMBERS", 5)
    with pytest.raises(DomainError, match="nhiều nhất 5"):
        bring(many)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 5_000)
    monkeypatch.setattr(archive, "MOST_UNPACKED", 5)
    with pytest.raises(DomainError, match="giải nén ra quá"):
        bring(many)


def test_larger_than_is_taken(acting: Any, kinds: Any) -> None:
    content = made.packed({"a.docx": GOOD})
    sent, limit = Sent("a.zip", io.BytesIO(content)), len(content) - 1
    with acting(SECRETARY) as actor, pytest.raises(DomainError, match="lớn hơn"):
        services.bring(actor, actor.agency_id or 0, sent=sent, limit=limit)


def test_the_page_says_it_and_keeps_the_form(browse: Any, kinds: Any) -> None:
    sent = {"file": (io.BytesIO(made.packed({"../a.docx": b"x"})), "xau.zip")}
    page = browse(SECRETARY).post("/nhap-tai-lieu/tai-len", expect=422, files=sent)
    assert "đường dẫn không an toàn" in page.get_text()


def test_only_the_secretary_brings(bring: Bring, world: Any) -> None:
    for who in ("snv.leader", "snv.staff", "snv.auditor"):
        with pytest.raises(NotPermitted):
            bring(made.packed({"a.docx": GOOD}), by=who)


# -- names -------------------------------------------------------------------------------------------------------


def _raw_name(raw: bytes) -> list[archive.Member]:
    """A ZIP with one file whose name has these bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made_zip:
        made_zip.writestr("x" * len(raw), b"1")
    content = target.getvalue().replace(b"x" * len(raw), raw)
    with archive.opened(io.BytesIO(content)) as found:
        return list(found.members)


def test_names_as_windows_and_macos_write_them() -> None:
    wanted = "Quy trình/QT-01 đánh giá nội bộ.docx"
    decomposed = unicodedata.normalize("NFD", wanted)
    assert _raw_name(wanted.encode())[0].name == wanted, "UTF-8 without saying so"
    assert _raw_name(decomposed.encode())[0].name == wanted, "macOS takes letters apart"
    windows = "".join(
        part if part.isascii() or part in "đĐâÂêÊôÔăĂơƠưƯ" else unicodedata.normalize("NFD", part)
        for part in "đánh giá"
    )
    assert _raw_name((windows + ".docx").encode("cp1258"))[0].name == "đánh giá.docx"
    assert _raw_name("über.docx".encode("cp437"))[0].name == "über.docx"
    assert _raw_name(b"QT\\QT-01.docx")[0].name == "QT/QT-01.docx"


# -- the files ---------------------------------------------------------------------------------------------------


def _macro_word() -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(GOOD)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made_zip:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "[Content_Types].xml":
                content = content.replace(
                    b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml"
                )
            made_zip.writestr(info.filename, content)
        made_zip.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return target.getvalue()


LOCKED_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
BAD_FILES = {
    "macro.docx": (_macro_word(), "macro"),
    "khoa.docx": (LOCKED_WORD, "mật khẩu"),
    "hong.docx": (GOOD[: len(GOOD) // 2], ""),
    "hong.pdf": (b"%PDF-1.7\n" + b"khong ra gi" * 50, "hỏng"),
    "rong.docx": (b"", "trống"),
    "gia.pdf": (GOOD, "đuôi"),
    "cu.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "đời cũ"),
    "long.zip": (made.packed({"a.docx": GOOD}), "nén trong tệp nén"),
    "anh.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "Word (.docx)"),
    "la.txt": (b"chu thuong", "Word (.docx)"),
}


def test_bad_files_are_told_each_on_its_line_and_the_good_one_is_stored(
    look: Bring, store: Any, lines_of: Any, shelf_of: Any
) -> None:
    files = {"tot.docx": GOOD} | {name: content for name, (content, _) in BAD_FILES.items()}
    lines = [made.line(f"QT-{place:02}", name) for place, name in enumerate(files, start=1)]
    content = with_list(files, *lines)
    shelf_id = look(content)
    found = lines_of(shelf_id)
    assert found[2].verdict is LineVerdict.NEW
    for line in list(found.values())[1:]:
        said = BAD_FILES[line.file_name][1]
        assert line.verdict is LineVerdict.WRONG, line.file_name
        assert [fault["column"] for fault in line.faults] == ["Tên tệp"], line.file_name
        assert said in line.faults[0]["advice"], (line.file_name, line.faults)
    store(shelf_id)
    assert shelf_of(shelf_id).counts["stored"] == 1
    assert shelf_of(shelf_id).counts["left_out"] == len(BAD_FILES)
    assert [line.result for line in lines_of(shelf_id).values()] == [LineResult.STORED] + [None] * len(
        BAD_FILES
    )
    with unit_of_work(keep=False), whole_country():
        assert db.session.scalar(select(func.count(Document.id))) == 1
        assert contents.content(shelf_of(shelf_id).file_digest) == content


def test_a_scan_of_200_megabytes_is_not_even_unpacked(look: Bring, lines_of: Any) -> None:
    scan = b"%PDF-1.7\n" + os.urandom(1_000_000) * 200
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made_zip:
        made_zip.writestr(
            "Danh mục.xlsx", made.listed([made.line("QT-01", "quet.pdf"), made.line("QT-02", "a.docx")])
        )
        made_zip.writestr("quet.pdf", scan)
        made_zip.writestr("a.docx", GOOD)
    assert len(target.getvalue()) < LIMIT
    found = lines_of(look(target.getvalue()))
    assert "lớn hơn 50 MB" in found[2].faults[0]["advice"]
    assert found[3].verdict is LineVerdict.NEW


def test_a_damaged_member(look: Bring, lines_of: Any) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made_zip:
        made_zip.writestr("Danh mục.xlsx", made.listed([made.line("QT-01", "a.docx")]))
        made_zip.writestr("a.docx", GOOD)
    content = target.getvalue()
    at = content.index(GOOD) + len(GOOD) // 2
    spoilt = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
    assert "bị hỏng trong tệp ZIP" in lines_of(look(spoilt))[2].faults[0]["advice"]


# -- the list ----------------------------------------------------------------------------------------------------


def _faults(lines: dict[int, Any], line: int) -> list[tuple[str, str]]:
    return [(fault["column"], fault["advice"]) for fault in lines[line].faults]


def test_every_fault_of_the_list_has_line_column_value_and_what_would_be_right(
    look: Bring, lines_of: Any
) -> None:
    files = {f"{name}.docx": made.word(name) for name in "abcdefghijk"} | {
        "QT/trung.docx": made.word("1"), "BM/TRUNG.docx": made.word("2"),
    }  # fmt: skip
    found = lines_of(
        look(
            with_list(
                files,
                made.line("QT-01", "a.docx", day="31/02/2023"),
                made.line("QT-02", "khong-co.docx"),
                made.line("QT-03", "b.docx", kind="Thứ khác hẳn xyz"),
                made.line("QT-04", "c.docx"),
                made.line("qt-04", "d.docx"),
                made.line("QT-05", "trung.docx"),
                made.line("QT-06", "e.docx", day="01/01/2099"),
                made.line("QT-07", "f.docx", basis=""),
                made.line("QT-08", "g.docx", state="lần cũ"),
                made.line("", "h.docx"),
                made.line("QT-10", "i.docx", number="ba"),
                made.line("QT-11", "j.docx"),
                made.line("QT-12", "j.docx"),
                made.line("QT-13", "k.docx"),
            )
        )
    )
    assert _faults(found, 2)[0][0] == "Ngày hiệu lực"
    assert found[2].raw["Ngày hiệu lực"] == "31/02/2023" == found[2].faults[0]["value"]
    assert "Không có tệp này" in _faults(found, 3)[0][1]
    assert "CS · MH · MT · QT" in _faults(found, 4)[0][1]
    assert "dòng 6" in _faults(found, 5)[0][1]
    assert "dòng 5" in _faults(found, 6)[0][1]
    assert "2 tệp cùng tên" in _faults(found, 7)[0][1]
    assert "không thể sau hôm nay" in _faults(found, 8)[0][1]
    assert ("Căn cứ ban hành", "Không được để trống.") in _faults(found, 9)
    assert "chưa có dòng nào hiện hành" in _faults(found, 10)[0][1]
    assert ("Mã hiệu", "Không được để trống.") in _faults(found, 11)
    assert _faults(found, 12)[0][0] == "Lần ban hành"
    assert "đã ghi ở dòng 14" in _faults(found, 14)[0][1] or "đã ghi ở dòng 13" in _faults(found, 14)[0][1]
    assert found[15].verdict is LineVerdict.NEW
    assert {line.verdict for number, line in found.items() if number < 15} == {LineVerdict.WRONG}


def test_two_files_of_one_name_are_told_apart_by_their_folders(look: Bring, lines_of: Any) -> None:
    files = {"QT/a.docx": made.word("1"), "BM/A.docx": made.word("2")}
    found = lines_of(
        look(with_list(files, made.line("QT-01", "QT/a.docx"), made.line("QT-02", "BM\\A.docx")))
    )
    assert {line.verdict for line in found.values()} == {LineVerdict.NEW}
    assert found[2].file_id != found[3].file_id


def test_two_members_of_the_very_same_path(look: Bring, lines_of: Any) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made_zip:
        made_zip.writestr("Danh mục.xlsx", made.listed([made.line("QT-01", "a.docx")]))
        made_zip.writestr("a.docx", GOOD)
        made_zip.writestr("A.DOCX", made.word("khác"))
    assert "2 tệp cùng tên" in lines_of(look(target.getvalue()))[2].faults[0]["advice"]


def test_a_shelf_without_a_list_waits_for_one(
    look: Bring, shelf_of: Any, browse: Any, app: Any, lines_of: Any
) -> None:
    files = {"a.docx": GOOD, "biểu.xlsx": made.excel([["TT", "Nội dung"], [1, "x"]])}
    shelf_id = look(made.packed(files))
    assert shelf_of(shelf_id).state is ShelfState.LIST_WANTED
    page = browse(SECRETARY)
    assert "Không thấy danh mục" in page.get(f"/nhap-tai-lieu/{shelf_id}").get_text()
    page.client.set_cookie("locale", "en")
    assert "There is no list (.xlsx, .csv)" in page.get(f"/nhap-tai-lieu/{shelf_id}").get_text()
    page.client.set_cookie("locale", "vi")
    choose = f"/nhap-tai-lieu/{shelf_id}/danh-muc"
    assert "biểu.xlsx" in page.get(choose).get_text()
    page.post(choose, expect=422, files={"list": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")})
    page.post(choose, expect=422, member="")
    page.post(
        choose, files={"list": (io.BytesIO(made.listed([made.line("QT-01", "a.docx")])), "danh muc.xlsx")}
    )
    worker.work_off(app)
    assert shelf_of(shelf_id).state is ShelfState.PREVIEWED
    assert lines_of(shelf_id)[2].verdict is LineVerdict.NEW


def test_what_no_line_names_is_listed(look: Bring, browse: Any) -> None:
    shelf_id = look(with_list({"a.docx": GOOD, "thua.docx": GOOD}, made.line("QT-01", "a.docx")))
    page = browse("snv.leader")
    assert "1 tệp trong tệp ZIP không có dòng" in page.get(f"/nhap-tai-lieu/{shelf_id}").get_text()
    listed = page.get(f"/nhap-tai-lieu/{shelf_id}/tep").get_text()
    assert "thua.docx" in listed
    assert "Danh mục.xlsx" not in listed


def test_put_aside_it_leaves_nothing(look: Bring, browse: Any, shelf_of: Any) -> None:
    shelf_id = look(with_list({"a.docx": GOOD}, made.line("QT-01", "a.docx")))
    page = browse(SECRETARY)
    page.post(f"/nhap-tai-lieu/{shelf_id}/bo")
    assert shelf_of(shelf_id).state is ShelfState.DISCARDED
    page.post(f"/nhap-tai-lieu/{shelf_id}/luu", expect=403)
    with unit_of_work(keep=False), whole_country():
        assert db.session.scalar(select(func.count(Document.id))) == 0


def test_faults_are_read_in_the_readers_language(app: Any) -> None:
    from types import SimpleNamespace

    from iso_app.shelf import tables
    from iso_app.shelf.kinds import Fault

    said = Fault(
        "Tên tệp", "a.docx", "Tệp này đã ghi ở dòng {line}; mỗi lần ban hành là một tệp.", {"line": 7}
    )
    before = {"column": "", "value": "", "advice": "Câu đã lưu từ trước."}
    row = SimpleNamespace(faults=[said.plain(), before])
    with app.test_request_context(headers={"Cookie": "locale=en"}):
        assert tables.faults_of(row) == [
            "Tên tệp “a.docx”: This file is named in line 7 already; each revision is a file of its own.",
            "Câu đã lưu từ trước.",
        ]
    with app.test_request_context():
        assert tables.faults_of(row)[0].endswith("đã ghi ở dòng 7; mỗi lần ban hành là một tệp.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "The list has its line of column names only; fill in a line for each document."),
        (
            ",Quy trình,QT,,1,05/01/2020,,QĐ 1,",
            "There is no column “Mã hiệu”, “Tên tệp”, or it is blank",
        ),
    ],
)
def test_why_a_list_is_none_is_said_in_the_readers_language(app: Any, line: str, said: str) -> None:
    content = f"{','.join(HEADS.values())}\n{line}\n".encode()
    refusal = DomainError(read_list(content, "danh-muc.csv").trouble)
    with app.test_request_context(headers={"Cookie": "locale=en"}):
        assert translated(refusal).startswith(said)
