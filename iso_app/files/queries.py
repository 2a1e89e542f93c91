"""Reading contents back; who may is decided by the record that points to one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from sqlalchemy import select

from iso_app.db import db
from iso_app.files import store as stores
from iso_app.files.models import StoredFile
from iso_app.files.store import Damaged


def content(digest: str) -> bytes:
    """The content with this SHA-256. Raises Damaged if it is gone or no longer has its digest."""
    try:
        found = stores.in_use().get(digest)
    except FileNotFoundError as error:
        raise _missing() from error
    if stores.digest_of(found) != digest:
        raise _changed()
    return found


def pieces(digest: str) -> Iterator[bytes]:
    """The same piece by piece, for contents too large to hold at once. Raises Damaged, before the first piece."""
    following = _pieces(digest)
    return chain([next(following, b"")], following)


def _pieces(digest: str) -> Iterator[bytes]:
    with on_disk(digest) as path, path.open("rb") as file:
        while piece := file.read(stores.PIECE):
            yield piece


@contextmanager
def on_disk(digest: str) -> Iterator[Path]:
    """The content as a file of this machine, for reading only and only inside. Raises Damaged."""
    with tempfile.TemporaryDirectory() as folder:
        path = stores.in_use().path_of(digest)
        try:
            if path is None:
                path = _fetched(digest, Path(folder) / digest)
            with path.open("rb") as file:
                found = stores.digest_of_stream(file)[0]
        except FileNotFoundError as error:
            raise _missing() from error
        if found != digest:
            raise _changed()
        yield path


def _fetched(digest: str, target: Path) -> Path:
    with target.open("wb") as file:
        for piece in stores.in_use().stream(digest):
            file.write(piece)
    return target


def _missing() -> Damaged:
    return Damaged("Tệp gốc không còn trong kho tệp; hãy báo quản trị khôi phục từ bản sao lưu.")


def _changed() -> Damaged:
    return Damaged("Tệp gốc trong kho đã bị thay đổi; hãy báo quản trị khôi phục từ bản sao lưu.")


def by_digest(digest: str) -> StoredFile | None:
    """The row of a stored content."""
    return db.session.scalars(select(StoredFile).where(StoredFile.digest == digest)).one_or_none()
