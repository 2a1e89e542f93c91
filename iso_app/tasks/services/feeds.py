"""The address of a person's private calendar: made, made anew, revoked; only its digest is kept."""

import secrets

from sqlalchemy import select

from iso_app.accounts import queries as accounts
from iso_app.accounts.sessions import digest
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.tasks.models import CalendarFeed
from iso_app.trail.services import note

TOKEN_BYTES = 32


def make_feed(actor: Actor) -> str:
    """A new address, shown once; the one before opens nothing any more. Gives its token."""
    if actor.person_id is None:
        raise NotFound("Chỉ người đã đăng nhập mới có lịch riêng.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = _feed(actor.person_id) or CalendarFeed(person_id=actor.person_id)
    feed.token_digest, feed.made_at, feed.fetched_at = digest(token), now(), None
    db.session.add(feed)
    _note(actor, "person.feed_made")
    return token


def revoke_feed(actor: Actor) -> None:
    """Let the address open nothing any more."""
    feed = _feed(actor.person_id)
    if feed is not None:
        lock(feed)
        db.session.delete(feed)
        _note(actor, "person.feed_revoked")


def _feed(person_id: int | None) -> CalendarFeed | None:
    return db.session.scalars(select(CalendarFeed).where(CalendarFeed.person_id == person_id)).one_or_none()


def _note(actor: Actor, verb: str) -> None:
    person = accounts.own_account(actor)
    note(actor, verb, [(person, person.full_name, {}, {})])
