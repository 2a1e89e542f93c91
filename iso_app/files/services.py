"""Keeping a content: once, whoever brings it."""

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
    place = stores.in_use()
    if not place.has(digest):
        place.put(digest, content)
    known = select(StoredFile).where(StoredFile.digest == digest)
    if (there := db.session.scalars(known).one_or_none()) is not None:
        return there
    # Two may bring it at once: on PostgreSQL the second finds the row of the first, on SQLite it had to wait before.
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"digest": digest, "size": len(content), "media_type": media_type, "stored_at": now()}
    db.session.execute(dialect.insert(StoredFile).on_conflict_do_nothing(), [row])
    return db.session.scalars(known).one()
