"""Where file contents lie: a folder or an object store, by SHA-256, written once.

Content first, then the row that names it: a power cut leaves at most content that nobody points to.
"""

import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import Engine

from iso_app.core.errors import DomainError, Unavailable
from iso_app.db import db

PIECE = 1 << 20  # bytes
log = structlog.get_logger()


class Damaged(DomainError):
    """Content is missing from the store, or is not what was put there."""


class Store(Protocol):
    """What a place for contents can do; a key is the content's SHA-256 in hex."""

    def is_there(self) -> bool: ...

    def make(self) -> None: ...

    def has(self, digest: str) -> bool: ...

    def put(self, digest: str, content: bytes) -> None: ...

    def put_stream(self, digest: str, stream: BinaryIO) -> None: ...

    def get(self, digest: str) -> bytes: ...

    def stream(self, digest: str) -> Iterator[bytes]: ...

    def path_of(self, digest: str) -> Path | None: ...


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


class FolderStore:
    """A folder of this machine. A name appears only when its whole content is safe on the disk.

    Once made, the folder is never made again: where it should be and is not, its disk is away, and what was put
    there meanwhile would be hidden when that comes back. Raises Unavailable then, and when the disk refuses.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def is_there(self) -> bool:
        return self.root.is_dir()

    def make(self) -> None:
        with self._reached():
            self.root.mkdir(parents=True, exist_ok=True)

    def has(self, digest: str) -> bool:
        with self._reached():
            return (self.root / _path(digest)).is_file()

    def put(self, digest: str, content: bytes) -> None:
        self.put_stream(digest, io.BytesIO(content))

    def put_stream(self, digest: str, stream: BinaryIO) -> None:
        target = self.root / _path(digest)
        with self._reached():
            target.parent.mkdir(exist_ok=True)
            self._write(target, stream)

    def _write(self, target: Path, stream: BinaryIO) -> None:
        written = target.with_name(f"{target.name}.{secrets.token_hex(6)}.part")
        try:
            with written.open("xb") as file:
                shutil.copyfileobj(stream, file, PIECE)
                file.flush()
                os.fsync(file.fileno())
            written.replace(target)
        finally:
            written.unlink(missing_ok=True)
        for folder in (target.parent, self.root):
            _keep_names(folder)

    def get(self, digest: str) -> bytes:
        with self._reached():
            return (self.root / _path(digest)).read_bytes()

    def stream(self, digest: str) -> Iterator[bytes]:
        with self._reached(), (self.root / _path(digest)).open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def path_of(self, digest: str) -> Path | None:
        """Where the content lies on this machine."""
        if not self.is_there():
            raise _away()
        return self.root / _path(digest)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Tell a content that is gone (FileNotFoundError) from a folder that is, or a disk that refuses."""
        try:
            yield
        except OSError as error:
            if isinstance(error, FileNotFoundError) and self.is_there():
                raise
            log.exception("files.away")
            raise _away() from error


def _away() -> Unavailable:
    return Unavailable(
        "Kho tệp tạm không dùng được hoặc đã hết chỗ; chưa có gì được lưu. Hãy báo quản trị rồi thử lại."
    )


def _keep_names(folder: Path) -> None:
    """A new name survives a power cut only when its folder was written as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ObjectStore:
    """A bucket (`s3://bucket/prefix`) or whatever obstore reaches; credentials come from the environment."""

    def __init__(self, url: str) -> None:
        import obstore  # only where there is a bucket
        from obstore.exceptions import BaseError
        from obstore.store import from_url

        self._api, self._store, self._refusals = obstore, from_url(url), BaseError

    def is_there(self) -> bool:
        return True  # a bucket is made by who runs it, and answers for itself

    def make(self) -> None:
        """Nothing has to be made."""

    def has(self, digest: str) -> bool:
        try:
            with self._reached():
                self._api.head(self._store, _path(digest))
        except FileNotFoundError:
            return False
        return True

    def put(self, digest: str, content: bytes) -> None:
        with self._reached():
            self._api.put(self._store, _path(digest), content)

    def put_stream(self, digest: str, stream: BinaryIO) -> None:
        with self._reached():
            self._api.put(self._store, _path(digest), stream)

    def get(self, digest: str) -> bytes:
        with self._reached():
            return bytes(self._api.get(self._store, _path(digest)).bytes())

    def stream(self, digest: str) -> Iterator[bytes]:
        with self._reached():
            for piece in self._api.get(self._store, _path(digest)).stream(min_chunk_size=PIECE):
                yield bytes(piece)

    def path_of(self, digest: str) -> Path | None:  # noqa: ARG002 - as every store
        """Nowhere on this machine."""
        return None

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except self._refusals as error:
            log.exception("files.away")
            raise _away() from error


_stores: WeakKeyDictionary[Engine, Store] = WeakKeyDictionary()


def open_store(url: str) -> Store:
    """The store at an address: a folder, or a URL with a scheme that obstore knows."""
    return ObjectStore(url) if "://" in url else FolderStore(Path(url))


def configure(engine: Engine, url: str) -> None:
    """Have the contents of one database kept at `url`; called once when the product starts."""
    _stores[engine] = open_store(url)


def in_use() -> Store:
    """The store that belongs to the database in use."""
    return _stores[db.engine]


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest_of_stream(stream: BinaryIO) -> tuple[str, int]:
    """The SHA-256 of what a stream still has to say, and how many bytes that was."""
    running, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        running.update(piece)
        size += len(piece)
    return running.hexdigest(), size
