"""What a content is, by its bytes; what a name promises only decides between kinds of text."""

from pathlib import PurePath
from typing import Final

import filetype

from iso_app.core.errors import DomainError
from iso_app.texts.office import is_safe_office, refuse_locked
from iso_app.texts.shapes import Kind

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

_OFFICE: Final[dict[str, Kind]] = {DOCX: "docx", XLSX: "xlsx"}
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
    refuse_locked(content)
    media_type = sniff(content, filename)
    if PurePath(filename).suffix.lower() not in EVIDENCE.get(media_type, ()):
        raise _other_kind()
    if media_type in _OFFICE and not is_safe_office(content, _OFFICE[media_type]):
        raise _other_kind()
    return media_type


def _other_kind() -> DomainError:
    return DomainError(
        "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx), CSV, văn bản (.txt) hoặc ảnh JPEG, PNG "
        "có đuôi đúng với nội dung.",
        field="file",
    )
