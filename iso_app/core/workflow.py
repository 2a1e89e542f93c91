"""A workflow is a table of moves. It knows nothing of records, users or databases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from iso_app.core.errors import InvalidTransition

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One act: the states it starts from, the state it leads to, the word on its button."""

    source: frozenset[S]
    target: S
    label: str


class Workflow(Generic[S, A]):
    """The states of one kind of record (with their words on screen) and the moves between them."""

    def __init__(self, name: str, states: Mapping[S, str], moves: Mapping[A, Move[S]]) -> None:
        self.name = name
        self.states = dict(states)
        self._moves = dict(moves)

    def after(self, state: S, action: A) -> S:
        """The state that `action` leads to from `state`; InvalidTransition if it is not open there."""
        move = self._moves[action]
        if state not in move.source:
            raise InvalidTransition(
                "Không thể “{action}” khi trạng thái đang là “{state}”.",
                action=move.label,
                state=self.states[state],
            )
        return move.target

    def allows(self, state: S, action: A) -> bool:
        return state in self._moves[action].source

    def label(self, action: A) -> str:
        return self._moves[action].label

    def open_to(self, state: S) -> list[A]:
        return [action for action in self._moves if self.allows(state, action)]

    def __iter__(self) -> Iterator[tuple[S, A, S]]:
        for action, move in self._moves.items():
            for source in sorted(move.source):
                yield source, action, move.target
