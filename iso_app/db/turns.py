"""Writers of one process take turns in the order they came.

SQLite lets one write at a time, and who finds the database locked tries again after a while: among many the unlucky
are passed over until their patience ends. Here they queue, so that nobody waits longer than those before them take.
"""

from collections import deque
from threading import Event, Lock, get_ident


class Turns:
    """A lock that is handed to whoever has waited longest. Whoever holds it may enter again."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._holder: int | None = None
        self._waiting: deque[tuple[int, Event]] = deque()

    def enter(self, *, patience: float) -> bool:
        """Wait for one's turn, at most `patience` seconds; whether it came."""
        me, called = get_ident(), Event()
        with self._mutex:
            if self._holder in {None, me}:
                self._holder = me
                return True
            self._waiting.append((me, called))
        if called.wait(patience):
            return True
        with self._mutex:
            if called.is_set():  # at the last moment
                return True
            self._waiting.remove((me, called))
        return False

    def leave(self) -> None:
        """Let the next one in; nothing happens for whoever does not hold it."""
        with self._mutex:
            if self._holder != get_ident():
                return
            self._holder = None
            if self._waiting:
                self._holder, called = self._waiting.popleft()
                called.set()


writing_turns = Turns()
