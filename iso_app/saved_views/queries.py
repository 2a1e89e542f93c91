"""What a person saved. Every question is narrowed to that person: a saved list is nobody else's."""

from functools import cache
from itertools import groupby

from sqlalchemy import Select, bindparam, select

from iso_app.core.actor import Actor
from iso_app.core.text import sort_key
from iso_app.db import db
from iso_app.saved_views.models import SavedView


def of_place(actor: Actor, place: str) -> list[tuple[str, str]]:
    """(name, address) of what the actor saved of one list, in the order of the names."""
    rows = db.session.execute(_of_place(), {"person_id": actor.person_id, "place": place})
    return sorted(((row.name, row.address) for row in rows), key=lambda view: sort_key(view[0]))


@cache
def _of_place() -> Select[str, str]:
    """Built once: every list asks it."""
    mine = (SavedView.person_id == bindparam("person_id")) & (SavedView.place == bindparam("place"))
    return select(SavedView.name, SavedView.address).where(mine)


def by_list(actor: Actor) -> list[tuple[str, list[SavedView]]]:
    """(name of the list in Vietnamese, what the actor saved of it), both in the order of the names."""
    query = select(SavedView).where(SavedView.person_id == actor.person_id)
    found = sorted(
        db.session.scalars(query), key=lambda view: (sort_key(view.list_label), sort_key(view.name))
    )
    return [(label, list(views)) for label, views in groupby(found, key=lambda view: view.list_label)]


def one(actor: Actor, view_id: int) -> SavedView | None:
    """A saved list of the actor; None for any other."""
    query = select(SavedView).where(SavedView.id == view_id, SavedView.person_id == actor.person_id)
    return db.session.scalars(query).one_or_none()
