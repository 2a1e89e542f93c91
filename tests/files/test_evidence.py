"""A document that is an archive inside is looked at before it is kept: whoever opens it later trusts the product."""

import io
import random
import struct
import zipfile

import docx
import pytest
import xlsxwriter

from iso_app.core.errors import DomainError
from iso_app.files import sniff
from iso_app.sheets.kinds import OLE

LIMIT = 20_000_000
TYPES = "[Content_Types].xml"
BOMB = bytes(5_000_000)
NOISE = random.Random(1).randbytes(500_001).hex()  # does not pack well: no bomb by its ratio


def _docx():
    target = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Quyết định công bố hệ thống quản lý chất lượng")
    made.save(target)
    return target.getvalue()


def _xlsx():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        made.add_worksheet().write("A1", "Biên bản")
    return target.getvalue()


def _altered(content, *added, method=zipfile.ZIP_DEFLATED, types=lambda text: text):
    """The archive with members added and its list of parts changed and put last."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", method) as made:
        for member in sorted(source.infolist(), key=lambda member: member.filename == TYPES):
            data = source.read(member)
            if member.filename == TYPES:
                data = types(data.decode()).encode()
            made.writestr(member.filename, data)
        for name, data in added:
            made.writestr(name, data)
    return target.getvalue()


def _with_types(content, old, new):
    assert old in zipfile.ZipFile(io.BytesIO(content)).read(TYPES).decode()
    return _altered(content, types=lambda text: text.replace(old, new))


def _locked(content):
    """Every member marked as encrypted, in its own head and in the directory."""
    marked = bytearray(content)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = marked.find(magic)
        while start >= 0:
            (flags,) = struct.unpack_from("<H", marked, start + at)
            struct.pack_into("<H", marked, start + at, flags | 1)
            start = marked.find(magic, start + 4)
    return bytes(marked)


def _refusal(content, name="quyet-dinh.docx"):
    with pytest.raises(DomainError) as refused:
        sniff.require_evidence(content, name, limit=LIMIT)
    assert refused.value.field == "file"
    return refused.value.message


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [(_docx(), "Quyết định.docx", sniff.DOCX), (_xlsx(), "bien-ban.xlsx", sniff.XLSX)],
)
def test_honest_documents_are_kept(content, name, media_type):
    assert sniff.require_evidence(content, name, limit=LIMIT) == media_type


MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HIDDEN = "application/vnd.ms-office.&#118;baProject"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_altered(_docx(), ("word/vbaProject.bin", OLE + b"macro")), "có macro"),
        (_altered(_docx(), ("word/VBAPROJECT.BIN", b"macro")), "có macro"),
        (_with_types(_docx(), MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"), "có macro"),
        (
            _with_types(_docx(), "</Types>", f'<Default Extension="x" ContentType="{HIDDEN}"/></Types>'),
            "có macro",
        ),
        (_altered(_docx(), ("word/embeddings/a.zip", _xlsx()), method=zipfile.ZIP_STORED), "tệp nén khác"),
        (_altered(_docx(), ("word/embeddings/a.xlsx", _xlsx())), "tệp nén khác"),
        (_altered(_docx(), ("word/media/a.bin", BOMB)), "giải nén ra quá lớn"),
        (_altered(_docx(), *((f"word/media/{n}.txt", b"x") for n in range(2001))), "quá nhiều phần"),
        (_altered(_docx(), ("../../thoat.txt", b"x")), "không an toàn"),
        (_altered(_docx(), ("/etc/passwd", b"x")), "không an toàn"),
        (_altered(_docx(), ("word/a.bin", b"1"), ("word/A.bin", b"2")), "không an toàn"),
        (_altered(_docx(), ("customXml/a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")), "khai báo XML"),
        (_altered(_docx(), ("word/a.bin", b"x" * 99), method=zipfile.ZIP_BZIP2), "không đọc được"),
        (_locked(_docx()), "đặt mật khẩu"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "đặt mật khẩu"),
        (_docx()[:-30], "Tệp hỏng"),
        (_with_types(_docx(), MAIN, "application/xml"), "Chỉ nhận"),
        (_with_types(_docx(), "</Types>", f"</Types><!--{NOISE}-->"), "giải nén ra quá lớn"),
    ],
)
def test_what_could_harm_whoever_opens_it_is_not_kept(content, words):
    assert words in _refusal(content)


def test_a_workbook_with_macros_is_not_kept_under_an_honest_name():
    harmed = _altered(_xlsx(), ("xl/vbaProject.bin", OLE))
    assert "có macro" in _refusal(harmed, "bien-ban.xlsx")
