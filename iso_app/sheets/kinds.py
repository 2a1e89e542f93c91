"""What a file is, by its first bytes and by its name: text, XLSX, or a sentence why it is neither."""

import re
from pathlib import PurePath

from iso_app.core.policy import Sentence
from iso_app.sheets.shapes import Refused

TEXT_NAMES = (".csv", ".tsv", ".txt")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_XLSX = Sentence("mở bằng Excel rồi Lưu thành (Save As) “Excel Workbook (*.xlsx)”.")
SAVE_CSV = Sentence("lưu lại dưới dạng CSV UTF-8 (trong Excel: Save As → “CSV UTF-8 (Comma delimited)”).")
ONLY = Sentence("chỉ nhận tệp Excel .xlsx hoặc CSV .csv.")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"(?:<!--(?:(?!-->).)*+-->|<\?xml[^>]*+>|\s)*+<(?:!doctype\s+html|(?:html|head|body|table|meta|style|script)\b)",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = (
    (b"%PDF", Sentence("Đây là tệp PDF")),
    (b"\x89PNG", Sentence("Đây là tệp ảnh PNG")),
    (b"\xff\xd8\xff", Sentence("Đây là tệp ảnh JPEG")),
    (b"GIF8", Sentence("Đây là tệp ảnh GIF")),
    (b"II*\x00", Sentence("Đây là tệp ảnh TIFF")),
    (b"MM\x00*", Sentence("Đây là tệp ảnh TIFF")),
    (b"RIFF", Sentence("Đây là tệp ảnh hoặc âm thanh")),
    (b"Rar!", Sentence("Đây là tệp nén RAR")),
    (b"7z\xbc\xaf\x27\x1c", Sentence("Đây là tệp nén 7z")),
    (b"\x1f\x8b", Sentence("Đây là tệp nén gzip")),
    (b"{\\rtf", Sentence("Đây là văn bản RTF")),
    (b"MZ\x90", Sentence("Đây là chương trình")),
    (b"\x7fELF", Sentence("Đây là chương trình")),
    (b"SQLite format 3", Sentence("Đây là tệp cơ sở dữ liệu")),
)


def kind(content: bytes, filename: str) -> str:
    """`"csv"` or `"xlsx"`.

    Raises:
        Refused: the content is something else, or not what the name says.
    """
    ending = PurePath(filename).suffix.lower()
    start = content[:4096]
    if not content.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise Refused(Sentence("Tệp trống; chọn tệp có dòng tên cột và dữ liệu."))
    _refuse_foreign(content, start)
    if ending == ".xlsm":
        raise Refused(Sentence("Không nhận tệp có macro (.xlsm); {how}", how=SAVE_XLSX))
    if start.startswith(ZIP):
        if ending != ".xlsx":
            raise Refused(
                Sentence("Tên tệp không phải .xlsx mà nội dung là tệp nén hoặc Excel; {how}", how=SAVE_XLSX)
            )
        return "xlsx"
    if ending == ".xlsx":
        raise Refused(Sentence("Tên tệp là .xlsx nhưng nội dung không phải sổ Excel; {how}", how=SAVE_XLSX))
    if ending not in TEXT_NAMES:
        raise Refused(
            Sentence("Không đọc loại tệp “{ending}”; {how}", ending=ending, how=ONLY)
            if ending
            else Sentence("Tên tệp không có đuôi; {how}", how=ONLY)
        )
    return "csv"


def _refuse_foreign(content: bytes, start: bytes) -> None:
    if start.startswith(OLE):
        if _ENCRYPTED in content:
            raise Refused(
                Sentence(
                    "Tệp Excel được đặt mật khẩu; bỏ mật khẩu (File → Info → Protect Workbook) rồi lưu lại."
                )
            )
        raise Refused(Sentence("Tệp Excel đời cũ (.xls); {how}", how=SAVE_XLSX))
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            raise Refused(Sentence("{what}; {how}", what=what, how=ONLY))
    if start.startswith(b"PK\x05\x06"):
        raise Refused(Sentence("Tệp nén rỗng; {how}", how=ONLY))
    plain = _plain(start)
    if _HTML.match(plain):
        raise Refused(Sentence("Nội dung là trang web (HTML) chứ không phải bảng tính; {how}", how=SAVE_XLSX))
    if plain.startswith(b"<?xml"):
        raise Refused(Sentence("Nội dung là XML chứ không phải bảng tính; {how}", how=SAVE_XLSX))


def _plain(start: bytes) -> bytes:
    """The beginning without byte order mark and, of UTF-16, without its zero bytes."""
    if start.startswith(UTF16):
        return start[2:].replace(b"\x00", b"").lstrip()
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()
