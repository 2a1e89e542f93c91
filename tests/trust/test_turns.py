"""Writers take turns in the order they came, and whoever has no more patience goes on without."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iso_app.db.turns import Turns


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_the_longest_waiting_is_next(crowd: ThreadPoolExecutor) -> None:
    turns, order = Turns(), []
    assert turns.enter(patience=1)

    def wait(number: int) -> None:
        assert turns.enter(patience=5)
        order.append(number)
        turns.leave()

    waiting = []
    for number in range(6):
        waiting.append(crowd.submit(wait, number))
        while len(turns._waiting) <= number:
            sleep(0.001)
    turns.leave()
    for each in waiting:
        each.result()
    assert order == list(range(6))


def test_who_holds_it_enters_again_and_who_does_not_lets_nobody_in(crowd: ThreadPoolExecutor) -> None:
    turns = Turns()
    assert turns.enter(patience=0)
    assert turns.enter(patience=0)
    crowd.submit(turns.leave).result()
    assert crowd.submit(turns.enter, patience=0).result() is False
    turns.leave()
    assert crowd.submit(turns.enter, patience=0).result() is True


def test_who_gave_up_is_not_called(crowd: ThreadPoolExecutor) -> None:
    turns = Turns()
    assert turns.enter(patience=0)
    assert crowd.submit(turns.enter, patience=0.01).result() is False
    turns.leave()
    assert turns._holder is None
    assert turns.enter(patience=0)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=8, max_size=40))
def test_there_is_never_more_than_one(pauses: list[int]) -> None:
    turns, inside, most = Turns(), [], []
    together = Barrier(4)

    def work(mine: list[int]) -> None:
        together.wait()
        for pause in mine:
            assert turns.enter(patience=10)
            inside.append(1)
            most.append(len(inside))
            sleep(pause / 10_000)
            inside.pop()
            turns.leave()

    with ThreadPoolExecutor(4) as pool:
        for found in [pool.submit(work, pauses[at::4]) for at in range(4)]:
            found.result()
    assert max(most) == 1
