"""How a lower floor tells higher ones what happened.

It announces a frozen event; subscribers act in the same transaction.
"""

from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_subscribers: dict[type, list[Callable[[Any], None]]] = {}


def subscribe(kind: type[E], handler: Callable[[E], None]) -> None:
    """Have `handler` called for every event of a kind, in the order of subscription; twice the same counts once."""
    handlers = _subscribers.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)


def announce(happened: object) -> None:
    """Tell whoever subscribed. What they raise undoes the whole unit of work."""
    for handler in _subscribers.get(type(happened), ()):
        handler(happened)
