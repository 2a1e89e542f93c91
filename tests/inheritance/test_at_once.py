"""Two decide of the same documents at the same moment: one of them is told, and nothing is decided twice."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from iso_app.documents.workflow import DocumentState
from iso_app.inheritance import services
from tests.inheritance.conftest import SNV, XA
from tests.support.crowd import DONE, Act, at_once

ROUNDS = 3


@pytest.fixture
def together(app: Flask, actor_for: Any) -> Callable[..., list[str]]:
    """`together(("xa.iso_secretary", act), …)`: what became of each, begun at the same moment."""

    def run(*acts: tuple[str, Act]) -> list[str]:
        return at_once(app, [(actor_for(who), act) for who, act in acts])

    return run


def _take(ids: list[int]) -> Act:
    return lambda actor: services.take_over(actor, actor.agency_id, document_ids=ids)


def _decline(ids: list[int]) -> Act:
    return lambda actor: services.decline(actor, actor.agency_id, document_ids=ids, reason="Trùng.")


def test_of_two_who_take_the_same_over_the_second_is_told(merged, together, decided, world):
    for round_ in range(ROUNDS):
        ids = [merged["C1"][round_], merged["C2"][round_]]
        ends = together(("xa.iso_secretary", _take(ids)), ("xa.iso_secretary", _take(list(reversed(ids)))))
        assert sorted(ends) == ["Stale", DONE], ends
    assert set(decided().values()) == {"taken"}
    assert len(decided()) == 2 * ROUNDS


def test_taken_over_and_left_behind_at_once_it_is_taken_over(merged, together, decided):
    ids = merged["C1"]
    ends = together(("xa.iso_secretary", _take(ids)), ("xa.iso_secretary", _decline(ids)))
    assert ends in ([DONE, "Stale"], [DONE, DONE]), "what was left behind can be taken over"
    assert set(decided().values()) == {"taken"}


def test_of_two_successors_who_decide_at_once_the_last_ends_the_document(
    commune, leaves, reorganise, together, document
):
    ids = leaves(commune("C3"), *(f"QT-{number:02}" for number in range(1, 9)))
    reorganise(f"Chia tách,C3,{XA}", f"Chia tách,C3,{SNV}")
    for id_ in ids:
        ends = together(("xa.iso_secretary", _decline([id_])), ("snv.iso_secretary", _decline([id_])))
        assert ends == [DONE, DONE]
        assert document(id_).state is DocumentState.WITHDRAWN
