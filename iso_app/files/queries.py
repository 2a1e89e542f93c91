"""Reading contents back; who may is decided by the record that points to one."""

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
        raise Damaged(
            "Tệp gốc không còn trong kho tệp; hãy báo quản trị khôi phục từ bản sao lưu."
        ) from error
    if stores.digest_of(found) != digest:
        raise Damaged("Tệp gốc trong kho đã bị thay đổi; hãy báo quản trị khôi phục từ bản sao lưu.")
    return found


def by_digest(digest: str) -> StoredFile | None:
    """The row of a stored content."""
    return db.session.scalars(select(StoredFile).where(StoredFile.digest == digest)).one_or_none()
