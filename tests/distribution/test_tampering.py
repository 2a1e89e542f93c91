"""Whoever holds the database changes what was approved, signed or acknowledged: `verify-trail` names it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text

from iso_app.db import db
from iso_app.documents import queries
from iso_app.documents.services import withdraw_document
from iso_app.trail.verify import verify

Make = Callable[..., Any]
CHANGES = {
    "content of a revision": "UPDATE revision SET written = '{\"sections\": {}}' WHERE id = :revision",
    "digest of a revision": "UPDATE revision SET content_digest = '0' WHERE id = :revision",
    "day of a revision": "UPDATE revision SET effective_on = '2020-01-01' WHERE id = :revision",
    "number of a revision": "UPDATE revision SET number = 9 WHERE id = :revision",
    "who approved": "UPDATE revision SET approved_by = 'Người khác' WHERE id = :revision",
    "who signed": "UPDATE signature SET person_name = 'Người khác'",
    "what was signed": "UPDATE signature SET content_digest = '0'",
    "who has read": "UPDATE acknowledgement SET person_name = 'Người khác'",
    "what was read": "UPDATE acknowledgement SET content_digest = '0'",
    "when it was read": "UPDATE acknowledgement SET at = '2020-01-01 00:00:00+00'",
    "an acknowledgement gone": "DELETE FROM acknowledgement",
    "an acknowledgement too many": (
        "INSERT INTO acknowledgement (document_id, number, person_id, duty_of_id, post_id, person_name, post_label,"
        " way, content_digest, shown_at, at, revision_id, agency_id) SELECT document_id, number, 1, 1, post_id,"
        " 'Người khác', post_label, way, content_digest, shown_at, at, revision_id, agency_id FROM acknowledgement"
    ),
}


@pytest.fixture
def kept(in_force: Make, distribute: Make, acknowledge: Make) -> Iterator[int]:
    """A document in force that somebody has read; the id of its revision."""
    document_id, revision_id = in_force()
    distribute(document_id)
    acknowledge("snv.auditor", revision_id)
    db.session.remove()
    return revision_id


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_approved_and_read_is_compared(kept: int, intruder: Connection, what: str) -> None:
    assert verify(intruder).broken is None
    statement = CHANGES[what]
    intruder.execute(text(statement), {"revision": kept} if ":revision" in statement else {})
    assert verify(intruder).broken is not None


def test_a_whole_life_is_no_false_alarm(in_force: Make, acting: Any, intruder: Connection) -> None:
    document_id, _ = in_force()
    with acting("snv.leader") as actor:
        withdraw_document(actor, queries.document(actor, document_id), reason="Thôi áp dụng")
    db.session.remove()
    assert verify(intruder).broken is None
