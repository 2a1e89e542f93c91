"""Several people who do something at the same moment, each in a unit of work of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.db.scope import acting_in
from iso_app.db.taken import is_taken
from iso_app.db.unit_of_work import unit_of_work

DONE = "done"
SECONDS_TO_MEET = 0.7  # shorter than PostgreSQL takes to look for a deadlock
Act = Callable[[Actor], Any]


def at_once(app: Flask, people: Sequence[tuple[Actor, Act]]) -> list[str]:
    """What became of each act: DONE, or the name of what the pages make a sentence of. Anything else raises."""
    db.session.remove()
    gate = Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as crowd:
        acting = [crowd.submit(_one, app, gate, actor, act) for actor, act in people]
        return [each.result() for each in acting]


def _one(app: Flask, gate: Barrier, actor: Actor, act: Act) -> str:
    with app.app_context():
        gate.wait()
        try:
            with unit_of_work(), acting_in(actor.scope):
                act(actor)
        except IntegrityError as error:
            if not is_taken(error):
                raise
            return "taken"
        except OperationalError:
            return "deadlock"
        except (DomainError, StaleDataError) as error:
            return type(error).__name__
        finally:
            db.session.remove()
        return DONE


def meeting(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, people: int = 2) -> None:
    """Have those who have gone through a function wait there for each other, or for a while if a lock lets one in only.

    What can go wrong between that place and the end then does, in every run.
    """
    gate, real = Barrier(people), getattr(owner, name)

    def met(*args: Any, **given: Any) -> Any:
        found = real(*args, **given)
        with suppress(BrokenBarrierError):
            gate.wait(SECONDS_TO_MEET)
        return found

    monkeypatch.setattr(owner, name, met)


def sent_at_once(sendings: Sequence[Callable[[], Any]]) -> list[int]:
    """The status of each answer, smallest first."""
    db.session.remove()
    with ThreadPoolExecutor(len(sendings)) as crowd:
        answers = [crowd.submit(send) for send in sendings]
        return sorted(each.result().status_code for each in answers)
