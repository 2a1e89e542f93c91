"""A person keeps and discards lists they want to see again. Habits of one's own: no trail tells of them."""

from urllib.parse import urlsplit

from sqlalchemy import func, select

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, NotFound
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.saved_views import queries
from iso_app.saved_views.models import SavedView

MOST = 20  # of one list: more than that is no shortcut any more


def keep(actor: Actor, *, name: str, address: str, list_label: str) -> SavedView:
    """Save a list as it is seen now. A name that is there already takes the new filters.

    Raises DomainError without a post in use or a name, or if there are too many of this list.
    """
    if actor.person_id is None:
        raise DomainError("Chỉ người đã đăng nhập mới lưu được danh sách.")
    if not name:
        raise DomainError("Hãy đặt tên cho danh sách.", field="name")
    place = urlsplit(address).path
    mine = (SavedView.person_id == actor.person_id) & (SavedView.place == place)
    kept = db.session.scalars(select(SavedView).where(mine, SavedView.name == name)).one_or_none()
    if kept is None:
        if (db.session.scalar(select(func.count(SavedView.id)).where(mine)) or 0) >= MOST:
            raise DomainError(
                "Đã lưu {most} kiểu xem của danh sách này; hãy xóa bớt.", field="name", most=MOST
            )
        kept = SavedView(person_id=actor.person_id, place=place, name=name, made_at=now())
        db.session.add(kept)
    kept.address, kept.list_label = address, list_label
    db.session.flush()
    return kept


def discard(actor: Actor, *, view_id: int) -> str:
    """Forget one; its name. NotFound if the actor has none like it."""
    view = queries.one(actor, view_id)
    if view is None:
        raise NotFound("Không tìm thấy danh sách đã lưu này.")
    lock(view)
    db.session.delete(view)
    return view.name
