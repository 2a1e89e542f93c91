"""How often a drill is repeated: a little in every run of the tests, in full by `make drills` (docs/trust.md).

A test that is a drill bears `pytest.mark.drill`, takes its numbers from `size` and shows its figure by `figure`.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

FULL = os.environ.get("ISO_DRILLS") == "full"
N = TypeVar("N", int, float)
_figures: list[str] = []


def size(usual: N, full: N) -> N:
    """`usual` in every run of the tests, `full` in the drills."""
    return full if FULL else usual


@pytest.fixture
def figure() -> Callable[[str], None]:
    """`figure("16 sent, 1 done")`: a line of the summary."""
    return _figures.append


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _figures:
        terminalreporter.section("figures of trust")
        for line in _figures:
            terminalreporter.write_line(line)
        _figures.clear()
