"""What a content is, by its bytes; what a name promises only decides between kinds of text."""

import html
import zipfile
from io import BytesIO
from pathlib import PurePath

import filetype

from iso_app.core.errors import DomainError
from iso_app.sheets.archive import inspect
from iso_app.sheets.kinds import OLE
from iso_app.sheets.shapes import Limits, Refused, Unsafe

UNKNOWN = "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
CSV = "text/csv"
PLAIN = "text/plain"

EVIDENCE = {
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    CSV: (".csv",),
    PLAIN: (".txt",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
"""What may be kept as evidence: media type -> endings of names that may carry it."""

_MAIN_PARTS = {
    DOCX: "wordprocessingml.document.main+xml",
    XLSX: "spreadsheetml.sheet.main+xml",
}
_MACROS = ("macroenabled", "vbaproject", "vbadata")
_CONTENT_TYPES = "[Content_Types].xml"
_MOST_TYPES = 1_000_000  # bytes of the list of parts; a real one has some thousands
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_TEXT_ENDINGS = {".csv": CSV, ".txt": PLAIN}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 65_536


def sniff(content: bytes, filename: str = "") -> str:
    """The media type of a content; `application/octet-stream` for what is not known."""
    found = filetype.guess(content)
    if found is not None:
        return str(found.mime)
    if _is_text(content[:_LOOKED_AT]):
        return _TEXT_ENDINGS.get(PurePath(filename).suffix.lower(), PLAIN)
    return UNKNOWN


def _is_text(start: bytes) -> bool:
    return start.startswith(_UTF16) or (bool(start) and b"\x00" not in start)


def require_evidence(content: bytes, filename: str, *, limit: int) -> str:
    """The media type of a file to keep as evidence; refuses other kinds, false names and too many bytes.

    What is an archive inside (Word, Excel) is looked at before it is kept: whoever opens the evidence later
    opens what somebody else sent.
    """
    if not content:
        raise DomainError("Tệp trống; hãy chọn lại tệp có nội dung.", field="file")
    if len(content) > limit:
        raise DomainError("Tệp lớn hơn {most} MB; hãy chia nhỏ.", field="file", most=limit // 1_000_000)
    if content.startswith(OLE) and _LOCKED in content:
        raise _refusal(Unsafe.LOCKED)
    media_type = sniff(content, filename)
    if PurePath(filename).suffix.lower() not in EVIDENCE.get(media_type, ()):
        raise _other_kind()
    if media_type in _MAIN_PARTS:
        _require_safe(content, media_type)
    return media_type


def _other_kind() -> DomainError:
    return DomainError(
        "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx), CSV, văn bản (.txt) hoặc ảnh JPEG, PNG "
        "có đuôi đúng với nội dung.",
        field="file",
    )


def _require_safe(content: bytes, media_type: str) -> None:
    try:
        names = inspect(content, Limits())
    except Refused as refused:
        raise _refusal(refused.unsafe) from refused
    types = _content_types(content, names).lower()
    if any(word in text for word in _MACROS for text in (types, *map(str.lower, names))):
        raise DomainError("Không nhận tệp có macro; hãy lưu lại dưới dạng không có macro.", field="file")
    if _MAIN_PARTS[media_type] not in types:
        raise _other_kind()


def _content_types(content: bytes, names: frozenset[str]) -> str:
    """What the archive says its parts are, with no letter hidden behind a character reference."""
    if _CONTENT_TYPES not in names:
        raise _other_kind()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if archive.getinfo(_CONTENT_TYPES).file_size > _MOST_TYPES:
            raise _refusal(Unsafe.BOMB)
        return html.unescape(archive.read(_CONTENT_TYPES).decode("utf-8", "replace"))


def _refusal(unsafe: Unsafe | None) -> DomainError:
    """In words for any document; a new one each time, as an error carries where it was raised."""
    unsafe_name = DomainError(
        "Tệp chứa tên phần không an toàn; hãy lưu lại hoặc lưu thành PDF.", field="file"
    )
    known = {
        Unsafe.LOCKED: DomainError("Tệp được đặt mật khẩu; hãy bỏ mật khẩu rồi lưu lại.", field="file"),
        Unsafe.MEMBERS: DomainError("Tệp có quá nhiều phần bên trong; hãy lưu thành PDF.", field="file"),
        Unsafe.BOMB: DomainError("Tệp nén bất thường, giải nén ra quá lớn; hãy lưu thành PDF.", field="file"),
        Unsafe.NESTED: DomainError("Tệp chứa một tệp nén khác bên trong; hãy lưu thành PDF.", field="file"),
        Unsafe.PATH: unsafe_name,
        Unsafe.TWICE: unsafe_name,
        Unsafe.MARKUP: DomainError("Tệp chứa khai báo XML không được phép; hãy lưu thành PDF.", field="file"),
        Unsafe.METHOD: DomainError("Tệp nén bằng cách không đọc được; hãy lưu lại.", field="file"),
    }
    damaged = DomainError("Tệp hỏng hoặc tải lên chưa hết; hãy lưu lại rồi tải lên lại.", field="file")
    return damaged if unsafe is None else known.get(unsafe, damaged)
