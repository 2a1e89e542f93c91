"""Keeping a content: once, whoever brings it."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from iso_app.core.clock import now
from iso_app.db import db
from iso_app.files import store as stores
from iso_app.files.models import StoredFile


def store(content: bytes, media_type: str) -> StoredFile:
    """Keep `content` and give its row; content that is already there is not written again.

    The act that needs the file writes the trail: a content as such belongs to nobody.
    """
    digest = stores.digest_of(content)
    place = _place()
    if not place.has(digest):
        place.put(digest, content)
    return _row(digest, len(content), media_type)


def store_stream(stream: BinaryIO, media_type: str) -> StoredFile:
    """The same of a content too large to hold at once: `stream` is read twice, from its beginning."""
    stream.seek(0)
    digest, size = stores.digest_of_stream(stream)
    place = _place()
    if not place.has(digest):
        stream.seek(0)
        place.put_stream(digest, stream)
    return _row(digest, size, media_type)


def store_all(contents: Mapping[str, tuple[bytes, str]]) -> None:
    """Keep many contents, given with their media types by their SHA-256, in one statement."""
    place = _place()
    for digest, (content, _) in contents.items():
        if not place.has(digest):
            place.put(digest, content)
    _note([(digest, len(content), media_type) for digest, (content, media_type) in contents.items()])


def _place() -> stores.Store:
    """The store in use. It is made for the very first content only; see `stores.FolderStore`."""
    place = stores.in_use()
    if not place.is_there() and db.session.scalar(select(StoredFile.id).limit(1)) is None:
        place.make()
    return place


def _row(digest: str, size: int, media_type: str) -> StoredFile:
    known = select(StoredFile).where(StoredFile.digest == digest)
    if (there := db.session.scalars(known).one_or_none()) is not None:
        return there
    _note([(digest, size, media_type)])
    return db.session.scalars(known).one()


def _note(contents: Sequence[tuple[str, int, str]]) -> None:
    """Two may bring a content at once: on PostgreSQL the second finds the row of the first, on SQLite it waits."""
    if not contents:
        return
    moment = now()
    rows: list[dict[str, Any]] = [
        {"digest": digest, "size": size, "media_type": media_type, "stored_at": moment}
        for digest, size, media_type in contents
    ]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(StoredFile).on_conflict_do_nothing(), rows)
