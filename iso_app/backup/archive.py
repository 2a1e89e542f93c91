"""One ZIP file: a manifest with the SHA-256 of every member, the database, the anchors, the stored files.

Nothing is taken from an archive before all of it has been compared with its manifest, and no member is
written to a place that the archive chooses: names are looked up, never followed.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from iso_app.core.errors import DomainError

MANIFEST = "manifest.json"
DATABASE = "database"
ANCHORS = "anchors.log"
FILES = "files/"
FORMAT = 1
PORTION = 1 << 20
MOST_MANIFEST = 256 << 20  # bytes; a store of a million files has a manifest of about 150 MB

_MEMBER = re.compile(r"database|anchors\.log|files/[0-9a-f]{64}")


class Unfit(DomainError):
    """An archive that must not be restored."""


@dataclass(frozen=True)
class Member:
    """What a member must be: its length in bytes, its digest in hex."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `missing` are stored files that were gone when it was made."""

    product: str
    version: str
    schema: str
    engine: str
    made_at: str
    members: Mapping[str, Member]
    missing: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        """The digests of the stored files in the archive."""
        return [name.removeprefix(FILES) for name in self.members if name.startswith(FILES)]


class Writer:
    """Adds members to a new archive and remembers what each was."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.members: dict[str, Member] = {}

    def add_file(self, name: str, path: Path) -> None:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._zip.open(name, "w", force_zip64=True) as target:
            while portion := source.read(PORTION):
                digest.update(portion)
                size += len(portion)
                target.write(portion)
        self.members[name] = Member(size, digest.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        self._zip.writestr(name, content)
        self.members[name] = Member(len(content), hashlib.sha256(content).hexdigest())

    def finish(self, manifest: Manifest) -> None:
        body = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        self._zip.writestr(MANIFEST, body.encode())
        self._zip.close()


class Reader:
    """An archive that is what its manifest says; making one checks all of it."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self.manifest = _manifest(opened)
        self._compare_names()
        for name in self.manifest.members:
            self._compare(name)

    def _compare_names(self) -> None:
        there = [name for name in self._zip.namelist() if name != MANIFEST]
        strange = [name for name in there if not _MEMBER.fullmatch(name)]
        if strange:
            raise Unfit(
                "Bản sao lưu có thành phần lạ “{name}”; không khôi phục tệp này.", name=strange[0][:80]
            )
        if sorted(there) != sorted(self.manifest.members) or DATABASE not in there:
            raise Unfit("Bản sao lưu thiếu hoặc thừa thành phần so với bản kê; không khôi phục tệp này.")

    def _compare(self, name: str) -> None:
        wanted, digest, size = self.manifest.members[name], hashlib.sha256(), 0
        try:
            with self._zip.open(name) as source:
                while size <= wanted.size and (portion := source.read(PORTION)):
                    digest.update(portion)
                    size += len(portion)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise _differs(name) from error
        named_so = not name.startswith(FILES) or name == FILES + wanted.sha256
        if not named_so or (size, digest.hexdigest()) != (wanted.size, wanted.sha256):
            raise _differs(name)

    def has(self, name: str) -> bool:
        return name in self.manifest.members

    def read(self, name: str) -> bytes:
        return self._zip.read(name)

    def extract(self, name: str, target: Path) -> None:
        """Write a member to a path of the caller's choice."""
        with self._zip.open(name) as source, target.open("xb") as out:
            while portion := source.read(PORTION):
                out.write(portion)


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """The archive at `path`, checked. Raises Unfit with a sentence for whatever is wrong with it."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unfit(
            "Không đọc được bản sao lưu {path}: tệp không có, bị cắt ngắn hoặc không phải bản sao lưu.",
            path=path,
        ) from error
    with archive:
        yield Reader(archive)


def _differs(name: str) -> Unfit:
    return Unfit("Thành phần “{name}” không khớp bản kê; bản sao lưu đã hỏng hoặc bị sửa.", name=name)


def _manifest(opened: zipfile.ZipFile) -> Manifest:
    try:
        with opened.open(MANIFEST) as source:
            body: dict[str, Any] = json.loads(source.read(MOST_MANIFEST))
        members = {str(name): Member(int(m["size"]), str(m["sha256"])) for name, m in body["members"].items()}
        manifest = Manifest(**body | {"members": members, "missing": tuple(body["missing"])})
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
    ) as error:
        raise Unfit("Bản kê trong bản sao lưu không đọc được; không khôi phục tệp này.") from error
    if manifest.product != "iso-app" or manifest.format != FORMAT:
        raise Unfit("Tệp này không phải bản sao lưu của phần mềm, hoặc thuộc phiên bản khác.")
    return manifest
