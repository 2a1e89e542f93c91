"""What the database is sent, for tests that count it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from iso_app.db import db
from tests.support.browser import Browser

# Words of the transaction, and what tells PostgreSQL who asks: they depend on the engine and not on the page.
_BESIDE = ("BEGIN", "SAVEPOINT", "RELEASE", "SELECT set_config")


@contextmanager
def heard() -> Iterator[list[str]]:
    """Every statement sent inside, in its order, the engine's own words left out."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(_BESIDE):
            found.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def of_page(browser: Browser, path: str) -> list[str]:
    """What a page sends that is opened again, when the process keeps what it keeps.

    The session is empty, as every request of the product begins with; under test they share one.
    """
    browser.get(path)
    db.session.remove()
    with heard() as found:
        browser.get(path)
    return [statement for statement in found if not statement.startswith("UPDATE user_session SET seen_at")]
