"""A page that is only read keeps nothing, whatever it does on the way; the one exception is that it was read."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, text

from iso_app.db import db
from iso_app.db.unit_of_work import is_writing
from tests.trust.pages import addresses
from tests.trust.samples import VIEWERS

# Written beside the request, each in a transaction of its own: that something was read, that a session lives, that
# somebody asked for a printed copy that is none.
KEPT_BESIDE = {"record_read", "user_session", "sign_in_attempt"}


def _rows() -> dict[str, int]:
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('iso.reach', 'system', true)"))
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"'))
            for name in db.metadata.tables
            if name not in KEPT_BESIDE
        }


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Every statement that changes rows, wherever it comes from."""
    heard: list[str] = []

    def note(_c, _cursor, statement, *_):
        verb, _, rest = statement.lstrip().partition(" ")
        if verb.upper() in {"INSERT", "UPDATE", "DELETE"} and not any(t in rest[:40] for t in KEPT_BESIDE):
            heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield heard
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer or "nobody")
def test_reading_every_page_changes_no_row(viewer, house, written, monkeypatch):
    # The matrix undoes every request; here the product's own unit of work decides.
    from iso_app.db.unit_of_work import unit_of_work

    monkeypatch.setattr("iso_app.web.app.unit_of_work", unit_of_work)
    before = _rows()
    written.clear()
    asked = 0
    for address in addresses(house):
        answer = house.ask(viewer, address)
        asked += answer.status_code == 200
    assert written == []
    assert _rows() == before
    assert not is_writing()
    assert asked > (len(VIEWERS) if viewer else 0)
