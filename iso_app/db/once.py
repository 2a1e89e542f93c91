"""The same POST sent twice is done once: its key is kept in the transaction of its effect."""

from datetime import datetime

from sqlalchemy import String, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.core.clock import now
from iso_app.db import Model, db


class DoneOnce(Model):
    """A key that a form carried, who sent it, and where its sender was led afterwards."""

    __tablename__ = "done_once"

    key: Mapped[str] = mapped_column(String(120), unique=True)
    led_to: Mapped[str] = mapped_column(String(2000), default="")
    at: Mapped[datetime]


def claim(key: str) -> str | None:
    """Take the key for this transaction (None), or say where its first use led.

    A second request with the key waits for the first one's transaction to end.
    """
    try:
        with db.session.begin_nested():
            db.session.execute(insert(DoneOnce).values(key=key, led_to="", at=now()))
    except IntegrityError:
        return db.session.scalar(select(DoneOnce.led_to).where(DoneOnce.key == key)) or "/"
    return None


def settle(key: str, led_to: str) -> None:
    """Note where the act led, so that its repetition is answered alike."""
    db.session.execute(update(DoneOnce).where(DoneOnce.key == key).values(led_to=led_to))


def release(key: str) -> None:
    """Give the key back: nothing was done."""
    db.session.execute(DoneOnce.__table__.delete().where(DoneOnce.key == key))  # type: ignore[attr-defined]
