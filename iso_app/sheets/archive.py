"""A ZIP looked at before anything parses it.

Every member is inflated once, in pieces that are counted and thrown away: the sizes that a ZIP declares are
claims of whoever made it. Costs one inflation and no memory.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from iso_app.core.policy import Sentence
from iso_app.sheets.kinds import OLE, ONLY, SAVE_XLSX, UTF16, ZIP
from iso_app.sheets.shapes import Limits, Refused, Unsafe

PIECE = 1 << 20
OVERLAP = 16
_LOCAL_HEAD = struct.Struct("<4s22xHH")
_UNSAFE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_NAMES = (".xml", ".rels", ".vml")
# What `zipfile` raises about an archive whose bytes are not what its directory says.
DAMAGES = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
DAMAGED = Sentence("Tệp hỏng hoặc tải lên chưa hết; {how}", how=SAVE_XLSX)
_BOMB = Sentence("Tệp nén bất thường (giải nén ra quá lớn); chép bảng sang một sổ Excel mới rồi lưu lại.")


def inspect(content: bytes, limits: Limits) -> frozenset[str]:
    """The names of the members of a ZIP that is safe to parse.

    Raises:
        Refused: too many or too large members, paths, nesting, encryption, macros, XML with entities, damage.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except DAMAGES as damage:
        raise _damaged() from damage
    if len(members) > limits.members:
        advice = Sentence(
            "Tệp có {count} phần bên trong, nhiều nhất {most}; {how}",
            count=len(members),
            most=limits.members,
            how=SAVE_XLSX,
        )
        raise Refused(advice, unsafe=Unsafe.MEMBERS)
    names = [member.filename for member in members]
    _check_names(names)
    total = 0
    for member in members:
        total = _look(content, member, total, limits)
    return frozenset(names)


def require_workbook(names: frozenset[str]) -> None:
    """Refuse an archive that is not a macro-free XLSX.

    Raises:
        Refused: macros, another office format, or no workbook inside.
    """
    lower = {name.lower() for name in names}
    if any("vbaproject" in name for name in lower):
        raise Refused(Sentence("Không nhận tệp có macro; {how}", how=SAVE_XLSX))
    if any(name.startswith("word/") for name in lower):
        raise Refused(Sentence("Đây là văn bản Word; {how}", how=ONLY))
    if any(name.startswith("ppt/") for name in lower):
        raise Refused(Sentence("Đây là bài trình chiếu; {how}", how=ONLY))
    if "xl/workbook.bin" in lower:
        raise Refused(Sentence("Đây là sổ Excel nhị phân (.xlsb); {how}", how=SAVE_XLSX))
    if "content.xml" in lower:
        raise Refused(Sentence("Đây là tệp OpenDocument (.ods); {how}", how=SAVE_XLSX))
    if "xl/workbook.xml" not in names:
        raise Refused(Sentence("Tệp nén này không phải sổ Excel; {how}", how=SAVE_XLSX))


def _damaged() -> Refused:
    return Refused(DAMAGED, unsafe=Unsafe.DAMAGED)


def _check_names(names: list[str]) -> None:
    if any(_UNSAFE.search(name) for name in names):
        raise Refused(Sentence("Tệp chứa đường dẫn không an toàn; {how}", how=SAVE_XLSX), unsafe=Unsafe.PATH)
    if len({name.lower() for name in names}) != len(names):
        raise Refused(Sentence("Tệp chứa hai phần trùng tên; {how}", how=SAVE_XLSX), unsafe=Unsafe.TWICE)


def _look(content: bytes, member: zipfile.ZipInfo, total: int, limits: Limits) -> int:
    """Inflate one member; returns the bytes counted so far."""
    if member.flag_bits & 1:
        raise Refused(Sentence("Tệp được đặt mật khẩu; bỏ mật khẩu rồi lưu lại."), unsafe=Unsafe.LOCKED)
    is_xml = member.filename.lower().endswith(_XML_NAMES)
    size, crc, tail, first = 0, 0, b"", True
    for piece in _pieces(content, member):
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        if total + size > limits.unpacked:
            raise Refused(_BOMB, unsafe=Unsafe.BOMB)
        if size > limits.ratio_floor and size > limits.ratio * max(member.compress_size, 1):
            raise Refused(_BOMB, unsafe=Unsafe.BOMB)
        if first:
            _check_start(piece, is_xml=is_xml)
            first = False
        if is_xml and _DECLARED.search(tail + piece):
            raise Refused(
                Sentence("Tệp chứa khai báo XML (DOCTYPE, ENTITY) không được phép; {how}", how=SAVE_XLSX),
                unsafe=Unsafe.MARKUP,
            )
        tail = piece[-OVERLAP:]
    if size != member.file_size or crc != member.CRC:
        raise _damaged()
    return total + size


def _check_start(piece: bytes, *, is_xml: bool) -> None:
    if piece.startswith((ZIP, b"Rar!", b"7z\xbc\xaf")):
        raise Refused(
            Sentence("Tệp chứa một tệp nén khác bên trong; {how}", how=SAVE_XLSX), unsafe=Unsafe.NESTED
        )
    if is_xml and (piece.startswith((*UTF16, OLE)) or b"\x00" in piece[:256]):
        raise Refused(
            Sentence("Phần XML bên trong không phải UTF-8; {how}", how=SAVE_XLSX), unsafe=Unsafe.MARKUP
        )


def _pieces(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes by pieces of at most 1 MiB, straight from its local head.

    `zipfile` would stop at the declared size; other readers do not, so the whole stream is followed.
    """
    start = _data_start(content, member)
    packed = memoryview(content)[start : start + member.compress_size]
    if len(packed) != member.compress_size:
        raise _damaged()
    if member.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), PIECE):
            yield bytes(packed[at : at + PIECE])
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused(
            Sentence("Tệp nén bằng cách không đọc được; {how}", how=SAVE_XLSX), unsafe=Unsafe.METHOD
        )
    yield from _inflate(packed)


def _inflate(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # Fed in pieces as well: what is not yet consumed is copied at every step.
        for at in range(0, len(packed), PIECE):
            waiting: bytes | memoryview = packed[at : at + PIECE]
            while len(waiting) and not inflater.eof:
                piece = inflater.decompress(waiting, PIECE)
                if piece:
                    yield piece
                waiting = inflater.unconsumed_tail
            while not inflater.eof and (piece := inflater.decompress(b"", PIECE)):
                yield piece
    except zlib.error as damage:
        raise _damaged() from damage
    if not inflater.eof:
        raise _damaged()


def _data_start(content: bytes, member: zipfile.ZipInfo) -> int:
    head = content[member.header_offset : member.header_offset + _LOCAL_HEAD.size]
    if len(head) != _LOCAL_HEAD.size:
        raise _damaged()
    magic, name, extra = _LOCAL_HEAD.unpack(head)
    if magic != ZIP:
        raise _damaged()
    return int(member.header_offset) + _LOCAL_HEAD.size + int(name) + int(extra)
