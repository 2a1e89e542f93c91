"""The ZIP of a shelf, looked at before anything inside is read. Knows no record.

Only what the directory of the ZIP declares is ever read of a member (`zipfile` stops there and compares the sum), so
that limits on what is declared are limits on what comes out.
"""

import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from iso_app.core.errors import DomainError
from iso_app.core.numbers import show_number
from iso_app.core.text import clean, fold
from iso_app.sheets.archive import DAMAGES

MOST_MEMBERS = 5_000
MOST_UNPACKED = 2_000_000_000  # bytes
MOST_RATIO = 100
RATIO_FLOOR = 1_000_000  # bytes; what is smaller may be packed as tightly as it likes
LONGEST_NAME = 500
LIST_ENDINGS = (".xlsx", ".csv")
_LIST_WORDS = ("danh muc", "danh sach", "list")
_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # the field in which Info-ZIP writes a name once more, in UTF-8
_FIELD = struct.Struct("<HH")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_DRIVE = re.compile(r"^[A-Za-z]:")
# What Windows and macOS put beside the files of a person.
_LITTER_FOLDERS, _LITTER = frozenset({"__MACOSX"}), frozenset({".ds_store", "thumbs.db", "desktop.ini"})
# The letters with a stroke, and the marks that Vietnamese puts on the letters a to z.
_STROKES, _MARKS = (0x110, 0x111), frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")


@dataclass(frozen=True)
class Member:
    """A file of the ZIP: its place in the directory, its path with `/` in NFC, its size in bytes."""

    place: int
    name: str
    size: int

    @property
    def ending(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def depth(self) -> int:
        return self.name.count("/")


class Archive:
    """An open ZIP whose directory has been found fit."""

    def __init__(self, archive: zipfile.ZipFile, members: Sequence[Member]) -> None:
        self._archive = archive
        self.members = tuple(members)

    def read(self, place: int, *, most: int) -> bytes:
        """The bytes of a member, at most so many. Raises DomainError if they are more, or damaged."""
        info = self._archive.infolist()[place]
        if info.file_size > most:
            raise too_large(most)
        try:
            with self._archive.open(info) as file:
                content = file.read(most + 1)
        except DAMAGES as damage:
            raise DomainError("Tệp bị hỏng trong tệp ZIP; hãy nén lại rồi tải lên lại.") from damage
        return content


def too_large(most: int) -> DomainError:
    """The refusal of a file of more than so many bytes."""
    return DomainError(
        "Tệp lớn hơn {most} MB; hãy chia nhỏ, hoặc quét lại ở độ phân giải thấp hơn.", most=most // 1_000_000
    )


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Archive]:
    """The ZIP at a path, or in a file that is open. Raises DomainError, of the field "file", if it is not fit."""
    try:
        archive = zipfile.ZipFile(source)
    except DAMAGES as damage:
        raise _refusal("Tệp không phải ZIP, bị hỏng hoặc tải lên chưa hết; hãy nén lại.") from damage
    with archive:
        yield Archive(archive, _members(archive))


def _members(archive: zipfile.ZipFile) -> list[Member]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise _refusal(
            "Tệp ZIP có {found} tệp, nhiều nhất {most}; hãy chia thành nhiều tệp ZIP.",
            found=show_number(len(infos)),
            most=show_number(MOST_MEMBERS),
        )
    found = []
    for place, info in enumerate(infos):
        name = _name(info)
        _check_name(name)
        _check_kind(info, name)
        if not info.is_dir() and not name.endswith("/") and not _is_litter(name):
            found.append(Member(place, name, info.file_size))
    _check_sizes(archive, infos)
    if not found:
        raise _refusal("Tệp ZIP không có tệp nào bên trong.")
    return found


def _check_name(name: str) -> None:
    parts = name.split("/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts or "\0" in name:
        raise _refusal(
            "Tệp ZIP chứa đường dẫn không an toàn “{name}”; hãy nén lại từ thư mục chứa các tệp.",
            name=clean(name)[:120],
        )
    if len(name) > LONGEST_NAME:
        raise _refusal(
            "Tên tệp “{name}…” trong tệp ZIP dài quá {most} ký tự; hãy rút ngắn tên thư mục.",
            name=clean(name)[:60],
            most=LONGEST_NAME,
        )


def _check_kind(info: zipfile.ZipInfo, name: str) -> None:
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refusal(
            "Tệp ZIP chứa liên kết “{name}” thay cho tệp; hãy nén lại với tệp thật.", name=clean(name)[:120]
        )
    if info.flag_bits & 1:
        raise _refusal("Tệp ZIP được đặt mật khẩu; hãy nén lại không đặt mật khẩu.")
    if info.compress_type not in _METHODS:
        raise _refusal("Tệp ZIP nén bằng cách không đọc được; hãy nén lại dạng ZIP thông thường.")
    if info.file_size > RATIO_FLOOR and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise _bomb()


def _check_sizes(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> None:
    """What comes out is bounded; and members that lie upon each other would come out many times."""
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise _refusal(
            "Tệp ZIP giải nén ra quá {most} GB; hãy chia thành nhiều tệp ZIP.",
            most=MOST_UNPACKED // 1_000_000_000,
        )
    if sum(info.compress_size for info in infos) > archive.start_dir:
        raise _bomb()


def _bomb() -> DomainError:
    return _refusal("Tệp ZIP nén bất thường, giải nén ra quá lớn; hãy nén lại từ các tệp gốc.")


def _refusal(message: str, **facts: object) -> DomainError:
    return DomainError(message, field="file", **facts)


# -- names -------------------------------------------------------------------------------------------------------


def _name(info: zipfile.ZipInfo) -> str:
    """The name as whoever packed it read it: UTF-8 where said or so, else Windows in Vietnamese, else DOS."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        name = _decoded(name.encode("cp437", "replace"), info.extra)
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _decoded(raw: bytes, extra: bytes) -> str:
    for text in (raw, _unicode_path(extra)):
        try:
            if text:
                return text.decode()
        except UnicodeDecodeError:
            continue
    try:
        vietnamese = unicodedata.normalize("NFC", raw.decode("cp1258"))
    except UnicodeDecodeError:
        return raw.decode("cp437")
    return vietnamese if all(map(_is_vietnamese, vietnamese)) else raw.decode("cp437")


def _is_vietnamese(letter: str) -> bool:
    base, *marks = list(unicodedata.normalize("NFD", letter))
    return ord(letter) in _STROKES or (base.isascii() and _MARKS.issuperset(marks))


def _unicode_path(extra: bytes) -> bytes:
    at = 0
    while at + _FIELD.size <= len(extra):
        kind, size = _FIELD.unpack_from(extra, at)
        at += _FIELD.size
        if kind == _UNICODE_PATH:
            return extra[at + 5 : at + size]  # behind a version and a check sum
        at += size
    return b""


def _is_litter(name: str) -> bool:
    *folders, last = name.split("/")
    return (
        bool(_LITTER_FOLDERS.intersection(folders))
        or last.lower() in _LITTER
        or last.startswith(("~$", "._"))
    )


# -- which file is the list --------------------------------------------------------------------------------------


def lists_at_top(members: Sequence[Member]) -> list[Member]:
    """Excel and CSV files at the top, those called "Danh mục…" first; the top may be one folder that has everything."""
    roots = {member.name.partition("/")[0] for member in members}
    top = 1 if len(roots) == 1 and all(member.depth for member in members) else 0
    found = [member for member in members if member.ending in LIST_ENDINGS and member.depth == top]
    return sorted(found, key=lambda member: (not is_called_list(member), member.name))


def is_called_list(member: Member) -> bool:
    """Whether a file is named as lists are: "Danh mục…", "Danh sách…", "List…"."""
    return fold(PurePosixPath(member.name).stem).startswith(_LIST_WORDS)
