"""A file looked at before anything parses it: is it what it is said to be, and safe inside?

One place for all who keep or read documents: no macros, bombs, nesting, passwords or unsafe names.
"""

import html
import re
import zipfile
from io import BytesIO
from typing import Final

from iso_app.sheets.archive import DAMAGES, inspect
from iso_app.sheets.kinds import OLE, ZIP
from iso_app.sheets.shapes import Limits, Refused, Unsafe
from iso_app.texts.shapes import Kind, Unreadable

MAIN_PARTS: Final = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
}
_MACROS = ("macroenabled", "vbaproject", "vbadata", "activex")
# What Word loads by itself when a file is opened, from another machine: a template's macros, an object, a page.
_LOADED = re.compile(r"relationships/(attachedtemplate|oleobject|frame|subdocument|afchunk)\b")
_ELSEWHERE = re.compile(
    r"""\btarget\s*=\s*["']\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|[\\/]{2}|file:[\\/]{2}[^\\/])"""
)
_RELATIONSHIP = re.compile(r"<[^<>]*>")
_CONTENT_TYPES = "[Content_Types].xml"
_MOST_PART = 1_000_000  # bytes of a part that says what others are; a real one has some thousands
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 1_024  # where readers look for the signature of a PDF


def require_document(content: bytes, kind: Kind) -> None:
    """Refuse what is empty, locked, unsafe, or not of its kind.

    Raises:
        Unreadable: with what to do.
    """
    if not content:
        raise Unreadable("Tệp trống; hãy chọn lại tệp có nội dung.")
    refuse_locked(content)
    if kind == "pdf":
        if b"%PDF-" not in content[:_HEAD]:
            raise Unreadable("Nội dung tệp không phải PDF; hãy chọn lại tệp hoặc lưu lại thành PDF.")
        return
    if content.startswith(OLE):
        raise Unreadable("Tệp Office đời cũ; hãy mở rồi lưu lại thành .docx hoặc .xlsx.")
    if not content.startswith(ZIP) or not is_safe_office(content, kind):
        raise Unreadable("Nội dung tệp không đúng với đuôi tệp; hãy mở rồi lưu lại thành .docx hoặc .xlsx.")


def refuse_locked(content: bytes) -> None:
    """Refuse a Word or Excel file that opens with a password only.

    Raises:
        Unreadable: it does.
    """
    if content.startswith(OLE) and _LOCKED in content:
        raise _refusal(Unsafe.LOCKED)


def is_safe_office(content: bytes, kind: Kind) -> bool:
    """Whether the archive is a document of its `kind`, "docx" or "xlsx"; looked at whole, nothing parsed.

    Raises:
        Unreadable: it is an archive that nobody should open.
    """
    try:
        names = inspect(content, Limits())
    except Refused as refused:
        raise _refusal(refused.unsafe) from refused
    types = _content_types(content, names).lower()
    if any(word in text for word in _MACROS for text in (types, *map(str.lower, names))):
        raise Unreadable("Không nhận tệp có macro; hãy lưu lại dưới dạng không có macro.")
    if _loads_from_elsewhere(content, names):
        raise Unreadable("Tệp tự tải nội dung từ máy khác khi mở; hãy bỏ liên kết đó hoặc lưu thành PDF.")
    return MAIN_PARTS[kind] in types


def _loads_from_elsewhere(content: bytes, names: frozenset[str]) -> bool:
    """Whether a part of the file is to be fetched from another machine. A template on a disk is nobody's harm."""
    for name in names:
        if name.lower().endswith(".rels"):
            told = _part(content, name).lower()
            for each in map(html.unescape, _RELATIONSHIP.findall(told)):
                if _LOADED.search(each) and _ELSEWHERE.search(each):
                    return True
    return False


def _content_types(content: bytes, names: frozenset[str]) -> str:
    """What the archive says its parts are, with no letter hidden behind a character reference."""
    return html.unescape(_part(content, _CONTENT_TYPES)) if _CONTENT_TYPES in names else ""


def _part(content: bytes, name: str) -> str:
    """One of the small parts that say what the others are.

    Raises:
        Unreadable: it is too large, or its bytes are not what the directory of the archive says.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if archive.getinfo(name).file_size > _MOST_PART:
                raise _refusal(Unsafe.BOMB)
            return archive.read(name).decode("utf-8", "replace")
    except DAMAGES as damage:
        raise _refusal(None) from damage


def _refusal(unsafe: Unsafe | None) -> Unreadable:
    """In words for any document; a new one each time, as an error carries where it was raised."""
    unsafe_name = Unreadable("Tệp chứa tên phần không an toàn; hãy lưu lại hoặc lưu thành PDF.")
    known = {
        Unsafe.LOCKED: Unreadable("Tệp được đặt mật khẩu; hãy bỏ mật khẩu rồi lưu lại."),
        Unsafe.MEMBERS: Unreadable("Tệp có quá nhiều phần bên trong; hãy lưu thành PDF."),
        Unsafe.BOMB: Unreadable("Tệp nén bất thường, giải nén ra quá lớn; hãy lưu thành PDF."),
        Unsafe.NESTED: Unreadable("Tệp chứa một tệp nén khác bên trong; hãy lưu thành PDF."),
        Unsafe.PATH: unsafe_name,
        Unsafe.TWICE: unsafe_name,
        Unsafe.MARKUP: Unreadable("Tệp chứa khai báo XML không được phép; hãy lưu thành PDF."),
        Unsafe.METHOD: Unreadable("Tệp nén bằng cách không đọc được; hãy lưu lại."),
    }
    damaged = Unreadable("Tệp hỏng hoặc tải lên chưa hết; hãy lưu lại rồi tải lên lại.")
    return damaged if unsafe is None else known.get(unsafe, damaged)
