"""Two hundred people acknowledge at once: none is lost, none is doubled, nobody is told that something is locked."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from iso_app.accounts import sessions
from iso_app.accounts.models import Person
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.distribution import queries
from iso_app.distribution.kinds import Target
from iso_app.distribution.queries import Coverage
from iso_app.serving import THREADS
from iso_app.tasks.workflow import TaskState
from tests.support.world import World

PEOPLE = 200
AT_ONCE = THREADS  # requests that the embedded server works on at the same moment; the others queue before it
LONGEST_WAIT = 10  # seconds of the slowest of all, on a machine that does other things besides
SEAL = re.compile(r'name="shown" value="([^"]+)"')
Make = Callable[..., Any]


@pytest.fixture
def crowd(
    app: Flask, in_force: Make, distribute: Make, department: Make, world: World
) -> tuple[int, int, list[dict[str, str]]]:
    """A document that a department of two hundred has to read: its id, its revision's, the heads of each browser."""
    document_id, revision_id = in_force()
    distribute(document_id, Target(department_id=department("Phòng đông người", PEOPLE)))
    tokens = []
    with unit_of_work(), whole_country():
        for position in range(PEOPLE):
            person = db.session.get_one(Person, world.person[f"Phòng đông người.{position}"])
            tokens.append(sessions.open_session(person, network="127.0.0.1", browser="test").token)
    heads = []
    for token in tokens:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        heads.append({"Cookie": f"iso={client.get_cookie('iso').value}"})  # type: ignore[union-attr]
    db.session.remove()
    return document_id, revision_id, heads


def test_two_hundred_at_once(
    app: Flask, crowd: tuple[int, int, list[dict[str, str]]], acknowledged: Make, tasks_of: Make, acting: Make
) -> None:
    document_id, revision_id, heads = crowd
    page = f"/tai-lieu/{document_id}/lan/1"

    def sealed(head: dict[str, str]) -> str:
        found = SEAL.search(app.test_client(use_cookies=False).get(page, headers=head).text)
        assert found is not None
        return found[1]

    def say(asked: tuple[dict[str, str], str]) -> float:
        head, seal = asked
        begun = time.perf_counter()
        # Pressed twice, as people do: the second press is answered like the first.
        answers = [
            app.test_client(use_cookies=False).post(
                f"/phan-phoi/{document_id}/lan/1/da-doc", headers=head, data={"shown": seal}
            )
            for _ in range(2)
        ]
        assert {answer.status_code for answer in answers} == {302}, answers[0].text
        return time.perf_counter() - begun

    with ThreadPoolExecutor(AT_ONCE) as pool:
        seals = list(pool.map(sealed, heads))
        waits = list(pool.map(say, zip(heads, seals, strict=True)))
    assert max(waits) < LONGEST_WAIT
    found = acknowledged()
    assert len(found) == len(set(found)) == PEOPLE
    assert {revision for revision, _ in found} == {revision_id}
    assert list(tasks_of("reading:").values()) == [TaskState.DONE] * PEOPLE
    with acting("snv.leader"):
        assert queries.coverage_of(document_id) == Coverage(PEOPLE, PEOPLE)
